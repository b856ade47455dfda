import type { Token } from '../tokenizer/token';

type Placed = Pick<Token, 'text' | 'start' | 'end' | 'special'>;

export interface Occurrences {
  /** What was found: whole words, a token of that name (a special token), or parts of words. */
  readonly as: 'words' | 'tokens' | 'parts';
  /** The tokens of each occurrence, by position; never empty. */
  readonly places: readonly (readonly number[])[];
}

/**
 * Where a word or phrase stands in a tokenised text, in upper or lower case: as whole words; if there are none, tokens of
 * exactly that text; if there are none, anywhere, as in scripts that set no spaces.
 */
export function findOccurrences(tokens: readonly Placed[], wanted: string): Occurrences {
  const words = wanted.trim().split(/\s+/u).filter(Boolean);
  if (words.length === 0) return { as: 'words', places: [] };
  const phrase = words.map((word) => word.replace(/[.*+?^${}()|[\]\\/-]/gu, '\\$&')).join('\\s+');
  const inWord = '[\\p{L}\\p{M}\\p{N}_]';
  const isWordy = (char: string | undefined) => char !== undefined && new RegExp(inWord, 'u').test(char);
  const joined = words.join(' ');
  const before = isWordy(Array.from(joined)[0]) ? `(?<!${inWord})` : '';
  const after = isWordy(Array.from(joined).at(-1)) ? `(?!${inWord})` : '';
  const whole = placesOf(tokens, new RegExp(`${before}${phrase}${after}`, 'giu'));
  if (whole.length > 0) return { as: 'words', places: whole };
  const named = tokens.flatMap(({ text }, i) => (text.trim() === wanted.trim() ? [[i]] : []));
  if (named.length > 0) return { as: 'tokens', places: named };
  return { as: 'parts', places: placesOf(tokens, new RegExp(phrase, 'giu')) };
}

function placesOf(tokens: readonly Placed[], pattern: RegExp): number[][] {
  const { text, from } = textOf(tokens);
  const places: number[][] = [];
  for (const match of text.matchAll(pattern)) {
    const [start, end] = [from + match.index, from + match.index + match[0].length];
    const covering = tokens.flatMap((token, i) =>
      !token.special && token.start < end && token.end > start ? [i] : [],
    );
    if (covering.length > 0) places.push(covering);
  }
  return places;
}

/** The text that the tokens cover, and where it begins; what lies between them counts as spaces. */
function textOf(tokens: readonly Placed[]): { readonly text: string; readonly from: number } {
  const covering = tokens.filter(({ special, start, end }) => !special && end > start);
  const from = covering[0]?.start ?? 0;
  const parts: string[] = [];
  let at: number = from;
  for (const { text, start, end } of covering) {
    // The bytes of one character may be tokens of their own: they cover the same place.
    if (end <= at) continue;
    if (start > at) parts.push(' '.repeat(start - at));
    parts.push(text.slice(Math.max(0, at - start)));
    at = end;
  }
  return { text: parts.join(''), from };
}

/** The words of a text, each once, in the order in which they first stand there. @param most how many at most */
export function wordsOf(tokens: readonly Placed[], most: number): string[] {
  const words = new Set<string>();
  for (const { segment, isWordLike } of new Intl.Segmenter(undefined, { granularity: 'word' }).segment(
    textOf(tokens).text,
  )) {
    if (isWordLike) words.add(segment);
    if (words.size === most) break;
  }
  return [...words];
}
