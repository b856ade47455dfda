import { utf16, type RangeUtf16 } from '../base/offsets';
import { parseTranscript } from '../transcript/transcript';
import { fold, type IdentifierKind } from './identifiers';
import { isCommonCapital } from './capitals';

/** A word as a language model sees it. */
export interface ReadWord {
  readonly range: RangeUtf16;
  /** How improbable the model found it after the words before it, in bits. */
  readonly bits: number;
}

/** A stretch for a model to read: it scores the words from `from` on, those before are what it knows. */
export interface ReadingWindow {
  readonly start: number;
  readonly from: number;
  readonly end: number;
}

/** A token of a window's text; offsets within that text. */
export interface ScoredPiece {
  readonly start: number;
  readonly end: number;
  /** Natural logarithm; null where the model gives none. */
  readonly logprob: number | null;
}

/** A word that the model found improbable and that may name something, where no rule found anything. */
export interface Proposal extends ReadWord {
  readonly transcript: number;
  readonly kind: IdentifierKind;
}

/** What was read of one transcript. */
export interface ReadTranscript {
  readonly text: string;
  readonly words: readonly ReadWord[];
  /** What was found already, in the order of the text. */
  readonly taken: readonly RangeUtf16[];
}

const wordPattern = /[\p{L}\p{N}][\p{L}\p{M}\p{N}’'-]*/gu;
/**
 * The share of words among which proposals are sought, those that the model found hardest to guess. A bound in bits would
 * mean something else for every model; on two English samples this one held all names that the rules had left but one,
 * which the model knew from what it had read.
 */
const improbableShare = 0.1;

/**
 * Cuts a transcript for a model to read, at the ends of lines and words.
 *
 * @param length characters that are scored at once
 * @param context characters before them
 */
export function readingWindows(text: string, length = 1500, context = 400): ReadingWindow[] {
  const windows: ReadingWindow[] = [];
  for (let from = 0; from < text.length;) {
    const end = from + length >= text.length ? text.length : cutBefore(text, from + length, from + length / 2);
    const start = from <= context ? 0 : cutBefore(text, from - context / 2, from - context);
    windows.push({ start, from, end });
    from = end;
  }
  return windows;
}

/** The last line end, else the last space, before `at`; `at` itself where neither comes after `least`. */
function cutBefore(text: string, at: number, least: number): number {
  for (const mark of ['\n', ' ']) {
    const place = text.lastIndexOf(mark, at - 1);
    if (place >= least) return place + 1;
  }
  const isHalf = /[\uDC00-\uDFFF]/.test(text.charAt(Math.floor(at)));
  return Math.floor(at) - (isHalf ? 1 : 0);
}

/** The words of a window from `from` on; a word counts whole, and only where all of it was scored. */
export function readWords(
  text: string,
  { start, from, end }: ReadingWindow,
  pieces: readonly ScoredPiece[],
): ReadWord[] {
  const words: ReadWord[] = [];
  let next = 0;
  for (const match of text.slice(from, end).matchAll(wordPattern)) {
    const range = { start: utf16(from + match.index), end: utf16(from + match.index + match[0].length) };
    while (next < pieces.length && start + pieces[next]!.end <= range.start) next++;
    let nats = 0;
    let isScored = true;
    for (let i = next; i < pieces.length && start + pieces[i]!.start < range.end; i++) {
      const { logprob } = pieces[i]!;
      if (pieces[i]!.start === pieces[i]!.end) continue;
      if (logprob === null) isScored = false;
      else nats -= logprob;
    }
    if (isScored) words.push({ range, bits: nats / Math.LN2 });
  }
  return words;
}

/**
 * Words that may name something and are among the hardest to guess: with a capital (also at the start of a sentence,
 * where no rule tells a name from another word) though nowhere written small, or with a figure in them. Where one is
 * proposed, so is the same word everywhere. In the order of the texts.
 */
export function proposeIdentifiers(transcripts: readonly ReadTranscript[]): Proposal[] {
  const spoken = transcripts.map(spokenWords);
  const bits = spoken.flatMap((words) => words.map((word) => word.bits)).sort((a, b) => b - a);
  const least = bits[Math.floor(bits.length * improbableShare)] ?? Infinity;
  const small = new Set(
    transcripts.flatMap(({ text }) => [...text.matchAll(wordPattern)].map(([word]) => word)).filter(isSmall),
  );
  const candidates = spoken.flatMap((words, transcript) =>
    words.flatMap((word) => {
      const { text, taken } = transcripts[transcript]!;
      const written = text.slice(word.range.start, word.range.end);
      const kind = kindOf(written, small);
      return kind === null || overlaps(word.range, taken)
        ? []
        : [{ ...word, transcript, kind, written: bare(written) }];
    }),
  );
  const proposed = new Set(candidates.filter((word) => word.bits > least).map(({ written }) => written));
  return candidates.flatMap(({ written, range, ...rest }) => {
    const end = utf16(range.start + written.length);
    return proposed.has(written) ? [{ ...rest, range: { start: range.start, end } }] : [];
  });
}

/** Without the heads of turns: they hold names of speakers, which the rules know, and times. */
function spokenWords({ text, words }: ReadTranscript): ReadWord[] {
  const { turns } = parseTranscript(text);
  let turn = 0;
  return words.filter(({ range }) => {
    while (turn < turns.length && turns[turn]!.range.end <= range.start) turn++;
    const at = turns[turn];
    return !at || range.start < at.range.start || range.start >= at.words.start;
  });
}

const isSmall = (word: string) => /^\p{Ll}/u.test(word);
const bare = (word: string) => word.replace(/['’]s?$/, '');
const numberWords =
  /^(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty)(?:-\p{L}+)?$/u;

/** Words that often begin a sentence by themselves. */
const fillers = new Set('mm hm uh um oh ah yes no yeah nope wow thanks sorry nobody everybody somebody'.split(' '));

/** What a word may be by its form; null for one that names nobody. */
function kindOf(written: string, small: ReadonlySet<string>): IdentifierKind | null {
  if (/\p{N}/u.test(written)) {
    if (/^(?:19|20)\d\d(?:s|['’]s)?$|^\d{1,2}(?:[ap]m)?$/iu.test(written)) return null;
    return /^\d{1,2}(?:st|nd|rd|th)$/iu.test(written) ? 'date' : 'id';
  }
  const word = bare(written);
  if (!/^\p{Lu}.*\p{Ll}/u.test(word)) return null;
  const [first = ''] = word.toLowerCase().split(/['’-]/);
  if (small.has(word.toLowerCase()) || small.has(first) || fillers.has(first) || numberWords.test(word.toLowerCase()))
    return null;
  return isCommonCapital(word) || isCommonCapital(first) || isCommonCapital(fold(word)) ? null : 'name';
}

function overlaps(range: RangeUtf16, taken: readonly RangeUtf16[]): boolean {
  let low = 0;
  let high = taken.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (taken[middle]!.end <= range.start) low = middle + 1;
    else high = middle;
  }
  const next = taken[low];
  return next !== undefined && next.start < range.end;
}
