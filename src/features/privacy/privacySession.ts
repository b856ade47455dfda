import path from 'node:path';
import { UserError } from '../../core/base/userError';
import { transcriptFiles } from '../../core/coding/loadStudy';
import { parseStudy } from '../../core/coding/study';
import { studyFile } from '../../core/coding/studyFiles';
import { holdsWordsOf } from '../../core/privacy/heldWords';
import { proposeIdentifiers } from '../../core/privacy/proposals';
import { makeKey, type Pass, type PrivacyKey } from '../../core/privacy/privacyKey';
import { toWorkingText } from '../../core/transcript/transcript';
import type { HeldWords, PrivacyChoices, PrivacyDraft, PrivacyFromPanel, PrivacySummary } from '../../protocol/privacy';
import {
  canBeMade,
  loadKey,
  makePassOnDisk,
  noteStudyId,
  updateKey,
  type PassOutcome,
  type PrivacyStudy,
} from './applyPass';
import { whereWordsStand } from './heldFiles';
import { extendKey, joined, knownNames, passesOf, passesOfRun } from './keyContents';
import { requireOutside } from './keyPlace';
import { makePasses } from './makePasses';
import { readByModel } from './readByModel';
import type { PrivacyHost } from './privacyHost';
import { requireReady } from './readyToApply';
import { Review } from './review';
import { parseSessionMemory, type SessionMemory } from './reviewMemory';

/** One person's de-identification of one study: what was found, what they decided, and its application. */
export class PrivacySession {
  #review: Review | null = null;
  #choices: PrivacyChoices | null = null;
  #keyFile: string | null = null;
  #key: PrivacyKey | null = null;
  #shiftDays: number;
  #reading: AbortController | null = null;
  #version = 0;
  /** What the last run did, as long as nothing was looked for since. */
  #summary: PrivacySummary | null = null;
  /** Transcripts of that run. */
  #looked: ReadonlySet<string> = new Set();
  /** What an earlier window left, until it is taken up. */
  #left: SessionMemory | null;
  /** What was typed and not added, for a page that was hidden. */
  #draft: PrivacyDraft | null = null;
  /** Whether hits stand here that lists found which only the earlier window knew. */
  #isTakenUp = false;

  constructor(
    private readonly study: PrivacyStudy,
    private readonly host: PrivacyHost,
  ) {
    // Weeks, so that weekdays stay what they were.
    this.#shiftDays = -7 * (5 + Math.floor(host.random() * 48));
    this.#left = parseSessionMemory(host.memory.get());
  }

  /** @throws UserError for the panel to show */
  async handle(message: PrivacyFromPanel): Promise<void> {
    switch (message.type) {
      case 'ready':
        await this.#takeUp();
        await this.#postSetup();
        // A page that was hidden has lost what it was told.
        if (this.#summary) this.host.post({ type: 'applied', summary: this.#summary });
        this.#postReview(true);
        if (this.#draft) this.host.post({ type: 'draft', draft: this.#draft });
        return;
      case 'choose':
        return this.#choose(message.change);
      case 'draft':
        this.#draft = message.draft;
        return;
      case 'find':
        await this.#find();
        return this.#remember();
      case 'propose':
        await this.#propose();
        return this.#remember();
      case 'stop':
        return this.stop();
      case 'decide':
        if (message.version === this.#version) this.#review?.decide(message.hits, message.decision);
        this.#remember();
        return this.#postReview(false);
      case 'rename':
        if (message.version === this.#version) this.#review?.rename(message.group, message.pseudonym);
        this.#remember();
        return this.#postReview(false);
      case 'add':
        this.#review?.add(message.transcript, message.start, message.end, message.kind);
        this.#remember();
        return this.#postReview(true);
      case 'mark':
        if (this.#review) this.#review.marks = message.marks;
        return this.#remember();
      case 'chooseKey':
        await this.#chooseKey();
        return this.#remember();
      case 'apply':
        return this.#apply();
      case 'finish':
        return this.#finish();
      case 'lookAgain':
        return this.#lookAgain();
      case 'moveOriginals':
        if (this.#keyFile !== null) await this.host.moveOriginals(path.dirname(this.#keyFile));
        return this.#postSetup();
    }
  }

  #choose(change: Partial<PrivacyChoices>): void {
    if (!this.#choices) return;
    this.#choices = { ...this.#choices, ...change };
    const { names, places } = this.#choices;
    if (change.names !== undefined || change.places !== undefined) this.host.lists.set({ names, places });
    this.#remember();
  }

  /** Another model is in use. */
  async modelChanged(): Promise<void> {
    this.stop();
    await this.#postSetup();
  }

  /** Stops a model that reads. */
  stop(): void {
    this.#reading?.abort();
  }

  /** Goes on where an earlier window stopped: its choices, its key if that is still there, what was found and said. */
  async #takeUp(): Promise<void> {
    const left = this.#left;
    this.#left = null;
    if (!left || this.#review || this.host.pending.get() !== undefined) return;
    const there = await transcriptFiles(this.study.folder);
    const transcripts = left.choices.transcripts.filter((file) => there.includes(file));
    this.#choices = { ...left.choices, transcripts, ...(await this.host.lists.get()) };
    this.#shiftDays = left.shiftDays;
    if (left.keyFile !== null) await this.#useKey(left.keyFile).catch(() => undefined);
    if (left.review.hits.length === 0) return;
    this.#review = await this.#look(this.#choices);
    this.#review.takeOver(left.review, true);
    this.#isTakenUp = true;
  }

  #remember(): void {
    if (!this.#choices) return;
    const { transcripts, style, dates, order } = this.#choices;
    this.host.memory.set({
      formatVersion: 1,
      keyFile: this.#keyFile,
      choices: { transcripts: [...transcripts], style, dates, order },
      shiftDays: this.#shiftDays,
      review: this.#review?.memory() ?? { texts: [], hits: [], called: [], marks: [] },
    });
  }

  async #postSetup(): Promise<void> {
    const { files, folder } = this.study;
    const { value: study } = await files.load(studyFile, parseStudy);
    const transcripts = await transcriptFiles(folder);
    this.#choices ??= {
      transcripts,
      ...(await this.host.lists.get()),
      style: 'numbered',
      dates: 'label',
      order: 'dayFirst',
    };
    this.host.post({
      type: 'setup',
      setup: {
        title: study?.title ?? '',
        transcripts,
        choices: this.#choices,
        key: this.#keyFile === null ? null : path.basename(this.#keyFile),
        originals: (await folder.list('originals')).length,
        model: this.host.model(),
        unfinished: this.host.pending.get() !== undefined,
      },
      saved: { study: this.host.studyUri },
    });
  }

  #postReview(all: boolean): void {
    const review = this.#review;
    if (!review) return;
    if (all) this.host.post(review.toMessage(++this.#version));
    this.host.post({ type: 'review', decisions: review.decisions, pseudonyms: review.pseudonyms });
  }

  /** What earlier runs called people, by `entityKey`. */
  get #known(): ReadonlyMap<string, string> {
    return knownNames(this.#key);
  }

  async #find(): Promise<void> {
    const choices = this.#choices;
    if (!choices) return;
    this.host.post({ type: 'working', what: 'finding' });
    const review = await this.#look(choices);
    if (this.#review) review.takeOver(this.#review.memory(), this.#isTakenUp);
    this.#review = review;
    this.#summary = null;
    this.#postReview(true);
  }

  async #look(choices: PrivacyChoices): Promise<Review> {
    const texts = await Promise.all(
      choices.transcripts.map(async (file) => ({
        path: file,
        text: toWorkingText(await this.study.files.loadText(file)),
      })),
    );
    return new Review(texts, choices, this.#known, this.#shiftDays, await this.host.commonNames());
  }

  /** Has the model read what was looked through, and takes up its proposals. */
  async #propose(): Promise<void> {
    const review = this.#review;
    if (!review) return;
    const { name, server } = this.host.model();
    if (server !== null && !(await this.host.maySend(server, review.texts.length))) {
      return this.host.post({ type: 'stopped' });
    }
    const now = this.host.model();
    if (now.name !== name || now.server !== server) {
      const what = 'Another model came into use while you were asked, so the transcripts went to none.';
      throw new UserError('badRequest', what, 'Look which model is named here, then have it read.');
    }
    const reading = new AbortController();
    this.#reading = reading;
    try {
      this.host.post({ type: 'reading', done: 0 });
      const engine = await this.host.engine();
      const texts = review.texts.map(({ text }) => text);
      const tell = (done: number) => this.host.post({ type: 'reading', done });
      const words = await readByModel(engine, texts, tell, reading.signal);
      // Meanwhile the person may have looked for identifiers anew.
      if (this.#review !== review) return this.host.post({ type: 'stopped' });
      const read = texts.map((text, i) => ({ text, words: words[i] ?? [], taken: review.found(i) }));
      const proposals = review.propose(proposeIdentifiers(read));
      this.#postReview(true);
      this.host.post({ type: 'proposed', model: name, proposals });
    } catch (error) {
      if (!reading.signal.aborted) throw error;
      this.host.post({ type: 'stopped' });
    } finally {
      this.#reading = null;
    }
  }

  async #chooseKey(): Promise<void> {
    const keyFile = await this.host.askKey();
    if (keyFile === null) return;
    await this.#useKey(keyFile);
    await this.#postSetup();
    // Whom the key knows is looked for, too.
    if (this.#review && this.#key) await this.#find();
    else this.#postReview(false);
  }

  /** @throws UserError `badRequest` for a key inside the workspace, `fileInvalid` for a file that is no key */
  async #useKey(keyFile: string): Promise<void> {
    await requireOutside(keyFile, this.host.folders());
    const key = await loadKey(keyFile);
    this.#keyFile = keyFile;
    this.#key = key;
    if (key) {
      this.#shiftDays = key.shiftDays ?? this.#shiftDays;
      if (this.#choices) {
        const { names, places } = key.lists;
        this.#choices = {
          ...this.#choices,
          names: joined(names, this.#choices.names),
          places: joined(places, this.#choices.places),
        };
      }
    }
    this.#review?.useKey(this.#known, this.#shiftDays);
  }

  async #apply(): Promise<void> {
    const review = this.#review;
    if (!review) return;
    const chosen = new Set(review.texts.map((text) => text.path));
    const keyFile = requireReady({
      isPending: this.host.pending.get() !== undefined,
      keyFile: this.#keyFile,
      open: review.open,
      unsaved: this.host.unsaved().filter((file) => chosen.has(file)),
    });
    await requireOutside(keyFile, this.host.folders());
    this.host.post({ type: 'working', what: 'applying' });
    const when = this.host.now().toISOString();
    const { value: known } = await this.study.files.load(studyFile, parseStudy);
    const of = { id: known?.id ?? this.host.newId(), title: known?.title ?? '' };
    const passes = await makePasses(this.study, review, of, when);
    // The key first: from here on, a run that is cut off can be finished or taken back.
    await this.host.pending.set({ keyFile, when });
    const lists = { names: review.choices.names, places: review.choices.places };
    await updateKey(
      keyFile,
      (key) => extendKey(key ?? makeKey(), review.named, passes, lists, this.#shiftDays),
      this.host.disk,
    );
    await this.#run(keyFile, passes, when);
  }

  /** Makes passes again that were cut off. */
  async #finish(): Promise<void> {
    const run = this.host.pending.get();
    const key = run === undefined ? null : await loadKey(run.keyFile);
    const passes = run && key ? passesOfRun(key, run) : [];
    // What was taken back with Restore from Key meanwhile needs no finishing.
    if (!run || passes.length === 0) {
      await this.host.pending.set(undefined);
      return this.#postSetup();
    }
    this.host.post({ type: 'working', what: 'applying' });
    this.#keyFile = run.keyFile;
    await this.#run(run.keyFile, passes, this.host.now().toISOString());
  }

  async #run(keyFile: string, passes: readonly Pass[], when: string): Promise<void> {
    const outcomes: PassOutcome[] = [];
    const made: Pass[] = [];
    try {
      const of = passes[0]?.study;
      if (of) await noteStudyId(this.study, of.id);
      for (const pass of passes) {
        // One that cannot be made any more must not keep the others from being finished.
        if (!(await canBeMade(this.study, pass))) continue;
        outcomes.push(await makePassOnDisk(this.study, pass, when));
        made.push(pass);
      }
      await this.host.pending.set(undefined);
    } catch (error) {
      await this.#postSetup();
      throw error;
    }
    this.#key = await loadKey(keyFile);
    this.#looked = new Set(made.map(({ transcript }) => transcript));
    this.#review = null;
    this.host.memory.set(undefined);
    // They are in the key by now.
    this.host.lists.set({ names: '', places: '' });
    const sum = (of: (outcome: PassOutcome) => number) => outcomes.reduce((total, outcome) => total + of(outcome), 0);
    const summary: PrivacySummary = {
      transcripts: made.length,
      skipped: passes.filter((pass) => !made.includes(pass)).map(({ transcript }) => transcript),
      replaced: made.reduce((total, { replaced }) => total + replaced.length, 0),
      carried: sum(({ carried }) => carried),
      uncertain: sum(({ uncertain }) => uncertain),
      held: await this.#whereWordsStand(),
    };
    this.#summary = summary;
    await this.#postSetup();
    this.host.post({ type: 'applied', summary });
  }

  async #whereWordsStand(): Promise<HeldWords> {
    const key = this.#key ?? makeKey();
    const { value: study } = await this.study.files.load(studyFile, parseStudy);
    return whereWordsStand(this.study.folder, holdsWordsOf(passesOf(key, study?.id), key), this.#looked);
  }

  async #lookAgain(): Promise<void> {
    if (!this.#summary) return;
    this.#summary = { ...this.#summary, held: await this.#whereWordsStand() };
    await this.#postSetup();
    this.host.post({ type: 'applied', summary: this.#summary });
  }
}
