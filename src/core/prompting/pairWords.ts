// Comparisons of two ways of asking in words, for the panel and the report.
import { type Figure, isComputed } from '../agreement/figure';
import { counted } from '../agreement/wording';
import type { WayPair } from './pairs';

/** −0.053 → “−5.3”: a difference of two shares in percentage points, with its sign. */
export function pointsOf(share: number): string {
  const points = (100 * share).toFixed(1);
  return Number(points) === 0 ? '0.0' : share > 0 ? `+${points}` : points.replace('-', '−');
}

/** “+5.3 (−2.1 to +12.0)”; without brackets where there is no interval. */
export function differenceWords(difference: Figure): string {
  if (!isComputed(difference)) return 'not computable';
  const { value, low, high } = difference;
  return `${pointsOf(value)}${low === undefined || high === undefined ? '' : ` (${pointsOf(low)} to ${pointsOf(high)})`}`;
}

/** “0.012”, “< 0.001”. */
export function pWords(p: number | null): string {
  if (p === null) return 'not computable';
  return p < 0.001 ? '< 0.001' : p.toFixed(3);
}

/** What is to be known of the comparisons, for who reads the table. */
export function pairsNote(pairs: readonly WayPair[]): string {
  const all = pairs.length === 1 ? '' : ` p is adjusted for the ${pairs.length.toLocaleString('en-US')} pairs (Holm).`;
  return `Only segments count that both answered and the coder coded. The difference is in percentage points, with its 95 % bootstrap interval; p is of McNemar’s test (mid-P), which takes segments as independent of one another: those of one person seldom are.${all}`;
}

/** “Zero-shot against few-shot: …”, a sentence for every pair. */
export function pairSentences(pairs: readonly WayPair[], names: ReadonlyMap<string, string>): string[] {
  const nameOf = (id: string) => names.get(id) ?? id;
  return pairs.map(({ first, second, n, onlyFirst, onlySecond, difference, adjustedP }) => {
    const alone = `${nameOf(first)} alone on ${onlyFirst}, ${nameOf(second)} alone on ${onlySecond}`;
    const p = adjustedP === null ? '' : `, p ${adjustedP < 0.001 ? '' : '= '}${pWords(adjustedP)}`;
    return `${nameOf(first)} against ${nameOf(second)} (${counted(n, 'segment')}): ${differenceWords(difference)} percentage points${p}; as the coder: ${alone}.`;
  });
}
