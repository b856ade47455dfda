import { UserError } from '../../core/base/userError';
import { type Read, type Shown, SubjectSession } from '../../panels/subjectSession';
import { Latest } from '../../platform/latest';
import type { Services } from '../../platform/services';
import type { Subject } from '../../platform/subject';
import type { AttentionContent, AttentionFromPanel, AttentionToPanel, ReadingPlace } from '../../protocol/attention';
import type { AttentionResult, Token } from '../../protocol/modelHost';
import type { SubjectFromPanel } from '../../protocol/panel';
import { OverviewRequests } from './overviewRequests';

/** About forty minutes of talk: a matrix of as many pixels a side as a large screen has. */
const attentionTokenLimit = 4096;

type Own = Exclude<AttentionFromPanel, SubjectFromPanel>;

/** The Attention panel: the tokens of the subject, and the weights that the panel asks for. */
export class AttentionSession extends SubjectSession<Token, Own, AttentionContent> {
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

  protected override async read(
    subject: Subject,
    subjectId: number,
    signal: AbortSignal,
  ): Promise<Read<AttentionContent>> {
    const { models } = this.services;
    let most = Infinity;
    const { content, ...by } = await this.readHere(subject, subjectId, signal, async (request, info) => {
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
    const end = content.tokens.reduce((last, token) => Math.max(last, token.end), 0);
    const read = { ...content, text: subject.text.slice(0, end) };
    if (most >= content.subject.limit.tokens) return { ...by, content: read };
    const label = { ...content.subject, limit: { tokens: most, by: 'onePiece' as const } };
    return { ...by, content: { ...read, subject: label } };
  }

  protected override postContent({ content }: Shown<AttentionContent>): void {
    this.post({ type: 'content', content, source: this.services.subjects.source });
  }

  protected override handleOwn(message: Own, { content }: Shown<AttentionContent>): void {
    if (message.type !== 'head') return this.#overview.handle(message, content);
    const { reading, layer, head } = message;
    this.#head.run(0, (signal) => this.#postWeights(content, { reading, layer, head }, signal));
  }

  protected override cancelWork(): void {
    this.#head.dispose();
    this.#overview.dispose();
  }

  async #postWeights(content: AttentionContent, place: ReadingPlace, signal: AbortSignal): Promise<void> {
    const ids = content.tokens.map(({ id }) => id);
    try {
      const { weights, size } = await this.#request(ids, place, signal);
      if (signal.aborted) return;
      this.post({ type: 'weights', subjectId: content.subject.subjectId, ...place, weights, size });
    } catch (error) {
      if (!signal.aborted) this.tellFailure(error);
    }
  }

  #request(
    ids: readonly number[],
    { reading, layer, head }: ReadingPlace,
    signal: AbortSignal,
  ): Promise<AttentionResult> {
    const { models } = this.services;
    switch (reading) {
      case 'head':
        return models.request('attention', { ids, layer, head }, signal);
      case 'valueNorms':
        return models.request('valueNorms', { ids, layer, head }, signal);
      case 'rollout':
        return models.request('rollout', { ids, layer }, signal);
      case 'layerMean':
      case 'layerMax':
        return models.request('attentionAcross', { ids, layer, how: reading === 'layerMean' ? 'mean' : 'max' }, signal);
      case 'allMean':
      case 'allMax':
        return models.request(
          'attentionAcross',
          { ids, layer: null, how: reading === 'allMean' ? 'mean' : 'max' },
          signal,
        );
    }
  }
}
