import { snapToGraphemes } from '../base/graphemes';
import { withoutMarks } from '../base/marks';
import { utf16, type RangeUtf16 } from '../base/offsets';

/** What to look for. */
export interface TextSearch {
  readonly words: string;
  /** Words as they stand, white space of any kind between them; or a regular expression of JavaScript (flags `gu`). */
  readonly mode: 'words' | 'regex';
  readonly matchCase: boolean;
  /** Only `words`: é and e differ, and Hebrew and Arabic with their points from those without. */
  readonly matchAccents: boolean;
  /** Only `words`: no letter or digit on either side. */
  readonly wholeWords: boolean;
}

/**
 * Finds places in texts that are searched apart from each other: [start, end) in UTF-16 units for each, by start, none
 * empty.
 */
export type TextMatcher = (texts: readonly string[]) => readonly (readonly (readonly [number, number])[])[];

/** Where `match` finds something in these stretches of a text, each searched apart; no character is cut in two. */
export function placesIn(text: string, stretches: readonly RangeUtf16[], match: TextMatcher): RangeUtf16[] {
  const places = match(stretches.map(({ start, end }) => text.slice(start, end)));
  return places.flatMap((found, i) => {
    const { start } = stretches[i]!;
    return found.map(([a, b]) => {
      const range = { start: utf16(start + a), end: utf16(start + b) };
      const isWhole = isPlainEdge(text, range.start) && isPlainEdge(text, range.end);
      return isWhole ? range : snapToGraphemes(text, range);
    });
  });
}

/** Whether no character can lie over a place: below U+0300 nothing joins what is before it, in a text without CR. */
function isPlainEdge(text: string, at: number): boolean {
  return !(text.charCodeAt(at - 1) >= 0x300) && !(text.charCodeAt(at) >= 0x300);
}

/** Finds words; see `TextSearch`. Capitals are folded as Unicode's full case folding does: Straße is strasse. */
export function wordsMatcher({ words, matchCase, matchAccents, wholeWords }: TextSearch): TextMatcher {
  const fold = (text: string) => foldText(text, { matchCase, matchAccents });
  const wanted = fold(words.trim()).folded;
  return (texts) =>
    texts.map((text) => {
      if (wanted === '') return [];
      const { folded, offsets } = fold(text);
      const places: [number, number][] = [];
      for (let at = folded.indexOf(wanted); at >= 0;) {
        const [start, end] = [offsets[at]!, offsets[at + wanted.length]!];
        const isPlace =
          !isCut(offsets, at) &&
          !isCut(offsets, at + wanted.length) &&
          !(wholeWords && (endsInWord(text, start) || beginsInWord(text, end)));
        if (isPlace) places.push([start, end]);
        at = folded.indexOf(wanted, isPlace ? at + wanted.length : at + 1);
      }
      return places;
    });
}

interface Folded {
  readonly folded: string;
  /** Where each unit of `folded` comes from, and the end. */
  readonly offsets: readonly number[];
}

const plainQuotes: Readonly<Record<string, string>> = { '‘': "'", '’': "'", '“': '"', '”': '"', '„': '"', '‑': '-' };

/** Whether a place in the folded text lies inside a letter with its marks or signs. */
function isCut(offsets: readonly number[], at: number): boolean {
  return at > 0 && offsets[at] === offsets[at - 1];
}

/** White space, plain characters, a syllable of Hangul in letters (NFD), a character with its marks. */
const units =
  /\s+|[!-~]+(?!\p{M})|[\u1100-\u115f\ua960-\ua97c][\u1160-\u11a7\ud7b0-\ud7c6]+[\u11a8-\u11ff\ud7cb-\ud7fb]*|\P{M}\p{M}*|\p{M}/gsu;

/** The text as it is compared: white space is one space, quotation marks are straight, and letters as is chosen. */
function foldText(text: string, { matchCase, matchAccents }: Pick<TextSearch, 'matchCase' | 'matchAccents'>): Folded {
  const parts: string[] = [];
  const offsets: number[] = [];
  const put = (part: string, at: number) => {
    parts.push(part);
    for (let i = 0; i < part.length; i++) offsets.push(at);
  };
  // A letter with its marks is one unit: é as one character and as two is the same.
  for (const { 0: unit, index } of text.matchAll(units)) {
    const first = unit.charCodeAt(0);
    if (first > 0x20 && first < 0x7f && unit.charCodeAt(unit.length - 1) < 0x7f) {
      // Most of a text in Latin letters: as long folded as before.
      parts.push(matchCase ? unit : unit.toLowerCase());
      for (let i = 0; i < unit.length; i++) offsets.push(index + i);
      continue;
    }
    if (unit.trim() === '') {
      put(' ', index);
      continue;
    }
    let shown = plainQuotes[unit] ?? unit;
    if (shown.length > 1 || shown > '\u007f') {
      shown = matchAccents ? shown.normalize('NFC') : withoutMarks(shown) || shown;
    }
    put(matchCase ? shown : shown.toUpperCase().toLowerCase(), index);
  }
  offsets.push(text.length);
  return { folded: parts.join(''), offsets };
}

function endsInWord(text: string, at: number): boolean {
  return /[\p{L}\p{M}\p{N}_]$/u.test(text.slice(Math.max(0, at - 2), at));
}

function beginsInWord(text: string, at: number): boolean {
  return /^[\p{L}\p{M}\p{N}_]/u.test(text.slice(at, at + 2));
}
