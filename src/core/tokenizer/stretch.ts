import type { RangeUtf16 } from '../base/offsets';
import type { Token } from './token';

/** What tokens [from, until) cover of the text together; undefined where they cover nothing of it. */
export function stretchOf(
  tokens: readonly Pick<Token, 'start' | 'end'>[],
  from: number,
  until = from + 1,
): RangeUtf16 | undefined {
  const own = tokens.slice(Math.max(0, from), until).filter(({ start, end }) => end > start);
  const [first] = own;
  if (!first) return undefined;
  // Pieces of one character share its stretch; a token that the model adds has none.
  return own.reduce(
    (all, { start, end }) => ({
      start: start < all.start ? start : all.start,
      end: end > all.end ? end : all.end,
    }),
    { start: first.start, end: first.end },
  );
}
