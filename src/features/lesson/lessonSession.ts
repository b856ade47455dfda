import path from 'node:path';
import * as vscode from 'vscode';
import type { CommandId } from '../../commands';
import { sha256Hex } from '../../core/base/sha256';
import { toErrorInfo } from '../../core/base/userError';
import type { Provenance } from '../../core/figures/provenance';
import { occupations } from '../../core/lesson/examples';
import { pronounShares } from '../../core/lesson/pronounShares';
import { stageWords } from '../../core/lesson/stageWords';
import { practiceStage, type Stage, stages } from '../../core/models/stages';
import { modelProvenance } from '../../panels/provenance';
import { programName } from '../../platform/programName';
import { isCancelled } from '../../panels/notices';
import { copyText, saveFile } from '../../panels/takeAway';
import { Latest } from '../../platform/latest';
import { holdOffered, offeredStage } from '../../platform/offeredModels';
import type { Services } from '../../platform/services';
import type { HeldModel } from '../../platform/sideModels';
import { tellError } from '../../platform/tellError';
import type { LessonFromPanel, LessonToPanel, Section } from '../../protocol/lesson';
import { FamilyFiles } from './familyFiles';
import { continueText, logitsAfter, quote, recall, sharesOfShe } from './stageWork';

type Message<T extends LessonFromPanel['type']> = Extract<LessonFromPanel, { type: T }>;

/** Words of each stage's best that are shown. */
const bestOfEach = 4;
const compareModels: CommandId = 'introspect.compareModels';
/** Without a file that the text came from, figures are saved in the first folder. */
const nowhere = undefined;

/** What serves one lesson: every section has its own work, and a newer request ends the older one of its section. */
export class LessonSession implements vscode.Disposable {
  readonly #work: { readonly [S in Section]: Latest } = {
    write: new Latest(),
    quote: new Latest(),
    pronouns: new Latest(),
    memory: new Latest(),
  };
  readonly #held = new Map<Stage, HeldModel>();
  readonly #files: FamilyFiles;
  /** What the stages were given last. */
  #prompt = '';
  #promptTokens = 0;

  constructor(
    private readonly services: Services,
    private readonly post: (message: LessonToPanel) => void,
  ) {
    this.#files = new FamilyFiles(path.dirname(services.models.bundledDir));
  }

  handle(message: LessonFromPanel): void {
    switch (message.type) {
      case 'ready':
        return void this.#files.course().then((course) => this.post({ type: 'course', course }));
      case 'write':
        return this.#run('write', message.run, (signal) => this.#write(message, signal));
      case 'quote':
        return this.#run('quote', message.run, (signal) => this.#quote(message, signal));
      case 'pronouns':
        return this.#run('pronouns', message.run, (signal) => this.#pronouns(message, signal));
      case 'memory':
        return this.#run('memory', message.run, (signal) => this.#memory(message, signal));
      case 'compareModels':
        return void vscode.commands.executeCommand(compareModels);
      case 'provenance':
        return void this.#postProvenance(message.subjectId);
      case 'save':
        return void saveFile(message, nowhere).catch((error: unknown) => this.#tell(error));
      case 'copy':
        return void copyText(message);
    }
  }

  /** Ends all work and lets the models go: nobody looks. */
  pause(): void {
    for (const work of Object.values(this.#work)) work.dispose();
    for (const held of this.#held.values()) held.dispose();
    this.#held.clear();
  }

  dispose(): void {
    this.pause();
  }

  #run(section: Section, run: number, work: (signal: AbortSignal) => Promise<void>): void {
    this.#work[section].run(0, async (signal) => {
      try {
        await work(signal);
        if (!signal.aborted) this.post({ type: 'done', run, section });
      } catch (error) {
        if (signal.aborted || isCancelled(error)) return;
        const { code, message, remedy } = toErrorInfo(error);
        this.services.log.error(`The lesson, ${section}: ${code}`);
        this.post({ type: 'failed', run, section, message: `${message} ${remedy}`.trim() });
        // A model that failed is not kept, so that another try loads it anew.
        for (const held of this.#held.values()) held.dispose();
        this.#held.clear();
      }
    });
  }

  async #write({ run, ...request }: Message<'write'>, signal: AbortSignal): Promise<void> {
    const logits: Float32Array[] = [];
    // The page shows nothing of the last prompt any more.
    [this.#prompt, this.#promptTokens] = ['', 0];
    // All of them begin to load at once.
    for (const stage of stages) this.#model(stage);
    for (const stage of stages) {
      const model = this.#model(stage);
      const result = await continueText(model, request, signal);
      if (signal.aborted) return;
      const { text, stopReason } = result;
      [this.#prompt, this.#promptTokens] = [result.prompt, result.promptTokens];
      this.post({ type: 'continued', run, continuation: { stage, text, ended: stopReason === 'endOfText' } });
      logits.push(await logitsAfter(model, result, signal));
    }
    const words = stageWords(logits, bestOfEach);
    const { texts } = await this.#model(practiceStage).request('tokenTexts', { ids: words.ids }, signal);
    if (!signal.aborted) this.post({ type: 'words', run, words, texts });
  }

  async #quote({ run, topic, text, seed, tries }: Message<'quote'>, signal: AbortSignal): Promise<void> {
    const model = this.#model(practiceStage);
    for (let i = 0; i < tries; i++) {
      const free = await quote(model, { topic, text }, seed + i, false, signal);
      const held = await quote(model, { topic, text }, seed + i, true, signal);
      if (signal.aborted) return;
      this.post({ type: 'quoted', run, free, held });
    }
  }

  async #pronouns({ run, stage }: Message<'pronouns'>, signal: AbortSignal): Promise<void> {
    const shares = pronounShares(occupations, await sharesOfShe(this.#model(stage), occupations, signal));
    if (!signal.aborted) this.post({ type: 'pronouns', run, stage, shares });
  }

  async #memory({ run, stage }: Message<'memory'>, signal: AbortSignal): Promise<void> {
    const file = await this.#files.canaries();
    if ('missing' in file) return;
    const recalls = [];
    for (const canary of file.value.canaries) recalls.push(await recall(this.#model(stage), canary, signal));
    if (!signal.aborted) this.post({ type: 'memory', run, stage, recalls });
  }

  #model(stage: Stage): HeldModel {
    const held = this.#held.get(stage) ?? holdOffered(this.services, offeredStage(this.services.models, stage));
    this.#held.set(stage, held);
    return held;
  }

  async #postProvenance(subjectId: number): Promise<void> {
    // As it is now: the next prompt may come while the model is asked.
    const [prompt, tokens] = [this.#prompt, this.#promptTokens];
    try {
      const signal = AbortSignal.timeout(30_000);
      const info = await this.#model(practiceStage).info(signal);
      const provenance: Provenance = {
        model: await modelProvenance(
          info,
          'Introspect practice models, four stages; the file named is the third',
          this.services.hashes,
        ),
        text: {
          document: 'the prompt of the lesson',
          line: 1,
          tokens,
          omittedTokens: 0,
          sha256: await sha256Hex(prompt),
        },
        program: programName,
        date: new Date().toISOString().slice(0, 10),
      };
      this.post({ type: 'provenance', subjectId, provenance });
    } catch (error) {
      this.#tell(error);
    }
  }

  #tell(error: unknown): void {
    const info = toErrorInfo(error);
    this.services.log.error(`The lesson: ${info.code}`);
    void tellError(info);
  }
}
