import * as vscode from 'vscode';
import type { OffsetUtf16 } from '../core/base/offsets';
import { stretchOf } from '../core/tokenizer/stretch';
import { Latest } from '../platform/latest';
import type { Services } from '../platform/services';
import type { Subject } from '../platform/subject';
import type { ModelInfo, TextParams, Token } from '../protocol/modelHost';
import type { Notice, SubjectContent, SubjectFromPanel, SubjectToPanel } from '../protocol/panel';
import type { Provenance } from '../core/figures/provenance';
import { runNoticeAction } from './noticeActions';
import { errorNotice, isCancelled } from './notices';
import { provenanceOf } from './provenance';
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

/**
 * What one panel about the subject shows: follows the subject and the model, drops what is out of date, tells failures,
 * and marks in the editor the token that the person points at.
 */
export abstract class SubjectSession<
  T extends Token,
  Own extends { readonly type: string; readonly subjectId?: number },
  Content extends SubjectContent<T> = SubjectContent<T>,
>
  implements vscode.Disposable
{
  /** Tokens that the panel takes at once. */
  protected readonly tokenLimit: number = panelTokenLimit;
  readonly #reading = new Latest();
  readonly #subscriptions: vscode.Disposable[];
  #content: Content | undefined;
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
      models.onDidChange(() => this.refresh()),
      models.onDidRecover((message) => {
        this.tell({ type: 'recovered', message });
        if (!this.#content) this.refresh();
      }),
    ];
  }

  /** Asks the model about the subject. @throws UserError, also where the model is on a server and that is no use here */
  protected abstract read(subject: Subject, subjectId: number, signal: AbortSignal): Promise<Content>;
  protected abstract postContent(content: Content): void;
  /** A message of this panel alone; `content` is what it speaks of. */
  protected abstract handleOwn(message: Own, content: Content): void;
  /** Ends work on content that is about to be replaced. */
  protected abstract cancelWork(): void;

  protected get content(): Content | undefined {
    return this.#content;
  }

  /** Reads the subject afresh. Nothing is computed for a panel that nobody sees. */
  refresh(delayMs = 0): void {
    this.cancelWork();
    if (this.isVisible()) this.#reading.run(delayMs, (signal) => this.#read(signal));
    else this.#reading.dispose();
  }

  handle(message: SubjectFromPanel | Own): void {
    const content = this.#content;
    if (isCommon(message)) this.#handleCommon(message, content);
    // The panel may speak of words that are no longer the subject.
    else if (content && (message.subjectId ?? content.subject.subjectId) === content.subject.subjectId) {
      this.handleOwn(message, content);
    }
  }

  dispose(): void {
    this.cancelWork();
    this.services.highlighter.showToken(undefined);
    vscode.Disposable.from(...this.#subscriptions).dispose();
  }

  /** Shows a failure above the content, which stays. */
  protected tellFailure(error: unknown, keepContent = true): void {
    if (isCancelled(error)) return;
    if (!keepContent) this.#content = undefined;
    this.tell({ type: 'notice', notice: errorNotice(error, this.services.log), keepContent });
  }

  /** What takes a while now. */
  protected get work(): Extract<Notice, { kind: 'working' }> {
    const { models } = this.services;
    const what = models.isLoaded || models.endpoint ? 'readingText' : 'loadingModel';
    return { kind: 'working', what, modelName: models.name };
  }

  /** Where the content comes from. @throws UserError */
  protected provenance(subject: Subject, content: Content): Promise<Provenance> {
    return provenanceOf(this.services, subject, content);
  }

  /** What the model on this machine says. */
  protected async readHere(
    subject: Subject,
    subjectId: number,
    signal: AbortSignal,
    ask: (request: TextParams, info: ModelInfo) => Promise<Reading<T>>,
  ): Promise<SubjectContent<T>> {
    const { subjects, models } = this.services;
    const request = subjectRequest(subject, this.tokenLimit);
    const info = await models.info(signal);
    const { tokens, omittedTokens } = await ask(request, info);
    const label = subjectLabel(subjects, subject, subjectId, omittedTokens, info, this.tokenLimit);
    return { subject: label, model: models.label(info), tokens };
  }

  #handleCommon(message: SubjectFromPanel, content: Content | undefined): void {
    const { highlighter, models, subjects } = this.services;
    if (message.type === 'ready') return this.refresh();
    if (message.type === 'action') return runNoticeAction(message.action, () => models.restart());
    if (message.type === 'save')
      return void saveFile(message, subjects.current?.uri).catch((e: unknown) => this.tellFailure(e));
    if (message.type === 'copy') return void copyText(message);
    if (message.subjectId !== content?.subject.subjectId) return;
    if (message.type === 'provenance') return void this.#postProvenance(content);
    if (message.type === 'hover') {
      const { token, until } = message;
      return highlighter.showToken(token === null ? undefined : stretchOf(content.tokens, token, until));
    }
    const token = content.tokens[message.token];
    if (token) void highlighter.reveal(token);
  }

  async #postProvenance(content: Content): Promise<void> {
    const subject = this.services.subjects.current;
    if (!subject) return;
    try {
      const provenance = await this.provenance(subject, content);
      this.tell({ type: 'provenance', subjectId: content.subject.subjectId, provenance });
    } catch (error) {
      this.tellFailure(error);
    }
  }

  async #read(signal: AbortSignal): Promise<void> {
    const subject = this.services.subjects.current;
    if (!subject) {
      this.#content = undefined;
      this.tell({ type: 'notice', notice: { kind: 'noSelection' }, keepContent: false });
      return;
    }
    this.tell({ type: 'notice', notice: this.work, keepContent: true });
    try {
      const content = await this.read(subject, ++this.#lastSubjectId, signal);
      if (signal.aborted) return;
      this.#content = content;
      this.postContent(content);
      this.#tellCursor();
    } catch (error) {
      if (!signal.aborted) this.tellFailure(error, false);
    }
  }

  #tellCursor(): void {
    const content = this.#content;
    if (!content) return;
    const offset = this.#cursor;
    const at =
      offset === undefined ? -1 : content.tokens.findIndex(({ start, end }) => start <= offset && offset < end);
    this.tell({ type: 'cursor', subjectId: content.subject.subjectId, token: at < 0 ? null : at });
  }
}

function isCommon(message: { readonly type: string }): message is SubjectFromPanel {
  return message.type in commonKinds;
}
