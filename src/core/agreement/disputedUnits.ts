import type { Coder } from '../coding/study';
import type { CodedText } from './codedText';
import { missing, type ReliabilityTable } from './reliabilityTable';
import type { CodeLabel, Scale, UnitTables } from './studyTables';
import { uncoded } from './units';

/** What one coder said of a unit. */
export interface UnitAnswer {
  readonly coder: string;
  /** Names of codes; null when the coder did not answer. */
  readonly codes: readonly string[] | null;
}

/** A unit on which coders differ. */
export interface DisputedUnit {
  readonly transcript: string;
  /** UTF-16 offsets in the transcript's working text. */
  readonly start: number;
  readonly end: number;
  readonly speaker: string | null;
  /** 1-based line of its first character. */
  readonly line: number;
  readonly text: string;
  /** Pairs of coders that differ, summed over the codes. */
  readonly disagreements: number;
  /** Names of the codes in dispute. */
  readonly disputedCodes: readonly string[];
  readonly answers: readonly UnitAnswer[];
}

/** Units on which at least two coders differ, those with most disagreements first, then those
 * that stand for more characters, then in the order of the text. */
export function disputedUnits(
  texts: readonly CodedText[],
  coders: readonly Coder[],
  codes: readonly CodeLabel[],
  { perCode, overall }: UnitTables,
  scale: Scale,
): DisputedUnit[] {
  const compared = scale === 'presence' ? perCode : [overall];
  const units: (DisputedUnit & { readonly weight: number })[] = [];
  let row = -1;
  for (const { transcript, turns, units: ranges, turnOfUnit } of texts) {
    for (const [i, { start, end }] of ranges.entries()) {
      row++;
      const disagreements = compared.reduce((sum, table) => sum + differingPairs(table, row), 0);
      if (disagreements === 0) continue;
      units.push({
        transcript: transcript.path,
        start,
        end,
        speaker: turns[turnOfUnit[i]!]?.speaker ?? null,
        line: lineOf(transcript.text, start),
        text: transcript.text.slice(start, end),
        disagreements,
        weight: compared[0]!.counts[row]!,
        disputedCodes: codes.filter((_, c) => differingPairs(perCode[c]!, row) > 0).map(({ name }) => name),
        answers: coders.map(({ id }, c) => ({
          coder: id,
          codes: scale === 'presence' ? present(perCode, codes, row, c) : label(overall, codes, row, c),
        })),
      });
    }
  }
  return units
    .sort((a, b) => b.disagreements - a.disagreements || b.weight - a.weight)
    .map(({ weight: _, ...unit }) => unit);
}

function differingPairs({ coders, ratings }: ReliabilityTable, row: number): number {
  const values = ratings.subarray(row * coders.length, (row + 1) * coders.length);
  let pairs = 0;
  values.forEach((a, i) =>
    values.subarray(i + 1).forEach((b) => (pairs += Number(a !== missing && b !== missing && a !== b))),
  );
  return pairs;
}

function present(
  perCode: readonly ReliabilityTable[],
  codes: readonly CodeLabel[],
  row: number,
  coder: number,
): string[] | null {
  const values = perCode.map(({ ratings, coders }) => ratings[row * coders.length + coder]);
  return values.every((value) => value === missing)
    ? null
    : codes.filter((_, c) => values[c] === 1).map(({ name }) => name);
}

function label(
  { coders, ratings, categories }: ReliabilityTable,
  codes: readonly CodeLabel[],
  row: number,
  coder: number,
) {
  const value = ratings[row * coders.length + coder]!;
  if (value === missing) return null;
  const category = categories[value];
  return category === uncoded ? [] : codes.filter(({ id }) => id === category).map(({ name }) => name);
}

function lineOf(text: string, offset: number): number {
  let line = 1;
  for (let i = text.indexOf('\n'); i >= 0 && i < offset; i = text.indexOf('\n', i + 1)) line++;
  return line;
}
