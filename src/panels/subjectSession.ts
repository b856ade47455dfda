import * as vscode from 'vscode';
import type { OffsetUtf16 } from '../core/base/offsets';
import { stretchOf } from '../core/tokenizer/stretch';
import { Latest } from '../platform/latest';
import type { Services } from '../platform/services';
import type { Subject } from '../platform/subject';
import type { ModelInfo, TextParams, Token } from '../protocol/modelHost';
import type { Notice, SubjectContent, SubjectFromPanel, SubjectToPanel } from '../protocol/panel';
import { runNoticeAction } from './noticeActions';
import { errorNotice, isCancelled } from './notices';
import { provenanceOf, type Reader } from './provenance';
import { panelTokenLimit, subjectLabel, subjectRequest } from './subjectText';
import { copyText, saveFile } from './takeAway';

/** A selection that grows by dragging or by Shift+arrows changes many times a second; only where it rests is looked at. */
const debounceMs = 25;

type Kind = SubjectFromPanel['type'];
const commonKinds: { readonly [K in Kind]: true } = {
  ready: true,
  hover: true,
  reveal: true,
  action: true,
  provenance: true,
  save: true,
  copy: true,
};

/** What the model host says of a text. */
export interface Reading<T extends Token> {
  readonly tokens: readonly T[];
  readonly omittedTokens: number;
}

/** What came of reading the subject. */
export interface Read<Content, Kept = undefined> {
  readonly content: Content;
  /** Null where nobody has read the words. */
  readonly reader: Reader | null;
  /** What the session needs of that reading to answer for the content. */
  readonly kept: Kept;
}

/**
 * What a panel shows, with all that it rests on. While the next words are read the last content stays, so that neither
 * the subject nor the model in use need be those of what is shown: what is asked, sent or told about it goes by this alone.
 */
export interface Shown<Content, Kept = undefined> extends Read<Content, Kept> {
  readonly subject: Subject;
}

/**
 * What one panel about the subject shows: follows the subject and the model, drops what is out of date, tells failures,
 * and marks in the editor the token that the person points at.
 */
export abstract class SubjectSession<
  T extends Token,
  Own extends { readonly type: string; readonly subjectId?: number },
  Content extends SubjectContent<T> = SubjectContent<T>,
  Kept = undefined,
>
  implements vscode.Disposable
{
  /** Tokens that the panel takes at once. */
  protected readonly tokenLimit: number = panelTokenLimit;
  readonly #reading = new Latest();
  readonly #subscriptions: vscode.Disposable[];
  #shown: Shown<Content, Kept> | undefined;
  /** Another model is in use than when the content was read: what is asked about it now would get that one's answer. */
  #isOfEarlierModel = false;
  #cursor: OffsetUtf16 | undefined;
  #lastSubjectId = 0;

  protected constructor(
    protected readonly services: Services,
    private readonly tell: (message: SubjectToPanel) => void,
    private readonly isVisible: () => boolean,
  ) {
    const { subjects, models } = services;
    this.#subscriptions = [
      this.#reading,
      subjects.onDidChange(() => this.refresh(debounceMs)),
      subjects.onDidMoveCursor((offset) => {
        this.#cursor = offset;
        this.#tellCursor();
      }),
      models.onDidChange(() => {
        this.#isOfEarlierModel = true;
        this.refresh();
      }),
      models.onDidRecover((message) => {
        this.tell({ type: 'recovered', message });
        if (!this.#shown) this.refresh();
      }),
    ];
  }

  /** Asks the model about the subject. @throws UserError, also where the model is on a server and that is no use here */
  protected abstract read(subject: Subject, subjectId: number, signal: AbortSignal): Promise<Read<Content, Kept>>;
  protected abstract postContent(shown: Shown<Content, Kept>): void;
  /** A message of this panel alone; `shown` is what it speaks of. */
  protected abstract handleOwn(message: Own, shown: Shown<Content, Kept>): void;
  /** Ends work on content that is about to be replaced. */
  protected abstract cancelWork(): void;

  protected get shown(): Shown<Content, Kept> | undefined {
    return this.#shown;
  }

  /** Reads the subject afresh. Nothing is computed for a panel that nobody sees. */
  refresh(delayMs = 0): void {
    this.cancelWork();
    if (this.isVisible()) this.#reading.run(delayMs, (signal) => this.#read(signal));
    else this.#reading.dispose();
  }

  handle(message: SubjectFromPanel | Own): void {
    const shown = this.#shown;
    if (isCommon(message)) return this.#handleCommon(message, shown);
    // The panel may speak of words that are no longer shown; those of an earlier model are being read anew.
    if (!shown || this.#isOfEarlierModel) return;
    const { subjectId } = shown.content.subject;
    if ((message.subjectId ?? subjectId) === subjectId) this.handleOwn(message, shown);
  }

  dispose(): void {
    this.cancelWork();
    this.services.highlighter.showToken(undefined);
    vscode.Disposable.from(...this.#subscriptions).dispose();
  }

  /** Shows a failure above the content, which stays. */
  protected tellFailure(error: unknown, keepContent = true): void {
    if (isCancelled(error)) return;
    if (!keepContent) this.#shown = undefined;
    this.tell({ type: 'notice', notice: errorNotice(error, this.services.log), keepContent });
  }

  /** What takes a while now. */
  protected get work(): Extract<Notice, { kind: 'working' }> {
    const { models } = this.services;
    const what = models.isLoaded || models.endpoint ? 'readingText' : 'loadingModel';
    return { kind: 'working', what, modelName: models.name };
  }

  /** What the model on this machine says. */
  protected async readHere(
    subject: Subject,
    subjectId: number,
    signal: AbortSignal,
    ask: (request: TextParams, info: ModelInfo) => Promise<Reading<T>>,
  ): Promise<Read<SubjectContent<T>>> {
    const { subjects, models } = this.services;
    const request = subjectRequest(subject, this.tokenLimit);
    const info = await models.info(signal);
    const { tokens, omittedTokens } = await ask(request, info);
    const label = subjectLabel(subjects, subject, subjectId, omittedTokens, info, this.tokenLimit);
    const content = { subject: label, model: models.label(info), tokens };
    return { content, reader: { kind: 'here', info }, kept: undefined };
  }

  #handleCommon(message: SubjectFromPanel, shown: Shown<Content, Kept> | undefined): void {
    const { highlighter, models, subjects } = this.services;
    if (message.type === 'ready') return this.refresh();
    if (message.type === 'action') return runNoticeAction(message.action, () => models.restart());
    if (message.type === 'save')
      return void saveFile(message, shown?.subject.uri).catch((e: unknown) => this.tellFailure(e));
    if (message.type === 'copy') return void copyText(message);
    if (!shown || message.subjectId !== shown.content.subject.subjectId) return;
    if (message.type === 'provenance') return void this.#postProvenance(shown);
    // Of no other words is it known where they stand in their document.
    const tokens = shown.subject === subjects.current ? shown.content.tokens : [];
    if (message.type === 'hover') {
      const { token, until } = message;
      return highlighter.showToken(token === null ? undefined : stretchOf(tokens, token, until));
    }
    const token = tokens[message.token];
    if (token) void highlighter.reveal(token);
  }

  async #postProvenance({ subject, reader, content }: Shown<Content, Kept>): Promise<void> {
    if (!reader) return;
    try {
      const provenance = await provenanceOf(this.services.hashes, subject, reader, content);
      this.tell({ type: 'provenance', subjectId: content.subject.subjectId, provenance });
    } catch (error) {
      this.tellFailure(error);
    }
  }

  async #read(signal: AbortSignal): Promise<void> {
    const subject = this.services.subjects.current;
    if (!subject) {
      this.#shown = undefined;
      this.tell({ type: 'notice', notice: { kind: 'noSelection' }, keepContent: false });
      return;
    }
    this.tell({ type: 'notice', notice: this.work, keepContent: true });
    try {
      const read = await this.read(subject, ++this.#lastSubjectId, signal);
      if (signal.aborted) return;
      this.#shown = { ...read, subject };
      this.#isOfEarlierModel = false;
      this.postContent(this.#shown);
      this.#tellCursor();
    } catch (error) {
      if (!signal.aborted) this.tellFailure(error, false);
    }
  }

  #tellCursor(): void {
    const { content, subject } = this.#shown ?? {};
    if (!content || subject !== this.services.subjects.current) return;
    const offset = this.#cursor;
    const at =
      offset === undefined ? -1 : content.tokens.findIndex(({ start, end }) => start <= offset && offset < end);
    this.tell({ type: 'cursor', subjectId: content.subject.subjectId, token: at < 0 ? null : at });
  }
}

function isCommon(message: { readonly type: string }): message is SubjectFromPanel {
  return message.type in commonKinds;
}
