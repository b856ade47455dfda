import { LitElement, type PropertyValues } from 'lit';
import { state } from 'lit/decorators.js';
import type { DeletionCheck } from '../../src/core/attribution/deletion';
import type { ErrorInfo } from '../../src/core/base/userError';
import type {
  MatteredAsk,
  MatteredContent,
  MatteredFromPanel,
  MatteredParts,
  MatteredToPanel,
  MatteredViewState,
  MatteredWork,
  StudyMarks,
} from '../../src/protocol/mattered';
import type { Notice } from '../../src/protocol/panel';
import { PanelHost } from '../shared/host';
import { listen } from '../shared/listening';
import type { Save } from './panelParts';
import { attributionOf, countParts, suitableUnit, tokenWeights, type AttentionTold, type Attribution } from './parts';
import { readViewState } from './viewState';
import { checkRequestOf, type CheckRequest, type Progress } from './workParts';

export const host = new PanelHost<MatteredToPanel, MatteredFromPanel, MatteredViewState>(readViewState);

/** What is expected to take longer than this is asked for by the person, in milliseconds. */
export const attributeUnaskedMs = 8000;
const checkUnaskedMs = 3000;
/** Where it is not known, as with a server. */
const assumedRunMs = 100;

/** What the panel asks its host, and what has come of it; the panel shows it. */
export abstract class Inquiry extends LitElement {
  @state() protected view: MatteredViewState = host.getState();
  @state() protected content: MatteredContent | null = null;
  @state() protected notice: Notice | null = null;
  @state() protected recovered: string | null = null;
  @state() protected told: AttentionTold | null = null;
  @state() protected rollout: Float32Array | null = null;
  @state() protected ask: MatteredAsk | null = null;
  @state() protected answer: {
    readonly ask: MatteredAsk;
    readonly parts: MatteredParts;
    readonly runMs: number;
  } | null = null;
  @state() protected check: { readonly key: string; readonly check: DeletionCheck } | null = null;
  @state() protected progress: Progress | null = null;
  @state() protected failed: { readonly work: MatteredWork; readonly error: ErrorInfo } | null = null;
  /** What the person stopped. */
  @state() protected stopped: MatteredWork | null = null;
  @state() protected marks: StudyMarks | { readonly notComputable: string } | null = null;

  /** What the present answer comes to, with the attention that is chosen. */
  protected attribution: Attribution | null = null;
  /** The check that was asked for last. */
  protected asked = '';

  constructor() {
    super();
    listen(this, host, (message) => this.#receive(message));
  }

  #receive(message: MatteredToPanel): void {
    if ('subjectId' in message && message.subjectId !== this.content?.subject.subjectId) return;
    switch (message.type) {
      case 'content':
        return this.#receiveContent(message.content, message.source);
      case 'notice':
        this.notice = message.notice;
        if (!message.keepContent) this.content = null;
        return;
      case 'recovered':
        this.recovered = message.message;
        return;
      case 'attention':
        this.told = message;
        return this.#checkUnasked();
      case 'rollout':
        this.rollout = message.weights;
        this.progress = null;
        return this.#checkUnasked();
      case 'attribution':
        if (JSON.stringify(message.ask) !== JSON.stringify(this.ask)) return;
        this.answer = message;
        this.progress = null;
        this.failed = null;
        return this.#checkUnasked();
      case 'checked':
        if (JSON.stringify(message.ask) !== JSON.stringify(this.ask)) return;
        this.check = { key: this.asked, check: message.check };
        this.progress = null;
        this.failed = null;
        return;
      case 'progress':
        this.progress = message;
        return;
      case 'stopped':
        this.progress = null;
        this.stopped = message.work;
        return;
      case 'failed':
        this.progress = null;
        this.failed = message;
        return;
      case 'study':
        this.marks = message.marks;
        return;
      case 'cursor':
      case 'provenance': // the take-away menu's
    }
  }

  #receiveContent(content: MatteredContent, source: MatteredViewState['source']): void {
    this.content = content;
    [this.notice, this.told, this.rollout, this.answer, this.check] = [null, null, null, null, null];
    [this.progress, this.failed, this.stopped, this.marks, this.ask] = [null, null, null, null, null];
    this.asked = '';
    this.save({ source });
    const [next] = content.nextWords;
    if (this.view.attention === 'rollout') this.askRollout();
    const gap = content.hideable?.at(-1);
    const embeds = content.embedding.available;
    const target = gap ? content.text.slice(gap.start, gap.end) : embeds ? null : next?.text;
    if (target !== undefined) this.setAsk({ target, foil: null, ...(gap && { gap }), unit: this.unit(content) });
  }

  protected unit({ parts }: MatteredContent): MatteredAsk['unit'] {
    const { unit } = this.view;
    return unit !== null && parts[unit] > 0 ? unit : suitableUnit(parts);
  }

  protected save(change: Partial<MatteredViewState>): void {
    this.view = { ...this.view, ...change };
    host.setState(this.view);
  }

  protected setAsk(ask: MatteredAsk): void {
    this.ask = ask;
    this.check = null;
    this.failed = null;
    this.stopped = null;
    if (this.estimateMs(ask) <= attributeUnaskedMs) this.start();
    else this.answer = null;
  }

  protected start(): void {
    const { ask, content } = this;
    this.stopped = null;
    if (ask && content) host.post({ type: 'attribute', subjectId: content.subject.subjectId, ask });
  }

  protected runsOf({ unit, foil, gap }: MatteredAsk): number {
    return ((this.content ? countParts(this.content, unit, gap) : 0) + 1) * (foil === null ? 1 : 2);
  }

  protected estimateMs(ask: MatteredAsk): number {
    return this.runsOf(ask) * (this.content?.runMs ?? assumedRunMs);
  }

  protected askRollout(): void {
    const { content } = this;
    if (content?.attention.available) host.post({ type: 'rollout', subjectId: content.subject.subjectId });
  }

  protected checkRequest(): CheckRequest | null {
    const { answer } = this;
    const attribution = this.attribution;
    return answer && attribution && checkRequestOf(answer.ask, attribution, this.view, answer.runMs);
  }

  #checkUnasked(): void {
    this.attribution = this.#compute();
    const request = this.checkRequest();
    const isAttentionDue = this.content?.attention.available === true && this.weights() === null;
    if (request && !isAttentionDue && request.ms <= checkUnaskedMs) this.startCheck();
  }

  protected startCheck(): void {
    const request = this.checkRequest();
    if (!request || !this.answer || !this.content || this.asked === request.key) return;
    this.asked = request.key;
    const { rankings, settings } = request;
    const { subjectId } = this.content.subject;
    host.post({ type: 'check', subjectId, ask: this.answer.ask, rankings, settings });
  }

  protected weights(): ArrayLike<number> | null {
    return tokenWeights(this.told, this.rollout, this.view);
  }

  #compute(): Attribution | null {
    const { answer, content, view } = this;
    if (!answer || !content) return null;
    return attributionOf(content, answer.ask, answer.parts, this.weights(), view.hideFirstToken);
  }

  protected override willUpdate(changed: PropertyValues): void {
    const own = changed as Map<string, unknown>;
    if (['answer', 'told', 'rollout', 'view', 'content'].some((name) => own.has(name))) {
      this.attribution = this.#compute();
    }
  }

  protected currentCheck(): DeletionCheck | null {
    const request = this.checkRequest();
    return this.check && request?.key === this.check.key ? this.check.check : null;
  }

  protected readonly change: Save = (change) => {
    this.save(change);
    if (change.attention === 'rollout' && !this.rollout) this.askRollout();
    if ('order' in change || 'shade' in change || 'insideOnly' in change) return;
    this.#checkUnasked();
  };
}
