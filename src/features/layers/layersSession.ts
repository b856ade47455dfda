import { errorNotice, isCancelled } from '../../panels/notices';
import { type Read, type Shown, SubjectSession } from '../../panels/subjectSession';
import { Latest } from '../../platform/latest';
import type { Services } from '../../platform/services';
import type { Subject } from '../../platform/subject';
import {
  layersParts,
  type AblationAnswer,
  type ContributionsAnswer,
  type LensAnswer,
  type LayersContent,
  type LayersFromPanel,
  type LayersPart,
  type LayersToPanel,
} from '../../protocol/layers';
import type { Token } from '../../protocol/modelHost';
import type { SubjectFromPanel } from '../../protocol/panel';
import { ablationAnswer, contributionsAnswer, lensAnswer, type Ask, type AskedText } from './answers';

type Own = Exclude<LayersFromPanel, SubjectFromPanel>;
type Request = Extract<Own, { type: LayersPart }>;
type Answer =
  | { readonly type: 'lens'; readonly answer: LensAnswer }
  | { readonly type: 'contributions'; readonly answer: ContributionsAnswer }
  | { readonly type: 'ablation'; readonly answer: AblationAnswer };

/** Heads are often switched in a row; only where the clicking rests is computed. */
const switchingMs = 150;

/** The Layers panel: the tokens of the subject, and of its three parts what the panel asks for. */
export class LayersSession extends SubjectSession<Token, Own> {
  readonly #work: { readonly [P in LayersPart]: Latest } = {
    lens: new Latest(),
    contributions: new Latest(),
    ablation: new Latest(),
  };

  constructor(
    services: Services,
    private readonly post: (message: LayersToPanel) => void,
    isVisible: () => boolean,
  ) {
    super(services, post, isVisible);
  }

  protected override read(subject: Subject, subjectId: number, signal: AbortSignal): Promise<Read<LayersContent>> {
    const { models } = this.services;
    return this.readHere(subject, subjectId, signal, (request) => models.request('tokenize', request, signal));
  }

  protected override postContent({ content }: Shown<LayersContent>): void {
    this.post({ type: 'content', content, source: this.services.subjects.source });
  }

  protected override handleOwn(message: Own, { content, subject }: Shown<LayersContent>): void {
    const { tokens, model } = content;
    const asked: AskedText = { text: subject.text, tokens, predictsNext: model.predictsNextToken };
    switch (message.type) {
      case 'lens':
        return this.#run(message, async (ask) => ({
          type: 'lens',
          answer: await lensAnswer(ask, asked, message.start),
        }));
      case 'contributions':
        return this.#run(message, async (ask) => ({
          type: 'contributions',
          answer: await contributionsAnswer(ask, asked, message),
        }));
      case 'ablation':
        return this.#run(message, async (ask) => ({
          type: 'ablation',
          answer: await ablationAnswer(ask, asked, message.heads, message.hidden),
        }));
      case 'cancel':
        return this.#work[message.part].dispose();
    }
  }

  protected override cancelWork(): void {
    for (const part of layersParts) this.#work[part].dispose();
  }

  #run({ type: part, subjectId, request }: Request, answer: (ask: Ask) => Promise<Answer>): void {
    this.#work[part].run(part === 'ablation' ? switchingMs : 0, async (signal) => {
      try {
        const message = await answer((method, params) => this.services.models.request(method, params, signal));
        if (!signal.aborted) this.post({ ...message, subjectId, request });
      } catch (error) {
        if (signal.aborted || isCancelled(error)) return;
        // Told in its place: the other parts still work.
        const notice = errorNotice(error, this.services.log);
        this.post({ type: 'failed', part, notice, subjectId, request });
      }
    });
  }
}
