// How facts of a report are put into words.
import { isComputed, type Figure } from '../../agreement/figure';
import type { CoefficientName } from '../../agreement/coefficients';
import { counted, formatInterval, formatValue } from '../../agreement/wording';
import { acceptedWords } from '../choiceWords';
import type { Sheet } from '../sheet';
import type { ColumnFacts, LabFacts, ReportedModel } from './facts';
import type { Period } from './journalRuns';

/** “2026-11-29”, “2026-11-29 to 2026-12-03”; null where no run has a time. */
export function periodWords({ first, last }: Period): string | null {
  if (first === null || last === null) return null;
  const [from, to] = [first.slice(0, 10), last.slice(0, 10)];
  return from === to ? from : `${from} to ${to}`;
}

export function modelWords({ name, title = name, served, file, sha256 }: ReportedModel): string {
  if (file === null) return `${title}, on a server${served === undefined ? '' : ` (${served})`}`;
  return `${title} (file ${file}, SHA-256 ${sha256 ?? 'not known'})`;
}

/** What was found out about the sampling of models on servers: a sentence or two each. */
export function limitWords(models: readonly ReportedModel[]): string[] {
  return models.flatMap(({ name, title = name, limits = [] }) =>
    limits.map((limit) => `When the server of ${title} was tested: ${limit}`),
  );
}

const samplingNames: Readonly<Record<string, string>> = {
  temperature: 'temperature',
  topP: 'top-p',
  topK: 'top-k',
  minP: 'min-p',
  repetitionPenalty: 'repetition penalty',
};

/** “temperature 0.7, top-p 1, top-k off, min-p off”. */
export function samplingWords(sampling: Readonly<Record<string, number>>): string {
  return Object.entries(sampling)
    .map(([key, value]) => {
      const isOff = value === 0 && (key === 'topK' || key === 'minP');
      return `${samplingNames[key] ?? key} ${isOff ? 'off' : value}`;
    })
    .join(', ');
}

const choiceNames: Readonly<Record<string, string>> = {
  balanced: 'some of every code',
  similar: 'those most like the text',
  picked: 'picked by hand',
};

/** “5 votes; temperature 0.7”, “calibrated on texts without content; scored over whole codes”: what was set of a technique, as a person says it. */
export function optionWords(options: Readonly<Record<string, unknown>>): string {
  const { choose } = options;
  const isPicked = choose === 'picked';
  const counts: Readonly<Record<string, string>> = {
    count: choose === undefined ? 'passage' : 'example',
    samples: 'vote',
  };
  return Object.entries(options)
    .flatMap(([key, value]) => {
      if (key === 'calibrate') return value === true ? 'calibrated on texts without content' : 'not calibrated';
      if (key === 'perToken') return value === true ? 'scored by the mean per token' : 'scored over whole codes';
      if (key === 'choose') return choiceNames[String(value)] ?? `${key} “${String(value)}”`;
      if (key === 'picked') return isPicked && Array.isArray(value) ? counted(value.length, 'example') : [];
      if (key === 'count' && isPicked) return []; // as many as were picked
      if (key in counts && typeof value === 'number') return counted(value, counts[key]!);
      if (key === 'temperature') return `temperature at least ${String(value)}`;
      const name = { system: 'system message', user: 'prompt' }[key] ?? key;
      return `${name} ${typeof value === 'string' ? `“${value}”` : JSON.stringify(value)}`;
    })
    .join('; ');
}

/** “all turns of P01, P02”, “segments coded “sleep””. */
export function segmentsWords({ source: { prepared }, results }: Pick<LabFacts, 'source' | 'results'>): string {
  const { sheet, study } = prepared;
  const { segments } = sheet;
  switch (segments.kind) {
    case 'turns':
      if (!segments.speakers) return 'turns of all speakers';
      // Who was chosen may speak in the held-back part alone, or in nothing that was drawn.
      const asked = new Set(results.rows.map(({ speaker }) => speaker));
      return `turns of ${segments.speakers.filter((name) => asked.has(name) || asked.size === 0).join(', ')}`;
    case 'coded': {
      const name = study.codes.find(({ id }) => id === segments.code.toLowerCase())?.name ?? segments.code;
      const coder = study.coders.find(({ id }) => id === segments.coder)?.name;
      return `stretches coded “${name}”${coder === undefined ? '' : ` by ${coder}`}`;
    }
    case 'stretches':
      return 'stretches that were selected by hand';
  }
}

export const taskWords: { readonly [Kind in Sheet['task']['kind']]: string } = {
  codes: 'assigning one of the codes to each segment',
  scale: 'rating each segment on a scale',
  quotes: 'quoting from each segment',
  summary: 'summarising each segment in one sentence',
  question: 'answering a question about each segment',
};

/** “0.64 (95 % CI 0.59 to 0.69, n = 30)”, or why there is none. */
export function figureWords(figure: Figure | undefined, name: CoefficientName): string {
  if (figure === undefined) return 'not computed';
  if (!isComputed(figure)) return `not computable (${figure.notComputable.replace(/\.$/, '')})`;
  const { low, noInterval, caveat } = figure;
  const missing = noInterval === undefined ? '' : 'no interval, ';
  const interval = low === undefined ? missing : `95 % CI ${formatInterval(figure, name)}, `;
  const level = caveat === undefined ? '' : `; ${caveat.charAt(0).toLowerCase()}${caveat.slice(1).replace(/\.$/, '')}`;
  return `${formatValue(figure, name)} (${interval}n = ${figure.n.toLocaleString('en-US')}${level})`;
}

/** “Zero-shot and Label likelihood”. */
export function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** “Few-shot: 12 of 12 runs without the whole prompt (6 of 12 examples left out)”: a sentence for every such column. */
export function shortenedWords(columns: readonly ColumnFacts[]): string[] {
  return columns.flatMap(({ name, shortened, made, leftOut }) => {
    if (shortened === 0) return [];
    const what = leftOut.length > 3 ? [...leftOut.slice(0, 2), 'or other parts'] : leftOut;
    return [
      `${name}: ${shortened.toLocaleString('en-US')} of ${counted(made, 'run')} without the whole prompt (${what.join('; ')} left out), since it did not fit into the context window.`,
    ];
  });
}

/** What the model, or the coder, may have had before it. */
export function leakageWords({ columns, leakage, withPerson }: LabFacts): string[] {
  const { accepted, quoted } = leakage;
  return [
    ...columns.flatMap(({ name, shown }) =>
      shown && shown.ownTranscript > 0
        ? [
            `${name}: in ${shown.ownTranscript.toLocaleString('en-US')} of ${counted(shown.runs, 'run')} ${shown.what === 'example' ? 'an example was of the segment’s own transcript; a transcript that nobody has coded offers none' : 'a passage was of the segment’s own transcript; for the test part passages are of other transcripts alone'}.`,
          ]
        : [],
    ),
    ...columns.flatMap(({ name, shown }) =>
      shown && shown.none > 0
        ? [
            `${name}: ${shown.none.toLocaleString('en-US')} of ${counted(shown.runs, 'run')} had no ${shown.what} to show.`,
          ]
        : [],
    ),
    ...(accepted.segments > 0 ? [acceptedWords(accepted, withPerson)] : []),
    ...(quoted > 0
      ? [`The definitions or rules that the model was shown quote ${quoted.toLocaleString('en-US')} of the segments.`]
      : []),
  ];
}

export function runsWords(columns: readonly ColumnFacts[]): string {
  const [planned, made] = [sum(columns.map((c) => c.planned)), sum(columns.map((c) => c.made))];
  const missing = planned - made;
  return `${counted(made, 'run')} of ${planned.toLocaleString('en-US')} planned${missing > 0 ? `; ${missing.toLocaleString('en-US')} not made or failed` : ''}`;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
