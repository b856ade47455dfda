import { findComposed } from '../base/composed';
import { utf16, type RangeUtf16 } from '../base/offsets';
import { checkQuote } from '../prompting/quoteCheck';

/** A run of characters that quotation and text share, or that only one of them has. */
export interface DifferencePart {
  readonly kind: 'same' | 'onlyInQuote' | 'onlyInText';
  readonly text: string;
}

/** What a model's quotation is, held to the text character by character. Places are in the whole text. */
export type QuoteMark =
  | { readonly kind: 'verbatim'; readonly at: RangeUtf16; readonly elsewhere: boolean }
  | { readonly kind: 'nearly'; readonly at: RangeUtf16; readonly parts: readonly DifferencePart[] }
  | { readonly kind: 'notInText' };

/**
 * Checks a quotation: first in the words that it is about, then anywhere in the text, there only word for word.
 *
 * @param within the words that the suggestion is about
 */
export function markQuote(quote: string, text: string, within: RangeUtf16): QuoteMark {
  const words = text.slice(within.start, within.end);
  const check = checkQuote(quote, words);
  const moved = ({ start, end }: RangeUtf16) => ({
    start: utf16(within.start + start),
    end: utf16(within.start + end),
  });
  if (check.kind === 'verbatim') return { kind: 'verbatim', at: moved(check.range), elsewhere: false };
  const at = quote === '' ? null : findComposed(text, quote);
  if (at !== null) return { kind: 'verbatim', at, elsewhere: true };
  if (check.kind === 'notInText') return check;
  const found = words.slice(check.range.start, check.range.end);
  return { kind: 'nearly', at: moved(check.range), parts: differenceOf(quote, found) };
}

/** Longer ones are shown as a whole: comparing costs the product of the lengths. */
const longest = 2000;

/** The fewest characters that are only in one of two texts (longest common subsequence), as runs in reading order. */
export function differenceOf(quote: string, text: string): DifferencePart[] {
  const [a, b] = [[...quote], [...text]];
  if (a.length > longest || b.length > longest) {
    return [
      { kind: 'onlyInQuote', text: quote },
      { kind: 'onlyInText', text },
    ];
  }
  const width = b.length + 1;
  /** Length of the longest common subsequence of what comes from i on and what comes from j on. */
  const common = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      common[i * width + j] =
        a[i] === b[j]
          ? common[(i + 1) * width + j + 1]! + 1
          : Math.max(common[(i + 1) * width + j]!, common[i * width + j + 1]!);
    }
  }
  const parts: { kind: DifferencePart['kind']; text: string }[] = [];
  const add = (kind: DifferencePart['kind'], character: string) => {
    const last = parts.at(-1);
    if (last?.kind === kind) last.text += character;
    else parts.push({ kind, text: character });
  };
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      add('same', a[i]!);
      i++;
      j++;
    } else if (j >= b.length || (i < a.length && common[(i + 1) * width + j]! >= common[i * width + j + 1]!)) {
      add('onlyInQuote', a[i++]!);
    } else add('onlyInText', b[j++]!);
  }
  return parts;
}
