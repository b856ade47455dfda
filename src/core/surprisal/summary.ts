// Surprisal of a transcript by turn and by speaker (Hale 2001; Levy 2008): sums and means of −log2 p of its tokens.
import { surprisalBits } from '../generation/probabilities';
import { parseTranscript } from '../transcript/transcript';

/** What is needed of a scored token. */
export interface TokenScore {
  readonly start: number;
  readonly end: number;
  /** Natural logarithm; null where the model gives none. */
  readonly logprob: number | null;
}

/** A stretch of the text that is one person's: a turn, or a paragraph where there are no turns. */
export interface Part {
  /** Null for what stands before the first turn, and where there are no turns. */
  readonly speaker: string | null;
  /** From the start of the recording; null where the text does not say. */
  readonly startMs: number | null;
  /** UTF-16; head and words, and words alone. */
  readonly range: { readonly start: number; readonly end: number };
  readonly words: { readonly start: number; readonly end: number };
}

/** Sums over the tokens of what was said; heads, such as “[00:01:02] P01:”, are read by the model but not counted. */
export interface Sums {
  /** Tokens with a score. */
  readonly tokens: number;
  /** Tokens of the words without one: the first of a text that no special token opens. */
  readonly unscored: number;
  /** Of the scored tokens together. */
  readonly bits: number;
  /** Unicode code points of the words, white space between them included, as far as they are scored. */
  readonly characters: number;
  /** Words as Unicode (UAX #29) finds them. */
  readonly words: number;
}

export interface PartSurprisal extends Sums {
  readonly part: Part;
  /** Indices of the first of its tokens, head included, and past the last; equal where it has none. */
  readonly from: number;
  readonly to: number;
}

export interface SpeakerSurprisal extends Sums {
  readonly speaker: string | null;
  readonly turns: number;
  /** Bits of each scored token, ascending. */
  readonly values: Float64Array;
}

export interface Summary {
  readonly parts: readonly PartSurprisal[];
  /** In the order in which they first speak. */
  readonly speakers: readonly SpeakerSurprisal[];
  /** Of all parts. */
  readonly all: SpeakerSurprisal;
  /** Tokens of heads, blank lines and other text between the words: read, not counted. */
  readonly between: number;
}

/** The turns of a text, and what stands before the first; paragraphs where there are no turns. */
export function partsOf(text: string): Part[] {
  const { turns, preamble } = parseTranscript(text);
  if (turns.length === 0) return paragraphsOf(text);
  const before = preamble ? [{ speaker: null, startMs: null, range: preamble, words: preamble }] : [];
  return [...before, ...turns.map(({ speaker, startMs, range, words }) => ({ speaker, startMs, range, words }))];
}

/** @param tokens in the order of the text */
export function summarise(text: string, tokens: readonly TokenScore[]): Summary {
  const segmenter = new Intl.Segmenter(undefined, { granularity: 'word' });
  const parts: PartSurprisal[] = [];
  const bySpeaker = new Map<string | null, { parts: PartSurprisal[]; values: number[] }>();
  let at = 0;
  let counted = 0;
  for (const part of partsOf(text)) {
    const { words, speaker } = part;
    while (at < tokens.length && tokens[at]!.end <= part.range.start) at++;
    const from = at;
    const values: number[] = [];
    let unscored = 0;
    let unscoredCharacters = 0;
    for (; at < tokens.length && tokens[at]!.start < part.range.end; at++) {
      const { start, end, logprob } = tokens[at]!;
      if (!isOfWords(tokens[at]!, part)) continue;
      if (logprob !== null) values.push(surprisalBits(logprob));
      else {
        unscored++;
        const said = text.slice(Math.max(start, words.start), Math.min(end, words.end));
        unscoredCharacters += codePoints(said);
      }
    }
    counted += values.length + unscored;
    const said = text.slice(words.start, words.end);
    const sums = {
      tokens: values.length,
      unscored,
      bits: values.reduce((sum, bits) => sum + bits, 0),
      characters: codePoints(said) - unscoredCharacters,
      words: countWords(said, segmenter),
    };
    const summed = { ...sums, part, from, to: at };
    parts.push(summed);
    const theirs = bySpeaker.get(speaker) ?? { parts: [], values: [] };
    theirs.parts.push(summed);
    theirs.values.push(...values);
    bySpeaker.set(speaker, theirs);
  }
  const speakers = [...bySpeaker].map(([speaker, theirs]) => together(speaker, theirs.parts, theirs.values));
  const everything = [...bySpeaker.values()].flatMap(({ values }) => values);
  return { parts, speakers, all: together(null, parts, everything), between: tokens.length - counted };
}

/** Whether a token is of what was said, not of a head or of white space around. */
export function isOfWords({ start, end }: Pick<TokenScore, 'start' | 'end'>, { words }: Part): boolean {
  return end > words.start && start < words.end && start < end;
}

/** By part, its number among the turns, from 1; null for what stands before the first turn. */
export function turnNumbers(parts: readonly Pick<PartSurprisal, 'part'>[]): (number | null)[] {
  const areTurns = parts.some(({ part }) => part.speaker !== null);
  let turns = 0;
  return parts.map(({ part }) => (areTurns && part.speaker === null ? null : ++turns));
}

function together(
  speaker: string | null,
  parts: readonly PartSurprisal[],
  values: readonly number[],
): SpeakerSurprisal {
  const sum = (of: (part: PartSurprisal) => number): number => parts.reduce((total, part) => total + of(part), 0);
  return {
    speaker,
    turns: parts.length,
    tokens: values.length,
    unscored: sum((p) => p.unscored),
    bits: sum((p) => p.bits),
    characters: sum((p) => p.characters),
    words: sum((p) => p.words),
    values: Float64Array.from(values).sort(),
  };
}

/** Bits per unit; null where there is no unit to share them. */
export function perUnit(bits: number, units: number, tokens: number): number | null {
  return units > 0 && tokens > 0 ? bits / units : null;
}

/** By linear interpolation between neighbours (Hyndman and Fan's type 7); null where there is no value. */
export function quantile(ascending: Float64Array, share: number): number | null {
  if (ascending.length === 0) return null;
  const at = share * (ascending.length - 1);
  const low = Math.floor(at);
  const high = Math.min(low + 1, ascending.length - 1);
  return ascending[low]! + (at - low) * (ascending[high]! - ascending[low]!);
}

/** Of a sample (n − 1); null for fewer than two values. */
export function standardDeviation(values: Float64Array): number | null {
  if (values.length < 2) return null;
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  return Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (values.length - 1));
}

function paragraphsOf(text: string): Part[] {
  const parts: Part[] = [];
  for (const { index, 0: paragraph } of text.matchAll(/\S[^\n]*(?:\n[^\S\n]*\S[^\n]*)*/g)) {
    const range = { start: index, end: index + paragraph.trimEnd().length };
    parts.push({ speaker: null, startMs: null, range, words: range });
  }
  return parts;
}

function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

function countWords(text: string, segmenter: Intl.Segmenter): number {
  let count = 0;
  for (const { isWordLike } of segmenter.segment(text)) if (isWordLike) count++;
  return count;
}
