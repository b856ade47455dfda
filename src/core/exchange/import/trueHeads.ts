import type { HeadLine } from './headLines';
import { recurring } from './writtenNames';

interface Candidate {
  readonly at: number;
  readonly head: HeadLine;
  readonly name: string;
  readonly startMs: number;
}

/** So many heads on, the next one of somebody who speaks as often is looked for. */
const ahead = 50;

/**
 * Parts heads from words that have the same form, such as the answer `Usually at 4:30`. A line speaks against itself
 * where no words stand between it and the head before it, where heads begin paragraphs and it begins none, and where
 * its time is before or after those around it; of a name, half of its lines have to be without fault.
 *
 * @param heads for each line, the head that it may be
 * @returns for each line, the head that it is
 */
export function trueHeads(lines: readonly string[], heads: readonly (HeadLine | null)[]): (HeadLine | null)[] {
  const without = (some: readonly (HeadLine | null)[], names: ReadonlySet<string>) =>
    some.map((head) => (head && isOfForm(head) && names.has(head.speaker!) ? null : head));
  // The worst names first: their lines speak against those around them too. Who speaks once is judged last.
  let left = heads;
  for (let pass = 0; pass < maxPasses; pass++) {
    const worst = worstNames(faultsOf(lines, left).filter(({ of }) => of > 1));
    if (worst.size === 0) break;
    left = without(left, worst);
  }
  left = without(left, new Set(faultsOf(lines, left).flatMap((one) => (isFalse(one) ? one.name : []))));
  return without(left, silentOnce(lines, left));
}

/** Who says nothing and comes once is more likely what somebody says, such as the last words of a file. */
function silentOnce(lines: readonly string[], heads: readonly (HeadLine | null)[]): Set<string> {
  const again = recurring(heads.flatMap((head) => head?.speaker ?? []));
  const names = new Set<string>();
  let follows = false;
  for (let at = lines.length - 1; at >= 0; at--) {
    const head = heads[at];
    if (!head) follows ||= lines[at]!.trim() !== '';
    else {
      if (!follows && head.words === '' && head.speaker !== null && !again.has(head.speaker)) names.add(head.speaker);
      follows = false;
    }
  }
  return names;
}

/** Each pass reads all lines. */
const maxPasses = 12;

interface Faults {
  readonly name: string;
  readonly n: number;
  readonly of: number;
}

function isFalse({ n, of }: Faults): boolean {
  return 2 * n > of;
}

/** Of the highest share of faults; among these, those with the most. */
function worstNames(faults: readonly Faults[]): Set<string> {
  const found = faults.filter(isFalse);
  const share = found.reduce((most, { n, of }) => Math.max(most, n / of), 0);
  const worst = found.filter(({ n, of }) => n / of === share);
  const number = worst.reduce((most, { n }) => Math.max(most, n), 0);
  return new Set(worst.filter(({ n }) => n === number).map(({ name }) => name));
}

/** Whether a head may be words; of those that only what follows can tell apart, `ambiguous` says it. */
function isOfForm({ speaker, ambiguous, isCertain }: HeadLine): boolean {
  return speaker !== null && !ambiguous && !isCertain;
}

/** How many lines of a name are at fault; names without a fault are left out. */
function faultsOf(lines: readonly string[], heads: readonly (HeadLine | null)[]): Faults[] {
  const candidates = heads.flatMap((head, at): Candidate[] =>
    head && head.speaker !== null && head.startMs !== null
      ? [{ at, head, name: head.speaker, startMs: head.startMs }]
      : [],
  );
  const counts = new Map<string, number>();
  for (const { name } of candidates) counts.set(name, (counts.get(name) ?? 0) + 1);
  const opens = (at: number) => !lines[at - 1]?.trim();
  const beginParagraphs = 2 * candidates.filter(({ at }) => opens(at)).length > candidates.length;
  const nth = new Map(candidates.map(({ at }, n) => [at, n]));
  const timeFirst = candidates.filter(({ head }) => head.ambiguous).map(({ name }) => counts.get(name)!);
  // Names come again; words after a time mostly do not.
  const areNames = 2 * timeFirst.filter((n) => n > 1).length >= timeFirst.length;
  const faults = new Map<string, number>();
  let before: number | null = null;
  let hasWords = true;
  for (const [at, line] of lines.entries()) {
    const head = heads[at];
    if (!head) {
      hasWords ||= line.trim() !== '';
      continue;
    }
    const { speaker, startMs, words, ambiguous } = head;
    const n = nth.get(at);
    if (n !== undefined && isOfForm(head)) {
      const isOutOfOrder = breaksOrder(before, startMs!, nextTime(candidates, n, counts));
      if (!hasWords || (beginParagraphs && !opens(at)) || isOutOfOrder) {
        faults.set(speaker!, (faults.get(speaker!) ?? 0) + 1);
        hasWords = true;
        continue;
      }
    }
    before = startMs ?? before;
    hasWords = words !== '' || (ambiguous && !areNames);
  }
  return [...faults].map(([name, n]) => ({ name, n, of: counts.get(name)! }));
}

/** Of somebody who speaks more often, else of another who speaks as often. */
function nextTime(candidates: readonly Candidate[], n: number, counts: ReadonlyMap<string, number>): number | null {
  const { name } = candidates[n]!;
  const own = counts.get(name)!;
  const following = candidates.slice(n + 1, n + 1 + ahead);
  const next =
    following.find((other) => counts.get(other.name)! > own) ??
    following.find((other) => other.name !== name && counts.get(other.name)! === own);
  return next?.startMs ?? null;
}

/** Where a second recording begins, times begin anew, with and without the time between. */
function breaksOrder(before: number | null, time: number, after: number | null): boolean {
  const falls = (a: number | null, b: number | null) => (a !== null && b !== null && b < a ? 1 : 0);
  return falls(before, time) + falls(time, after) > falls(before, after);
}
