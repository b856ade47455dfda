import search from 'approx-string-match';
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
 * typographic marks. `nearly` has at most 15 % of its characters inserted, deleted or changed (Levenshtein).
 */
export function checkQuote(quote: string, text: string): QuoteCheck {
  if (quote === '') return { kind: 'notInText' };
  const at = text.indexOf(quote);
  if (at >= 0) return { kind: 'verbatim', range: { start: utf16(at), end: utf16(at + quote.length) } };
  if (quote.length < shortest) return { kind: 'notInText' };
  const [best] = search(text, quote, Math.floor(quote.length * forgiven)).sort((a, b) => a.errors - b.errors);
  if (!best) return { kind: 'notInText' };
  return { kind: 'nearly', range: { start: utf16(best.start), end: utf16(best.end) }, edits: best.errors };
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
