import search from 'approx-string-match';
import { composeText, findComposed } from '../base/composed';
import { utf16, type RangeUtf16 } from '../base/offsets';

/** What a quotation is of a text. */
export type QuoteCheck =
  | { readonly kind: 'verbatim'; readonly range: RangeUtf16 }
  /** Not these words, but nearly: `range` has the words of the text. */
  | { readonly kind: 'nearly'; readonly range: RangeUtf16; readonly edits: number }
  | { readonly kind: 'notInText' };

/** Of the quotation's length, in edits; DESIGN 3's re-anchoring forgives more, because a person looks at what it finds. */
const forgiven = 0.15;
/** Shorter quotations are verbatim or nothing: a few edits turn them into other words. */
const shortest = 12;

/**
 * Holds a quotation to the text, character by character. Nothing is forgiven in `verbatim`: not case, not spaces, not
 * typographic marks; only whether a letter with a mark is one character or two (NFC, NFD), since these are the same
 * character. `nearly` has at most 15 % of its characters inserted, deleted or changed (Levenshtein).
 */
export function checkQuote(quote: string, text: string): QuoteCheck {
  if (quote === '') return { kind: 'notInText' };
  const composed = composeText(text);
  const range = findComposed(text, quote, composed);
  if (range !== null) return { kind: 'verbatim', range };
  if (quote.length < shortest) return { kind: 'notInText' };
  const words = quote.normalize('NFC');
  const found = search(composed?.text ?? text, words, Math.floor(words.length * forgiven));
  const [best] = found.sort((a, b) => a.errors - b.errors);
  if (!best) return { kind: 'notInText' };
  const place = { start: utf16(best.start), end: utf16(best.end) };
  return { kind: 'nearly', range: composed?.rangeOf(place) ?? place, edits: best.errors };
}

/** What stands in quotation marks in a reply: straight, curly or angular. A mark that is not closed opens nothing. */
export function quotesIn(reply: string): string[] {
  return [...reply.matchAll(/"([^"\n]+)"|“([^”\n]+)”|„([^“”\n]+)[“”]|«([^»\n]+)»/gu)].map((match) =>
    match
      .slice(1)
      .find((words) => words !== undefined)!
      .trim(),
  );
}
