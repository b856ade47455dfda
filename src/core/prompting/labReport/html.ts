import type { AgreementReport } from '../../agreement/agreementReport';
import { coefficientNotes, type CoefficientName } from '../../agreement/coefficients';
import { type Figure, isComputed } from '../../agreement/figure';
import { counted, figureNotes, formatInterval, formatValue } from '../../agreement/wording';
import { escapeMarkup as escape } from '../../exchange/markup';
import { framePicture } from '../../figures/picture';
import {
  agreementChart,
  answersChart,
  confusionChart,
  confusionCounts,
  pictureOf,
  shownCoefficients,
  stabilityChart,
  type Chart,
} from '../labCharts';
import { alwaysFigure } from '../choiceWords';
import { noAnswer } from '../measure';
import { differenceWords, pairsNote, pWords } from '../pairWords';
import { checklists } from './checklist';
import { countStatuses, guidelines, statusOf, statusWords, type Checklist, type ChecklistItem } from './checklistItem';
import type { ColumnFacts, LabFacts } from './facts';
import { labMethods } from './methods';
import { promptSections, triedSection } from './htmlPrompts';
import { reportStyle } from './htmlStyle';
import { settingsTable } from './tables';
import { intervalSources, intervalWords, limitations } from './intervals';
import { modelWords, optionWords, periodWords, runsWords, samplingWords } from './words';

/** A report in one file: no scripts, nothing loaded from elsewhere, all text escaped; equal facts give equal bytes. */
export function labHtml(facts: LabFacts): string {
  const { source, results } = facts;
  const { sheet, study } = source.prepared;
  const lists = checklists(facts);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escape(`Lab report: ${sheet.title}`)}</title>
<style>
${reportStyle}
</style>
</head>
<body>
<header>
<h1>${escape(sheet.title)}</h1>
<p class="by">Report of a lab sheet on the study “${escape(study.title)}”, ${escape(source.date)}, ${escape(source.program)}. Figures of the <strong>${results.part} part</strong>.</p>
<p class="care"><strong>This report quotes the transcripts</strong> (prompts and replies): handle it as you handle them. The model’s answers are suggestions, never data, and serve neither care nor triage.</p>
</header>
<nav aria-label="Contents"><ol>
${[
  ['missing', 'What is missing'],
  ['methods', 'Methods paragraph'],
  ['results', 'Results'],
  ['clear', guidelines.clear.name],
  ['tripod', guidelines.tripod.name],
  ['prompts', 'Prompts'],
  ['tried', 'Prompts tried before'],
  ['settings', 'Settings and texts'],
]
  .map(([id, name]) => `<li><a href="#${id}">${name}</a></li>`)
  .join('\n')}
</ol></nav>
<main>
<section id="missing"><h2>What is missing</h2>
${lists.map(missingList).join('\n')}
</section>
<section id="methods"><h2>Methods paragraph</h2>
<p>${escape(labMethods(facts))}</p>
${overview(facts)}
<h3>Limitations that the figures themselves show</h3>
${list(limitations(facts))}
</section>
<section id="results"><h2>Results</h2>
${resultSections(facts)}
</section>
${lists.map(checklistSection).join('\n')}
<section id="prompts"><h2>Prompts</h2>
${promptSections(facts)}
</section>
<section id="tried"><h2>Prompts tried before</h2>
${triedSection(facts)}
</section>
<section id="settings"><h2>Settings and texts</h2>
${table(
  'Every setting of the sheet, and what the report rests on',
  ['Setting', 'Value'],
  settingsTable(facts).rows.map((row) => row.map((cell) => String(cell ?? ''))),
)}
<h3>Sources</h3>
${list([
  guidelines.clear.source,
  guidelines.tripod.source,
  ...new Set(facts.columns.map(({ name, source: of }) => `${name}: ${of}`)),
  ...shownCoefficients(results).map((name) => coefficientNotes[name].source),
  ...intervalSources(facts),
])}
</section>
</main>
</body>
</html>
`;
}

/** Which items are open, with what the researcher is to write. */
function missingList({ guideline, items }: Checklist): string {
  const counts = countStatuses(items);
  const open = items.filter(({ missing }) => missing.length > 0);
  const told = `Of ${items.length} items, ${counts.told} are recorded, ${counts.partly} in part, ${counts.missing} not at all${counts.notApplicable > 0 ? `; ${counts.notApplicable} do not apply` : ''}.`;
  return `<h3>${guidelines[guideline].name}</h3>
<p>${told}${open.length > 0 ? ' Write yourself:' : ''}</p>
<ul class="open">${open
    .map(
      ({ number, subject, missing }) =>
        `<li><a href="#${guideline}-${number}">${number} ${escape(subject)}</a>: ${escape(missing.join('; '))}.</li>`,
    )
    .join('\n')}</ul>`;
}

function checklistSection({ guideline, items }: Checklist): string {
  let section = '';
  const rows = items.map((item) => {
    const head = item.section === section ? '' : `<h3>${escape(item.section)}</h3>\n`;
    section = item.section;
    return head + checklistItem(item, `${guideline}-${item.number}`);
  });
  return `<section id="${guideline}"><h2>In the order of ${guidelines[guideline].name}</h2>
<p class="by">${escape(guidelines[guideline].basis)} ${escape(guidelines[guideline].source)} Fill in the published instrument for a submission.</p>
${rows.join('\n')}
</section>`;
}

const marks = { told: '✓', partly: '◐', missing: '○', notApplicable: '–' } as const;

function checklistItem(item: ChecklistItem, id: string): string {
  const status = statusOf(item);
  const parts = [...item.told, ...(item.notApplicable === undefined ? [] : [item.notApplicable])];
  const missing =
    item.missing.length > 0
      ? `<p class="lack"><strong>Not recorded:</strong> ${escape(item.missing.join('; '))}. Write it yourself.</p>`
      : '';
  return `<article id="${id}" class="${status}"><h4><span class="mark" aria-hidden="true">${marks[status]}</span> ${item.number} ${escape(item.subject)} <span class="state">${statusWords[status]}</span></h4>
${list(parts)}${missing}</article>`;
}

/** What every column is, in one table. */
function overview({ columns }: LabFacts): string {
  return table(
    'Columns of the sheet',
    ['Column', 'Technique', 'Options', 'Model', 'Sampling', 'Seeds', 'Runs', 'Made on (UTC)'],
    columns.map((column) => [
      column.id,
      column.name,
      optionWords(column.options) || '–',
      column.models.map(modelWords).join('; '),
      samplingWords(column.sampling),
      column.seeds.join(', '),
      runsWords([column]),
      periodWords(column.period) ?? 'no date recorded',
    ]),
  );
}

function resultSections(facts: LabFacts): string {
  const { results, columns, reference } = facts;
  const people = results.report.people;
  const shown = shownCoefficients(results);
  const measured = columns.filter(({ report: { measure } }) => measure !== undefined && measure.n > 0);
  const charts = [
    ...shown.filter((name) => name !== 'gwetAC1').map((name) => agreementChart(results, name)),
    answersChart(results),
    ...(['percent', 'alpha'] as const).map((name) => stabilityChart(results, name)),
  ];
  const agreementRows = [
    ...measured.map(({ name, report: { measure } }) => [
      name,
      measure!.n.toLocaleString('en-US'),
      measure!.withoutLabel.toLocaleString('en-US'),
      withBounds(measure!.macroF1, 'alpha'),
      ...shown.map((c) => withBounds(measure!.agreement[c], c)),
    ]),
    ...alwaysRow(facts, shown),
    ...(people && reference !== null
      ? [['Coders with each other', nOf(people), '–', '–', ...shown.map((c) => withBounds(people[c], c))]]
      : []),
  ];
  return [
    answersTable(facts),
    measured.length > 0
      ? table(
          `Agreement with ${reference ?? 'the coder'}, first repeat. In brackets: interval. ${intervalWords(facts)}`,
          ['Technique', 'Segments', 'Without a code', 'Macro F1', ...shown.map(nameWithLevel)],
          agreementRows,
        )
      : '<p>No answer was compared with a person’s.</p>',
    list([
      ...new Set(
        measured.flatMap(({ name, report: { measure } }) =>
          [
            ['macro F1', measure!.macroF1] as const,
            ...shown.map((c) => [coefficientNotes[c].name, measure!.agreement[c]] as const),
          ].flatMap(([of, figure]) => figureNotes(figure).map((note) => `${name}, ${of}: ${note}`)),
        ),
      ),
    ]),
    pairsTable(facts),
    stabilityTable(columns),
    ...charts.map(figure),
    ...measured.flatMap((column) => [
      `<h3>${escape(column.name)}: code by code</h3>`,
      perCode(column, reference),
      confusionTable(column, reference),
      figure(confusionChart(column.report, reference)),
    ]),
  ].join('\n');
}

/** Every two ways of asking on the same segments. */
function pairsTable({ results, columns }: LabFacts): string {
  const { pairs } = results.report;
  if (!pairs) return '';
  const names = new Map(columns.map(({ id, name }) => [id, name]));
  return table(
    `Do two ways of asking differ? ${pairsNote(pairs)}`,
    ['Ways of asking', 'Segments', 'As the coder: first alone', 'Second alone', 'First minus second', 'p'],
    pairs.map(({ first, second, n, onlyFirst, onlySecond, difference, adjustedP }) => [
      `${names.get(first) ?? first} and ${names.get(second) ?? second}`,
      ...[n, onlyFirst, onlySecond].map((count) => count.toLocaleString('en-US')),
      differenceWords(difference),
      pWords(adjustedP),
    ]),
  );
}

/** What answering the coder's most frequent code always would reach: no technique is of use below it. */
function alwaysRow({ results: { chosen } }: LabFacts, shown: readonly CoefficientName[]): string[][] {
  if (!chosen?.mostGiven) return [];
  const { name, count } = chosen.mostGiven;
  const figure = alwaysFigure(count, chosen.labelled);
  const cells = shown.map((c) => (c === 'percent' ? formatValue(figure, c) : '–'));
  return [[`Always “${name}”`, chosen.labelled.toLocaleString('en-US'), '0', '–', ...cells]];
}

function nOf({ percent }: AgreementReport): string {
  return percent && isComputed(percent) ? percent.n.toLocaleString('en-US') : '–';
}

/** Answers of all runs by kind. */
function answersTable({ columns }: LabFacts): string {
  const kinds = [...new Set(columns.flatMap(({ report }) => Object.keys(report.answers)))];
  const names: Readonly<Record<string, string>> = {
    label: 'a code',
    text: 'in words',
    empty: 'empty',
    cut: 'cut off',
    unknown: 'not one of the codes',
    several: 'several codes, or a tie of votes',
    unclear: 'no code stated clearly',
  };
  return table(
    'Answers of all runs',
    [
      'Technique',
      'Planned',
      'Made',
      'Not made or failed',
      ...kinds.map((kind) => names[kind] ?? kind),
      'Prompt shortened',
    ],
    columns.map(({ name, planned, made, shortened, report }) =>
      [name, planned, made, planned - made, ...kinds.map((kind) => report.answers[kind] ?? 0), shortened].map((cell) =>
        cell.toLocaleString('en-US'),
      ),
    ),
  );
}

/** Of each technique with itself: over its seeds, over orders of the codes, over wordings of the question. */
function stabilityTable(columns: readonly ColumnFacts[]): string {
  const rows = columns.flatMap(({ name, sameInAll, stability, variations, report }) =>
    (
      [
        [sameInAll ? 'repeats with other seeds' : null, stability, sameInAll],
        [
          variations.orders > 0
            ? counted(variations.orders, 'other order of the codes', 'other orders of the codes')
            : null,
          report.stabilityOfOrders,
        ],
        [variations.wordings > 0 ? counted(variations.wordings, 'other wording') : null, report.stabilityOfWordings],
      ] as const
    ).flatMap(([over, figures, same]) =>
      over === null
        ? []
        : [
            [
              name,
              over,
              same ? `${same.same} of ${counted(same.of, 'segment')}` : '–',
              withBounds(figures?.percent, 'percent'),
              withCaveat(figures?.alpha, 'alpha'),
            ],
          ],
    ),
  );
  if (rows.length === 0) return '<p>Every prompt was run once: nothing is known of how stable its answers are.</p>';
  return table(
    'Stability: agreement of each technique with itself',
    ['Technique', 'Over', 'Same answer in all', 'Percent agreement', coefficientNotes.alpha.name],
    rows,
  );
}

function perCode({ name, report: { measure } }: ColumnFacts, coder: string | null): string {
  const used = measure!.labels.filter(({ given, predicted }) => given + predicted > 0);
  return table(
    `${name}: precision, recall and F1; codes that neither gave are left out. In brackets: 95 % interval (Wilson, transcripts taken into account)`,
    ['Code', `By ${coder ?? 'the coder'}`, 'By the model', 'Precision', 'Recall', 'F1'],
    used.map(({ name: code, given, predicted, precision, recall, f1 }) => [
      code,
      String(given),
      String(predicted),
      ...[precision, recall, f1].map((value) => withBounds(value, 'alpha')),
    ]),
  );
}

function confusionTable({ name, report }: ColumnFacts, coder: string | null): string {
  const counts = confusionCounts(report);
  if (!counts) return '';
  return table(
    `${name}: what was taken for what (rows: ${coder ?? 'the coder'}; columns: the model)`,
    [`${coder ?? 'Coder'} ↓ model →`, ...counts.columns.map((column) => (column === noAnswer ? 'no code' : column))],
    counts.rows.map((row, i) => [row, ...counts.counts[i]!.map(String)]),
  );
}

function figure(chart: Chart | null): string {
  if (!chart) return '';
  const svg = framePicture(pictureOf(chart)).replace(/^<\?xml.*\n/, '');
  return `<figure>${svg}</figure>`;
}

function withBounds(value: Figure | undefined, name: CoefficientName): string {
  const hasBounds = value !== undefined && isComputed(value) && value.low !== undefined;
  return `${formatValue(value, name)}${hasBounds ? ` (${formatInterval(value, name)})` : ''}`;
}

/** Of codes, which have no order. */
function nameWithLevel(name: CoefficientName): string {
  return `${coefficientNotes[name].name}${name === 'alpha' ? ' (nominal)' : ''}`;
}

/** “0.64 (0.59 to 0.69), ordinal”. */
function withCaveat(value: Figure | undefined, name: CoefficientName): string {
  const caveat = value && isComputed(value) ? value.caveat : undefined;
  const told = caveat === undefined ? '' : `, ${caveat.charAt(0).toLowerCase()}${caveat.slice(1).replace(/\.$/, '')}`;
  return `${withBounds(value, name)}${told}`;
}

function list(items: readonly string[]): string {
  return items.length === 0 ? '' : `<ul>${items.map((item) => `<li>${escape(item)}</li>`).join('\n')}</ul>`;
}

function table(caption: string, head: readonly string[], rows: readonly (readonly string[])[]): string {
  const numeric = head.map(
    (_, i) =>
      i > 0 && rows.some((row) => isNumber(row[i]!)) && rows.every((row) => isNumber(row[i]!) || words.has(row[i]!)),
  );
  const right = (i: number) => (numeric[i] ? ' class="n"' : '');
  const cell = (text: string, i: number) =>
    i === 0 ? `<th scope="row">${escape(text)}</th>` : `<td${right(i)}>${escape(text)}</td>`;
  return `<div class="wide" tabindex="0" role="group" aria-label="${escape(caption)}"><table><caption>${escape(caption)}</caption><thead><tr>${head.map((text, i) => `<th scope="col"${right(i)}>${escape(text)}</th>`).join('')}</tr></thead>
<tbody>${rows.map((row) => `<tr>${row.map(cell).join('')}</tr>`).join('\n')}</tbody></table></div>`;
}

/** What may stand in a column of numbers. */
const words: ReadonlySet<string> = new Set(['–', 'not computable']);

/** “0.64”, “1,200”, “5.0 % (0.0 % to 20.0 %)”. */
function isNumber(text: string): boolean {
  return /^−?\d[\d.,]*(\u00a0%)?( \(.* to .*\))?$/.test(text);
}
