import type { StatedShare } from '../../src/core/generation/stated';
import { formatCount, formatProbability } from './format';

/** “its 20 likeliest tokens, 87.5 % of all chances”: what a server states of the next tokens. */
export function formatStatedShare({ tokens, p, isLeast }: StatedShare): string {
  const [least, why] = isLeast
    ? ['at least ', ' (� is a part of a character; several such tokens may be told as one)']
    : ['', ''];
  return `its ${formatCount(tokens)} likeliest tokens, ${least}${formatProbability(p)} of all chances${why}`;
}
