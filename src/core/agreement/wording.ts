import type { UnitKind } from './units';
import { coefficientNotes, type CoefficientName } from './coefficients';
import { type Figure, isComputed } from './figure';
import type { AgreementChoices, StudyAgreement } from './studyAgreement';
import type { Scale } from './studyTables';

export const unitWords: Readonly<Record<UnitKind, { readonly one: string; readonly many: string }>> = {
  turn: { one: 'turn', many: 'turns' },
  sentence: { one: 'sentence', many: 'sentences' },
  segment: { one: 'segment', many: 'coded segments' },
  character: { one: 'character', many: 'characters' },
};

export const scaleWords: Readonly<Record<Scale, string>> = {
  presence: 'each code, present or absent',
  label: 'one code per unit',
  ordered: 'codes as steps of a scale',
};

/** What `n` of the overall figures counts, such as “turns × codes”. */
export function overallUnits({ unit, scale }: AgreementChoices): string {
  return scale === 'presence' ? `${unitWords[unit].many} × codes` : unitWords[unit].many;
}

/** “0.64”, “97.1 %”, or “not computable”. A true minus sign stands before what is below 0. */
export function formatValue(figure: Figure | undefined, name: CoefficientName): string {
  if (figure === undefined) return '–';
  return isComputed(figure) ? formatNumber(figure.value, name) : 'not computable';
}

/** “0.59 to 0.69”; a dash where there is no interval. */
export function formatInterval(figure: Figure | undefined, name: CoefficientName): string {
  if (figure === undefined || !isComputed(figure) || figure.low === undefined || figure.high === undefined) return '–';
  return `${formatNumber(figure.low, name)} to ${formatNumber(figure.high, name)}`;
}

function formatNumber(value: number, name: CoefficientName): string {
  if (name === 'percent') return `${(100 * value).toFixed(1)}\u00a0%`;
  const text = Math.abs(value).toFixed(2);
  return value < 0 && text !== '0.00' ? `−${text}` : text;
}

/** Which coders, texts, codes and unit the figures are about, in one sentence. */
export function describeComparison({ coders, choices, codes, unitCount }: StudyAgreement): string {
  const names = coders.map(({ name, kind }) => (kind === 'model' ? `${name} (model)` : name)).join(', ');
  const counted = (n: number, one: string, many = `${one}s`) => `${n.toLocaleString('en-US')} ${n === 1 ? one : many}`;
  const { one, many } = unitWords[choices.unit];
  return `${counted(coders.length, 'coder')} (${names}), ${counted(choices.transcripts.length, 'transcript')}, ${counted(codes.length, 'code')}; ${counted(unitCount, one, many)}, ${scaleWords[choices.scale]}.`;
}

/** A paragraph for the methods section of a paper, with the overall figures. */
export function methodsParagraph(result: StudyAgreement): string {
  const { choices, overall } = result;
  const { unit, scale, samples, seed } = choices;
  const figures = (['alpha', 'cohenKappa', 'fleissKappa', 'percent', 'gwetAC1'] as const).flatMap((name) => {
    const figure = overall[name];
    if (figure === undefined || !isComputed(figure)) return [];
    const interval = formatInterval(figure, name);
    const bounds = interval === '–' ? '' : ` (95 % interval ${interval})`;
    return [`${coefficientNotes[name].name} ${formatValue(figure, name)}${bounds}`];
  });
  return [
    `Inter-coder agreement was computed for ${describeComparison(result)}`,
    howUnitsWereCompared(choices),
    figures.length > 0
      ? `Overall, over ${overallUnits(choices)}: ${figures.join('; ')}.`
      : 'No overall coefficient could be computed.',
    howIntervals(unit, samples, seed),
    scale === 'presence' && result.codes.some(({ warning }) => warning !== null)
      ? 'Some codes are rare, which lowers kappa and alpha; percent agreement and AC1 are given beside them.'
      : '',
    'Computed with Introspect on the researchers’ own machine.',
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}

function howUnitsWereCompared({ unit, scale }: AgreementChoices): string {
  const { one } = unitWords[unit];
  if (scale === 'presence')
    return `A code counts as present in a ${one} when any segment that carries it overlaps the ${one}.`;
  const label = `The value of a ${one} is the code that covers most of it`;
  return scale === 'label'
    ? `${label}; without any code its value is “no code”.`
    : `${label}, on a scale in the order of the codebook; a ${one} without a code is missing.`;
}

function howIntervals(unit: UnitKind, samples: number, seed: number): string {
  if (samples === 0) return '';
  const drawn = unit === 'character' ? 'whole turns' : `${unitWords[unit].many} with all their codes`;
  return `Intervals are percentile bootstrap intervals from ${samples.toLocaleString('en-US')} samples of ${drawn} (seed ${seed}).`;
}
