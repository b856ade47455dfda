import { randomUUID } from 'node:crypto';
import { isSettled, type Decision, type Settlement } from '../../core/adjudication/decision';
import {
  provenanceContext,
  readSettlements,
  restoreSettlement,
  settle,
  settlementItems,
  unsettle,
} from '../../core/adjudication/settlements';
import { snapToGraphemes } from '../../core/base/graphemes';
import { UserError } from '../../core/base/userError';
import { makeCollection, type Annotation, type AnnotationCollection } from '../../core/coding/annotations';
import { parseStudy, serializeStudy } from '../../core/coding/study';
import type { StudyFiles } from '../../platform/study/studyFiles';
import type {
  AdjudicationFromPanel,
  AdjudicationPlace,
  AdjudicationProgress,
  AdjudicationToPanel,
} from '../../protocol/adjudication';
import { loadConsensusStudy, studyPath, type ConsensusStudy } from './consensusStudy';

/** Messages that change or read the study; the others need VS Code. */
export type SessionMessage = Extract<
  AdjudicationFromPanel,
  { type: 'ready' | 'decide' | 'memo' | 'undo' | 'dismiss' | 'takeAgreed' }
>;

/** What a decision replaced, for undo. */
interface Step {
  /** Id of the difference, where only its memo was written. */
  readonly memoOf: string | null;
  readonly differences: readonly { readonly id: string; readonly items: readonly Annotation[] }[];
}

/** One round of settling: every decision is on disk before the panel is told of it. */
export class AdjudicationSession {
  #loaded: ConsensusStudy | undefined;
  #steps: Step[] = [];
  /** As long as nobody has said that it was read. */
  #told: Extract<AdjudicationToPanel, { type: 'told' }> | null = null;
  /** Memos that could not be saved, by the id of their difference. */
  readonly #unsaved = new Map<string, string>();
  #turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly files: StudyFiles,
    private readonly place: AdjudicationPlace,
    private readonly post: (message: AdjudicationToPanel) => void,
    private readonly tellFailure: (error: unknown, keepContent: boolean) => void,
    private readonly now: () => Date = () => new Date(),
  ) {}

  get study(): ConsensusStudy | undefined {
    return this.#loaded;
  }

  /** One message after another; resolves when this one is dealt with, failures included. */
  handle(message: SessionMessage): Promise<void> {
    const done = this.#turn.then(() => this.#handle(message));
    this.#turn = done;
    return done;
  }

  async #handle(message: SessionMessage): Promise<void> {
    if (message.type === 'dismiss') {
      this.#told = null;
      return;
    }
    const memo = 'memo' in message ? message : null;
    try {
      // Whatever the coders changed while the panel was away is read afresh.
      if (message.type === 'ready' || !this.#loaded) await this.#load();
      if (message.type !== 'ready') await this.#change(message);
      if (memo) this.#unsaved.delete(memo.difference);
    } catch (error) {
      if (memo) this.#unsaved.set(memo.difference, memo.memo);
      this.tellFailure(error, message.type !== 'ready');
      // The panel may show a choice that was not saved.
      if (message.type !== 'ready' && this.#loaded) this.post({ type: 'progress', progress: this.#progress(null) });
    }
  }

  async #load(): Promise<void> {
    const study = await loadConsensusStudy(this.files, this.place);
    if (study.content.coders.every(({ segments, unplaced }) => segments + unplaced === 0)) {
      const remedy = 'Choose another transcript, or code this one first.';
      throw new UserError('badRequest', `Nobody has coded ${study.content.document} yet.`, remedy);
    }
    this.#loaded = study;
    const { content } = study;
    this.post({ type: 'content', content, progress: this.#progress(null), unsaved: [...this.#unsaved] });
    if (this.#told) this.post(this.#told);
  }

  async #change(message: Exclude<SessionMessage, { type: 'ready' | 'dismiss' }>): Promise<void> {
    if (message.type === 'undo') return this.#undo();
    const study = this.#study();
    const agreed = message.type === 'takeAgreed';
    const { differences } = study.comparison;
    const chosen = agreed ? study.comparison.agreed : differences.filter(({ id }) => id === message.difference);
    if (chosen.length === 0) return;
    const { decision, decidedBy } = this.#decided(message);
    const settlement: Settlement = {
      decision,
      memo: agreed ? '' : message.memo.trim(),
      decidedBy,
      decidedAt: this.now().toISOString(),
      mode: this.place.mode,
    };
    const before = this.#collection();
    const memoOf = message.type === 'memo' ? message.difference : null;
    const step = { memoOf, differences: chosen.map(({ id }) => ({ id, items: settlementItems(before, id) })) };
    const after = chosen.reduce(
      (collection, difference) => settle(collection, difference, settlement, study.text, study.offsets),
      before,
    );
    await this.#save(after);
    // A memo is saved while it is typed: all of it is one step.
    if (memoOf === null || this.#steps.at(-1)?.memoOf !== memoOf) {
      this.#steps.push(step);
      await this.#journal(agreed ? 'takeAgreed' : decision.kind, settlement.decidedBy, step);
    }
    this.post({ type: 'progress', progress: this.#progress(null) });
  }

  #decided(message: Extract<SessionMessage, { decidedBy: unknown }>): Pick<Settlement, 'decision' | 'decidedBy'> {
    const { decidedBy } = message;
    switch (message.type) {
      case 'takeAgreed':
        return { decision: { kind: 'take', coders: this.place.coders }, decidedBy };
      case 'decide':
        return { decision: this.#snapped(message.decision), decidedBy };
      case 'memo': {
        const recorded = this.#settlements().get(message.difference);
        return recorded && recorded.decision.kind !== 'noted' ? recorded : { decision: { kind: 'noted' }, decidedBy };
      }
    }
  }

  /** Takes back the last decision of this session; after a reload, the last one in the file. */
  async #undo(): Promise<void> {
    const step = this.#steps.at(-1) ?? this.#lastInFile();
    if (!step) return;
    const after = step.differences.reduce(
      (collection, { id, items }) =>
        items.length > 0 ? restoreSettlement(collection, id, items) : unsettle(collection, id),
      this.#collection(),
    );
    await this.#save(after);
    this.#steps.pop();
    await this.#journal('undo', [], step);
    this.post({ type: 'progress', progress: this.#progress(step.differences[0]?.id ?? null) });
  }

  #lastInFile(): Step | undefined {
    const all = [...this.#settlements().values()];
    const last = all.at(-1);
    if (!last) return undefined;
    const together = all.filter(({ agreed, decidedAt }) => agreed && decidedAt === last.decidedAt);
    return {
      memoOf: null,
      differences: (last.agreed ? together : [last]).map(({ difference }) => ({
        id: difference,
        items: [],
      })),
    };
  }

  async #save(collection: AnnotationCollection): Promise<void> {
    const study = this.#study();
    await this.#enterCoder();
    const { stored, merged, conflicts, setAside } = await this.files.saveAnnotations(
      study.file,
      study.stored,
      collection,
    );
    this.#loaded = { ...study, stored };
    if (setAside !== null) {
      this.#tell(`${study.file} could not be read. It was kept as ${setAside}, and written anew.`);
    } else if (conflicts.length > 0) {
      const count = conflicts.length === 1 ? 'One decision was' : `${conflicts.length} decisions were`;
      this.#tell(`${count} also changed elsewhere in the meantime. Both versions are kept: look at it again.`);
    } else if (merged) {
      this.#tell('The consensus was also changed elsewhere in the meantime. Both sets of changes are in it now.');
    }
  }

  /** The consensus coder joins the study's coders with the first decision. */
  async #enterCoder(): Promise<void> {
    const { coder } = this.#study();
    await this.files.update(studyPath, { parse: parseStudy, serialize: serializeStudy }, (current) =>
      !current || current.coders.some(({ id }) => id === coder.id)
        ? undefined
        : { ...current, coders: [...current.coders, coder] },
    );
  }

  #journal(what: string, who: readonly string[], step: Step): Promise<void> {
    const { text, coder } = this.#study();
    return this.files.appendJournal({
      when: this.now().toISOString(),
      who,
      what: `adjudication.${what}`,
      transcript: this.place.transcript,
      sha256: text.source['schema:sha256'],
      coder: coder.id,
      mode: this.place.mode,
      differences: step.differences.map(({ id }) => id),
    });
  }

  #progress(undone: string | null): AdjudicationProgress {
    const { comparison } = this.#study();
    const all = this.#settlements();
    const present = new Set([...comparison.differences, ...comparison.agreed].map(({ id }) => id));
    const pick = ({ id }: { readonly id: string }) => all.get(id) ?? [];
    return {
      settlements: comparison.differences.flatMap(pick),
      agreedTaken: comparison.agreed.flatMap(pick).filter(isSettled).length,
      outdated: [...all.keys()].filter((id) => !present.has(id)).length,
      canUndo: this.#steps.length > 0 || all.size > 0,
      undone,
    };
  }

  #settlements() {
    const { text, offsets } = this.#study();
    return readSettlements(this.#collection(), text, offsets);
  }

  #snapped(decision: Decision): Decision {
    if (decision.kind !== 'own') return decision;
    return { ...decision, range: snapToGraphemes(this.#study().text.text, decision.range) };
  }

  #collection(): AnnotationCollection {
    const { stored, coder, content } = this.#study();
    if (stored.value) return stored.value;
    const empty = makeCollection(
      { collection: randomUUID(), page: randomUUID() },
      `${coder.name} on ${content.place.transcript}`,
    );
    return { ...empty, '@context': [empty['@context'], provenanceContext] };
  }

  #study(): ConsensusStudy {
    if (!this.#loaded) throw new Error('The study is not loaded.');
    return this.#loaded;
  }

  #tell(message: string): void {
    this.#told = { type: 'told', message };
    this.post(this.#told);
  }
}
