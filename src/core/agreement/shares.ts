import { type Computed, type Figure, notComputable } from './figure';

/** Of `whole` units of one cluster, such as a transcript, `part` have the property. */
export interface ClusterShare {
  readonly part: number;
  readonly whole: number;
}

/** The 97.5th percentile of the standard normal distribution. */
const z = 1.959963984540054;

/**
 * 95 % score interval of a share (Wilson 1927, JASA 22:209–212): all shares that a test at 5 % would not reject. Unlike
 * value ± error it stays within 0 and 1, and does not shrink to a point for 0 or all of few.
 * @param size How many independent units the share rests on; need not be whole.
 */
export function wilsonInterval(share: number, size: number): { readonly low: number; readonly high: number } {
  const middle = share + z ** 2 / (2 * size);
  const half = z * Math.sqrt((share * (1 - share)) / size + z ** 2 / (4 * size ** 2));
  const scale = 1 + z ** 2 / size;
  // The ends are exact where floating point is not.
  return {
    low: share === 0 ? 0 : (middle - half) / scale,
    high: share === 1 ? 1 : (middle + half) / scale,
  };
}

/**
 * How many independent units clustered ones are worth (Rao & Scott 1992, Biometrics 48:577–585): their number divided by
 * the design effect, the variance of the share between clusters over that of independent units. Never more than there
 * are. Where all or none have the property, or all are in one cluster, nothing shows how alike units of a cluster are,
 * and each counts as one.
 */
export function effectiveSize(clusters: readonly ClusterShare[]): number {
  const used = clusters.filter(({ whole }) => whole > 0);
  const size = used.reduce((sum, { whole }) => sum + whole, 0);
  const share = used.reduce((sum, { part }) => sum + part, 0) / size;
  if (used.length < 2 || share === 0 || share === 1) return size;
  const squares = used.reduce((sum, { part, whole }) => sum + (part - share * whole) ** 2, 0);
  const variance = ((used.length / (used.length - 1)) * squares) / size ** 2;
  const designEffect = (variance * size) / (share * (1 - share));
  return size / Math.max(1, designEffect);
}

/**
 * A share with its 95 % interval: Wilson's with the effective size in the place of the number of units, which Franco et
 * al. (2019, Journal of Survey Statistics and Methodology 7:334–364) recommend for clustered samples, and find too
 * narrow still where clusters are few. `n` is the plain number of units.
 * @param why What is said where there is no unit.
 */
export function shareFigure(clusters: readonly ClusterShare[], why: string): Figure {
  const n = clusters.reduce((sum, { whole }) => sum + whole, 0);
  if (n === 0) return notComputable(why);
  const value = clusters.reduce((sum, { part }) => sum + part, 0) / n;
  return { value, ...wilsonInterval(value, effectiveSize(clusters)), n } satisfies Computed;
}

/**
 * F1 with its 95 % interval from the share of hits among the units that either gave the label, hits / (hits + false +
 * missed) = J: F1 = 2J / (1 + J) rises with J, so that J's interval becomes F1's (“Wilson indirect” of Lam, Gopal & Qian
 * 2023, arXiv:2309.14621). `n` counts the units that either gave the label.
 */
export function f1Figure(clusters: readonly ClusterShare[], why: string): Figure {
  const shared = shareFigure(clusters, why);
  if (!('value' in shared)) return shared;
  const toF1 = (share: number) => (2 * share) / (1 + share);
  return { value: toF1(shared.value), low: toF1(shared.low!), high: toF1(shared.high!), n: shared.n };
}
