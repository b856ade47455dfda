import { type Figure, type NotComputable, notComputable } from './figure';
import { type Continuum, intersections, whyNotUnitizable } from './unitizingAlpha';

/** A figure for one code with the share of the code's characters that it rests on, 0 to 1. */
export interface CodeFigure {
  readonly figure: Figure;
  readonly coverage: number;
}

export interface UnitizingFamily {
  /** ᵤα: segments, their codes and the gaps between them. */
  readonly overall: Figure;
  /** |ᵤα: what was marked at all against what was not. */
  readonly marked: Figure;
  /** 𝒸ᵤα: the codes, where two coders marked the same characters. */
  readonly coding: Figure;
  /** (k)ᵤα of each code k, where two coders marked the same characters. */
  readonly perCode: ReadonlyMap<string, CodeFigure>;
}

/**
 * The family of unitizing alphas of 2016, nominal. The text of L characters is cut into segments and gaps ø; ℓᴄₖ is the
 * length that two of the m coders' segments with codes c and k share, summed over ordered pairs of coders and divided
 * by m − 1. A coder's segments must not overlap; where they do, `unitizingAlpha` of 1995/2004 applies instead.
 *
 * Expected: εᴄₖ = (ℓᴄ ℓₖ − [c = k] Σ l²) / (ℓ − Σ l²/ℓ), with Σ over the segments of the code (above) and of all codes
 * (below), where a gap's l counts l instead of l² because gaps have no boundaries of their own.
 * ᵤα = 1 − (ℓ − Σ ℓᴄᴄ)/(ℓ − Σ εᴄᴄ); |ᵤα the same with all codes as one; 𝒸ᵤα without gaps, l then being the length
 * of a segment that other coders marked too; (k)ᵤα = 1 − (εₖ/ℓₖ)(ℓₖ − ℓₖₖ)/(εₖ − εₖₖ).
 *
 * Source: Krippendorff, Mathet, Bouvry & Widlöcher (2016), Quality & Quantity 50, 2347–2364, with its erratum p. 2365;
 * Krippendorff (2019), Content Analysis, 4th ed., 12.6.
 */
export function unitizingFamily(continuum: Continuum): UnitizingFamily {
  const codes = [...new Set(continuum.segments.map(({ code }) => code))].sort();
  const sections = continuum.coders.map((coder) => partition(continuum, coder, codes));
  const why =
    whyNotUnitizable(continuum) ??
    (sections.includes(undefined)
      ? notComputable('Segments of one coder overlap, and this coefficient needs one code per character.')
      : undefined);
  if (why) return nothing(why, codes);
  return family(sections as Section[][], codes, continuum.segments.length);
}

interface Section {
  readonly start: number;
  readonly end: number;
  /** 0 is a gap, i + 1 the i-th code. */
  readonly value: number;
}

function family(sections: readonly Section[][], codes: readonly string[], n: number): UnitizingFamily {
  const size = codes.length + 1;
  const observed = new Square(size);
  const selfPairs = new Float64Array(size);
  const selfPairsMarked = new Float64Array(size);
  for (const own of sections) {
    for (const { start, end, value } of own) selfPairs[value]! += value === 0 ? end - start : (end - start) ** 2;
    for (const other of sections) {
      if (other === own) continue;
      const shared = new Map<Section, number>();
      for (const [a, b] of intersections(own, other)) {
        const length = Math.min(a.end, b.end) - Math.max(a.start, b.start);
        observed.add(a.value, b.value, length / (sections.length - 1));
        if (a.value > 0 && b.value > 0) shared.set(a, (shared.get(a) ?? 0) + length);
      }
      for (const [{ value }, length] of shared) selfPairsMarked[value]! += length ** 2 / (sections.length - 1);
    }
  }
  const expected = expectedCoincidences(observed, selfPairs);
  const marked = observed.without(0);
  const markedExpected = expectedCoincidences(marked, selfPairsMarked);
  const collapse = (matrix: Square) => ({ total: matrix.total(), gap: matrix.row(0), gapGap: matrix.at(0, 0) });
  const [o, e] = [collapse(observed), collapse(expected)];
  return {
    overall: oneMinus(observed.offDiagonal(), expected.offDiagonal(), n),
    marked: oneMinus(2 * (o.gap - o.gapGap), 2 * (e.gap - e.gapGap), n),
    coding:
      marked.total() === 0
        ? notComputable('No two coders marked the same characters.')
        : oneMinus(marked.offDiagonal(), markedExpected.offDiagonal(), n),
    perCode: new Map(
      codes.map((code, i) => [code, codeFigure(i + 1, observed, marked, markedExpected, sections)] as const),
    ),
  };
}

function codeFigure(
  k: number,
  observed: Square,
  marked: Square,
  expected: Square,
  sections: readonly Section[][],
): CodeFigure {
  const n = sections.flat().filter(({ value }) => value === k).length;
  const length = marked.row(k);
  const coverage = length / observed.row(k);
  if (length === 0) return { figure: notComputable('No other coder marked any of its characters.'), coverage };
  const expectedApart = ((expected.row(k) - expected.at(k, k)) * length) / expected.row(k);
  return { figure: oneMinus(length - marked.at(k, k), expectedApart, n), coverage };
}

function expectedCoincidences(observed: Square, selfPairs: Float64Array): Square {
  const total = observed.total();
  const expected = new Square(observed.size);
  const ways = total - selfPairs.reduce((sum, pairs) => sum + pairs, 0) / total;
  for (let c = 0; c < observed.size; c++) {
    for (let k = 0; k < observed.size; k++) {
      const own = c === k ? selfPairs[c]! : 0;
      if (ways > 0) expected.add(c, k, (observed.row(c) * observed.row(k) - own) / ways);
    }
  }
  return expected;
}

function oneMinus(observed: number, expected: number, n: number): Figure {
  if (expected < 1e-9)
    return notComputable('There is no second code to confuse it with, so agreement cannot be told from chance.');
  return { value: 1 - observed / expected, n };
}

/** The coder's sections from end to end of the text; undefined when segments overlap. */
function partition({ length, segments }: Continuum, coder: string, codes: readonly string[]): Section[] | undefined {
  const own = segments.filter((segment) => segment.coder === coder).sort((a, b) => a.start - b.start);
  const sections: Section[] = [];
  let at = 0;
  for (const { start, end, code } of own) {
    if (start < at) return undefined;
    if (start > at) sections.push({ start: at, end: start, value: 0 });
    sections.push({ start, end, value: codes.indexOf(code) + 1 });
    at = end;
  }
  if (at < length) sections.push({ start: at, end: length, value: 0 });
  return sections;
}

function nothing(why: NotComputable, codes: readonly string[]): UnitizingFamily {
  return {
    overall: why,
    marked: why,
    coding: why,
    perCode: new Map(codes.map((code) => [code, { figure: why, coverage: 0 }])),
  };
}

/** A square matrix of lengths. */
class Square {
  readonly #cells: Float64Array;

  constructor(readonly size: number) {
    this.#cells = new Float64Array(size * size);
  }

  at(row: number, column: number): number {
    return this.#cells[row * this.size + column]!;
  }

  add(row: number, column: number, amount: number): void {
    this.#cells[row * this.size + column]! += amount;
  }

  row(row: number): number {
    return this.#cells.subarray(row * this.size, (row + 1) * this.size).reduce((sum, cell) => sum + cell, 0);
  }

  total(): number {
    return this.#cells.reduce((sum, cell) => sum + cell, 0);
  }

  offDiagonal(): number {
    return this.#cells.reduce((sum, cell, i) => (i % (this.size + 1) === 0 ? sum : sum + cell), 0);
  }

  /** The same with one row and column set to 0. */
  without(index: number): Square {
    const rest = new Square(this.size);
    this.#cells.forEach((cell, i) => {
      const [row, column] = [Math.floor(i / this.size), i % this.size];
      if (row !== index && column !== index) rest.add(row, column, cell);
    });
    return rest;
  }
}
