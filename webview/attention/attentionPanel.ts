import '../shared/noticeView';
import './headView';
import './overview';
import { html, LitElement, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type {
  AttentionContent,
  AttentionFromPanel,
  AttentionToPanel,
  AttentionViewState,
  ReadingPlace,
} from '../../src/protocol/attention';
import type { Notice } from '../../src/protocol/panel';
import { segmentStyles, selectStyles } from '../shared/controlStyles';
import { formatCount, formatProbability } from '../shared/format';
import { PanelHost } from '../shared/host';
import { listen } from '../shared/listening';
import { baseStyles } from '../shared/styles';
import { aboutStyles, caveatStyles, omissionStyles, workingStyles } from '../shared/subjectStyles';
import { progress } from './headView';
import { meanOnFirst } from './headWeights';
import { caveat, notes } from './notes';
import { panelStyles } from './panelStyles';
import { aboutReadings, captionOf } from './readings';
import { describeOmission } from './readout';
import type { Picture } from './shownHead';
import { toolbar } from './toolbar';
import { readViewState } from './viewState';

const host = new PanelHost<AttentionToPanel, AttentionFromPanel, AttentionViewState>(readViewState);

/** The Attention panel: where one head of the model looks, token by token. */
@customElement('introspect-attention')
export class AttentionPanel extends LitElement {
  static override styles = [
    baseStyles,
    aboutStyles,
    omissionStyles,
    caveatStyles,
    workingStyles,
    selectStyles,
    segmentStyles,
    panelStyles,
  ];

  /** Layer and head are what the person asked for; they may exceed what the model in `content` has. */
  @state() private view: AttentionViewState = host.getState();
  @state() private content: AttentionContent | null = null;
  /** The last weights that arrived, which may be of an older request or text. */
  @state() private picture: Picture | null = null;
  @state() private notice: Notice | null = null;
  @state() private recovered: string | null = null;
  @state() private cursor: number | null = null;

  constructor() {
    super();
    listen(this, host, (message) => this.#receive(message));
  }

  #receive(message: AttentionToPanel): void {
    switch (message.type) {
      case 'content':
        this.content = message.content;
        this.notice = null;
        this.cursor = null;
        this.#save({ source: message.source });
        this.#askForWeights();
        break;
      case 'notice':
        this.notice = message.notice;
        if (!message.keepContent) {
          this.content = null;
          this.picture = null;
        }
        break;
      case 'recovered':
        this.recovered = message.message;
        break;
      case 'weights':
        this.#receiveWeights(message);
        break;
      case 'cursor':
        if (message.subjectId === this.content?.subject.subjectId) this.cursor = message.token;
        break;
      case 'overview': // what is about all heads at once is theirs
        this.notice = null;
        break;
      case 'provenance': // the take-away menu's
      case 'between':
      case 'headAblated':
      case 'overviewProgress':
      case 'overviewEnded':
        break;
    }
  }

  #receiveWeights(message: Extract<AttentionToPanel, { type: 'weights' }>): void {
    const { content } = this;
    const { subjectId, reading, layer, head, weights, size } = message;
    if (!content || subjectId !== content.subject.subjectId || !isSame(message, this.wanted)) return;
    if (size !== content.tokens.length || weights.length !== size * size) return;
    this.picture = { content, reading, layer, head, weights, size };
    this.notice = null;
  }

  /** Layer and head, cut to what this model has; 0 where the reading has none. */
  private get wanted(): ReadingPlace {
    const { layers, heads } = this.content?.model ?? { layers: 1, heads: 1 };
    const { reading, layer, head } = this.view;
    const { needsLayer, needsHead } = aboutReadings[reading];
    return { reading, layer: needsLayer ? clamp(layer, layers) : 0, head: needsHead ? clamp(head, heads) : 0 };
  }

  private get isCurrent(): boolean {
    const { picture, content } = this;
    return picture !== null && picture.content === content && isSame(picture, this.wanted);
  }

  #save(change: Partial<AttentionViewState>): void {
    this.view = { ...this.view, ...change };
    host.setState(this.view);
  }

  #change(change: Partial<AttentionViewState>): void {
    const before = this.wanted;
    const wasOverview = this.view.view === 'heads';
    this.#save(change);
    if (!isSame(before, this.wanted) || (wasOverview && !this.isCurrent)) this.#askForWeights();
  }

  #askForWeights(): void {
    if (this.content && this.view.view !== 'heads')
      host.post({ type: 'head', subjectId: this.content.subject.subjectId, ...this.wanted });
  }

  protected override render() {
    const { content, notice, recovered } = this;
    return html`<main>
      <h1>Where each token looks</h1>
      ${recovered === null ? nothing : html`<p class="recovered" role="status">${recovered}</p>`}
      ${
        notice
          ? html`<introspect-notice
              .notice=${notice}
              @notice-action=${(event: HTMLElementEventMap['notice-action']) =>
                host.post({ type: 'action', action: event.detail })}
            ></introspect-notice>`
          : nothing
      }
      ${content ? this.#renderContent(content) : nothing}
    </main>`;
  }

  #renderContent(content: AttentionContent) {
    const awaited = this.#awaited;
    const isOverview = this.view.view === 'heads';
    const head = this.picture ? this.#renderPicture() : awaited === null ? nothing : progress(awaited);
    return html`${this.#header(content)} ${this.#toolbar(content)} ${caveat}
    ${this.#renderOverview(content, isOverview)} ${isOverview ? nothing : head} ${notes}`;
  }

  #renderOverview(content: AttentionContent, active: boolean) {
    return html`<introspect-attention-overview
      .host=${host}
      .content=${content}
      ?active=${active}
      .settings=${this.view.heads}
      .hideFirst=${this.view.hideFirstToken}
      .current=${this.#place(content.model)}
      @heads-state=${({ detail }: HTMLElementEventMap['heads-state']) =>
        this.#save({ heads: { ...this.view.heads, ...detail } })}
      @head-open=${({ detail }: HTMLElementEventMap['head-open']) => this.#openHead(detail)}
    ></introspect-attention-overview>`;
  }

  /** From all heads to one, with the keyboard at the way back. */
  #openHead(place: { readonly layer: number; readonly head: number }): void {
    this.#save({ ...place, reading: 'head', view: 'matrix' });
    this.#askForWeights();
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('.back')?.focus());
  }

  #backToAll(): void {
    this.#save({ view: 'heads' });
    void this.updateComplete.then(() => this.renderRoot.querySelector('introspect-attention-overview')?.focus());
  }

  #header({ subject, model, tokens }: AttentionContent) {
    const omission = describeOmission(subject);
    const count = tokens.length === 1 ? '1 token' : `${formatCount(tokens.length)} tokens`;
    return html`<header>
      <p class="secondary">
        <span class="model">${model.name}</span> reads ${count} of <span class="document">${subject.document}</span>,
        from line ${subject.line}
      </p>
      ${omission === null ? nothing : html`<p class="omission">${omission}</p>`}
    </header>`;
  }

  /** Layer and head, cut to what this model has. */
  #place({ layers, heads }: AttentionContent['model']): { readonly layer: number; readonly head: number } {
    return { layer: clamp(this.view.layer, layers), head: clamp(this.view.head, heads) };
  }

  #toolbar({ model, tokens }: AttentionContent) {
    const hasSpecial = tokens.some(({ special, start, end }) => special || end <= start);
    const place = this.#place(model);
    return toolbar(this.view, model, place, (change) => this.#change({ ...place, ...change }), {
      back: () => this.#backToAll(),
      first: this.#sinkShare(),
      hasSpecial,
    });
  }

  #sinkShare() {
    const { picture, view } = this;
    const isShare = picture !== null && aboutReadings[picture.reading].shareOf !== null;
    const share = picture && isShare && view.view !== 'heads' && this.isCurrent ? meanOnFirst(picture) : null;
    return share === null
      ? nothing
      : html`<span class="secondary sinkShare"
          >(takes ${formatProbability(share)} ${picture?.reading === 'head' ? 'of this head’s attention' : 'of it'} on
          average)</span
        >`;
  }

  /** What is being read; null when it is there, or when it failed. */
  get #awaited(): string | null {
    if (!this.content || this.isCurrent || this.notice?.kind === 'error') return null;
    const { reading, layer, head } = this.wanted;
    if (reading === 'head') return `Reading layer ${layer + 1}, head ${head + 1}`;
    return `Reading: ${captionOf(this.wanted, this.content.model)}`;
  }

  #renderPicture() {
    const { picture, content, cursor } = this;
    const isOfContent = picture?.content === content;
    return html`<introspect-attention-head
      .host=${host}
      .picture=${picture}
      .settings=${this.view}
      .cursor=${isOfContent ? cursor : null}
      .awaited=${this.#awaited}
      @unit-hover=${({ detail }: HTMLElementEventMap['unit-hover']) => this.#tellHover(detail)}
      @unit-reveal=${({ detail }: HTMLElementEventMap['unit-reveal']) => this.#tellReveal(detail)}
    ></introspect-attention-head>`;
  }

  /** Of a picture of older words nothing is told. */
  get #shownSubject(): number | null {
    const { picture, content } = this;
    return picture && picture.content === content ? content.subject.subjectId : null;
  }

  #tellHover(tokens: HTMLElementEventMap['unit-hover']['detail']): void {
    const subjectId = this.#shownSubject;
    if (subjectId === null) return;
    const isSeveral = tokens !== null && tokens.to - tokens.from > 1;
    host.post({ type: 'hover', subjectId, token: tokens?.from ?? null, ...(isSeveral ? { until: tokens.to } : {}) });
  }

  #tellReveal(token: number): void {
    const subjectId = this.#shownSubject;
    if (subjectId !== null) host.post({ type: 'reveal', subjectId, token });
  }
}

function isSame(a: ReadingPlace, b: ReadingPlace): boolean {
  return a.reading === b.reading && a.layer === b.layer && a.head === b.head;
}

function clamp(index: number, count: number): number {
  return Math.min(index, count - 1);
}

declare global {
  interface HTMLElementTagNameMap {
    'introspect-attention': AttentionPanel;
  }
}
