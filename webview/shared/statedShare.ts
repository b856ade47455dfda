import { formatCount, formatProbability } from './format';

/** “its 20 likeliest tokens, 87.5 % of all chances”: what a server states of the next tokens. */
export function statedShare({ tokens, p }: { readonly tokens: number; readonly p: number }): string {
  return `its ${formatCount(tokens)} likeliest tokens, ${formatProbability(p)} of all chances`;
}
