import { utf16, type RangeUtf16 } from './offsets';

/** A text with its letters composed (NFC), for rules and words that are written so, and where each stood. */
export interface ComposedText {
  readonly text: string;
  /** The stretch of the text as it was. */
  readonly rangeOf: (range: RangeUtf16) => RangeUtf16;
}

/** A character with its marks, a syllable of Hangul in letters: what composing keeps apart from its neighbours. */
const units = /[\u1100-\u1112][\u1161-\u1175][\u11a8-\u11c2]?|[\uac00-\ud7a3][\u11a8-\u11c2]|\P{M}\p{M}*|\p{M}+/gsu;

/** The text composed; null where it is already, as most are. Takes time linear in the text. */
export function composeText(text: string): ComposedText | null {
  if (text.normalize('NFC') === text) return null;
  const parts: string[] = [];
  /** Where each UTF-16 unit of the composed text begins, and the end. */
  const starts: number[] = [];
  for (const { 0: unit, index } of text.matchAll(units)) {
    const composed = unit.normalize('NFC');
    parts.push(composed);
    const isSame = composed === unit;
    for (let i = 0; i < composed.length; i++) starts.push(isSame ? index + i : index);
  }
  starts.push(text.length);
  const endOf = (end: number): number => {
    // A stretch that ends within a character takes all of it.
    let at = end;
    while (at < starts.length - 1 && at > 0 && starts[at] === starts[at - 1]) at++;
    return starts[at]!;
  };
  return {
    text: parts.join(''),
    rangeOf: ({ start, end }) => ({ start: utf16(starts[start]!), end: utf16(endOf(end)) }),
  };
}

/** Where words stand first in a text, however either is composed; null where they do not. */
export function findComposed(text: string, words: string, composed = composeText(text)): RangeUtf16 | null {
  const at = text.indexOf(words);
  if (at >= 0) return { start: utf16(at), end: utf16(at + words.length) };
  const wanted = words.normalize('NFC');
  if (composed === null && wanted === words) return null;
  const found = (composed?.text ?? text).indexOf(wanted);
  if (found < 0) return null;
  const range = { start: utf16(found), end: utf16(found + wanted.length) };
  const place = composed?.rangeOf(range) ?? range;
  // A letter alone does not stand where it has a mark.
  return text.slice(place.start, place.end).normalize('NFC') === wanted ? place : null;
}
