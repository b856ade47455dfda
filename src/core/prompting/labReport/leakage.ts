// What may have told the model the answer, or the coder: counted where the study and the runs show it.
import { spellingKey } from '../../base/spelling';
import type { PreparedSheet } from '../prepare';
import { quotesIn } from '../quoteCheck';
import type { RunRecord } from '../records';
import { isLabelTask } from '../task';
import { findTechnique } from '../techniques';
import { transcriptOf } from './journalRuns';

/** What a column's runs were shown beside the segment. */
export interface ShownFacts {
  readonly what: 'example' | 'passage';
  readonly runs: number;
  /** Runs to which nothing could be shown. */
  readonly none: number;
  /** Runs that were shown something of the segment's own transcript. */
  readonly ownTranscript: number;
}

export interface Leakage {
  /** Compared segments whose code the coder took over from a model, and these models. */
  readonly accepted: { readonly segments: number; readonly models: readonly string[] };
  /** Segments that the codebook's definitions and rules quote, where the model was shown these. */
  readonly quoted: number;
  /** Speakers, by name, of both the development and the test part; of those asked about alone, where the sheet names them. */
  readonly speakers: readonly string[];
}

interface Shown {
  readonly what: ShownFacts['what'];
  readonly item: string;
  /** Transcripts. */
  readonly from: readonly string[];
}

/** Null for a column that shows nothing beside the segment. */
export function shownFacts(records: readonly RunRecord[]): ShownFacts | null {
  const shown = records.flatMap(({ item, examples, passages }): Shown[] => {
    if (examples) return [{ what: 'example', item, from: examples.map(transcriptOf) }];
    return passages ? [{ what: 'passage', item, from: passages.map(({ transcript }) => spellingKey(transcript)) }] : [];
  });
  if (shown.length === 0) return null;
  return {
    what: shown[0]!.what,
    runs: shown.length,
    none: shown.filter(({ from }) => from.length === 0).length,
    ownTranscript: shown.filter(({ item, from }) => from.includes(transcriptOf(item))).length,
  };
}

export function leakageOf(prepared: PreparedSheet, accepted: Leakage['accepted']): Leakage {
  return {
    accepted,
    quoted: quotedInRules(prepared),
    speakers: speakersOfBoth(prepared),
  };
}

export function acceptedCodes(
  { sheet, study, items, accepted }: PreparedSheet,
  labelOf: (item: string) => string | null,
): Leakage['accepted'] {
  if (accepted.size === 0) return { segments: 0, models: [] };
  const models = new Set<string>();
  let segments = 0;
  for (const item of items) {
    const label = labelOf(item.id);
    const from = (study.transcripts.find(({ path }) => path === item.transcript)?.segments ?? []).flatMap((one) => {
      const isItsCode = one.coder === sheet.reference && one.code === label;
      const model = isItsCode && one.start < item.end && item.start < one.end ? accepted.get(one.id) : undefined;
      return model === undefined ? [] : [model];
    });
    if (from.length > 0) segments++;
    from.forEach((model) => models.add(model));
  }
  return { segments, models: [...models].sort() };
}

/** Shorter quotations stand in any text. */
const shortestQuote = 10;

function quotedInRules({ sheet, task, items }: PreparedSheet): number {
  if (!isLabelTask(task) || !sheet.techniques.some(showsRules)) return 0;
  const rules = task.labels.flatMap((label) => [label.definition, label.whenToUse, label.whenNotToUse]);
  const quotes = rules
    .flatMap(quotesIn)
    .map((quote) => quote.replace(/^[\s.…]+|[\s.,…]+$/gu, ''))
    .filter(({ length }) => length >= shortestQuote);
  const isQuoted = ({ text }: { readonly text: string }) =>
    quotes.some((quote) => text.includes(quote)) ||
    (text.length >= 2 * shortestQuote && rules.some((rule) => rule.includes(text)));
  return items.filter(isQuoted).length;
}

function showsRules({ kind, options }: PreparedSheet['sheet']['techniques'][number]): boolean {
  return findTechnique(kind)?.tellsRules?.(options ?? {}) ?? false;
}

function speakersOfBoth({ sheet, study }: PreparedSheet): string[] {
  const { test, segments } = sheet;
  const of = (isTest: boolean) =>
    new Set(
      study.transcripts
        .filter(({ path }) => test.transcripts.includes(path) === isTest)
        .flatMap(({ turns }) => turns.map(({ speaker }) => speaker)),
    );
  const inTest = of(true);
  const isAsked = (speaker: string) => segments.kind !== 'turns' || (segments.speakers?.includes(speaker) ?? true);
  return [...of(false)].filter((speaker) => inTest.has(speaker) && isAsked(speaker));
}
