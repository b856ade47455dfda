import type { CodedText } from './codedText';
import { fewestToDraw } from './figure';
import {
  concatTables,
  confusionMatrix,
  dichotomize,
  missing,
  type ReliabilityTable,
  selectCoders,
} from './reliabilityTable';
import { labelTable, presenceTable, type UnitKind, type UnitTableOptions } from './units';

export const scales = ['presence', 'label', 'ordered'] as const;
/** How a unit's codes are compared: each code present or absent; one label per unit; one step of an ordered scale. */
export type Scale = (typeof scales)[number];

export interface CodeLabel {
  readonly id: string;
  readonly name: string;
}

/** How often two coders gave which values to the same unit. */
export interface Confusion {
  /** The code whose presence is compared; null where the codes are the values. */
  readonly code: string | null;
  readonly labels: readonly string[];
  /** [value of the first coder][value of the second], in units. */
  readonly counts: readonly (readonly number[])[];
}

/**
 * The tables that figures rest on, all with one row per unit in the same order. The overall one of `presence` has the
 * units once for each code: it gives shares of all decisions, but no coefficients, which are `pooled`.
 */
export interface UnitTables {
  readonly perCode: readonly ReliabilityTable[];
  readonly overall: ReliabilityTable;
}

export function unitTables(
  texts: readonly CodedText[],
  coders: readonly string[],
  codes: readonly string[],
  scale: Scale,
  unit: UnitKind,
): UnitTables {
  const join = (build: (options: UnitTableOptions) => ReliabilityTable): ReliabilityTable => {
    const empty = build({ units: [], segments: [], coders });
    const parts = texts.map((text) => selectCoders(build({ ...text, countCharacters: unit === 'character' }), coders));
    return concatTables([empty, ...parts]);
  };
  if (scale === 'presence') {
    const perCode = codes.map((code) => join((options) => presenceTable(options, code)));
    const none = { coders, categories: ['absent', 'present'], ratings: new Int32Array(), counts: new Float64Array() };
    return { perCode, overall: concatTables([none, ...perCode]) };
  }
  const overall = join((options) => labelTable(options, codes, scale === 'label' ? 'categories' : 'ordered'));
  return { perCode: codes.map((code) => dichotomize(overall, code)), overall };
}

/** Units to which one coder gave several codes, summed over the coders: where one label per unit leaves some out. */
export function multiplyCoded(texts: readonly CodedText[], codes: readonly string[], unit: UnitKind): number {
  let sum = 0;
  for (const text of texts) {
    const tables = codes.map((code) => presenceTable({ ...text, countCharacters: unit === 'character' }, code));
    tables[0]?.ratings.forEach((_, cell) => {
      const given = tables.reduce((n, { ratings }) => n + ratings[cell]!, 0);
      if (given > 1) sum += tables[0]!.counts[Math.floor(cell / text.coders.length)]!;
    });
  }
  return sum;
}

/**
 * A number for the turn of every unit, since the units of one turn are not independent of one another. In a text without
 * turns each unit stands alone, but its characters stand together.
 */
function turnGroups(texts: readonly CodedText[], unit: UnitKind): Int32Array {
  let before = 0;
  return Int32Array.from(
    texts.flatMap(({ turnOfUnit, turns }) => {
      const first = before;
      before += turns.length + turnOfUnit.length + 1;
      return turnOfUnit.map((turn, i) => first + (turn >= 0 || unit === 'character' ? turn + 1 : turns.length + 1 + i));
    }),
  );
}

/** What the bootstrap draws whole. */
export interface Drawn {
  readonly of: 'transcript' | 'turn';
  /** Of these, those that two of the coders coded. */
  readonly count: number;
  /** The one that each row of a table belongs to; undefined where each row stands alone. */
  readonly groups: Int32Array | undefined;
}

/**
 * Whole transcripts where enough of them have units with values by two coders, since what one person says is alike; else
 * turns.
 */
export function drawnWhole(texts: readonly CodedText[], table: ReliabilityTable, unit: UnitKind): Drawn {
  const isCompared = comparedRows(table);
  const comparedOf = (groups: Int32Array) => new Set(groups.filter((_, row) => isCompared[row])).size;
  const transcripts = Int32Array.from(texts.flatMap(({ units }, i) => units.map(() => i)));
  const count = comparedOf(transcripts);
  if (count >= fewestToDraw) return { of: 'transcript', count, groups: transcripts };
  const turns = turnGroups(texts, unit);
  return { of: 'turn', count: comparedOf(turns), groups: unit === 'turn' ? undefined : turns };
}

/** Whether two coders gave the row's units a value. */
function comparedRows({ coders, ratings, counts }: ReliabilityTable): boolean[] {
  return Array.from(counts, (_, row) => {
    const values = ratings.subarray(row * coders.length, (row + 1) * coders.length);
    return values.filter((value) => value !== missing).length > 1;
  });
}

/** Units with the value “present”, for each coder; of those alone that figures rest on, with values by two coders. */
export function usesOf(table: ReliabilityTable): number[] {
  const { coders, ratings, counts } = table;
  const isCompared = comparedRows(table);
  return coders.map((_, c) =>
    counts.reduce((sum, n, r) => (isCompared[r] && ratings[r * coders.length + c] === 1 ? sum + n : sum), 0),
  );
}

export function pairsOf(coders: readonly string[]): [string, string][] {
  return coders.flatMap((first, i) => coders.slice(i + 1).map((second): [string, string] => [first, second]));
}

export function confusionOf(
  table: ReliabilityTable,
  code: string | null,
  nameOf: ReadonlyMap<string, string>,
): Confusion {
  const flat = confusionMatrix(table);
  const size = table.categories.length;
  return {
    code,
    labels: table.categories.map((category) => nameOf.get(category) ?? category),
    counts: table.categories.map((_, i) => Array.from(flat.subarray(i * size, (i + 1) * size))),
  };
}
