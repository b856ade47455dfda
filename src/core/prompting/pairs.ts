// Do two ways of asking differ? Both on the same segments, so that what is hard about a segment is hard for both.
import { bootstrap } from '../agreement/bootstrap';
import { type Figure, notComputable } from '../agreement/figure';
import { type ReliabilityTable, tableFromRows } from '../agreement/reliabilityTable';
import { finish } from '../agreement/slices';
import { SeededRandom } from '../generation/random';
import { groupsOf, noAnswer, type MeasureOptions } from './measure';
import type { LabelTask } from './task';

/** Answers of one way of asking: a segment's label, null for none, by the segment's id. */
export type WayAnswers = ReadonlyMap<string, string | null>;

export interface WayPair {
  /** Columns of the sheet. */
  readonly first: string;
  readonly second: string;
  /** Segments with a label by the person and an answer of both. */
  readonly n: number;
  /** Segments on which only the one gave the person's label. */
  readonly onlyFirst: number;
  readonly onlySecond: number;
  /** Percent agreement with the person, first minus second, −1 to 1; its interval by bootstrap over these segments. */
  readonly difference: Figure;
  /** Two-sided, by `midP`; null where there is no segment. */
  readonly p: number | null;
  /** The same, adjusted for all pairs of the sheet by `holm`. */
  readonly adjustedP: number | null;
}

/** More ways are not compared two by two: there would be too many pairs to tell anything from. */
export const mostWays = 10;

/**
 * Every two ways on the segments that both answered.
 *
 * @param given the person's labels by segment
 * @param transcriptOf a segment's transcript: drawn whole for the intervals, where there are enough of them
 * @returns none for fewer than two ways, or more than `mostWays`
 */
export function comparePairs(
  task: LabelTask,
  given: ReadonlyMap<string, string>,
  ways: readonly { readonly id: string; readonly answers: WayAnswers }[],
  transcriptOf: (item: string) => string,
  options: MeasureOptions,
): WayPair[] {
  if (ways.length > mostWays) return [];
  const pairs = ways.flatMap((first, i) =>
    ways.slice(i + 1).map((second) => ({
      ...compare(task, given, first.answers, second.answers, transcriptOf, options),
      first: first.id,
      second: second.id,
    })),
  );
  const adjusted = holm(pairs.map(({ p }) => p));
  return pairs.map((pair, i) => ({ ...pair, adjustedP: adjusted[i]! }));
}

function compare(
  task: LabelTask,
  given: ReadonlyMap<string, string>,
  first: WayAnswers,
  second: WayAnswers,
  transcriptOf: (item: string) => string,
  { samples, seed }: MeasureOptions,
) {
  const items = [...given.keys()].filter((item) => first.has(item) && second.has(item));
  const rows = items.map((item) => [given.get(item)!, first.get(item) ?? noAnswer, second.get(item) ?? noAnswer]);
  const onlyFirst = rows.filter(([label, one, other]) => one === label && other !== label).length;
  const onlySecond = rows.filter(([label, one, other]) => one !== label && other === label).length;
  const categories = [...task.labels.map(({ id }) => id), noAnswer];
  const random = new SeededRandom(seed);
  const { difference } = finish(
    bootstrap(
      tableFromRows(['person', 'first', 'second'], categories, rows),
      { difference: differenceIn },
      {
        samples,
        random: () => random.next(),
        groups: groupsOf(items.map(transcriptOf)),
      },
    ),
  );
  return {
    n: rows.length,
    onlyFirst,
    onlySecond,
    difference,
    p: rows.length === 0 ? null : midP(onlyFirst, onlySecond),
  };
}

/** Percent agreement of the second column with the first, minus that of the third. */
function differenceIn({ ratings, counts }: ReliabilityTable): Figure {
  let [n, lead] = [0, 0];
  counts.forEach((count, row) => {
    const [label, one, other] = ratings.subarray(3 * row, 3 * row + 3);
    n += count;
    lead += count * (Number(one === label) - Number(other === label));
  });
  return n === 0
    ? notComputable('No segment with the coder’s code was answered in both ways.')
    : { value: lead / n, n };
}

/**
 * McNemar's test (1947, Psychometrika 12:153–157), two-sided, with the mid-P value of the exact conditional test, which
 * Fagerland, Lydersen & Laake (2013, BMC Medical Research Methodology 13:91) recommend: as good as never above the level,
 * and less timid than the exact test. Takes segments as independent.
 *
 * @param b segments on which the one alone is right; `c` the other alone
 * @returns 1 where there is neither
 */
export function midP(b: number, c: number): number {
  const all = b + c;
  const least = Math.min(b, c);
  let logTerm = -all * Math.LN2;
  let below = 0;
  for (let k = 0; k < least; k++) {
    below += Math.exp(logTerm);
    logTerm += Math.log((all - k) / (k + 1));
  }
  return Math.min(1, 2 * below + Math.exp(logTerm));
}

/** P values adjusted for their number (Holm 1979, Scandinavian Journal of Statistics 6:65–70), in their order. */
export function holm(values: readonly (number | null)[]): (number | null)[] {
  const order = values.flatMap((p, i) => (p === null ? [] : [{ p, i }])).sort((a, b) => a.p - b.p);
  const adjusted: (number | null)[] = values.map(() => null);
  let least = 0;
  order.forEach(({ p, i }, rank) => {
    least = Math.max(least, Math.min(1, (order.length - rank) * p));
    adjusted[i] = least;
  });
  return adjusted;
}
