import { counted } from '../../agreement/wording';
import { escapeMarkup as escape } from '../../exchange/markup';
import type { ColumnFacts, LabFacts, StepFacts } from './facts';
import { segmentMark, sentText } from './journalRuns';
import type { TriedPrompt } from './triedBefore';
import { optionWords, periodWords, samplingWords } from './words';

/** Texts longer than this are cut on the page; the CSV set has them whole. */
const maxLength = 20_000;

/** Of every column the prompts: what is fixed in them, and one as it was sent, with its reply. */
export function promptSections({ columns }: LabFacts): string {
  return `<p>${escape(segmentMark)} marks where the words of the segment stand. All prompts that were sent are in prompts.csv, all replies in replies.csv.</p>
${columns.map(promptSection).join('\n')}`;
}

function promptSection({ name, options, steps, example, made }: ColumnFacts): string {
  if (made === 0 || !example) return `<h3>${escape(name)}</h3>\n<p>Not run.</p>`;
  const set = optionWords(options);
  return `<h3>${escape(name)}</h3>
${set === '' ? '' : `<p>Options: ${escape(set)}.</p>`}
${steps.map((step, i) => stepSection(step, example.steps[i], example.item, i)).join('\n')}`;
}

function stepSection(
  facts: StepFacts,
  step: NonNullable<ColumnFacts['example']>['steps'][number] | undefined,
  item: string,
  i: number,
): string {
  const tokens =
    facts.tokens === null
      ? ''
      : `, ${facts.tokens.least === facts.tokens.most ? facts.tokens.least : `${facts.tokens.least} to ${facts.tokens.most}`} tokens`;
  const varies =
    facts.prompts === 0
      ? ''
      : facts.template !== null
        ? facts.prompts === 1
          ? `The same for every segment${tokens}:`
          : `${counted(facts.prompts, 'distinct prompt')}${tokens}; only the segment varies:`
        : `${counted(facts.prompts, 'distinct prompt')}${tokens}; more than the segment varies from one to the next (examples, passages or earlier replies), see the one below and prompts.csv.`;
  const sent = step ? sentText(step) : null;
  return `<h4>${i + 1}. ${escape(facts.purpose)}</h4>
<p>${varies}</p>
${facts.template === null ? '' : `<pre>${marked(facts.template)}</pre>`}
${
  step
    ? `${
        sent !== null && sent === facts.template
          ? ''
          : `<p>As it was sent about ${escape(item)}${step.prompt === null ? ' (the server puts a template of its own around it)' : ''}:</p>
<pre>${sent === null ? 'The prompt was not recorded.' : escape(cut(sent))}</pre>`
      }
${step.reply === undefined ? '' : `<p>Reply of the model${step.isComplete === false ? ', cut off' : ''}:</p>\n<pre>${step.reply === '' ? '(nothing)' : escape(cut(step.reply))}</pre>`}
${step.labels ? `<p>Log-probability of each label (nats): ${escape(step.labels.map(({ label, logprob }) => `${label} ${logprob.toFixed(3)}`).join('; '))}.</p>` : ''}`
    : ''
}`;
}

/** What the runs file has of prompts that the sheet asks no longer. */
export function triedSection({ tried, source }: LabFacts): string {
  if (tried.length === 0)
    return `<p>The runs file (${escape(source.runsFile)}) is append-only and holds no other runs than those reported here.</p>`;
  const others = tried.filter(({ isStillAsked }) => !isStillAsked);
  const same = tried.filter(({ isStillAsked }) => isStillAsked);
  return `<p>The runs file (${escape(source.runsFile)}) is append-only: it keeps what was tried and then taken out of the sheet.</p>
${others.length === 0 ? '<p>No other prompt was tried.</p>' : others.map(triedPrompt).join('\n')}
${same.length === 0 ? '' : `<h3>The sheet’s own prompts on other segments, with other seeds or settings</h3>\n<ul>${same.map((one) => `<li>${escape(countsOf(one))}</li>`).join('\n')}</ul>`}`;
}

function triedPrompt(one: TriedPrompt): string {
  const few = one.templates.slice(0, 3);
  return `<h3>${escape(one.technique)}${one.kind === null || one.kind === one.technique ? '' : ` (${escape(one.kind)})`}</h3>
<p>${escape(countsOf(one))}</p>
${few.map(({ text, runs }) => `<p>First prompt of ${counted(runs, 'run')}:</p>\n<pre>${text === '' ? 'Not recorded.' : marked(cut(text))}</pre>`).join('\n')}
${one.templates.length > few.length ? `<p>And ${counted(one.templates.length - few.length, 'further one')}.</p>` : ''}`;
}

function countsOf({
  technique,
  model,
  sha256,
  runs,
  segments,
  onTest,
  period,
  options,
  kind,
  sampling,
}: TriedPrompt): string {
  const hash = sha256 === null ? '' : `, SHA-256 ${sha256.slice(0, 12)}…`;
  const dates = periodWords(period);
  return [
    `${technique}: ${counted(runs, 'run')} on ${counted(segments, 'segment')}${dates === null ? '' : `, ${dates}`}, model ${model}${hash}.`,
    options === null || options === '{}'
      ? ''
      : `Options: ${optionWords(JSON.parse(options) as Readonly<Record<string, unknown>>)}.`,
    sampling === null ? '' : `Sampling: ${samplingWords(sampling)}.`,
    kind === null ? 'Its options were not recorded.' : '',
    onTest > 0 ? `${counted(onTest, 'run')} of them on transcripts of the test part.` : '',
  ]
    .filter((text) => text !== '')
    .join(' ');
}

function marked(template: string): string {
  return escape(template).replaceAll(segmentMark, `<mark>${segmentMark}</mark>`);
}

function cut(text: string): string {
  return text.length > maxLength ? `${text.slice(0, maxLength)}… (cut here; whole in the CSV set)` : text;
}
