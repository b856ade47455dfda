import * as vscode from 'vscode';
import { toErrorInfo, UserError } from '../../core/base/userError';
import { type EndpointSetting, isOnThisMachine } from '../../core/models/endpoint';
import { isCancelled } from '../../panels/notices';
import { type Read, type Shown, SubjectSession } from '../../panels/subjectSession';
import { panelTokenLimit, subjectLabel, subjectRequest } from '../../panels/subjectText';
import { Latest } from '../../platform/latest';
import type { Services } from '../../platform/services';
import type { Subject } from '../../platform/subject';
import type { ExploreContent, ExploreFromPanel, ExploreToPanel, WrittenToken } from '../../protocol/explore';
import type { ScoredToken } from '../../protocol/modelHost';
import type { SubjectFromPanel } from '../../protocol/panel';
import { ServerSubject } from './serverReading';

/** Candidates that come with their text; the panel shows fewer, but temperature never changes their order. */
const candidates = 50;

type Own = Exclude<ExploreFromPanel, SubjectFromPanel>;
type ContinueMessage = Extract<Own, { type: 'continue' }>;
/** Whom to ask about the content, where its model is on a server. */
type Server = ServerSubject | undefined;
type ShownHere = Shown<ExploreContent, Server>;

/** The Explore view: tokens with their surprisal, the next-token distribution after any of them, and how the text goes on. */
export class ExploreSession extends SubjectSession<ScoredToken, Own, ExploreContent, Server> {
  readonly #next = new Latest();
  readonly #generated: vscode.Disposable;
  /** What the person let go to a server elsewhere. */
  #sent: ServerSubject | undefined;
  #continuing: { readonly stream: number; readonly abort: AbortController } | undefined;

  constructor(
    services: Services,
    private readonly post: (message: ExploreToPanel) => void,
    isVisible: () => boolean,
  ) {
    super(services, post, isVisible);
    this.#generated = services.models.onDidGenerate(({ stream, token }) => {
      const subjectId = this.shown?.content.subject.subjectId;
      if (subjectId === undefined || stream !== this.#continuing?.stream) return;
      this.post({ type: 'continuing', subjectId, stream, token });
    });
  }

  override dispose(): void {
    this.#generated.dispose();
    super.dispose();
  }

  protected override async read(
    subject: Subject,
    subjectId: number,
    signal: AbortSignal,
  ): Promise<Read<ExploreContent, Server>> {
    const { models } = this.services;
    if (models.endpoint) return this.#readOnServer(models.endpoint, subject, subjectId, signal);
    const { content, ...by } = await this.readHere(subject, subjectId, signal, (request) =>
      models.request('score', request, signal),
    );
    return { ...by, content: { ...content, server: null } };
  }

  async #readOnServer(
    endpoint: EndpointSetting,
    subject: Subject,
    subjectId: number,
    signal: AbortSignal,
  ): Promise<Read<ExploreContent, Server>> {
    subjectRequest(subject);
    // What leaves the machine does so by the person's act, selection by selection.
    const asked = new ServerSubject(this.services.endpoints, endpoint, subject);
    const isSent = isOnThisMachine(endpoint.url) || (this.#sent?.isSameAs(asked) ?? false);
    const { server, tokens } = await asked.read(isSent, signal);
    const shown = tokens.slice(0, panelTokenLimit);
    const unknown = { contextLength: null };
    const content: ExploreContent = {
      subject: subjectLabel(this.services.subjects, subject, subjectId, tokens.length - shown.length, unknown),
      model: { name: endpoint.name, bundled: false, layers: 0, heads: 0, predictsNextToken: true },
      tokens: shown,
      server,
    };
    return { content, reader: { kind: 'server', endpoint }, kept: asked };
  }

  protected override postContent({ content }: ShownHere): void {
    this.post({ type: 'content', content });
  }

  protected override handleOwn(message: Own, shown: ShownHere): void {
    switch (message.type) {
      case 'send':
        // What the person saw when they agreed; by now other words may be the subject, or another model in use.
        this.#sent = shown.kept;
        return this.refresh();
      case 'position':
        return this.#next.run(0, (signal) => this.#postNext(shown, message.position, signal));
      case 'continue':
        return void this.#continue(shown, message);
      case 'stop':
        if (message.stream === this.#continuing?.stream) this.#stopContinuing();
        return;
      case 'tokenText':
        return void this.#postTokenText(shown.content, message.id);
      case 'showAttention':
        return void vscode.commands.executeCommand('introspect.showAttention');
      case 'showNextWords':
        return void vscode.commands.executeCommand('introspect.showNextWords');
    }
  }

  protected override cancelWork(): void {
    this.#next.dispose();
    this.#stopContinuing();
  }

  async #postNext({ content, kept }: ShownHere, position: number, signal: AbortSignal): Promise<void> {
    const { subjectId } = content.subject;
    try {
      if (content.server) {
        requireSent(content.server);
        const stated = await kept?.next(content.tokens[position]?.end, signal);
        if (!signal.aborted && stated) this.post({ type: 'stated', subjectId, position, candidates: stated });
        return;
      }
      const ids = idsUpTo(content, position);
      const after = content.tokens.slice(position + 1).map(({ id }) => id);
      const { logits, top } = await this.services.models.request('next', { ids, after, top: candidates }, signal);
      if (!signal.aborted) this.post({ type: 'next', subjectId, position, logits, top });
    } catch (error) {
      if (!signal.aborted) this.tellFailure(error);
    }
  }

  async #postTokenText({ subject }: ExploreContent, id: number): Promise<void> {
    try {
      const { texts } = await this.services.models.request('tokenTexts', { ids: [id] }, AbortSignal.timeout(10_000));
      this.post({ type: 'tokenText', subjectId: subject.subjectId, id, text: texts[0] ?? '' });
    } catch (error) {
      this.tellFailure(error);
    }
  }

  async #continue({ content, kept }: ShownHere, asked: ContinueMessage): Promise<void> {
    const { position, stream, maxNew, sampling } = asked;
    this.#stopContinuing();
    const abort = new AbortController();
    this.#continuing = { stream, abort };
    const { subjectId } = content.subject;
    try {
      if (content.server) {
        requireSent(content.server);
        const onToken = (token: WrittenToken): void => this.post({ type: 'continuing', subjectId, stream, token });
        const end = content.tokens[position]?.end;
        const result = await kept?.continue(end, { maxNew, sampling }, onToken, abort.signal);
        if (result) this.post({ type: 'continued', subjectId, stream, result });
        return;
      }
      const prompt = { ids: idsUpTo(content, position) };
      const request = { prompt, maxNew, sampling, stream };
      const result = await this.services.models.request('generate', request, abort.signal);
      this.post({ type: 'continued', subjectId, stream, result });
    } catch (error) {
      // A continuation that the person stopped keeps what it has: the panel knows.
      if (!isCancelled(error)) this.post({ type: 'continueFailed', subjectId, stream, message: failureText(error) });
    } finally {
      if (this.#continuing?.stream === stream) this.#continuing = undefined;
    }
  }

  #stopContinuing(): void {
    this.#continuing?.abort.abort();
    this.#continuing = undefined;
  }
}

/** Ids of the tokens up to and including the one at `position`. */
function idsUpTo({ tokens }: ExploreContent, position: number): number[] {
  if (!tokens[position]) throw new UserError('badRequest', `There is no token ${position + 1}.`, '');
  return tokens.slice(0, position + 1).map(({ id }) => id);
}

/** Nothing is asked about words that the person has not let go. */
function requireSent({ isSent, host }: NonNullable<ExploreContent['server']>): void {
  if (!isSent)
    throw new UserError('badRequest', `The words were not sent to ${host}.`, 'Press “Send these words” first.');
}

function failureText(error: unknown): string {
  const { message, remedy } = toErrorInfo(error);
  return `${message} ${remedy}`.trim();
}
