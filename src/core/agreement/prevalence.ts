import { type Figure, isComputed } from './figure';
import { percentAgreement } from './kappa';
import { krippendorffAlpha } from './krippendorffAlpha';
import { type ReliabilityTable, confusionMatrix, tally } from './reliabilityTable';

/** Shares from which the warning speaks: one value in 80 % of all ratings, and alpha 0.2 below the raw agreement. */
const lopsidedShare = 0.8;
const wideGap = 0.2;

/**
 * Prevalence index, the difference of the shares of the two values, and bias index, the difference of the two coders'
 * shares of the second value, of a table of two coders and two values; with PABAK = 2pₒ − 1, kappa adjusted for both.
 * Undefined for other tables. Source: Byrt, Bishop & Carlin (1993), Journal of Clinical Epidemiology 46, 423–429.
 */
export function prevalenceAndBias(
  table: ReliabilityTable,
): { readonly prevalenceIndex: number; readonly biasIndex: number; readonly pabak: number } | undefined {
  if (table.coders.length !== 2 || table.categories.length !== 2) return undefined;
  const [a = 0, b = 0, c = 0, d = 0] = confusionMatrix(table);
  const units = a + b + c + d;
  if (units === 0) return undefined;
  return { prevalenceIndex: (a - d) / units, biasIndex: (b - c) / units, pabak: (2 * (a + d)) / units - 1 };
}

/**
 * A word of warning where nearly all ratings have one value, so that kappa, pi and alpha are low although the coders
 * nearly always agree; undefined where there is nothing to warn of. `alpha` is that of the table, if not given.
 * Source: Feinstein & Cicchetti (1990), Journal of Clinical Epidemiology 43, 543–549.
 */
export function prevalenceWarning(
  table: ReliabilityTable,
  alpha: Figure = krippendorffAlpha(table, 'nominal'),
): string | undefined {
  const percent = percentAgreement(table);
  if (!isComputed(percent)) return undefined;
  const { perCategory, ratings } = tally(table);
  const most = perCategory.reduce((best, n, i) => (n > perCategory[best]! ? i : best), 0);
  const share = perCategory[most]! / ratings;
  if (share < lopsidedShare || share === 1) return undefined;
  if (isComputed(alpha) && percent.value - alpha.value < wideGap) return undefined;
  return (
    `${share > 0.99 ? 'Over 99' : Math.round(share * 100)} % of all ratings are “${table.categories[most]!}”. When one value is that common, ` +
    `kappa and alpha can be low although coders agree on ${percent.value > 0.99 ? 'over 99' : Math.round(percent.value * 100)} %: ` +
    'report percent agreement and AC1 beside them.'
  );
}
