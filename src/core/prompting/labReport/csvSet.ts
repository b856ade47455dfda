import { tableCsv } from '../../figures/takeAway';
import { confusionCounts } from '../labCharts';
import { figuresCsv } from '../labResults';
import { isComputed, type Figure } from '../../agreement/figure';
import { byteOrderMark, formatCsv } from '../../exchange/csv';
import type { LabFacts } from './facts';
import {
  answersTable,
  checklistTable,
  probabilitiesTable,
  promptsTable,
  repliesTable,
  settingsTable,
  triedTable,
} from './tables';

export interface CsvFile {
  /** With its extension. */
  readonly name: string;
  readonly content: string;
}

const tableNames = [
  'answers',
  'replies',
  'prompts',
  'probabilities',
  'tried',
  'checklist',
  'settings',
  'figures',
  'per-code',
  'confusion',
] as const;

/** The files of a sheet's tables: they carry its name, so that those of several sheets lie in one folder. */
export function labCsvNames(sheetFile: string): readonly string[] {
  return tableNames.map((name) => fileName(sheetFile, name));
}

function fileName(sheetFile: string, table: string): string {
  return `${sheetFile.replace(/\.lab\.json$/, '')}-${table}.csv`;
}

/** All that a report tells as tables, numbers unrounded; equal facts give equal bytes. */
export function labCsvSet(facts: LabFacts): readonly CsvFile[] {
  const tables = [
    answersTable(facts),
    repliesTable(facts),
    promptsTable(facts),
    probabilitiesTable(facts),
    triedTable(facts),
    checklistTable(facts),
    settingsTable(facts),
  ].map((table) => ({ name: table.name, content: tableCsv(table) }));
  return [
    ...tables,
    { name: 'figures', content: figuresCsv(facts.results) },
    { name: 'per-code', content: perCode(facts) },
    { name: 'confusion', content: confusion(facts) },
  ].map(({ name, content }) => ({ name: fileName(facts.source.sheetFile, name), content: byteOrderMark + content }));
}

function perCode({ columns, reference }: LabFacts): string {
  return formatCsv([
    [
      'column',
      'technique',
      'code',
      'name',
      `by ${reference ?? 'the coder'}`,
      'by the model',
      'by both',
      ...['precision', 'recall', 'F1'].flatMap((figure) => [figure, `${figure}: low`, `${figure}: high`]),
      'not computable',
    ],
    ...columns.flatMap(({ id, name, report: { measure } }) =>
      (measure?.labels ?? []).map(({ label, name: code, given, predicted, precision, recall, f1 }, i) => [
        id,
        name,
        label,
        code,
        given,
        predicted,
        measure!.confusion[i]![i]!,
        ...[precision, recall, f1].flatMap((figure) =>
          isComputed(figure) ? [figure.value, figure.low ?? null, figure.high ?? null] : [null, null, null],
        ),
        [precision, recall, f1]
          .flatMap((figure: Figure) => (isComputed(figure) ? [] : [figure.notComputable]))
          .join(' ') || null,
      ]),
    ),
  ]);
}

function confusion({ columns, reference }: LabFacts): string {
  return formatCsv([
    ['column', 'technique', `by ${reference ?? 'the coder'}`, 'by the model', 'segments'],
    ...columns.flatMap(({ id, name, report }) => {
      const counts = confusionCounts(report);
      return (counts?.rows ?? []).flatMap((row, i) =>
        counts!.columns.map((column, j) => [id, name, row, column, counts!.counts[i]![j]!]),
      );
    }),
  ]);
}
