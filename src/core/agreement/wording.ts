import type { UnitKind } from './units';
import { coefficientNotes, type CoefficientName } from './coefficients';
import type { StudyMessage } from './codedText';
import { fewestToDraw, type Figure, isComputed } from './figure';
import type { AgreementChoices } from './agreementChoices';
import type { StudyAgreement } from './studyAgreement';
import type { Scale } from './studyTables';

export const unitWords: Readonly<Record<UnitKind, { readonly one: string; readonly many: string }>> = {
  turn: { one: 'turn', many: 'turns' },
  sentence: { one: 'sentence', many: 'sentences' },
  segment: { one: 'coded segment', many: 'coded segments' },
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

/** “0.59 to 0.69”, or “not computable”; a dash where none was asked for. */
export function formatInterval(figure: Figure | undefined, name: CoefficientName): string {
  if (figure === undefined || !isComputed(figure)) return '–';
  if (figure.low === undefined || figure.high === undefined)
    return figure.noInterval === undefined ? '–' : 'not computable';
  return `${formatNumber(figure.low, name)} to ${formatNumber(figure.high, name)}`;
}

/** What must be read beside a figure: why it or its interval is missing, and that it is approximate. */
export function figureNotes(figure: Figure | undefined): string[] {
  if (figure === undefined) return [];
  if (!isComputed(figure)) return [`Not computable: ${figure.notComputable}`];
  return [
    ...(figure.caveat === undefined ? [] : [figure.caveat]),
    ...(figure.noInterval === undefined ? [] : [`No interval: ${figure.noInterval}`]),
  ];
}

/**
 * The name of a coefficient with what it was computed with, such as its weights. A single code is there or not, also
 * where the codes together are an ordered scale.
 */
export function coefficientLabel(
  name: CoefficientName,
  { scale, weights }: AgreementChoices,
  of: 'allCodes' | 'oneCode' = 'allCodes',
): string {
  const base = coefficientNotes[name].name;
  if (name === 'weightedKappa' || name === 'gwetAC2') return `${base} (${weights} weights)`;
  if (name !== 'alpha') return base;
  return `${base} (${scale === 'ordered' && of === 'allCodes' ? 'ordinal' : 'nominal'})`;
}

/** What is shown of single codes where `name` is asked for: gamma, for one, is only had for all codes at once. */
export function coefficientOfCodes({ codes, overall }: StudyAgreement, name: CoefficientName): CoefficientName {
  if (codes.some(({ figures }) => figures[name] !== undefined)) return name;
  return overall.unitizingAlpha === undefined || name === 'weightedKappa' || name === 'gwetAC2'
    ? 'alpha'
    : 'unitizingAlpha';
}

function formatNumber(value: number, name: CoefficientName): string {
  if (name === 'percent') return `${(100 * value).toFixed(1)}\u00a0%`;
  const text = Math.abs(value).toFixed(2);
  return value < 0 && text !== '0.00' ? `−${text}` : text;
}

/** 3, "turn" → “3 turns”. */
export function counted(n: number, one: string, many = `${one}s`): string {
  return `${n.toLocaleString('en-US')} ${n === 1 ? one : many}`;
}

/** Which coders, texts, speakers, codes and unit the figures are about, in one sentence. */
export function describeComparison(result: StudyAgreement): string {
  const { choices, codes, unitCount } = result;
  const { one, many } = unitWords[choices.unit];
  const scale =
    choices.scale === 'ordered' && codes.length > 0
      ? `codes as steps of a scale: ${codes.map(({ name }) => name).join(' < ')}`
      : scaleWords[choices.scale];
  return `${describeMaterial(result)}; ${counted(unitCount, one, many)}, ${scale}.`;
}

function describeMaterial(result: StudyAgreement): string {
  const { coders, choices, codes } = result;
  const speakers = choices.speakers === null ? '' : ` (${describeSpeakers(result)})`;
  const rolledUp = choices.rollUp ? ` (${rollUpWords})` : '';
  return `${counted(coders.length, 'coder')} (${namesOf(result)}), ${counted(choices.transcripts.length, 'transcript')}${speakers}, ${counted(codes.length, 'code')}${rolledUp}`;
}

function namesOf({ coders }: StudyAgreement): string {
  return coders.map(({ name, kind }) => (kind === 'model' ? `${name} (model)` : name)).join(', ');
}

export const rollUpWords = 'sub-codes counted as the code at the top of their branch';

/** “only the turns of P01 and P02”; where that is shorter, whose turns were left out. */
export function describeSpeakers({ choices: { speakers }, otherSpeakers }: StudyAgreement): string {
  if (speakers === null) return 'all speakers';
  if (speakers.length === 0) return 'no speaker';
  return otherSpeakers.length > 0 && otherSpeakers.length < speakers.length
    ? `all speakers but ${otherSpeakers.join(' and ')}`
    : `only the turns of ${speakers.join(' and ')}`;
}

/** What the figures of single codes rest on: a unit without a second coder's value tells nothing of them. */
export function describeUnits({ codes, unitCount, choices }: StudyAgreement): string {
  const percent = codes[0]?.figures.percent;
  const n = percent && isComputed(percent) ? percent.n : unitCount;
  const { one, many } = unitWords[choices.unit];
  return n < unitCount
    ? `Over the ${n.toLocaleString('en-US')} of ${counted(unitCount, one, many)} to which two coders gave a value`
    : `Over ${counted(n, one, many)}`;
}

/** How intervals came about, for the foot of a figure: of `name`, or of all. */
export function describeIntervals(
  { choices: { samples, seed }, drawn, overall }: StudyAgreement,
  name?: CoefficientName,
): string {
  if (samples === 0) return 'No intervals were computed.';
  const ofUnits = drawn.of === 'transcript' ? 'whole transcripts' : 'turns';
  const ofSegments = 'stretches of text that no segment crosses';
  const over =
    name !== undefined
      ? aboutSegments(name)
        ? ofSegments
        : ofUnits
      : `${ofUnits}${overall.unitizingAlpha ? ` (coefficients of segments: over ${ofSegments})` : ''}`;
  return `95 % intervals: percentile bootstrap over ${over}, ${samples.toLocaleString('en-US')} samples, seed ${seed}.`;
}

/** A paragraph for the methods section of a paper, with the overall figures. */
export function methodsParagraph(result: StudyAgreement, version?: string): string {
  const { choices, overall, messages } = result;
  const names = reported.filter((name) => name !== 'fleissKappa' || result.coders.length > 2);
  const figures = names.flatMap((name) => {
    const figure = overall[name];
    if (figure === undefined || !isComputed(figure)) return [];
    const { low, caveat } = figure;
    const interval = low === undefined ? '' : ` (95 % CI ${formatInterval(figure, name)})`;
    const about = aboutSegments(name) ? `, over ${counted(figure.n, 'segment')}` : '';
    return [
      `${coefficientLabel(name, choices)} ${formatValue(figure, name)}${interval}${about}${caveat === undefined ? '' : ` [${caveat}]`}`,
    ];
  });
  const leftOut = messages.filter(({ about }) => leavesOut.includes(about)).map(({ text }) => text);
  return [
    `Inter-coder agreement was computed for ${describeMaterial(result)}.`,
    howUnitsWereCompared(result),
    figures.length > 0
      ? `Overall, over ${overallUnits(choices)}${sizeOf(result)}: ${figures.join('; ')}.`
      : 'No overall coefficient could be computed.',
    howSegmentsWereCompared(result),
    howIntervals(result),
    ...leftOut,
    choices.scale === 'presence' && result.codes.some(({ warning }) => warning !== null)
      ? 'For rare codes kappa and alpha depend on few units, while percent agreement and AC1 are high almost by construction; both kinds are therefore given.'
      : '',
    `Computed with Introspect${version === undefined ? '' : ` ${version}`} on the researchers’ own machine.`,
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}

/** In the order of the paragraph; Scott's pi and Brennan–Prediger stand in the tables. */
const reported = [
  'alpha',
  'cohenKappa',
  'weightedKappa',
  'fleissKappa',
  'percent',
  'gwetAC1',
  'gwetAC2',
  'unitizingAlpha',
  'gamma',
] as const;

const leavesOut: readonly StudyMessage['about'][] = [
  'otherTextVersion',
  'quoteNotFound',
  'deletedCode',
  'emptyFile',
  'notCoded',
  'partlyAsked',
  'notIndependent',
  'nothingToTell',
  'severalCodes',
  'speakers',
];

/** Whether a coefficient needs no units, only segments. */
export function aboutSegments(name: CoefficientName): boolean {
  return name === 'unitizingAlpha' || name === 'gamma';
}

function sizeOf({ overall, choices, codes, unitCount }: StudyAgreement): string {
  if (!overall.percent || !isComputed(overall.percent)) return '';
  const { n } = overall.percent;
  const all = choices.scale === 'presence' ? unitCount * codes.length : unitCount;
  const of = n < all ? ` of ${all.toLocaleString('en-US')}, the others lacking a second coder’s value` : '';
  return ` (n = ${n.toLocaleString('en-US')}${of})`;
}

function howUnitsWereCompared({ choices: { unit, scale }, codes, unitCount }: StudyAgreement): string {
  const { one, many } = unitWords[unit];
  const units = `The unit of analysis was the ${one} (${counted(unitCount, one, many)})${
    unit === 'segment'
      ? ': each distinct stretch that any of these coders marked, the same for every pair of them; text that nobody marked does not count'
      : ''
  }.`;
  if (scale === 'presence') {
    const pooled = codes.length > 1 ? ` ${pooledWords}` : '';
    return `${units} A code counts as present in a ${one} when any of the coder’s segments that carry it overlaps the ${one}.${pooled}`;
  }
  const label = `The value of a ${one} is the code that covers most of it`;
  return scale === 'label'
    ? `${units} ${label}; without any code its value is “no code”.`
    : `${units} ${label}, as a step of the scale ${codes.map(({ name }) => name).join(' < ')}; a ${one} without a code is missing.`;
}

/** How a coefficient of all codes comes about where each code is present or absent. */
const pooledWords =
  'Overall coefficients are pooled over the codes: observed agreement and agreement by chance were computed for each code by itself, and their means make one coefficient (De Vries et al., 2008).';

function howSegmentsWereCompared({ overall, choices }: StudyAgreement): string {
  const { unitizingAlpha, gamma } = overall;
  const alpha =
    unitizingAlpha && isComputed(unitizingAlpha)
      ? 'Unitizing alpha is that of Krippendorff (1995, 2004), in which a coder’s overlapping segments with the same code are one.'
      : '';
  if (gamma === undefined || !isComputed(gamma)) return alpha;
  const drawn =
    choices.chance === 'statistical'
      ? 'with the numbers, lengths, gaps and codes of the segments observed (as by default in pygamma-agreement; Titeux & Riad, 2021)'
      : 'by shifting the coders’ segments around the text (Mathet et al., 2015, section 5.2)';
  return `${alpha} Gamma weighs place and code equally (α = β = 1, Δø = 1); chance is the mean disorder of random codings drawn ${drawn}, as many as make it known within 2 % at 95 % confidence (seed ${choices.seed}).`;
}

function howIntervals({ choices: { unit, samples, seed }, overall, drawn, pairs }: StudyAgreement): string {
  if (samples === 0) return '';
  const withinTurns = unit === 'turn' ? 'codes' : `${unitWords[unit].many} and codes`;
  const ofTranscripts = `whole transcripts with all their turns${unit === 'turn' ? '' : `, ${unitWords[unit].many}`} and codes`;
  const ofTurns = `${unit === 'turn' ? 'turns' : 'whole turns'} with all their ${withinTurns}`;
  const assumed =
    drawn.of === 'turn'
      ? 'turns are taken to be independent of one another, which those of one transcript may not be, so that intervals may be too narrow'
      : `transcripts are taken to be independent of one another${pairs.length > 1 ? `; for pairs of coders with fewer than ${fewestToDraw} in common, turns` : ''}`;
  const units =
    drawn.count < fewestToDraw
      ? `No confidence intervals were computed over units: only ${counted(drawn.count, drawn.of)} could be drawn, fewer than ${fewestToDraw}.`
      : `Confidence intervals are percentile bootstrap intervals from ${samples.toLocaleString('en-US')} samples of ${drawn.of === 'turn' ? ofTurns : ofTranscripts}, drawn with replacement (seed ${seed}) from the ${counted(drawn.count, drawn.of)} that two coders coded; ${assumed}.`;
  const { unitizingAlpha, gamma } = overall;
  const ofSegments = [unitizingAlpha, gamma].some((figure) => figure !== undefined && isComputed(figure));
  if (!ofSegments) return units;
  const held = gamma === undefined ? '' : '; gamma’s level of chance was not computed anew in each sample';
  return `${units} For unitizing alpha${gamma === undefined ? '' : ' and gamma'}, stretches of text that no segment crosses were drawn in place of ${drawn.of}s${held}.`;
}
