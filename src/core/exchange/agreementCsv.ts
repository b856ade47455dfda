import { coefficientNotes, type CoefficientName } from '../agreement/coefficients';
import { type Figure, isComputed } from '../agreement/figure';
import type { StudyAgreement } from '../agreement/studyAgreement';
import { coefficientLabel, describeSpeakers, rollUpWords, scaleWords } from '../agreement/wording';
import { formatCsv } from './csv';

type Cell = string | number | null;

export const agreementTableNames = ['codes', 'pairs', 'confusion', 'disputed'] as const;
export type AgreementTableName = (typeof agreementTableNames)[number];

/** One table of a comparison as CSV, numbers unrounded. Each row says what it is about: unit, speakers, sub-codes. */
export function agreementCsv(result: StudyAgreement, table: AgreementTableName): string {
  return formatCsv(tables[table](result));
}

const names = Object.keys(coefficientNotes) as CoefficientName[];

const figureColumns = ['coefficient', 'value', 'low', 'high', 'n', 'not computable', 'no interval', 'caveat'];
const basisColumns = ['compared', 'speakers', 'sub-codes'];
const samplingColumns = ['bootstrap samples', 'seed'];

const tables: { readonly [Name in AgreementTableName]: (result: StudyAgreement) => Cell[][] } = {
  codes: (result) => [
    ['code', 'unit', ...figureColumns, ...basisColumns, ...samplingColumns],
    ...figureRows(['(overall)', result.overallUnit], result.overall, result),
    ...result.codes.flatMap(({ name, figures }) => figureRows([name, result.choices.unit], figures, result, 'oneCode')),
  ],
  pairs: (result) => [
    ['coder 1', 'coder 2', 'unit', ...figureColumns, ...basisColumns, ...samplingColumns],
    ...result.pairs.flatMap(({ coders, figures }) => figureRows([...coders, result.overallUnit], figures, result)),
  ],
  confusion: (result) => [
    ['coder 1', 'coder 2', 'code', 'unit', 'value of coder 1', 'value of coder 2', 'units', ...basisColumns],
    ...result.pairs.flatMap(({ coders, confusions }) =>
      confusions.flatMap(({ code, labels, counts }) =>
        counts.flatMap((row, i) =>
          row.map((n, j): Cell[] => [
            ...coders,
            result.codes.find(({ id }) => id === code)?.name ?? '(all)',
            result.choices.unit,
            labels[i] ?? '',
            labels[j] ?? '',
            n,
            ...basisOf(result),
          ]),
        ),
      ),
    ),
  ],
  disputed: (result) => [
    [
      'transcript',
      'line',
      'speaker',
      'unit',
      'disagreements',
      'codes in dispute',
      ...result.coders.map(({ name }) => name),
      'text',
      ...basisColumns,
    ],
    ...result.disputed.map((unit): Cell[] => [
      unit.transcript,
      unit.line,
      unit.speaker,
      result.choices.unit,
      unit.disagreements,
      unit.disputedCodes.join('; '),
      ...unit.answers.map(({ codes }) => (codes === null ? '(not coded)' : codes.join('; '))),
      unit.text,
      ...basisOf(result),
    ]),
  ],
};

function figureRows(
  about: readonly string[],
  figures: Readonly<Partial<Record<CoefficientName, Figure>>>,
  result: StudyAgreement,
  of: 'allCodes' | 'oneCode' = 'allCodes',
): Cell[][] {
  return names.flatMap((name): Cell[][] => {
    const figure = figures[name];
    if (figure === undefined) return [];
    const cells = isComputed(figure)
      ? [
          figure.value,
          figure.low ?? null,
          figure.high ?? null,
          figure.n,
          null,
          figure.noInterval ?? null,
          figure.caveat ?? null,
        ]
      : [null, null, null, null, figure.notComputable, null, null];
    const sampling = [result.choices.samples, result.choices.seed];
    return [[...about, coefficientLabel(name, result.choices, of), ...cells, ...basisOf(result), ...sampling]];
  });
}

function basisOf(result: StudyAgreement): Cell[] {
  const { scale, rollUp } = result.choices;
  return [scaleWords[scale], describeSpeakers(result), rollUp ? rollUpWords : 'as they are'];
}
