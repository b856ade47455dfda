import '../shared/noticeView';
import './headPicker';
import './linesView';
import './matrixView';
import './overview';
import './scaleLegend';
import './targetsTable';
import { html, LitElement, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type {
  AttentionContent,
  AttentionFromPanel,
  AttentionToPanel,
  AttentionViewState,
} from '../../src/protocol/attention';
import type { Notice } from '../../src/protocol/panel';
import { formatCount, formatProbability } from '../shared/format';
import { PanelHost } from '../shared/host';
import { baseStyles } from '../shared/styles';
import { type FirstKey, largestShown, meanOnFirst } from './headWeights';
import type { Hit } from './matrixGeometry';
import { caveat, hiddenFirstToken, notes } from './notes';
import { panelStyles } from './panelStyles';
import { describeCell, describeOmission, describeRow, placeOf, type ReadHead } from './readout';
import { readViewState } from './viewState';

const host = new PanelHost<AttentionToPanel, AttentionFromPanel, AttentionViewState>(readViewState);

/** One head's weights as they are on screen: the last ones that arrived, which may be of an older request or text. */
interface Picture extends ReadHead {
  readonly subjectId: number;
  readonly layer: number;
  readonly head: number;
}

/** The Attention panel: where one head of the model looks, token by token. */
@customElement('introspect-attention')
export class AttentionPanel extends LitElement {
  static override styles = [baseStyles, panelStyles];

  /** Layer and head are what the person asked for; they may exceed what the model in `content` has. */
  @state() private view: AttentionViewState = host.getState();
  @state() private content: AttentionContent | null = null;
  @state() private picture: Picture | null = null;
  @state() private notice: Notice | null = null;
  @state() private recovered: string | null = null;
  @state() private cursor: number | null = null;
  /** Under the pointer. */
  @state() private pointed: Hit | null = null;
  /** By keyboard or click. */
  @state() private chosen: Hit | null = null;
  @state() private pictureFocused = false;

  #unsubscribe: (() => void) | null = null;
  #hovered: number | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#unsubscribe = host.onMessage((message) => this.#receive(message));
    host.post({ type: 'ready' });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unsubscribe?.();
  }

  #receive(message: AttentionToPanel): void {
    switch (message.type) {
      case 'content':
        this.content = message.content;
        this.notice = null;
        this.cursor = null;
        this.pointed = null;
        this.chosen = null;
        this.#hovered = null;
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

  #receiveWeights({ subjectId, layer, head, weights, size }: Extract<AttentionToPanel, { type: 'weights' }>): void {
    const { content, wanted } = this;
    if (subjectId !== content?.subject.subjectId || layer !== wanted.layer || head !== wanted.head) return;
    if (size !== content.tokens.length || weights.length !== size * size) return;
    // The same array for the same text, so that labels are measured and the place is kept across its heads.
    const tokens = this.picture?.subjectId === subjectId ? this.picture.tokens : content.tokens.map(({ text }) => text);
    const leftToRight = content.model.predictsNextToken;
    this.picture = { subjectId, layer, head, weights, size, tokens, leftToRight };
    this.notice = null;
  }

  /** Layer and head, cut to what this model has. */
  private get wanted(): { readonly layer: number; readonly head: number } {
    const { layers, heads } = this.content?.model ?? { layers: 1, heads: 1 };
    return { layer: Math.min(this.view.layer, layers - 1), head: Math.min(this.view.head, heads - 1) };
  }

  private get isCurrent(): boolean {
    const { picture, content, wanted } = this;
    return (
      picture?.subjectId === content?.subject.subjectId &&
      picture?.layer === wanted.layer &&
      picture.head === wanted.head
    );
  }

  private get firstKey(): FirstKey {
    return this.view.hideFirstToken ? 1 : 0;
  }

  #save(change: Partial<AttentionViewState>): void {
    this.view = { ...this.view, ...change };
    host.setState(this.view);
  }

  #pick(change: { readonly layer?: number; readonly head?: number }): void {
    this.#save({ ...this.wanted, ...change });
    this.#askForWeights();
  }

  #askForWeights(): void {
    if (this.content && this.view.view !== 'heads')
      host.post({ type: 'head', subjectId: this.content.subject.subjectId, ...this.wanted });
  }

  /** What the readout and the table are about. */
  #current(picture: Picture): Hit {
    const fallback = { query: this.cursor ?? picture.size - 1, key: null };
    const hit = this.pointed ?? this.chosen ?? fallback;
    if (hit.query >= picture.size) return fallback;
    // Matrix and lines share the choice, and the first token may have been hidden since.
    const isShown = hit.key !== null && hit.key >= this.firstKey && this.view.view === 'matrix';
    return isShown ? hit : { query: hit.query, key: null };
  }

  protected override updated(): void {
    this.#postHover();
  }

  #postHover(): void {
    const { picture, content } = this;
    if (!content || picture?.subjectId !== content.subject.subjectId) return;
    const isLooking = this.pointed !== null || this.pictureFocused;
    const token = isLooking ? this.#current(picture).query : null;
    if (token === this.#hovered) return;
    this.#hovered = token;
    host.post({ type: 'hover', subjectId: content.subject.subjectId, token });
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
    const { picture } = this;
    const isOverview = this.view.view === 'heads';
    return html`${this.#header(content)} ${this.#toolbar(content)} ${caveat}
    ${this.#renderOverview(content, isOverview)}
    ${isOverview ? nothing : picture ? this.#renderPicture(content, picture) : this.#progress()} ${notes}`;
  }

  #renderOverview(content: AttentionContent, active: boolean) {
    return html`<introspect-attention-overview
      .host=${host}
      .content=${content}
      ?active=${active}
      ?hidden=${!active}
      .settings=${this.view.heads}
      .hideFirst=${this.view.hideFirstToken}
      .current=${this.wanted}
      @heads-state=${({ detail }: HTMLElementEventMap['heads-state']) =>
        this.#save({ heads: { ...this.view.heads, ...detail } })}
      @head-open=${({ detail }: HTMLElementEventMap['head-open']) => this.#openHead(detail)}
    ></introspect-attention-overview>`;
  }

  /** From all heads to one, with the keyboard at the way back. */
  #openHead(place: { readonly layer: number; readonly head: number }): void {
    this.#save({ ...place, view: 'matrix' });
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

  #toolbar({ model }: AttentionContent) {
    const { layer, head } = this.wanted;
    const pickers = html`<button type="button" class="back" @click=${() => this.#backToAll()}>
        <vscode-icon name="arrow-left"></vscode-icon>All heads
      </button>
      <introspect-head-picker
        kind="Layer"
        count=${model.layers}
        index=${layer}
        @pick=${({ detail }: CustomEvent<number>) => this.#pick({ layer: detail })}
      ></introspect-head-picker>
      <introspect-head-picker
        kind="Head"
        count=${model.heads}
        index=${head}
        @pick=${({ detail }: CustomEvent<number>) => this.#pick({ head: detail })}
      ></introspect-head-picker>`;
    return html`<div class="toolbar" role="group" aria-label="What to show">
      ${this.view.view === 'heads' ? nothing : pickers}
      <div class="views" role="radiogroup" aria-label="View">
        ${this.#viewChoice('heads')}${this.#viewChoice('matrix')}${this.#viewChoice('lines')}
      </div>
      <label
        ><input
          type="checkbox"
          class="hideFirst"
          .checked=${this.view.hideFirstToken}
          @change=${(event: Event) => this.#save({ hideFirstToken: (event.target as HTMLInputElement).checked })}
        />Hide first token${this.#sinkShare()}</label
      >
    </div>`;
  }

  #viewChoice(view: AttentionViewState['view']) {
    return html`<label
      ><input
        type="radio"
        name="view"
        value=${view}
        .checked=${this.view.view === view}
        @change=${() => this.#onView(view)}
      /><span>${{ heads: 'All heads', matrix: 'Matrix', lines: 'Lines' }[view]}</span></label
    >`;
  }

  #onView(view: AttentionViewState['view']): void {
    const wasOverview = this.view.view === 'heads';
    this.#save({ view });
    if (wasOverview && !(this.picture && this.isCurrent)) this.#askForWeights();
  }

  #sinkShare() {
    const share = this.picture && this.view.view !== 'heads' && this.isCurrent ? meanOnFirst(this.picture) : null;
    return share === null
      ? nothing
      : html`<span class="secondary sinkShare"
          >(takes ${formatProbability(share)} of this head’s attention on average)</span
        >`;
  }

  #progress() {
    if (this.notice?.kind === 'error') return nothing;
    const { layer, head } = this.wanted;
    const label = `Reading layer ${layer + 1}, head ${head + 1}`;
    return html`<div class="track" role="progressbar" aria-label=${label}></div>`;
  }

  #renderPicture({ model }: AttentionContent, picture: Picture) {
    const { firstKey, view, cursor } = this;
    const largest = largestShown(picture, firstKey);
    const current = this.#current(picture);
    const isEmpty = picture.size <= firstKey;
    return html`<div class="content" aria-busy=${!this.isCurrent}>
      <section class="picture" aria-label="Picture">
        <div class="caption">
          <h2>Layer ${picture.layer + 1} of ${model.layers}, head ${picture.head + 1} of ${model.heads}</h2>
          <div class="slot">${this.isCurrent ? nothing : this.#progress()}</div>
        </div>
        ${this.#readout(picture, current)}
        ${
          isEmpty
            ? html`<p>The text has only one token, and it is hidden.</p>`
            : html`<div
                  class="fades"
                  @focusin=${() => (this.pictureFocused = true)}
                  @focusout=${() => (this.pictureFocused = false)}
                >
                  ${
                    view.view === 'matrix'
                      ? html`<introspect-attention-matrix
                          .head=${picture}
                          .firstKey=${firstKey}
                          .largest=${largest}
                          .current=${current}
                          .cursor=${cursor}
                          @token-point=${this.#onPoint}
                          @token-choose=${this.#onChoose}
                          @token-reveal=${this.#onReveal}
                        ></introspect-attention-matrix>`
                      : html`<introspect-attention-lines
                          .head=${picture}
                          .firstKey=${firstKey}
                          .largest=${largest}
                          .current=${current.query}
                          .isolated=${this.pointed || this.pictureFocused ? current.query : null}
                          .cursor=${cursor}
                          @token-point=${this.#onPoint}
                          @token-choose=${this.#onChoose}
                          @token-reveal=${this.#onReveal}
                        ></introspect-attention-lines>`
                  }
                </div>
                <introspect-attention-legend
                  view=${view.view}
                  .largest=${largest}
                  ?cursor=${cursor !== null}
                ></introspect-attention-legend>`
        }
        ${firstKey === 1 ? hiddenFirstToken : nothing}
      </section>
      <introspect-attention-targets
        class="fades"
        .head=${picture}
        .firstKey=${firstKey}
        .query=${current.query}
      ></introspect-attention-targets>
    </div>`;
  }

  /** Spoken when the keyboard moves, silent under the pointer. */
  #readout(picture: Picture, { query, key }: Hit) {
    const sentence = key === null ? describeRow(picture, query, this.firstKey) : describeCell(picture, { query, key });
    return html`<p class="readout" role="status" aria-live=${this.pointed ? 'off' : 'polite'}>
      <span class="sentence">${sentence}</span> <span class="secondary place">${placeOf(query, key)}</span>
    </p>`;
  }

  readonly #onPoint = ({ detail }: HTMLElementEventMap['token-point']): void => {
    this.pointed = detail;
  };

  readonly #onChoose = ({ detail }: HTMLElementEventMap['token-choose']): void => {
    this.chosen = detail;
    // The keyboard speaks last: the pointer may still rest on the picture.
    this.pointed = null;
  };

  readonly #onReveal = ({ detail }: HTMLElementEventMap['token-reveal']): void => {
    if (this.picture) host.post({ type: 'reveal', subjectId: this.picture.subjectId, token: detail });
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'introspect-attention': AttentionPanel;
  }
}
