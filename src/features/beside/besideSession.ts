import { UserError } from '../../core/base/userError';
import { compareNext, type Vocabularies } from '../../core/beside/nextWords';
import { alignTokens } from '../../core/beside/stretches';
import { bitsPerCharacter, scoreStretch } from '../../core/beside/surprisal';
import type { Provenance } from '../../core/figures/provenance';
import { practiceStage } from '../../core/models/stages';
import { modelProvenance, textProvenance } from '../../panels/provenance';
import { programName } from '../../platform/programName';
import { SubjectSession } from '../../panels/subjectSession';
import { subjectLabel, subjectRequest } from '../../panels/subjectText';
import { Latest } from '../../platform/latest';
import { holdOffered, type OfferedModel, offeredModels } from '../../platform/offeredModels';
import type { Services } from '../../platform/services';
import type { HeldModel } from '../../platform/sideModels';
import type { Subject } from '../../platform/subject';
import type {
  BesideContent,
  BesideFromPanel,
  BesideSide,
  BesideStretch,
  BesideToPanel,
  Both,
} from '../../protocol/beside';
import type { Notice, SubjectFromPanel } from '../../protocol/panel';
import { SideReading } from './sideReading';
import { vocabulariesOf } from './vocabularies';

type Own = Exclude<BesideFromPanel, SubjectFromPanel | { type: 'picks' }>;
type Message<T extends Own['type']> = Extract<Own, { type: T }>;

/** Words that are compared: the best so many of either model. */
const shownWords = 12;

/** The panel of two models: the same words read by both, laid beside each other. */
export class BesideSession extends SubjectSession<BesideStretch, Own, BesideContent> {
  readonly #next = new Latest();
  readonly #word = new Latest();
  readonly #weights: Both<Latest> = { left: new Latest(), right: new Latest() };
  #picks: Both<string | null> = { left: null, right: null };
  #held: readonly HeldModel[] = [];
  /** What was read for the content. */
  #sides: Both<SideReading> | undefined;
  #vocabularies: Vocabularies | undefined;
  #names = '';

  constructor(
    services: Services,
    private readonly post: (message: BesideToPanel) => void,
    private readonly isShown: () => boolean,
  ) {
    super(services, post, isShown);
  }

  override refresh(delayMs = 0): void {
    super.refresh(delayMs);
    if (!this.isShown()) this.#letGo();
  }

  override handle(message: BesideFromPanel): void {
    if (message.type !== 'picks') return super.handle(message);
    this.#picks = message.picks;
    this.refresh();
  }

  override dispose(): void {
    super.dispose();
    this.#letGo();
  }

  protected override get work(): Extract<Notice, { kind: 'working' }> {
    return this.#names === ''
      ? { kind: 'working', what: 'loadingModel', modelName: 'two models' }
      : { kind: 'working', what: 'readingText', modelName: this.#names };
  }

  protected override async read(subject: Subject, subjectId: number, signal: AbortSignal): Promise<BesideContent> {
    const { subjects } = this.services;
    const offered = await this.#pick();
    this.#names = `${offered.left.name} and ${offered.right.name}`;
    const before = this.#held;
    const held = { left: holdOffered(this.services, offered.left), right: holdOffered(this.services, offered.right) };
    this.#held = [held.left, held.right];
    for (const old of before) old.dispose();
    const request = subjectRequest(subject, this.tokenLimit);
    const [left, right] = await Promise.all([
      SideReading.read(offered.left, held.left, request, signal),
      SideReading.read(offered.right, held.right, request, signal),
    ]);
    const content = this.#compare(subject, subjectId, { left, right });
    if (signal.aborted) return content;
    this.#sides = { left, right };
    this.#vocabularies = undefined;
    void this.#postIdentities(subjectId, { left, right });
    return {
      ...content,
      subject: subjectLabel(
        subjects,
        subject,
        subjectId,
        omitted({ left, right }),
        shorter(left, right),
        this.tokenLimit,
      ),
    };
  }

  protected override postContent(content: BesideContent): void {
    this.post({ type: 'content', content, source: this.services.subjects.source });
  }

  protected override handleOwn(message: Own, content: BesideContent): void {
    switch (message.type) {
      case 'place':
        return this.#next.run(0, (signal) => this.#told(signal, () => this.#postNext(content, message, signal)));
      case 'word':
        return this.#word.run(0, (signal) => this.#told(signal, () => this.#postWord(content, message, signal)));
      case 'head':
        return this.#weights[message.side].run(0, (signal) =>
          this.#told(signal, () => this.#postWeights(content, message, signal)),
        );
    }
  }

  protected override cancelWork(): void {
    for (const work of [this.#next, this.#word, this.#weights.left, this.#weights.right]) work.dispose();
  }

  protected override async provenance(subject: Subject, content: BesideContent): Promise<Provenance> {
    const { left } = await this.#identities(this.#sidesOf());
    return {
      model: left,
      text: await textProvenance(subject, content),
      program: programName,
      date: new Date().toISOString().slice(0, 10),
    };
  }

  /** What the person picked, or the default: the model in use, and the stage before it was shown any interview. */
  async #pick(): Promise<Both<OfferedModel>> {
    const options = await offeredModels(this.services.models, this.services.installed);
    const find = (id: string | null) => options.find((option) => option.id === id && option.problem === null);
    const inUse = options.find((option) => option.inUse);
    const right = find(this.#picks.right) ?? inUse ?? find(practiceStage)!;
    const left = find(this.#picks.left) ?? find(right.id === 'pretrained' ? 'untrained' : 'pretrained')!;
    this.post({ type: 'models', options, picks: { left: left.id, right: right.id } });
    return { left, right };
  }

  #compare(subject: Subject, subjectId: number, { left, right }: Both<SideReading>): BesideContent {
    const stretches = alignTokens(left.tokens, right.tokens, Math.min(left.end, right.end));
    const scores = {
      left: stretches.map((stretch) => scoreStretch(stretch.left, left.tokens)),
      right: stretches.map((stretch) => scoreStretch(stretch.right, right.tokens)),
    };
    const { characters, ...bits } = bitsPerCharacter(subject.text, stretches, scores.left, scores.right);
    const { name, bundled, layers, heads, predictsNextToken } = {
      ...left.info,
      name: left.model.name,
      bundled: left.model.isStage,
    };
    return {
      subject: subjectLabel(this.services.subjects, subject, subjectId, 0, left.info, this.tokenLimit),
      model: { name, bundled, layers, heads, predictsNextToken },
      tokens: stretches.map(({ start, end, ...tokens }, id) => ({
        id,
        text: subject.text.slice(start, end),
        start,
        end,
        special: false,
        left: scores.left[id]!,
        right: scores.right[id]!,
        last: { left: tokens.left.at(-1)!, right: tokens.right.at(-1)! },
      })),
      sides: { left: describeSide(left), right: describeSide(right) },
      bitsPerCharacter: bits,
      characters,
    };
  }

  async #postNext({ subject, tokens }: BesideContent, { place }: Message<'place'>, signal: AbortSignal): Promise<void> {
    const { left, right } = this.#sidesOf();
    const { last } = stretchAt(tokens, place);
    const [a, b] = await Promise.all([left.next(last.left, signal), right.next(last.right, signal)]);
    this.#vocabularies ??= await vocabulariesOf({ left, right }, signal);
    const next = compareNext(a, b, this.#vocabularies, shownWords);
    if (!signal.aborted) this.post({ type: 'next', subjectId: subject.subjectId, place, next });
  }

  async #postWord(
    { subject, tokens }: BesideContent,
    { place, word }: Message<'word'>,
    signal: AbortSignal,
  ): Promise<void> {
    const sides = this.#sidesOf();
    const { last } = stretchAt(tokens, place);
    const [left, right] = await Promise.all([
      sides.left.word(last.left, word, signal),
      sides.right.word(last.right, word, signal),
    ]);
    if (signal.aborted) return;
    this.post({ type: 'word', subjectId: subject.subjectId, place, word, scores: { left, right } });
  }

  async #postWeights(
    { subject, sides }: BesideContent,
    { side, layer, head }: Message<'head'>,
    signal: AbortSignal,
  ): Promise<void> {
    const { weights, size } = await this.#sidesOf()[side].attention(sides[side].tokens.length, layer, head, signal);
    if (!signal.aborted) this.post({ type: 'weights', subjectId: subject.subjectId, side, layer, head, weights, size });
  }

  async #postIdentities(subjectId: number, sides: Both<SideReading>): Promise<void> {
    const models = await this.#identities(sides);
    if (this.content?.subject.subjectId === subjectId) this.post({ type: 'identities', subjectId, models });
  }

  async #identities({ left, right }: Both<SideReading>): Promise<Both<Provenance['model']>> {
    const of = ({ info, model }: SideReading) => modelProvenance(info, model.name, this.services.hashes);
    return { left: await of(left), right: await of(right) };
  }

  #letGo(): void {
    for (const held of this.#held) held.dispose();
    this.#held = [];
  }

  #sidesOf(): Both<SideReading> {
    if (!this.#sides) throw new UserError('internal', 'Nothing was read.', '');
    return this.#sides;
  }

  async #told(signal: AbortSignal, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!signal.aborted) this.tellFailure(error);
    }
  }
}

function describeSide({ model, info, tokens }: SideReading): BesideSide {
  const { layers, heads, predictsNextToken, attention } = info;
  const noAttention = attention.available ? null : attention.why;
  return { name: model.name, layers, heads, predictsNextToken, noAttention, tokens: tokens.map(({ text }) => text) };
}

function stretchAt(tokens: readonly BesideStretch[], place: number): BesideStretch {
  const stretch = tokens[place];
  if (!stretch) throw new UserError('badRequest', `There is no stretch ${place + 1}.`, '');
  return stretch;
}

/** Tokens that the one of them left out that read less. */
function omitted({ left, right }: Both<SideReading>): number {
  return left.end <= right.end ? left.omittedTokens : right.omittedTokens;
}

function shorter(left: SideReading, right: SideReading): { readonly contextLength: number | null } {
  return left.end <= right.end ? left.info : right.info;
}
