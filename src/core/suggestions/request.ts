import { UserError } from '../base/userError';
import { samplingsOf } from '../prompting/columns';
import { quotesIn } from '../prompting/quoteCheck';
import type { PreparedSheet } from '../prompting/prepare';
import { parseRunRecord, type RunRecord } from '../prompting/records';
import { runItem, type LabEngine, type LabModel } from '../prompting/runItem';
import { planRuns, type PlannedRun } from '../prompting/runSheet';
import { parseSheet, serializeSheet, sheetFormatVersion, type SegmentsSetting, type Sheet } from '../prompting/sheet';
import { noneId, type Task } from '../prompting/task';
import { findTechnique } from '../prompting/techniques';
import type { Library } from '../prompting/technique';
import { canonicalJson } from '../engine/batch';

/** Where the runs behind suggestions are kept, relative to the study; append-only. */
export const suggestionRunsPath = 'introspect/lab/suggestions.jsonl';

/** How a quotation is asked for: `verbatim` can only produce words of the text; `free` is for servers, and is checked. */
export type QuoteManner = 'verbatim' | 'free';

/** All that a suggestion depends on: which code, then the words that show it, then why. */
export interface SuggestionRequest {
  readonly label: PlannedRun;
  readonly quote: QuoteManner;
}

/** As a line of the runs journal keeps it under `result`, every exact prompt and reply included. */
export interface SuggestionRecord {
  readonly label: RunRecord;
  /** Absent where no code fits. */
  readonly quote?: RunRecord;
  /** Absent where no code fits, or where the technique gave its reasons already. */
  readonly reason?: RunRecord;
  /** What could not be asked, since the question did not fit in the model's context window. */
  readonly tooLong?: readonly FurtherQuestion[];
}

/** What is asked where a code fits. */
type FurtherQuestion = keyof typeof furtherQuestions;
const furtherQuestions = { quote: 'the question which words show it', reason: 'the question why' } as const;

/** The questions for one transcript, by one technique of a lab sheet. */
export function sheetForTranscript(
  sheet: Sheet,
  technique: string,
  transcript: string,
  segments: SegmentsSetting,
): Sheet {
  const { sample: _sample, models: _models, samplings: _samplings, variations: _variations, ...rest } = sheet;
  const isTest = sheet.test.transcripts.includes(transcript);
  return {
    ...rest,
    segments,
    techniques: sheet.techniques.filter(({ id }) => id === technique),
    // One answer: of the model in use, with the first settings, as asked.
    sampling: samplingsOf(sheet)[0]!.sampling,
    repeats: 1,
    // Nobody looks at the test part before it is open; the rest stays open to suggestions afterwards.
    test: isTest ? sheet.test : { ...sheet.test, openedAt: null },
  };
}

/** A sheet for who has none: every code of the codebook that has none below it, or none of these. */
export function plainSheet(kind: string): Sheet {
  const sheet = {
    formatVersion: sheetFormatVersion,
    title: 'Suggestions',
    segments: { kind: 'turns' },
    task: { kind: 'codes', none: 'none of these' },
    techniques: [{ id: kind, kind }],
    sampling: { temperature: 0, seed: 1 },
  };
  return parseSheet(JSON.stringify(sheet), 'the plain sheet');
}

export function planRequests(
  { sheet, task, items, libraryHash }: Pick<PreparedSheet, 'sheet' | 'task' | 'items' | 'libraryHash'>,
  model: LabModel,
): SuggestionRequest[] {
  // As the sheet is read from its file, so that a run has the same key as the sheet's own.
  const read = parseSheet(serializeSheet(sheet), 'the sheet');
  // Only a model on this machine can be held to the words of the text while it writes.
  const quote: QuoteManner = model.file === null ? 'free' : 'verbatim';
  return planRuns(read, task, items, model, libraryHash).map((label) => ({ label, quote }));
}

/**
 * Asks which code fits, and where one does, which words show it and why. Where the text leaves no room for these two, the
 * code is an answer all the same.
 *
 * @param known a run that the lab sheet has already
 * @throws UserError as the engine
 */
export async function askFor(
  { label: run, quote: manner }: SuggestionRequest,
  engine: LabEngine,
  library: Library,
  signal: AbortSignal | undefined,
  known?: RunRecord,
): Promise<SuggestionRecord> {
  const label = known ?? (await take(run, engine, library, signal));
  const code = codeIn(label, run);
  if (!code) return { label };
  const { item, seed, sampling } = run;
  const ask = (kind: string, task: Task) =>
    take(
      { technique: kind, kind, options: {}, item, task, repeat: 0, seed, sampling: greedy(sampling) },
      engine,
      library,
      signal,
    );
  const answers: { quote?: RunRecord; reason?: RunRecord } = {};
  const tooLong: FurtherQuestion[] = [];
  const further = async (which: FurtherQuestion, kind: string, task: Task): Promise<void> => {
    try {
      answers[which] = await ask(kind, task);
    } catch (error) {
      if (!(error instanceof UserError) || error.code !== 'textTooLong') throw error;
      tooLong.push(which);
    }
  };
  const question = `Quote the words that show "${code.name}".`;
  await further('quote', manner === 'verbatim' ? 'constrainedChoice' : 'zeroShot', { kind: 'quotes', question });
  const why = `Why does the code "${code.name}" fit the text? Answer in one sentence.`;
  if (label.rationale === undefined) await further('reason', 'zeroShot', { kind: 'question', question: why });
  return { label, ...answers, ...(tooLong.length > 0 && { tooLong }) };
}

/** The code that a run gave; null for “none of these” and for an answer that names no code. */
export function codeIn({ answer }: RunRecord, { task }: Pick<PlannedRun, 'task'>) {
  if (answer.kind !== 'label' || answer.label === noneId || !('labels' in task)) return null;
  return task.labels.find(({ id }) => id === answer.label) ?? null;
}

/** The words that a model quoted: what stands in quotation marks, else all it wrote; null where it wrote nothing. */
export function quoteIn({ quote }: SuggestionRecord): string | null {
  if (quote?.answer.kind !== 'text') return null;
  const [quoted] = quotesIn(quote.answer.text);
  // A reply that was cut off has a mark that nothing closes.
  const words = quoted ?? quote.answer.text.replace(/^["“„«]|["”“»]$/gu, '').trim();
  return words === '' ? null : words;
}

/** What the model wrote about why, and where it had no tokens left to end it, a word on that. */
export function reasonIn({ label, reason }: SuggestionRecord): string | null {
  if (label.rationale !== undefined) return label.rationale;
  if (reason?.answer.kind !== 'text') return null;
  const { text } = reason.answer;
  return reason.steps.at(-1)?.isComplete === false && text !== '' ? `${text.trimEnd()} … (cut off)` : text;
}

/** What of the questions did not fit in the model's context window, in words. */
export function leftOutIn({ label, quote, reason, tooLong = [] }: SuggestionRecord): string[] {
  const steps = [label, quote, reason].flatMap((run) => run?.steps ?? []);
  return [
    ...new Set([...steps.flatMap(({ leftOut }) => leftOut ?? []), ...tooLong.map((one) => furtherQuestions[one])]),
  ];
}

/** A record read back from the journal; undefined for what is none. */
export function parseSuggestionRecord(value: unknown): SuggestionRecord | undefined {
  if (typeof value !== 'object' || value === null || !('label' in value)) return undefined;
  const label = parseRunRecord(value.label);
  const quote = 'quote' in value ? parseRunRecord(value.quote) : undefined;
  const reason = 'reason' in value ? parseRunRecord(value.reason) : undefined;
  const listed: readonly unknown[] = 'tooLong' in value && Array.isArray(value.tooLong) ? value.tooLong : [];
  const tooLong = (['quote', 'reason'] as const).filter((one) => listed.includes(one));
  return label && { label, ...(quote && { quote }), ...(reason && { reason }), ...(tooLong.length > 0 && { tooLong }) };
}

function greedy(sampling: PlannedRun['sampling']): PlannedRun['sampling'] {
  return { ...sampling, temperature: 0 };
}

async function take(
  run: Omit<PlannedRun, 'model' | 'library' | 'column' | 'nth'>,
  engine: LabEngine,
  library: Library,
  signal: AbortSignal | undefined,
): Promise<RunRecord> {
  const { technique, kind, options, item, task, sampling, repeat, seed } = run;
  const input = { task, item, library, seed };
  const { outcome, steps } = await runItem(findTechnique(kind)!, input, options, engine, sampling, signal);
  const record = { technique, item: item.id, repeat, seed, model: engine.model, ...outcome, steps };
  // As the journal will give it back.
  return parseRunRecord(JSON.parse(canonicalJson(record)))!;
}
