import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import type { Continuum, Segment } from '../../../src/core/agreement/unitizingAlpha';
import { type ReliabilityTable, tableFromRows } from '../../../src/core/agreement/reliabilityTable';

type Cell = string | number | null;

interface CodingCase {
  readonly name: string;
  readonly units?: readonly (readonly Cell[])[];
  readonly units_by_coder_ABCD?: readonly (readonly Cell[])[];
  /** Contingency table of two coders. */
  readonly table?: readonly (readonly number[])[];
  /** Units × categories: how many coders chose the category. */
  readonly counts?: readonly (readonly number[])[];
  readonly published: Readonly<Record<string, number | readonly number[]>>;
  readonly exact: Readonly<Record<string, number | readonly number[]>>;
}

interface UnitizingCase {
  readonly name: string;
  readonly continuum: { readonly begin: number; readonly length: number };
  readonly 'units_[start,length]_by_category_by_coder': Readonly<
    Record<string, readonly (readonly [number, number][])[]>
  >;
  readonly exact: Readonly<Record<string, [number, number, number]>> & { readonly overall: number };
}

interface DistanceCase {
  readonly cases: readonly {
    readonly u: readonly [number, number, string | null];
    readonly v: readonly [number, number, string | null];
    readonly d: number;
  }[];
}

export interface GammaCase {
  readonly units: readonly (readonly [string, number, number, string])[];
  readonly reimplemented_best_alignment_disorder: number;
  readonly expected_disorder_sampled: number;
  readonly gamma_sampled: number;
  readonly n_samples: number;
}

/** Mean of the disorders of random continua. */
interface Expected {
  readonly mean: number;
  readonly standardError: number;
}

interface Fixture {
  readonly coding: readonly CodingCase[];
  readonly edge_cases: readonly { readonly name: string; readonly units: readonly (readonly Cell[])[] }[];
  readonly unitizing_alpha_u: readonly [UnitizingCase, DistanceCase];
  readonly gamma: { readonly tests: Readonly<Record<string, GammaCase>> };
}

/** Published agreement tables, see the fixtures' README. */
export const fixture = JSON.parse(
  readFileSync(path.join(import.meta.dirname, '../../fixtures/agreement.json'), 'utf8'),
) as Fixture;

/** Continua of two to five coders with what pygamma-agreement makes of them, by `test/fixtures/gamma.py`. */
export const { cases: gammaCases } = JSON.parse(
  readFileSync(path.join(import.meta.dirname, '../../fixtures/gamma.json'), 'utf8'),
) as {
  readonly cases: readonly (Pick<GammaCase, 'units'> & {
    readonly disorder: number;
    readonly statistical: Expected;
    readonly shifted: Expected;
  })[];
};

export function fixtureTable(name: string): ReliabilityTable {
  const edge = fixture.edge_cases.find((c) => c.name === name);
  if (edge) return rowsTable(edge.units);
  const found = fixture.coding.find((c) => c.name.startsWith(name));
  if (!found) throw new Error(`No fixture ${name}`);
  const rows =
    found.units ??
    found.units_by_coder_ABCD ??
    found.table?.flatMap((row, i) => row.flatMap((n, j) => Array<Cell[]>(n).fill([i, j]))) ??
    found.counts?.map((row) => row.flatMap((n, k) => Array<Cell>(n).fill(k))) ??
    [];
  return rowsTable(rows);
}

/** The table of the rows, its categories being the values found. */
export function rowsTable(rows: readonly (readonly Cell[])[], categories?: readonly string[]): ReliabilityTable {
  const texts = rows.map((row) => row.map((value) => (value === null ? null : String(value))));
  const found = [...new Set(texts.flat().filter((value) => value !== null))].sort();
  const coders = (rows[0] ?? []).map((_, i) => `coder ${i}`);
  return tableFromRows(coders, categories ?? found, texts);
}

/** Units × coders of the categories 1 to 4, null where missing. */
export function ratingRows(coders: number, { withMissing = true } = {}): fc.Arbitrary<(number | null)[][]> {
  const value = fc.integer({ min: 1, max: 4 });
  const cell = withMissing ? fc.option(value, { freq: 5 }) : value;
  return fc.array(fc.array(cell, { minLength: coders, maxLength: coders }), { minLength: 2, maxLength: 12 });
}

/** A small seeded source of random numbers (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Two coders of `places` places; they miss 15 % of them, and differ in code and boundaries. */
export function simulateCoders(places: number, random: () => number): Continuum {
  const segments: Segment[] = [];
  let at = 0;
  for (let i = 0; i < places; i++) {
    at += 40 + Math.floor(random() * 80);
    const length = 30 + Math.floor(random() * 60);
    const code = 'abc'[Math.floor(random() * 3)]!;
    for (const coder of ['x', 'y']) {
      if (random() < 0.15) continue;
      const given = random() < 0.8 ? code : 'abc'[Math.floor(random() * 3)]!;
      const start = at + Math.floor(random() * 15);
      segments.push({ coder, code: given, start, end: at + length - Math.floor(random() * 15) });
    }
    at += length;
  }
  return { length: at + 50, coders: ['x', 'y'], segments };
}
