import { coefficientNotes, type CoefficientName } from '../agreement/coefficients';
import { type Figure, isComputed } from '../agreement/figure';
import type { StudyAgreement } from '../agreement/studyAgreement';
import { formatCsv } from './csv';

type Cell = string | number | null;

export const agreementTableNames = ['codes', 'pairs', 'confusion', 'disputed'] as const;
export type AgreementTableName = (typeof agreementTableNames)[number];

/** One table of a comparison as CSV, numbers unrounded. Each row of figures names its unit. */
export function agreementCsv(result: StudyAgreement, table: AgreementTableName): string {
  return formatCsv(tables[table](result));
}

const names = Object.keys(coefficientNotes) as CoefficientName[];

const tables: { readonly [Name in AgreementTableName]: (result: StudyAgreement) => Cell[][] } = {
  codes: ({ codes, overall, overallUnit, choices }) => [
    ['code', 'unit', 'coefficient', 'value', 'low', 'high', 'n', 'not computable'],
    ...figureRows(['(overall)', overallUnit], overall),
    ...codes.flatMap(({ name, figures }) => figureRows([name, choices.unit], figures)),
  ],
  pairs: ({ pairs, overallUnit }) => [
    ['coder 1', 'coder 2', 'unit', 'coefficient', 'value', 'low', 'high', 'n', 'not computable'],
    ...pairs.flatMap(({ coders, figures }) => figureRows([...coders, overallUnit], figures)),
  ],
  confusion: ({ pairs, codes, choices }) => [
    ['coder 1', 'coder 2', 'code', 'unit', 'value of coder 1', 'value of coder 2', 'units'],
    ...pairs.flatMap(({ coders, confusions }) =>
      confusions.flatMap(({ code, labels, counts }) =>
        counts.flatMap((row, i) =>
          row.map((n, j): Cell[] => [
            ...coders,
            codes.find(({ id }) => id === code)?.name ?? '(all)',
            choices.unit,
            labels[i] ?? '',
            labels[j] ?? '',
            n,
          ]),
        ),
      ),
    ),
  ],
  disputed: ({ disputed, coders, choices }) => [
    [
      'transcript',
      'line',
      'speaker',
      'unit',
      'disagreements',
      'codes in dispute',
      ...coders.map(({ name }) => name),
      'text',
    ],
    ...disputed.map((unit): Cell[] => [
      unit.transcript,
      unit.line,
      unit.speaker,
      choices.unit,
      unit.disagreements,
      unit.disputedCodes.join('; '),
      ...unit.answers.map(({ codes }) => (codes === null ? '(not coded)' : codes.join('; '))),
      unit.text,
    ]),
  ],
};

function figureRows(about: readonly string[], figures: Readonly<Partial<Record<CoefficientName, Figure>>>): Cell[][] {
  return names.flatMap((name): Cell[][] => {
    const figure = figures[name];
    if (figure === undefined) return [];
    const cells = isComputed(figure)
      ? [figure.value, figure.low ?? null, figure.high ?? null, figure.n, null]
      : [null, null, null, null, figure.notComputable];
    return [[...about, coefficientNotes[name].name, ...cells]];
  });
}
