import path from 'node:path';
import { UserError } from '../../core/base/userError';
import { sha256Hex } from '../../core/base/sha256';
import { transcriptFiles } from '../../core/coding/loadStudy';
import { parseStudy } from '../../core/coding/study';
import { studyFile } from '../../core/coding/studyFiles';
import { entityKey } from '../../core/privacy/pseudonyms';
import { makeKey, makePass, type Pass, type PrivacyKey } from '../../core/privacy/privacyKey';
import { parseTranscript, toWorkingText } from '../../core/transcript/transcript';
import type { StudyDisk } from '../../platform/study/studyDisk';
import type { PrivacyChoices, PrivacyFromPanel, PrivacySummary, PrivacyToPanel } from '../../protocol/privacy';
import { hashOf, loadKey, makePassOnDisk, updateKey, type PassOutcome, type PrivacyStudy } from './applyPass';
import { requireOutside } from './keyPlace';
import { Review } from './review';

/** What the session asks of VS Code. */
export interface PrivacyHost {
  readonly post: (message: PrivacyToPanel) => void;
  /** Absolute path of the key; null when the person does not say. */
  readonly askKey: () => Promise<string | null>;
  /** Absolute paths of the study and of every folder of the workspace. */
  readonly folders: () => readonly string[];
  /** Transcripts with changes that are not saved, in the text editor or the coding editor. */
  readonly unsaved: () => readonly string[];
  /** Path of the key of a run that has not ended, kept over a crash. */
  readonly pending: { get(): string | undefined; set(keyFile: string | undefined): Promise<void> };
  readonly moveOriginals: (toFolder: string) => Promise<void>;
  readonly now: () => Date;
  /** From 0 to under 1. */
  readonly random: () => number;
  readonly disk?: StudyDisk;
}

/** One person's de-identification of one study: what was found, what they decided, and its application. */
export class PrivacySession {
  #review: Review | null = null;
  #choices: PrivacyChoices | null = null;
  #keyFile: string | null = null;
  #key: PrivacyKey | null = null;
  #shiftDays: number;

  constructor(
    private readonly study: PrivacyStudy,
    private readonly host: PrivacyHost,
  ) {
    // Weeks, so that weekdays stay what they were.
    this.#shiftDays = -7 * (5 + Math.floor(host.random() * 48));
  }

  /** @throws UserError for the panel to show */
  async handle(message: PrivacyFromPanel): Promise<void> {
    switch (message.type) {
      case 'ready':
        await this.#postSetup();
        return this.#postReview(true);
      case 'choose':
        this.#choices = message.choices;
        return this.#postSetup();
      case 'find':
        return this.#find();
      case 'decide':
        this.#review?.decide(message.hits, message.decision);
        return this.#postReview(false);
      case 'rename':
        this.#review?.rename(message.group, message.pseudonym);
        return this.#postReview(false);
      case 'add':
        this.#review?.add(message.transcript, message.start, message.end, message.kind);
        return this.#postReview(true);
      case 'mark':
        if (this.#review) this.#review.marks = message.marks;
        return;
      case 'chooseKey':
        return this.#chooseKey();
      case 'apply':
        return this.#apply();
      case 'finish':
        return this.#finish();
      case 'moveOriginals':
        if (this.#keyFile !== null) await this.host.moveOriginals(path.dirname(this.#keyFile));
        return this.#postSetup();
    }
  }

  async #postSetup(): Promise<void> {
    const { files, folder } = this.study;
    const { value: study } = await files.load(studyFile, parseStudy);
    const transcripts = await transcriptFiles(folder);
    this.#choices ??= {
      transcripts,
      names: '',
      places: '',
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
        unfinished: this.host.pending.get() !== undefined,
      },
    });
  }

  #postReview(all: boolean): void {
    const review = this.#review;
    if (!review) return;
    if (all) this.host.post(review.toMessage());
    this.host.post({ type: 'review', decisions: review.decisions, pseudonyms: review.pseudonyms });
  }

  /** What earlier runs called people, by `entityKey`. */
  get #known(): ReadonlyMap<string, string> {
    return new Map(this.#key?.pseudonyms.map((one) => [entityKey(one), one.pseudonym]));
  }

  async #find(): Promise<void> {
    const choices = this.#choices;
    if (!choices) return;
    this.host.post({ type: 'working', what: 'finding' });
    const texts = await Promise.all(
      choices.transcripts.map(async (file) => ({
        path: file,
        text: toWorkingText(await this.study.files.loadText(file)),
      })),
    );
    const review = new Review(texts, choices, this.#known, this.#shiftDays);
    if (this.#review) review.takeOver(this.#review);
    this.#review = review;
    this.#postReview(true);
  }

  async #chooseKey(): Promise<void> {
    const keyFile = await this.host.askKey();
    if (keyFile === null) return;
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
    await this.#postSetup();
    this.#postReview(false);
  }

  async #apply(): Promise<void> {
    const review = this.#review;
    const keyFile = this.#keyFile;
    if (!review) return;
    if (keyFile === null) {
      throw new UserError('badRequest', 'There is no key file yet.', 'Choose where to keep it, then apply.');
    }
    if (review.open > 0) {
      const [n, are] = review.open === 1 ? ['1 hit', 'is'] : [`${review.open} hits`, 'are'];
      throw new UserError('badRequest', `${n} ${are} not looked at yet.`, 'Replace or keep each, then apply.');
    }
    const chosen = new Set(review.texts.map((text) => text.path));
    const unsaved = this.host.unsaved().filter((file) => chosen.has(file));
    if (unsaved.length > 0) {
      throw new UserError('badRequest', `${unsaved.join(', ')}: not saved yet.`, 'Save, then find identifiers again.');
    }
    await requireOutside(keyFile, this.host.folders());
    this.host.post({ type: 'working', what: 'applying' });
    const when = this.host.now().toISOString();
    const passes = await this.#makePasses(review, when);
    // The key first: from here on, a run that is cut off can be finished or taken back.
    await this.host.pending.set(keyFile);
    const lists = { names: review.choices.names, places: review.choices.places };
    await updateKey(keyFile, (key) => this.#extend(key ?? makeKey(), review, passes, lists), this.host.disk);
    await this.#run(keyFile, passes, when);
  }

  /** Makes passes again that were cut off. */
  async #finish(): Promise<void> {
    const keyFile = this.host.pending.get();
    const key = keyFile === undefined ? null : await loadKey(keyFile);
    if (keyFile === undefined || !key) {
      await this.host.pending.set(undefined);
      return this.#postSetup();
    }
    const last = key.passes.at(-1)?.when;
    this.host.post({ type: 'working', what: 'applying' });
    this.#keyFile = keyFile;
    const passes = key.passes.filter(({ when }) => when === last);
    await this.#run(keyFile, passes, this.host.now().toISOString());
  }

  async #run(keyFile: string, passes: readonly Pass[], when: string): Promise<void> {
    const outcomes: PassOutcome[] = [];
    for (const pass of passes) outcomes.push(await makePassOnDisk(this.study, pass, when));
    await this.host.pending.set(undefined);
    this.#key = await loadKey(keyFile);
    this.#review = null;
    const sum = (of: (outcome: PassOutcome) => number) => outcomes.reduce((total, outcome) => total + of(outcome), 0);
    const summary: PrivacySummary = {
      transcripts: passes.length,
      replaced: passes.reduce((total, { replaced }) => total + replaced.length, 0),
      carried: sum(({ carried }) => carried),
      uncertain: sum(({ uncertain }) => uncertain),
      notes: sum(({ notes }) => notes),
      codebook: outcomes.some(({ codebook }) => codebook),
    };
    await this.#postSetup();
    this.host.post({ type: 'applied', summary });
  }

  /** @throws UserError `badRequest` when a transcript has changed since, or its turns would */
  async #makePasses(review: Review, when: string): Promise<Pass[]> {
    const passes: Pass[] = [];
    for (const [i, { path: file, text, turns }] of review.texts.entries()) {
      const replacements = review.replacements(i);
      if (replacements.length === 0) continue;
      const again = 'Find identifiers again; nothing was changed.';
      const now = toWorkingText(await this.study.files.loadText(file));
      if (now !== text) throw new UserError('badRequest', `${file} has changed since.`, again);
      const source = { id: file, type: 'Text', format: 'text/plain', 'schema:sha256': hashOf(text) } as const;
      const made = await makePass(text, source, replacements, when, sha256Hex);
      if (parseTranscript(made.text).turns.length !== turns.length) {
        const remedy =
          'Look for a replacement that reads like the name of a speaker, and change it; nothing was changed.';
        throw new UserError('badRequest', `${file} would have other turns than before.`, remedy);
      }
      passes.push(made.pass);
    }
    return passes;
  }

  #extend(key: PrivacyKey, { named }: Review, passes: readonly Pass[], lists: PrivacyKey['lists']): PrivacyKey {
    const pseudonyms = new Map(key.pseudonyms.map((one) => [entityKey(one), one]));
    for (const one of named) pseudonyms.set(entityKey(one), one);
    return {
      ...key,
      lists,
      shiftDays: this.#shiftDays,
      pseudonyms: [...pseudonyms.values()],
      passes: [...key.passes, ...passes],
    };
  }
}

/** Lines of both, each once. */
function joined(first: string, second: string): string {
  return [...new Set(`${first}\n${second}`.split('\n').filter((line) => line.trim() !== ''))].join('\n');
}
