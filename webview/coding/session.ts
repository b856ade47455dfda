import { codeNameKey } from '../../src/core/codebook/codeRules';
import type {
  CodingAct,
  CodingCode,
  CodingMemo,
  CodingSegment,
  FromCodingPanel,
  MemoTarget,
  Stretch,
} from '../../src/protocol/coding';
import { moveEdge } from './edges';
import type { PickedCode } from './codePicker';
import type { CodingModel } from './model';
import type { Picker } from './pickerPopup';
import type { EdgeCommand, SegmentCommand } from './segmentCommand';

/** Codes offered first in the picker. */
const longestRecent = 8;

/** What an act did. */
export interface Done {
  readonly words: string;
  /** Whether a segment now stands elsewhere. */
  readonly moves: boolean;
}

/** Sends the person's acts, and knows what to say when they are done. */
export class CodingSession {
  #recent: readonly string[] = [];
  /** Name of the code used last, where the host is still to make it. */
  #newName: string | null = null;
  /** What the last act will have done; said once the host has done it. */
  #done: Done | null = null;
  #hasAsked = false;

  constructor(
    private readonly model: () => CodingModel | null,
    private readonly post: (message: FromCodingPanel) => void,
    private readonly say: (words: string) => void,
  ) {}

  /** Ids of the codes used, the latest first. */
  get recent(): readonly string[] {
    const key = this.#newName === null ? '' : codeNameKey(this.#newName);
    const made = key && this.model()?.codes.find(({ name, deleted }) => !deleted && codeNameKey(name) === key);
    if (made) this.#used(made.id);
    return this.#recent;
  }

  #used(code: string): void {
    this.#newName = null;
    this.#recent = [code, ...this.#recent.filter((id) => id !== code)].slice(0, longestRecent);
  }

  /** What the last act did, once. */
  takeDone(): Done | null {
    const done = this.#done;
    this.#done = null;
    this.#recent = this.recent; // The code that was made is known now, or will not be made.
    this.#newName = null;
    return done;
  }

  code(stretch: Stretch, code: string): void {
    const model = this.#writable();
    if (!model) return;
    this.#used(code);
    const name = model.codeName(code);
    const same = model.shown
      .touching(stretch)
      .find(
        (known) =>
          known.code === code && known.start === stretch.start && known.end === stretch.end && model.isMine(known),
      );
    if (same) return this.say(`These words already carry ${name}.`);
    this.#apply({ act: 'code', stretch, code }, `Coded ${name}: “${model.quote(stretch, 60)}”`);
  }

  /** Applies what was picked. */
  take(subject: Picker['for'], picked: PickedCode): void {
    if ('recode' in subject) {
      if ('code' in picked) this.recode([subject.recode], picked.code);
    } else if ('code' in picked) this.code(subject.stretch, picked.code);
    else this.codeAsNew(subject.stretch, picked.newName);
  }

  codeAsNew(stretch: Stretch, name: string): void {
    const model = this.#writable();
    if (!model) return;
    this.#newName = name;
    this.#apply({ act: 'codeAsNew', stretch, name }, `New code ${name}: “${model.quote(stretch, 60)}”`);
  }

  /** The code used last that is still in the codebook. */
  get lastCode(): CodingCode | undefined {
    const codes = this.recent.map((id) => this.model()?.code(id));
    return this.#newName === null ? codes.find((code) => code?.deleted === false) : undefined;
  }

  repeat(stretch: Stretch): void {
    const last = this.lastCode;
    if (last) this.code(stretch, last.id);
    else if (this.#newName !== null) this.codeAsNew(stretch, this.#newName);
    else this.say('No code has been used yet.');
  }

  pinned(stretch: Stretch, key: number): void {
    const code = this.model()?.codes.find(({ pin, deleted }) => pin === key && !deleted);
    if (code) this.code(stretch, code.id);
    else this.say(`No code is pinned to ${key}. Press ? to choose one.`);
  }

  recode(segments: readonly CodingSegment[], code: string): void {
    const model = this.#writable(...segments);
    if (!model) return;
    this.#used(code);
    this.#apply({ act: 'recode', segments: segments.map(({ id }) => id), code }, `Changed to ${model.codeName(code)}.`);
  }

  delete(segment: CodingSegment): void {
    const model = this.#writable(segment);
    if (model)
      this.#apply(
        { act: 'delete', segments: [segment.id] },
        `Deleted ${model.codeName(segment.code)}. Undo brings it back.`,
      );
  }

  /** A segment or an orphan, which has no place. */
  deleteById(id: string): void {
    const segment = this.model()?.segments.get(id);
    if (segment) this.delete(segment);
    else if (this.#writable()) this.#apply({ act: 'delete', segments: [id] }, 'Deleted. Undo brings it back.');
  }

  resize(segment: CodingSegment, stretch: Stretch): void {
    const model = this.#writable(segment);
    if (!model || (stretch.start === segment.start && stretch.end === segment.end)) return;
    this.#apply(
      { act: 'resize', segment: segment.id, stretch },
      `${model.codeName(segment.code)} now covers “${model.quote(stretch, 60)}”`,
    );
  }

  moveEdge(segment: CodingSegment, { which, by, unit }: EdgeCommand): void {
    const { text, blocks } = this.model() ?? {};
    if (text !== undefined && blocks) this.resize(segment, moveEdge(text, blocks, segment, which, by, unit));
  }

  split(segment: CodingSegment, at: number): void {
    if (this.#writable(segment)) this.#apply({ act: 'split', segment: segment.id, at }, 'Split in two.');
  }

  merge(first: CodingSegment, second: CodingSegment): void {
    if (this.#writable(first, second))
      this.#apply({ act: 'merge', segments: [first.id, second.id] }, 'Merged into one.');
  }

  confirm(ids: readonly string[]): void {
    if (this.#writable())
      this.#apply({ act: 'confirm', segments: ids }, ids.length === 1 ? 'Confirmed.' : `${ids.length} confirmed.`);
  }

  reattach(id: string, stretch: Stretch): void {
    const model = this.#writable();
    if (model) this.#apply({ act: 'reattach', segment: id, stretch }, `Put on “${model.quote(stretch, 60)}”`);
  }

  /** Takes a suggestion into this person's own coding. */
  accept(suggestion: CodingSegment, stretch: Stretch, code: string): void {
    const model = this.#writable();
    if (!model) return;
    this.#used(code);
    this.#apply(
      { act: 'accept', suggestion: suggestion.id, stretch, code },
      `Accepted ${model.codeName(code)}: “${model.quote(stretch, 60)}”`,
    );
  }

  reject(suggestion: CodingSegment, rejected: boolean): void {
    const model = this.#writable();
    if (!model) return;
    const name = model.codeName(suggestion.code);
    this.#apply(
      { act: 'reject', suggestion: suggestion.id, rejected },
      rejected ? `Rejected ${name}.` : `${name} is open again.`,
    );
  }

  /** Before a memo is written, rather than at its first letter; once. */
  askCoder(): void {
    const model = this.model();
    if (!model || model.readOnly !== null || model.me || this.#hasAsked) return;
    this.#hasAsked = true;
    this.post({ type: 'sayCoder' });
  }

  /**
   * Says nothing: it is done at every letter.
   *
   * @param seen the text in which the target counts: a field that goes because the text has changed tells once more
   * what is in it
   */
  memo(memo: CodingMemo['id'], target: MemoTarget, text: string, seen?: string): void {
    if (seen !== undefined && seen !== this.model()?.sha256) return;
    if (this.#writable()) this.#apply({ act: 'memo', memo, target, text }, '');
  }

  /** @param stretch the words selected now; @param caret where the caret is */
  run(segment: CodingSegment, command: SegmentCommand, stretch: Stretch | null, caret: number): void {
    switch (command.do) {
      case 'edge':
        return this.moveEdge(segment, command);
      case 'delete':
        return this.delete(segment);
      case 'confirm':
        return this.confirm([segment.id]);
      case 'fit':
        return stretch ? this.resize(segment, stretch) : undefined;
      case 'split':
        return this.split(segment, caret);
      case 'codeToo':
        return this.code({ start: segment.start, end: segment.end }, segment.code);
      case 'merge': {
        const other = this.model()?.segments.get(command.with);
        return other ? this.merge(segment, other) : undefined;
      }
      case 'memo':
        return this.memo(command.memo, command.target, command.text);
      case 'recode':
        return;
    }
  }

  #apply(act: CodingAct, words: string): void {
    const { sha256 } = this.model() ?? {};
    if (sha256 === undefined) return;
    this.#done = { words, moves: act.act === 'resize' || act.act === 'merge' || act.act === 'reattach' };
    this.post({ type: 'apply', act, sha256 });
  }

  /** The model, where these may be changed; says why not where they may not. */
  #writable(...segments: readonly CodingSegment[]): CodingModel | null {
    const model = this.model();
    if (!model) return null;
    const foreign = segments.find((segment) => !model.isMine(segment));
    const why =
      model.readOnly ?? (foreign && `Only ${model.coder(foreign.coder)?.name ?? 'its coder'} can change this segment.`);
    if (why) this.say(why);
    return why ? null : model;
  }
}
