import { randomUUID } from 'node:crypto';
import type { RangeUtf16 } from '../../core/base/offsets';
import { toErrorInfo, UserError } from '../../core/base/userError';
import { parseCodebook, serializeCodebook } from '../../core/codebook/codebook';
import { codeNameKey } from '../../core/codebook/codeRules';
import { addCode, makeCodebook } from '../../core/codebook/edit';
import {
  addMemo,
  codeStretch,
  confirmSegments,
  deleteSegments,
  mergeSegments,
  moveSegment,
  notOwn,
  recodeSegments,
  rewriteMemo,
  splitSegment,
  type CodingScene,
} from '../../core/coding/codingActs';
import type { Edit } from '../../core/coding/codingModel';
import { codebookFile } from '../../core/coding/studyFiles';
import type {
  CodingAct,
  CodingChange,
  CodingCoder,
  CodingSettings,
  FromCodingPanel,
  CommandOfPage,
  MemoTarget,
  Stretch,
  SuggestingState,
  ToCodingPanel,
} from '../../protocol/coding';
import { acceptSuggestion } from '../../core/suggestions/lifecycle';
import type { PlacedCoding } from './placedCoding';
import type { BookedSuggestion } from './suggestionBook';
import { SuggestionList } from './suggestionList';
import type { CodingUpdate } from './codingUpdate';
import type { TranscriptCoding } from './transcriptCoding';

/** What the page asks for that others do. */
type ElsewhereMessage = Exclude<FromCodingPanel, { type: 'ready' | 'apply' | 'showCoders' }>;

/** What a session needs of VS Code. */
export interface CodingHost {
  /** Whether the page is in sight. */
  readonly isVisible: () => boolean;
  readonly post: (message: ToCodingPanel) => void;
  /** Asks who is coding, and reads their file. @returns whether they said so */
  readonly askCoder: () => Promise<boolean>;
  /** Makes an edit, as an entry in undo; in one with those before it that are about the same, as letters of a memo are. */
  readonly make: (edit: Edit, about?: string) => void;
  /** Rejects a suggestion or takes that back, as an entry in undo. */
  readonly reject: (suggestion: string, rejected: boolean) => void;
  readonly settings: () => CodingSettings;
  /** Position among the pinned codes, by id of the code. */
  readonly pins: () => ReadonlyMap<string, number>;
  /** How far a model is with suggestions, or what came of it and was not read yet. */
  readonly suggesting: () => SuggestingState;
  readonly elsewhere: (message: ElsewhereMessage) => void;
}

type Reveal = Extract<ToCodingPanel, { type: 'reveal' }>;

/** One page of the coding editor: what it shows of a transcript's coding, and what the person does on it. */
export class CodingSession {
  readonly #stop: () => void;
  /** Coders whom the person does not want to see on this page. */
  readonly #hidden = new Set<string>();
  readonly #suggestions: SuggestionList;
  #isReady = false;
  #reveal: Reveal | null = null;
  #shown: ReadonlySet<string> = new Set();
  #turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly coding: TranscriptCoding,
    private readonly host: CodingHost,
  ) {
    this.#suggestions = new SuggestionList(coding);
    this.#stop = coding.onDidUpdate((update) => this.#tell(update));
  }

  dispose(): void {
    this.#stop();
  }

  /** Resolves when the message is dealt with, failures included. */
  handle(message: FromCodingPanel): Promise<void> {
    switch (message.type) {
      case 'ready':
        this.#isReady = true;
        this.#postContent();
        // A page that was hidden meanwhile has heard nothing.
        if (this.host.suggesting().progress ?? this.host.suggesting().outcome) this.showSuggesting();
        return Promise.resolve();
      case 'apply':
        this.#turn = this.#turn.then(() => this.#apply(message.act, message.sha256));
        return this.#turn as Promise<void>;
      case 'showCoders':
        for (const { id } of this.coding.coders) {
          if (message.coders.includes(id)) this.#hidden.delete(id);
          else this.#hidden.add(id);
        }
        this.showCoders();
        return Promise.resolve();
      default:
        this.host.elsewhere(message);
        return Promise.resolve();
    }
  }

  /** Scrolls to a stretch, as soon as there is a page: one that is hidden is gone, and begins anew when it is shown. */
  reveal(stretch: Stretch, segment: string | null, open: boolean): void {
    this.#reveal = { type: 'reveal', stretch, segment, open };
    if (this.#isReady && this.host.isVisible()) this.#postReveal();
  }

  /** Does on the page what a key of its own does. */
  run(command: CommandOfPage): void {
    if (this.#isReady) this.host.post({ type: 'command', command });
  }

  /** Settings have changed. */
  showSettings(): void {
    this.#change({ settings: this.host.settings() });
  }

  /** How far a model has come with suggestions, or what came of it, has changed. */
  showSuggesting(): void {
    if (this.#isReady) this.host.post({ type: 'suggesting', ...this.host.suggesting() });
  }

  showPins(): void {
    this.#change({ codes: this.coding.sources.codes.toCodes(this.host.pins()) });
  }

  /** Whose coding is shown has changed: sends what has come in, and takes away what has gone. */
  showCoders(): void {
    const before = this.#shown;
    const coders = this.#coders();
    this.#shown = shownOf(coders);
    const came = this.#codings().filter(({ coder }) => !before.has(coder));
    const went = this.coding.codings.filter(({ coder }) => before.has(coder) && !this.#shown.has(coder));
    this.#change({
      coders,
      segments: came.flatMap(({ segments }) => segments),
      memos: came.flatMap(({ memos }) => memos),
      suggestions: this.#suggestions.all(this.#shown),
      removed: went.flatMap(({ ids }) => ids),
      orphans: this.#orphans(),
      settings: this.host.settings(),
    });
  }

  // ---- what the page is told

  #tell(update: CodingUpdate): void {
    if (update.type === 'everything') this.#postContent();
    else if (update.type === 'codes') this.showPins();
    else if (this.#shown.has(update.coder)) {
      const { segments, memos, removed, orphansChanged } = update;
      const suggestions = this.#suggestions.changed(this.#shown);
      this.#change({
        ...(segments.length > 0 && { segments }),
        ...(memos.length > 0 && { memos }),
        ...(removed.length > 0 && { removed }),
        ...(suggestions.length > 0 && { suggestions }),
        ...(orphansChanged && { orphans: this.#orphans() }),
      });
    }
  }

  #postContent(): void {
    if (!this.#isReady) return;
    const { sources, problem } = this.coding;
    const { text, sha256, transcript } = sources.text;
    const coders = this.#coders();
    this.#shown = shownOf(coders);
    const codings = this.#codings();
    this.host.post({
      type: 'content',
      title: sources.title,
      text,
      sha256,
      turns: transcript.turns.map(({ speaker, startMs, range, words }) => ({
        speaker,
        startMs,
        start: range.start,
        end: range.end,
        words: { start: words.start, end: words.end },
      })),
      preamble: transcript.preamble,
      notes: transcript.notes,
      coders,
      codes: sources.codes.toCodes(this.host.pins()),
      segments: codings.flatMap(({ segments }) => segments),
      orphans: this.#orphans(),
      memos: codings.flatMap(({ memos }) => memos),
      suggestions: this.#suggestions.all(this.#shown),
      settings: this.host.settings(),
      readOnly: problem && `${problem.message} ${problem.remedy}`.trim(),
    });
    this.#postReveal();
  }

  #postReveal(): void {
    if (this.#reveal) this.host.post(this.#reveal);
    this.#reveal = null;
  }

  #change(change: Omit<CodingChange, 'type'>): void {
    if (this.#isReady && Object.keys(change).length > 0) this.host.post({ type: 'change', ...change });
  }

  #coders(): CodingCoder[] {
    const { blind } = this.host.settings();
    return this.coding.coders.map(({ id, name, kind }) => {
      const isMe = id === this.coding.coder;
      return { id, name, kind, isMe, shown: isMe || (!blind && !this.#hidden.has(id)) };
    });
  }

  #codings(): PlacedCoding[] {
    return this.coding.codings.filter(({ coder }) => this.#shown.has(coder));
  }

  #orphans() {
    return this.#codings().flatMap(({ orphans }) => orphans);
  }

  // ---- what the person does

  async #apply(act: CodingAct, sha256: string): Promise<void> {
    try {
      if (this.coding.problem) throw this.coding.problem;
      if (this.coding.coder === undefined && !(await this.host.askCoder())) return;
      this.#requireSameText(act, sha256);
      if (act.act === 'reject') {
        this.host.reject(this.#booked(act.suggestion).segment.id, act.rejected);
        this.host.post({ type: 'applied', segments: [] });
        return;
      }
      const edit = act.act === 'codeAsNew' ? await this.#codeAsNew(act, sha256) : this.#plan(act);
      if (edit.changes.length > 0) this.host.make(edit, act.act === 'memo' ? act.memo : undefined);
      const made = edit.changes.flatMap(({ after }) => (after?.motivation === 'classifying' ? [after.id] : []));
      this.host.post({ type: 'applied', segments: made });
    } catch (error) {
      const { message, remedy } = toErrorInfo(error);
      this.host.post({ type: 'failed', message, remedy });
    }
  }

  #plan(act: Exclude<CodingAct, { act: 'codeAsNew' | 'reject' }>): Edit {
    const { scene } = this.coding;
    switch (act.act) {
      case 'code':
        return codeStretch(scene, toRange(act.stretch), act.code);
      case 'resize':
        return moveSegment(scene, act.segment, toRange(act.stretch), 'Resize Segment');
      case 'reattach':
        return moveSegment(scene, act.segment, toRange(act.stretch), 'Re-attach Segment');
      case 'recode':
        return recodeSegments(scene, act.segments, act.code);
      case 'split':
        return splitSegment(scene, act.segment, act.at);
      case 'merge':
        return mergeSegments(scene, act.segments);
      case 'delete':
        return deleteSegments(scene, act.segments);
      case 'confirm':
        return confirmSegments(scene, act.segments);
      case 'accept': {
        const { segment, coder } = this.#booked(act.suggestion);
        return acceptSuggestion(scene, segment, coder, toRange(act.stretch), act.code);
      }
      case 'memo':
        return this.#planMemo(scene, act);
    }
  }

  #planMemo(scene: CodingScene, { memo, target, text }: Extract<CodingAct, { act: 'memo' }>): Edit {
    if (scene.model.get(memo) || text === '') return rewriteMemo(scene, memo, text);
    // Another coder's keeps its id.
    if (this.coding.codings.some((placed) => placed.hasMemo(memo))) throw notOwn();
    return addMemo(scene, toSubject(target), text, memo);
  }

  /** What is about places counts only in the text that the person saw: the transcript may have changed since. */
  #requireSameText(act: CodingAct, sha256: string): void {
    if (sha256 === this.coding.sources.text.sha256 || !isAboutPlace(act)) return;
    // A memo that is there already stays where it is.
    if (act.act === 'memo' && this.coding.scene.model.get(act.memo)) return;
    throw new UserError(
      'badRequest',
      'The transcript has changed in this moment: nothing was done.',
      'See whether the right words are selected, then do it again.',
    );
  }

  #booked(suggestion: string): BookedSuggestion {
    const booked = this.coding.suggestions.find(suggestion);
    if (booked) return booked;
    throw new UserError('badRequest', 'This suggestion is no longer there.', 'Go on to the next one.');
  }

  /** The new code stays in the codebook when the segment is undone. */
  async #codeAsNew(act: Extract<CodingAct, { act: 'codeAsNew' }>, sha256: string): Promise<Edit> {
    const { stretch, name } = act;
    // Fails before anything is written where the stretch cannot be coded.
    const id = randomUUID();
    codeStretch(this.coding.scene, toRange(stretch), id);
    const code = await this.#findOrAddCode(name, id);
    this.#requireSameText(act, sha256);
    return codeStretch(this.coding.scene, toRange(stretch), code);
  }

  async #findOrAddCode(name: string, id: string): Promise<string> {
    const key = codeNameKey(name);
    if (key === '') throw new UserError('badRequest', 'The new code has no name.', 'Type a name for it.');
    let code = id;
    const formats = { parse: parseCodebook, serialize: serializeCodebook };
    await this.coding.sources.files.update(codebookFile, formats, (codebook) => {
      const existing = codebook?.codes.find((one) => codeNameKey(one.name) === key);
      code = existing?.id ?? id;
      return existing ? undefined : addCode(codebook ?? makeCodebook(), id, { name });
    });
    await this.coding.codebookChanged();
    if (code === id) await this.coding.journal('codebook.add', { code });
    return code;
  }
}

function shownOf(coders: readonly CodingCoder[]): ReadonlySet<string> {
  return new Set(coders.filter(({ shown }) => shown).map(({ id }) => id));
}

function toSubject(target: MemoTarget) {
  switch (target.kind) {
    case 'segment':
      return { id: target.segment };
    case 'code':
      return { id: `urn:uuid:${target.code}` };
    case 'stretch':
      return { range: toRange(target) };
  }
}

function isAboutPlace(act: CodingAct): boolean {
  if (act.act === 'memo') return act.target.kind === 'stretch';
  // Who confirms confirms what they see. A merge is of segments, wherever they stand.
  return 'stretch' in act || act.act === 'split' || act.act === 'confirm';
}

function toRange({ start, end }: Stretch): RangeUtf16 {
  return { start, end } as RangeUtf16;
}
