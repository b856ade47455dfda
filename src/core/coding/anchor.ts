import search from 'approx-string-match';
import { snapToGraphemes } from '../base/graphemes';
import { codePoint, type OffsetMap, utf16, type RangeUtf16 } from '../base/offsets';
import { quoteContextLength, verifyQuote, type SegmentTarget } from './annotations';

/** Where a target stands in a text. */
export type Placement =
  /** `verified`: the text is the one that it was made on. `exact`: its very words, found again in a text that has changed. */
  | { readonly state: 'verified' | 'exact'; readonly range: RangeUtf16 }
  /** A guess, for a person to confirm. `score`: from 0 to 1, see `reanchorQuote`. */
  | { readonly state: 'moved'; readonly range: RangeUtf16; readonly score: number }
  | { readonly state: 'orphaned' };

/** What each likeness counts for (DESIGN 3; the weights are those of Hypothesis). */
const weights = { quote: 50, prefix: 20, suffix: 20, position: 2 };
const totalWeight = Object.values(weights).reduce((sum, weight) => sum + weight, 0);
/** A guess below this is none: half the quote and its surroundings by chance come to less. */
const minScore = 0.55;
/** Part of a quote that may differ. */
const maxDifferent = 0.4;
/** Mean likeness of what stands before and after from which it counts as the same; heads of turns differ in few digits. */
const sameSurroundings = 0.9;
/** How far from the expected place is looked first, in UTF-16 units. */
const nearReach = 2048;
/** Half the widths of the stretches in which likeness is looked for, in UTF-16 units besides the quote itself. */
const fuzzyReaches = [256, 4096] as const;
/** A guess as good as this is not bettered by looking further away. */
const goodScore = 0.85;
/** Occurrences of a quote that are looked at, nearest first; `Yes.` may stand in a text a thousand times. */
const maxCandidates = 64;

interface Quote {
  readonly exact: string;
  readonly prefix: string;
  readonly suffix: string;
}

/**
 * Where a target stands in a text: at its position when the text is the same; else where its words stand nearest to that
 * position in their surroundings; else where words most like them stand (`moved`); else nowhere (`orphaned`).
 *
 * A quote shorter than its context that is found only among other words counts as moved, not as exact: one "Yes." is as
 * good as another.
 *
 * @param sha256 of `text`, as in a source's `schema:sha256`
 * @param offsets of `text`
 * @param shift by how much what stands before it has moved, where that is known (`placeTargets`), in UTF-16 units
 */
export function placeTarget(
  text: string,
  sha256: string,
  target: SegmentTarget,
  offsets: OffsetMap,
  shift = 0,
): Placement {
  const [position, quote] = target.selector;
  if (target.source['schema:sha256'] === sha256) {
    const range = verifyQuote(text, target, offsets);
    if (range) return { state: 'verified', range };
  }
  const known = toUtf16(offsets, position.start, text.length);
  const expected = Math.min(Math.max(0, known + shift), text.length);
  const near = findNear(text, quote, expected);
  if (near) return near;
  const range = findAnywhere(text, quote, expected);
  return range ? { state: 'exact', range } : reanchorQuote(text, quote, expected);
}

/**
 * Places many targets. What is found exactly tells how far the text has shifted, so that a long text which changed at
 * its beginning takes time linear in text and targets.
 *
 * @returns in the order of `targets`
 */
export function placeTargets(
  text: string,
  sha256: string,
  targets: readonly SegmentTarget[],
  offsets: OffsetMap,
): Placement[] {
  const order = targets.map((_, i) => i).sort((a, b) => startOf(targets[a]!) - startOf(targets[b]!));
  const placements = new Array<Placement>(targets.length);
  let shift = 0;
  for (const i of order) {
    const target = targets[i]!;
    const placement = placeTarget(text, sha256, target, offsets, shift);
    placements[i] = placement;
    if (placement.state !== 'orphaned') {
      shift = placement.range.start - toUtf16(offsets, startOf(target), text.length);
    }
  }
  return placements;
}

/**
 * Where exactly the words of targets stand, for figures and for other programs, which take no guesses; null where a text
 * has changed so that a person has to say where.
 *
 * @returns in the order of `targets`
 */
export function certainRanges(
  { text, sha256 }: { readonly text: string; readonly sha256: string },
  targets: readonly SegmentTarget[],
  offsets: OffsetMap,
): (RangeUtf16 | null)[] {
  return placeTargets(text, sha256, targets, offsets).map((placement) =>
    placement.state === 'verified' || placement.state === 'exact' ? placement.range : null,
  );
}

/** What a person may do about segments without a certain range. */
export const reviewAdvice = 'Open it in Introspect and say under “To review” where they belong.';

/**
 * A scored guess where a quote stands, for a person to confirm; never a proof (that is `verifyQuote`). Looked at are the
 * occurrences of the quote, and what is like it around the expected place and around its prefix and suffix.
 *
 * The score is the mean of likenesses (1 − edit distance ÷ length): quote 50, prefix 20, suffix 20, position 2 (of 92).
 * Edit distances by Myers 1999, J. ACM 46(3), through approx-string-match.
 *
 * @param expected UTF-16
 */
export function reanchorQuote(text: string, quote: Quote, expected: number): Placement {
  if (quote.exact === '') return { state: 'orphaned' };
  const between = findBetween(text, quote, expected);
  const rewritten = between && judge(text, quote, expected, between);
  if (rewritten && rewritten.score >= minScore) return moved(text, rewritten);
  let best = judgeOccurrences(text, quote, expected, occurrences(text, quote.exact, expected)).reduce(better, null);
  for (const stretch of likelyStretches(text, quote, expected)) {
    if (best && best.score >= goodScore) break;
    best = guessesIn(text, quote, expected, stretch).reduce(better, best);
  }
  if (!best || best.score < minScore) return { state: 'orphaned' };
  return moved(text, best);
}

function moved(text: string, { range, score }: Guess): Placement {
  return { state: 'moved', range: snapToGraphemes(text, range), score };
}

interface Match {
  readonly start: number;
  readonly end: number;
  readonly errors: number;
}

interface Guess {
  readonly range: RangeUtf16;
  readonly score: number;
  readonly sameSurroundings: boolean;
}

function judge(text: string, quote: Quote, expected: number, { start, end, errors }: Match): Guess {
  const prefix = likeness(text.slice(Math.max(0, start - 2 * quoteContextLength), start), quote.prefix, 'end');
  const suffix = likeness(text.slice(end, end + 2 * quoteContextLength), quote.suffix, 'start');
  const position = 1 - Math.abs(start - expected) / Math.max(1, text.length);
  const sum =
    weights.quote * (1 - errors / quote.exact.length) +
    weights.prefix * prefix +
    weights.suffix * suffix +
    weights.position * position;
  return {
    range: rangeAt(start, end - start),
    score: sum / totalWeight,
    sameSurroundings: Math.max(prefix, suffix) === 1 || (prefix + suffix) / 2 >= sameSurroundings,
  };
}

/** What is most like the quote in a stretch of the text. */
function guessesIn(text: string, quote: Quote, expected: number, [from, to]: readonly [number, number]): Guess[] {
  const found = search(text.slice(from, to), quote.exact, Math.floor(quote.exact.length * maxDifferent))
    .filter(({ start, end }) => end > start)
    .map(({ start, end, errors }) => ({ start: from + start, end: from + end, errors }));
  return byDistance(found, expected).map((match) => judge(text, quote, expected, match));
}

function better(best: Guess | null, guess: Guess): Guess {
  return best && best.score >= guess.score ? best : guess;
}

function judgeOccurrences(text: string, quote: Quote, expected: number, starts: readonly number[]): Guess[] {
  return starts.map((start) => judge(text, quote, expected, { start, end: start + quote.exact.length, errors: 0 }));
}

/** What can be told without reading the whole text. A short quote among other words cannot: it may stand elsewhere. */
function findNear(text: string, quote: Quote, expected: number): Placement | null {
  const { prefix, exact, suffix } = quote;
  if (exact === '') return null;
  const whole = prefix + exact + suffix;
  const wanted = expected - prefix.length;
  if (text.startsWith(whole, wanted)) return { state: 'exact', range: rangeAt(expected, exact.length) };
  const [near] = occurrencesWithin(text, whole, wanted, nearReach);
  if (near !== undefined) return { state: 'exact', range: rangeAt(near + prefix.length, exact.length) };
  if (exact.length < quoteContextLength) return null;
  const [nearby, ...others] = occurrencesWithin(text, exact, expected, nearReach);
  if (nearby !== undefined) {
    return others.length > 0 ? null : { state: 'exact', range: rangeAt(nearby, exact.length) };
  }
  const [stretch] = likelyStretches(text, quote, expected);
  const best = stretch ? guessesIn(text, quote, expected, stretch).reduce(better, null) : null;
  return best && best.score >= goodScore ? moved(text, best) : null;
}

/** Where the very quote stands: between its prefix and suffix, else a long one nearest, a short one in the same surroundings. */
function findAnywhere(text: string, quote: Quote, expected: number): RangeUtf16 | null {
  const { prefix, exact, suffix } = quote;
  const everywhere = exact === '' ? [] : occurrences(text, exact, expected);
  const [nearest] = everywhere;
  if (nearest === undefined) return null;
  const [whole] = occurrences(text, prefix + exact + suffix, expected - prefix.length);
  if (whole !== undefined) return rangeAt(whole + prefix.length, exact.length);
  if (exact.length >= quoteContextLength) return rangeAt(nearest, exact.length);
  return judgeOccurrences(text, quote, expected, everywhere).find((guess) => guess.sameSurroundings)?.range ?? null;
}

/** Where words occur, nearest first; from a stretch around the place that grows until they occur in it. */
function occurrences(text: string, words: string, wanted: number): number[] {
  for (let reach = nearReach; ; reach *= 16) {
    const found = occurrencesWithin(text, words, wanted, reach);
    if (found.length > 0 || reach > text.length) return found;
  }
}

/** Where words occur at most `reach` units from a place, nearest first. */
function occurrencesWithin(text: string, words: string, wanted: number, reach: number): number[] {
  const from = Math.max(0, wanted - reach);
  const found = occurrencesIn(text.slice(from, Math.max(0, wanted + reach + words.length)), words);
  return byDistance(
    found.map((at) => ({ start: from + at })),
    wanted,
  ).map(({ start }) => start);
}

function byDistance<T extends { readonly start: number }>(found: readonly T[], wanted: number): T[] {
  const distance = ({ start }: T) => Math.abs(start - wanted);
  return [...found].sort((a, b) => distance(a) - distance(b)).slice(0, maxCandidates);
}

function occurrencesIn(text: string, words: string): number[] {
  const found: number[] = [];
  for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + 1)) found.push(at);
  return found;
}

/** What now stands between the very prefix and suffix, near the expected place: words that were rewritten where they stood. */
function findBetween(text: string, { prefix, exact, suffix }: Quote, expected: number): Match | null {
  if (Math.min(prefix.length, suffix.length) < quoteContextLength / 2) return null;
  const [before] = occurrencesWithin(text, prefix, expected - prefix.length, nearReach);
  if (before === undefined) return null;
  const start = before + prefix.length;
  const end = text.indexOf(suffix, start);
  if (end <= start || end - start > 2 * exact.length + quoteContextLength) return null;
  return { start, end, errors: Math.min(exact.length, distance(text.slice(start, end), exact)) };
}

/** Stretches in which something like the quote may stand: around the expected place, and beside its context. */
function* likelyStretches(text: string, quote: Quote, expected: number): Generator<readonly [number, number]> {
  const { exact, prefix, suffix } = quote;
  const slack = Math.ceil(exact.length * (1 + maxDifferent));
  const within = (from: number, to: number) => [Math.max(0, from), Math.min(text.length, to)] as const;
  const around = (reach: number) => within(expected - reach, expected + exact.length + reach);
  yield around(fuzzyReaches[0]);
  // A context of a few characters stands everywhere.
  const isTelling = (context: string) => context.length >= quoteContextLength / 2;
  const [before] = isTelling(prefix) ? occurrences(text, prefix, expected - prefix.length) : [];
  if (before !== undefined) yield within(before + prefix.length, before + prefix.length + slack);
  const [after] = isTelling(suffix) ? occurrences(text, suffix, expected + exact.length) : [];
  if (after !== undefined) yield within(after - slack, after);
  yield around(fuzzyReaches[1]);
}

/**
 * How much of `words` stands in a stretch, from 0 to 1; no words are the text's beginning or end.
 *
 * @param side of the stretch at which the quote stands: what lies between counts as different
 */
function likeness(stretch: string, words: string, side: 'start' | 'end'): number {
  if (words === '') return stretch === '' ? 1 : 0;
  const gap = ({ start, end }: Match) => (side === 'start' ? start : stretch.length - end);
  const errors = search(stretch, words, words.length).map((match) => match.errors + gap(match));
  return Math.max(0, 1 - Math.min(words.length, ...errors) / words.length);
}

/** Levenshtein's edit distance, in UTF-16 units. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 0; i < a.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j++) {
      next.push(Math.min(row[j]! + (a[i] === b[j] ? 0 : 1), row[j + 1]! + 1, next[j]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}

function startOf({ selector: [position] }: SegmentTarget): number {
  return position.start;
}

/** An offset past the end, as of a longer text, counts as the end. */
function toUtf16(offsets: OffsetMap, point: number, length: number): number {
  return offsets.toUtf16(codePoint(Math.min(point, offsets.toCodePoint(utf16(length)))));
}

function rangeAt(start: number, length: number): RangeUtf16 {
  return { start: utf16(start), end: utf16(start + length) };
}
