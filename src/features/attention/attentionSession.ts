import { UserError } from '../../core/base/userError';
import { SubjectSession } from '../../panels/subjectSession';
import { Latest } from '../../platform/latest';
import type { Services } from '../../platform/services';
import type { Subject } from '../../platform/subject';
import type { AttentionContent, AttentionFromPanel, AttentionToPanel } from '../../protocol/attention';
import type { Token } from '../../protocol/modelHost';
import type { SubjectFromPanel } from '../../protocol/panel';
import { OverviewRequests } from './overviewRequests';

/** About forty minutes of talk: a matrix of as many pixels a side as a large screen has. */
const attentionTokenLimit = 4096;

type Own = Exclude<AttentionFromPanel, SubjectFromPanel>;

/** The Attention panel: the tokens of the subject, and the weights of the head that the panel asks for. */
export class AttentionSession extends SubjectSession<Token, Own> {
  protected override readonly tokenLimit = attentionTokenLimit;
  readonly #head = new Latest();
  readonly #overview: OverviewRequests;

  constructor(
    services: Services,
    private readonly post: (message: AttentionToPanel) => void,
    isVisible: () => boolean,
  ) {
    super(services, post, isVisible);
    this.#overview = new OverviewRequests(services.models, post, (error) => this.tellFailure(error));
  }

  protected override async read(subject: Subject, subjectId: number, signal: AbortSignal): Promise<AttentionContent> {
    const { models } = this.services;
    let most = Infinity;
    const content = await this.readHere(subject, subjectId, signal, async (request, info) => {
      if (!info.attention.available) {
        throw new UserError(
          'modelUnsupported',
          `The attention of ${models.choice.name} cannot be shown: ${info.attention.why}`,
          'Choose another model; the practice model shows its attention.',
        );
      }
      most = info.attention.maxTokens ?? Infinity;
      const maxTokens = Math.min(request.maxTokens ?? Infinity, most);
      return models.request('tokenize', { ...request, maxTokens }, signal);
    });
    if (most >= content.subject.limit.tokens) return content;
    return { ...content, subject: { ...content.subject, limit: { tokens: most, by: 'onePiece' } } };
  }

  protected override postContent(content: AttentionContent): void {
    this.post({ type: 'content', content, source: this.services.subjects.source });
  }

  protected override handleOwn(message: Own, content: AttentionContent): void {
    if (message.type !== 'head') return this.#overview.handle(message, content);
    const { layer, head } = message;
    this.#head.run(0, (signal) => this.#postWeights(content, layer, head, signal));
  }

  protected override cancelWork(): void {
    this.#head.dispose();
    this.#overview.dispose();
  }

  async #postWeights(content: AttentionContent, layer: number, head: number, signal: AbortSignal): Promise<void> {
    const ids = content.tokens.map(({ id }) => id);
    try {
      const { weights, size } = await this.services.models.request('attention', { ids, layer, head }, signal);
      if (signal.aborted) return;
      this.post({ type: 'weights', subjectId: content.subject.subjectId, layer, head, weights, size });
    } catch (error) {
      if (!signal.aborted) this.tellFailure(error);
    }
  }
}
