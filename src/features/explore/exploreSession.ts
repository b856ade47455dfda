import * as vscode from 'vscode';
import { toErrorInfo, UserError } from '../../core/base/userError';
import { isCancelled } from '../../panels/notices';
import { type Reading, SubjectSession } from '../../panels/subjectSession';
import { Latest } from '../../platform/latest';
import type { Services } from '../../platform/services';
import type { ExploreContent, ExploreFromPanel, ExploreToPanel } from '../../protocol/explore';
import type { ModelInfo, ScoredToken, TextParams } from '../../protocol/modelHost';
import type { SubjectFromPanel } from '../../protocol/panel';

/** Candidates that come with their text; the panel shows fewer, but temperature never changes their order. */
const candidates = 50;

type Own = Exclude<ExploreFromPanel, SubjectFromPanel>;
type ContinueMessage = Extract<Own, { type: 'continue' }>;

/** The Explore view: tokens with their surprisal, the next-token distribution after any of them, and how the text goes on. */
export class ExploreSession extends SubjectSession<ScoredToken, Own> {
  readonly #next = new Latest();
  readonly #generated: vscode.Disposable;
  #continuing: { readonly stream: number; readonly abort: AbortController } | undefined;

  constructor(
    services: Services,
    private readonly post: (message: ExploreToPanel) => void,
    isVisible: () => boolean,
  ) {
    super(services, post, isVisible);
    this.#generated = services.models.onDidGenerate(({ stream, token }) => {
      const subjectId = this.content?.subject.subjectId;
      if (subjectId === undefined || stream !== this.#continuing?.stream) return;
      this.post({ type: 'continuing', subjectId, stream, token });
    });
  }

  override dispose(): void {
    this.#generated.dispose();
    super.dispose();
  }

  protected override read(request: TextParams, _info: ModelInfo, signal: AbortSignal): Promise<Reading<ScoredToken>> {
    return this.services.models.request('score', request, signal);
  }

  protected override postContent(content: ExploreContent): void {
    this.post({ type: 'content', content });
  }

  protected override handleOwn(message: Own, content: ExploreContent): void {
    switch (message.type) {
      case 'position':
        return this.#next.run(0, (signal) => this.#postNext(content, message.position, signal));
      case 'continue':
        return void this.#continue(content, message);
      case 'stop':
        if (message.stream === this.#continuing?.stream) this.#stopContinuing();
        return;
      case 'tokenText':
        return void this.#postTokenText(content, message.id);
      case 'showAttention':
        return void vscode.commands.executeCommand('introspect.showAttention');
    }
  }

  protected override cancelWork(): void {
    this.#next.dispose();
    this.#stopContinuing();
  }

  async #postNext(content: ExploreContent, position: number, signal: AbortSignal): Promise<void> {
    try {
      const ids = idsUpTo(content, position);
      const { logits, top } = await this.services.models.request('next', { ids, top: candidates }, signal);
      if (!signal.aborted) this.post({ type: 'next', subjectId: content.subject.subjectId, position, logits, top });
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

  async #continue(content: ExploreContent, { position, stream, maxNew, sampling }: ContinueMessage): Promise<void> {
    this.#stopContinuing();
    const abort = new AbortController();
    this.#continuing = { stream, abort };
    const { subjectId } = content.subject;
    try {
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

function failureText(error: unknown): string {
  const { message, remedy } = toErrorInfo(error);
  return `${message} ${remedy}`.trim();
}
