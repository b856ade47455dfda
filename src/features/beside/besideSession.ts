import type * as vscode from 'vscode';
import { UserError } from '../../core/base/userError';
import { compareNext, type Vocabularies } from '../../core/beside/nextWords';
import { layBeside } from '../../core/beside/stretches';
import { bitsPerCharacter, scoreStretch } from '../../core/beside/surprisal';
import type { ModelProvenance } from '../../core/figures/provenance';
import { readerProvenance } from '../../panels/provenance';
import { type Read, type Shown, SubjectSession } from '../../panels/subjectSession';
import { subjectLabel, subjectRequest } from '../../panels/subjectText';
import { Latest } from '../../platform/latest';
import { holdOffered } from '../../platform/offeredModels';
import type { Services } from '../../platform/services';
import type { HeldModel } from '../../platform/sideModels';
import type { Subject } from '../../platform/subject';
import type { BesideContent, BesideFromPanel, BesideStretch, BesideToPanel, Both } from '../../protocol/beside';
import type { TextParams } from '../../protocol/modelHost';
import type { ModelLabel, Notice, SubjectFromPanel } from '../../protocol/panel';
import { LocalReading } from './localReading';
import { type Offer, offersOf, pickOffers } from './offers';
import { Release } from './release';
import { describeOffer, describeSide } from './sideWords';
import { ServerReading } from './serverReading';
import type { SideReading } from './sideReading';
import { vocabulariesOf } from './vocabularies';

type Own = Exclude<BesideFromPanel, SubjectFromPanel | { type: 'picks' }>;
type Message<T extends Own['type']> = Extract<Own, { type: T }>;
type Sides = Both<SideReading>;
interface Kept {
  /** The two models as they were offered. */
  readonly offers: Both<Offer>;
  /** Null where the words wait for being sent. */
  readonly sides: Sides | null;
}
type ShownSides = Shown<BesideContent, Kept>;

/** Words that are compared: the best so many of either model. */
const shownWords = 12;

/** The panel of two models: the same words read by both, laid beside each other. */
export class BesideSession extends SubjectSession<BesideStretch, Own, BesideContent, Kept> {
  readonly #next = new Latest();
  readonly #word = new Latest();
  readonly #weights: Both<Latest> = { left: new Latest(), right: new Latest() };
  #picks: Both<string | null> = { left: null, right: null };
  #held: readonly HeldModel[] = [];
  readonly #release: Release;
  readonly #endpoints: vscode.Disposable;
  readonly #vocabularies = new WeakMap<Sides, Vocabularies>();
  #names = '';

  constructor(
    services: Services,
    private readonly post: (message: BesideToPanel) => void,
    private readonly isShown: () => boolean,
  ) {
    super(services, post, isShown);
    this.#release = new Release(services.endpoints);
    const listed = () => JSON.stringify(services.endpoints.list);
    let known = listed();
    this.#endpoints = services.endpoints.onDidChange(() => {
      const before = known;
      known = listed();
      // A test of a server that is done changes nothing here.
      if (known !== before) this.refresh();
    });
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
    this.#endpoints.dispose();
    this.#letGo();
  }

  protected override get work(): Extract<Notice, { kind: 'working' }> {
    return this.#names === ''
      ? { kind: 'working', what: 'loadingModel', modelName: 'two models' }
      : { kind: 'working', what: 'readingText', modelName: this.#names };
  }

  protected override async read(
    subject: Subject,
    subjectId: number,
    signal: AbortSignal,
  ): Promise<Read<BesideContent, Kept>> {
    const offers = await offersOf(this.services);
    const { left, right } = pickOffers(offers, this.#picks);
    this.post({
      type: 'models',
      options: offers.map(({ option }) => option),
      picks: { left: left.option.id, right: right.option.id },
    });
    this.#names = `${left.option.name} and ${right.option.name}`;
    const request = subjectRequest(subject, this.tokenLimit);
    const offered = { left, right };
    const sent = await this.#holdSent(subject, offered, signal);
    if ('unsent' in sent) {
      const content = this.#unread(subject, subjectId, offered, sent.unsent);
      return { content, reader: null, kept: { offers: offered, sides: null } };
    }
    const [a, b] = await Promise.all([
      this.#readSide(left, sent.left, request, signal),
      this.#readSide(right, sent.right, request, signal),
    ]);
    const sides = { left: a, right: b };
    const content = this.#compare(subject, subjectId, sides);
    return { content, reader: a.source, kept: { offers: offered, sides } };
  }

  protected override postContent({ content, kept: { sides } }: ShownSides): void {
    this.post({ type: 'content', content, source: this.services.subjects.source });
    if (sides) void this.#postIdentities(content.subject.subjectId, sides);
  }

  protected override handleOwn(message: Own, shown: ShownSides): void {
    switch (message.type) {
      case 'send':
        return void this.#send(message, shown);
      case 'place':
        return this.#next.run(0, (signal) => this.#told(signal, () => this.#postNext(shown, message, signal)));
      case 'word':
        return this.#word.run(0, (signal) => this.#told(signal, () => this.#postWord(shown, message, signal)));
      case 'head':
        return this.#weights[message.side].run(0, (signal) =>
          this.#told(signal, () => this.#postWeights(shown, message, signal)),
        );
    }
  }

  protected override cancelWork(): void {
    for (const work of [this.#next, this.#word, this.#weights.left, this.#weights.right]) work.dispose();
  }

  /** Holds the two models in place of those before, or names the servers that wait for the words. */
  async #holdSent(
    subject: Subject,
    { left, right }: Both<Offer>,
    signal: AbortSignal,
  ): Promise<Both<HeldModel | undefined> | { readonly unsent: BesideContent['unsent'] }> {
    const before = this.#held;
    this.#held = [];
    try {
      const unsent = await this.#release.unsent(subject, { left, right }, signal);
      if (signal.aborted) throw new UserError('cancelled', 'The words or the models changed.', '');
      return unsent.length > 0 ? { unsent } : { left: this.#hold(left), right: this.#hold(right) };
    } finally {
      for (const old of before) old.dispose();
    }
  }

  /** Undefined for a model on a server. */
  #hold({ from }: Offer): HeldModel | undefined {
    if (from.kind === 'server') return undefined;
    const held = holdOffered(this.services, from.model);
    this.#held = [...this.#held, held];
    return held;
  }

  async #readSide(
    { from }: Offer,
    held: HeldModel | undefined,
    request: TextParams,
    signal: AbortSignal,
  ): Promise<SideReading> {
    if (from.kind === 'here') return LocalReading.read(from.model, held!, request, signal);
    const { endpoints } = this.services;
    const can = await endpoints.capabilities(from.endpoint, signal);
    const engine = await endpoints.engine(from.endpoint);
    return ServerReading.read(from.endpoint, engine, can, request.text, this.tokenLimit, signal);
  }

  /** Lets go what the person saw when they agreed; by now other words may be the subject, or other models picked. */
  async #send({ side }: Message<'send'>, { subject, kept: { offers } }: ShownSides): Promise<void> {
    try {
      await this.#release.let(subject, offers[side]);
      this.refresh();
    } catch (error) {
      this.tellFailure(error);
    }
  }

  /** Nothing was sent, so nothing is told. */
  #unread(
    subject: Subject,
    subjectId: number,
    { left, right }: Both<Offer>,
    unsent: BesideContent['unsent'],
  ): BesideContent {
    const none = { notComputable: 'The words were not sent.' };
    return {
      subject: subjectLabel(this.services.subjects, subject, subjectId, 0, { contextLength: null }, this.tokenLimit),
      model: { name: left.option.name, bundled: left.option.isStage, ...unknownShape },
      tokens: [],
      unsent,
      sides: { left: describeOffer(left), right: describeOffer(right) },
      bitsPerCharacter: { left: none, right: none },
      characters: 0,
    };
  }

  #compare(subject: Subject, subjectId: number, { left, right }: Both<SideReading>): BesideContent {
    const { text } = subject;
    const all = layBeside(text, left.tokens, right.tokens, Math.min(left.end, right.end));
    // Words alone know no limit of their own.
    const stretches = all.slice(0, this.tokenLimit);
    const scores = {
      left: stretches.map((stretch) => scoreStretch(stretch.left, left.tokens)),
      right: stretches.map((stretch) => scoreStretch(stretch.right, right.tokens)),
    };
    const noScore = { left: left.noScore, right: right.noScore };
    const { characters, ...bits } = bitsPerCharacter(text, stretches, scores.left, scores.right, noScore);
    const shorter = left.end <= right.end ? left : right;
    const omitted = shorter.omittedTokens + all.length - stretches.length;
    const window = { contextLength: shorter.source.kind === 'here' ? shorter.source.info.contextLength : null };
    return {
      subject: subjectLabel(this.services.subjects, subject, subjectId, omitted, window, this.tokenLimit),
      model: labelOf(left),
      tokens: stretches.map(({ start, end, ...tokens }, id) => ({
        id,
        text: text.slice(start, end),
        start,
        end,
        special: false,
        left: scores.left[id]!,
        right: scores.right[id]!,
        last: { left: tokens.left.at(-1) ?? -1, right: tokens.right.at(-1) ?? -1 },
      })),
      unsent: [],
      sides: { left: describeSide(left), right: describeSide(right) },
      bitsPerCharacter: bits,
      characters,
    };
  }

  async #postNext({ content, kept }: ShownSides, { place }: Message<'place'>, signal: AbortSignal): Promise<void> {
    const sides = sidesOf(kept);
    const { left, right } = sides;
    const { last, end } = stretchAt(content.tokens, place);
    const [a, b] = await Promise.all([
      left.next({ last: last.left, end }, signal),
      right.next({ last: last.right, end }, signal),
    ]);
    const vocabularies = this.#vocabularies.get(sides) ?? (await vocabulariesOf(sides, signal));
    this.#vocabularies.set(sides, vocabularies);
    const next = compareNext(a, b, vocabularies, shownWords);
    if (!signal.aborted) this.post({ type: 'next', subjectId: content.subject.subjectId, place, next });
  }

  async #postWord({ content, kept }: ShownSides, { place, word }: Message<'word'>, signal: AbortSignal): Promise<void> {
    const sides = sidesOf(kept);
    const { last, end } = stretchAt(content.tokens, place);
    const [left, right] = await Promise.all([
      sides.left.word({ last: last.left, end }, word, signal),
      sides.right.word({ last: last.right, end }, word, signal),
    ]);
    if (signal.aborted) return;
    this.post({ type: 'word', subjectId: content.subject.subjectId, place, word, scores: { left, right } });
  }

  async #postWeights(
    { content: { subject, sides }, kept }: ShownSides,
    { side, layer, head }: Message<'head'>,
    signal: AbortSignal,
  ): Promise<void> {
    const { weights, size } = await sidesOf(kept)[side].attention(sides[side].tokens.length, layer, head, signal);
    if (!signal.aborted) this.post({ type: 'weights', subjectId: subject.subjectId, side, layer, head, weights, size });
  }

  async #postIdentities(subjectId: number, sides: Sides): Promise<void> {
    const models = await this.#identities(sides);
    if (this.shown?.content.subject.subjectId === subjectId) this.post({ type: 'identities', subjectId, models });
  }

  async #identities({ left, right }: Sides): Promise<Both<ModelProvenance>> {
    const of = ({ source, name }: SideReading) => readerProvenance(source, name, this.services.hashes);
    return { left: await of(left), right: await of(right) };
  }

  #letGo(): void {
    for (const held of this.#held) held.dispose();
    this.#held = [];
  }

  async #told(signal: AbortSignal, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!signal.aborted) this.tellFailure(error);
    }
  }
}

function sidesOf({ sides }: Kept): Sides {
  if (!sides) throw new UserError('internal', 'Nothing was read.', '');
  return sides;
}

/** What a server tells of its model's shape. */
const unknownShape = { layers: 0, heads: 0, predictsNextToken: true } as const;

function labelOf({ name, source }: SideReading): ModelLabel {
  if (source.kind === 'server') return { name, bundled: false, ...unknownShape };
  const { layers, heads, predictsNextToken } = source.info;
  return { name, bundled: source.isStage, layers, heads, predictsNextToken };
}

function stretchAt(tokens: readonly BesideStretch[], place: number): BesideStretch {
  const stretch = tokens[place];
  if (!stretch) throw new UserError('badRequest', `There is no stretch ${place + 1}.`, '');
  return stretch;
}
