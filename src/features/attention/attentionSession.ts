import { UserError } from '../../core/base/userError';
import { SubjectSession } from '../../panels/subjectSession';
import { Latest } from '../../platform/latest';
import type { Services } from '../../platform/services';
import type { Subject } from '../../platform/subject';
import type { AttentionContent, AttentionFromPanel, AttentionToPanel } from '../../protocol/attention';
import type { Token } from '../../protocol/modelHost';
import type { SubjectFromPanel } from '../../protocol/panel';

type Own = Exclude<AttentionFromPanel, SubjectFromPanel>;

/** The Attention panel: the tokens of the subject, and the weights of the head that the panel asks for. */
export class AttentionSession extends SubjectSession<Token, Own> {
  readonly #head = new Latest();

  constructor(
    services: Services,
    private readonly post: (message: AttentionToPanel) => void,
    isVisible: () => boolean,
  ) {
    super(services, post, isVisible);
  }

  protected override read(subject: Subject, subjectId: number, signal: AbortSignal): Promise<AttentionContent> {
    const { models } = this.services;
    return this.readHere(subject, subjectId, signal, async (request, info) => {
      if (!info.attention.available) {
        throw new UserError(
          'modelUnsupported',
          `The attention of ${models.choice.name} cannot be shown: ${info.attention.why}`,
          'Choose another model; the practice model shows its attention.',
        );
      }
      return models.request('tokenize', request, signal);
    });
  }

  protected override postContent(content: AttentionContent): void {
    this.post({ type: 'content', content, source: this.services.subjects.source });
  }

  protected override handleOwn({ layer, head }: Own, content: AttentionContent): void {
    this.#head.run(0, (signal) => this.#postWeights(content, layer, head, signal));
  }

  protected override cancelWork(): void {
    this.#head.dispose();
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
