import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { counted } from '../../core/agreement/wording';
import { utf16 } from '../../core/base/offsets';
import { TextShift } from '../../core/base/textShift';
import { UserError, type ErrorInfo } from '../../core/base/userError';
import {
  makeCollection,
  parseAnnotations,
  serializeAnnotations,
  type AnnotationCollection,
} from '../../core/coding/annotations';
import { codingPath, parseStudy, serializeStudy, type Coder } from '../../core/coding/study';
import { studyFile } from '../../core/coding/studyFiles';
import { canonicalJson, finishedIn, runBatch, type BatchJournal } from '../../core/engine/batch';
import { asksOnce } from '../../core/prompting/memo';
import type { PreparedSheet } from '../../core/prompting/prepare';
import type { RunRecord } from '../../core/prompting/records';
import type { LabEngine } from '../../core/prompting/runItem';
import { placeTextOfRun } from '../../core/prompting/runKey';
import { knownRuns } from '../../core/prompting/runsFile';
import { runsPath } from '../../core/prompting/sheet';
import { wordsOfRequests } from '../../core/suggestions/cost';
import { asksOf, modelCoder } from '../../core/suggestions/modelCoder';
import {
  askFor,
  codeIn,
  leftOutIn,
  parseSuggestionRecord,
  planRequests,
  suggestionRunsPath,
  type SuggestionRecord,
  type SuggestionRequest,
} from '../../core/suggestions/request';
import { takeAnswers, type Answered } from '../../core/suggestions/take';
import { JournalFile } from '../../platform/journalFile';
import { nameUuid } from '../../platform/nameUuid';
import type { Suggesting, SuggestingState } from '../../protocol/coding';
import type { TranscriptCoding } from './transcriptCoding';

/** Stretches that are asked about before the person agrees: the second tells how long one takes. */
const tried = 2;

/** One go of a model through a transcript. What is answered stands in a journal, so that a second go goes on there. */
export class SuggestionRun {
  readonly #requests: readonly SuggestionRequest[];
  readonly #engine: LabEngine;
  /** What it is asked about, for people. */
  readonly unit: Suggesting['unit'];
  /** Runs that the lab sheet has made already, by the segment's id. */
  #ofSheet: ReadonlyMap<string, RunRecord> = new Map();

  /**
   * @param prepared the questions, of this transcript alone
   * @param sheet path of the lab sheet in the study; null for none
   * @param show tells the pages
   */
  constructor(
    private readonly coding: TranscriptCoding,
    private readonly prepared: PreparedSheet,
    private readonly sheet: string | null,
    engine: LabEngine,
    /** What its model is called for people. */
    private readonly title: string,
    private readonly concurrency: number,
    readonly show: (told: SuggestingState) => void,
    private readonly hash: (text: string) => string,
  ) {
    this.#engine = asksOnce(engine);
    this.unit = unitOf(prepared);
    this.#requests = planRequests(prepared, engine.model);
  }

  /**
   * How much there is to do. On this machine the first stretches are asked about for it, and kept; a server is sent
   * nothing yet.
   *
   * @throws UserError as the engine
   */
  async estimate(signal: AbortSignal): Promise<{ readonly words: string }> {
    if (this.sheet !== null) {
      const journal = new JournalFile(path.join(this.#root, runsPath(this.sheet)));
      const labels = this.#requests.map(({ label }) => label);
      const known = knownRuns(labels, await journal.read(), this.hash, journal.name);
      this.#ofSheet = new Map(known.flatMap((run) => (run ? [[run.item, run]] : [])));
    }
    const finished = finishedIn(await this.#journal.read(), parseSuggestionRecord);
    const open = this.#requests.filter((request) => !finished.has(this.#keyOf(request)));
    const done = this.#requests.length - open.length;
    const before = done > 0 ? `${done} of them are answered already. ` : '';
    const each = `For each ${this.unit} it is asked which code fits; where one does, also which words show it and why, in one sentence.`;
    if (open.length === 0) return { words: `${each} All are answered already.` };
    if (this.#engine.model.file === null) return { words: `${each} ${before}${wordsOfRequests(open, this.unit)}` };
    let [seconds, fitting] = [0, 0];
    const leftOut = new Set<string>();
    let tooLong: ErrorInfo | null = null;
    for (const request of open) {
      const from = performance.now();
      const [outcome] = await this.#ask([request], signal, () => undefined);
      // One that does not fit is no reason not to ask about the others.
      if (outcome?.ok === false && outcome.error.code === 'textTooLong') tooLong ??= outcome.error;
      else if (outcome?.ok === false) throw asThrown(outcome.error);
      else {
        for (const part of outcome ? leftOutIn(outcome.result) : []) leftOut.add(part);
        seconds = (performance.now() - from) / 1000;
        if (++fitting === tried) break;
      }
    }
    if (fitting === 0 && tooLong) throw asThrown(tooLong);
    const left = open.length - tried;
    const cut =
      leftOut.size > 0
        ? ` Of the first ones, this did not fit in its context window and was left out: ${[...leftOut].join('; ')}.`
        : '';
    if (left <= 0) return { words: `${each} ${before}It is done in a moment.${cut}` };
    return { words: `${each} ${before}About ${inWords(seconds * left)}, as the first ones went.${cut}` };
  }

  /** Asks what is left and writes the suggestions, those of a cancelled run too. @returns what came of it, in words */
  async finish(signal: AbortSignal): Promise<string> {
    const total = this.#requests.length;
    const startedMs = performance.now();
    let [done, asked, shownMs] = [0, 0, 0];
    this.#progress(done, null);
    const outcomes = await this.#ask(this.#requests, signal, (fromJournal) => {
      done++;
      if (!fromJournal) asked++;
      if (performance.now() - shownMs < 150 && done < total) return;
      shownMs = performance.now();
      const perOne = asked > 0 ? (shownMs - startedMs) / 1000 / asked : null;
      const secondsLeft = perOne === null ? null : perOne * (total - done);
      this.#progress(done, secondsLeft);
    });
    const answered = outcomes.flatMap((outcome, i): Answered[] => {
      const request = this.#requests[i]!;
      return outcome.ok ? [{ key: this.#keyOf(request), run: request.label, record: outcome.result }] : [];
    });
    const failed = outcomes.flatMap((one) => (one.ok || one.error.code === 'cancelled' ? [] : [one.error]));
    const written = answered.length > 0 ? await this.#write(answered) : null;
    return this.#outcome(answered, written, failed, signal.aborted);
  }

  #progress(done: number, secondsLeft: number | null): void {
    const { title: model, unit } = this;
    this.show({ progress: { model, unit, done, total: this.#requests.length, secondsLeft }, outcome: null });
  }

  get #root(): string {
    return this.coding.sources.files.folder;
  }

  get #journal(): JournalFile {
    return new JournalFile(path.join(this.#root, ...suggestionRunsPath.split('/')));
  }

  #keyOf(request: SuggestionRequest): string {
    return this.hash(textOfRequest(request));
  }

  #ask(requests: readonly SuggestionRequest[], signal: AbortSignal, onDone: (fromJournal: boolean) => void) {
    const journal: BatchJournal = this.#journal;
    return runBatch<SuggestionRequest, SuggestionRecord>(requests, {
      journal,
      hash: this.hash,
      textOf: textOfRequest,
      concurrency: this.concurrency,
      signal,
      parseResult: parseSuggestionRecord,
      onDone: (_, outcome) => onDone(outcome.ok && outcome.fromJournal),
      run: (request, aborted) => {
        const known = this.#ofSheet.get(request.label.item.id);
        return askFor(request, this.#engine, this.prepared.library.for(request.label.item), aborted, known);
      },
    });
  }

  /** @throws UserError `fileInvalid`, `fileUnwritable`: a file that cannot be read is not written over */
  async #write(answered: readonly Answered[]) {
    const { sources } = this.coding;
    const { files, transcript, text, source } = sources;
    const placed = this.#placedNow(answered);
    if (placed.length === 0) {
      throw new UserError('badRequest', 'The transcript was changed while the model was asked about it.', 'Ask again.');
    }
    const coder = await this.#enter(answered[0]!);
    const file = codingPath(transcript, coder.id);
    const to = {
      text: text.text,
      source,
      offsets: text.offsets,
      coder: coder.id,
      title: this.title,
      sheet: this.sheet,
      when: new Date().toISOString(),
      nameUuid,
    };
    let taken = { added: 0, kept: 0, renewed: 0, replaced: 0, askedAnew: 0 };
    const formats = { parse: parseAnnotations, serialize: serializeAnnotations };
    await files.update<AnnotationCollection>(file, formats, (stored) => {
      const label = `${coder.name} on ${transcript}`;
      const before = stored ?? makeCollection({ collection: randomUUID(), page: randomUUID() }, label);
      const { collection, ...counts } = takeAnswers(before, placed, to);
      taken = counts;
      // A model that found nothing has a file all the same: that it found nothing is an answer.
      const isNew = counts.added + counts.renewed + counts.replaced + counts.askedAnew > 0;
      return stored && !isNew ? undefined : collection;
    });
    await this.coding.codingChanged(coder.id);
    const { technique, options, seed, model } = asksOf(answered[0]!.run);
    await this.coding.journal('suggestion.make', {
      model: coder.id,
      asked: placed.length,
      ...taken,
      technique,
      options,
      seed,
      file: model.file,
      fileSha256: model.sha256,
      sheet: this.sheet,
      runs: suggestionRunsPath,
    });
    return { ...taken, coder, changed: answered.length - placed.length };
  }

  /** Where the words that were asked about stand, if the transcript was changed meanwhile; without those that are gone. */
  #placedNow(answered: readonly Answered[]): Answered[] {
    const { transcript, text } = this.coding.sources;
    const asked = this.prepared.study.transcripts.find((one) => one.path === transcript)?.text ?? text.text;
    if (asked === text.text) return [...answered];
    const shift = new TextShift(asked, text.text);
    return answered.flatMap((one) => {
      const { item } = one.run;
      const place = shift.placeOf(item);
      if (!place || text.text.slice(place.start, place.end) !== item.text) return [];
      return [{ ...one, run: { ...one.run, item: { ...item, start: utf16(place.start), end: utf16(place.end) } } }];
    });
  }

  /** The model among the study's coders. */
  async #enter({ run }: Answered): Promise<Coder> {
    const { files } = this.coding.sources;
    const taken = this.coding.coders.map(({ id }) => id);
    let coder: Coder | undefined;
    await files.update(studyFile, { parse: parseStudy, serialize: serializeStudy }, (study) => {
      if (!study) throw new UserError('fileUnreadable', `${studyFile} is not there.`, 'Open the folder of a study.');
      const found = modelCoder(study, asksOf(run), taken, this.title);
      coder = found;
      return study.coders.some(({ id }) => id === found.id)
        ? undefined
        : { ...study, coders: [...study.coders, found] };
    });
    return coder!;
  }

  #outcome(
    answered: readonly Answered[],
    written: { readonly added: number; readonly kept: number; readonly changed: number } | null,
    failed: readonly { readonly message: string }[],
    cancelled: boolean,
  ): string {
    const fits = ({ record, run }: Answered) => codeIn(record.label, run) !== null;
    const unclear = answered.filter(({ record }) => record.label.answer.kind !== 'label').length;
    const none = answered.filter((one) => !fits(one)).length - unclear;
    const cut = answered.filter(({ record }) => leftOutIn(record).length > 0).length;
    const changed = written?.changed ?? 0;
    const { unit } = this;
    const some = (n: number) => counted(n, unit, unit === 'turn' ? 'turns' : 'stretches');
    const parts = [
      cancelled
        ? `Cancelled after ${answered.length} of ${this.#requests.length}; a second go goes on from there.`
        : '',
      written?.added === 1 ? 'One new suggestion.' : `${written?.added ?? 0} new suggestions.`,
      written && written.kept > 0 ? `${written.kept} were there before.` : '',
      none > 0 ? `No code fits ${some(none)}, says the model.` : '',
      unclear > 0 ? `${some(unclear)} got no clear answer.` : '',
      cut > 0
        ? `Of ${some(cut)}, not all that was to be asked fitted in the model’s context window: each suggestion says what was left out.`
        : '',
      changed > 0 ? `${some(changed)} changed meanwhile: ask again about them.` : '',
      failed.length > 0 ? `${some(failed.length)} failed: ${failed[0]!.message}` : '',
    ];
    return parts.filter((part) => part !== '').join(' ');
  }
}

/** What a model is asked about, for people. */
export function unitOf({ sheet }: Pick<PreparedSheet, 'sheet'>): Suggesting['unit'] {
  return sheet.segments.kind === 'turns' ? 'turn' : 'stretch';
}

function asThrown({ code, message, remedy }: ErrorInfo): UserError {
  return new UserError(code, message, remedy);
}

function inWords(seconds: number): string {
  if (seconds < 1.5) return 'a second';
  if (seconds < 90) return `${Math.round(seconds)} seconds`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} minutes` : `${Math.round(seconds / 360) / 10} hours`;
}

/** What a request is known by in the journal, before it is hashed. */
function textOfRequest({ label, quote }: SuggestionRequest): string {
  return canonicalJson({ label: placeTextOfRun(label), quote });
}
