import '../shared/explain';
import '../shared/takeAway';
import './overviewGrid';
import './overviewSearch';
import './overviewTable';
import { html, LitElement, noChange, nothing, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { measureNames } from '../../src/core/attention/headMeasures';
import type { PairWeight } from '../../src/core/attention/pairWeights';
import type { TakenView } from '../../src/core/figures/takeAway';
import type {
  AttentionContent,
  AttentionFromPanel,
  AttentionToPanel,
  HeadOrder,
  HeadsState,
} from '../../src/protocol/attention';
import type { HeadOverviewResult } from '../../src/protocol/headOverview';
import { formatCount } from '../shared/format';
import { noted } from '../shared/noted';
import { baseStyles } from '../shared/styles';
import * as about from './controlNotes';
import { type Ablating, ablationBox } from './overviewAblation';
import { awaitedHeads, formOf, type OverviewForm, progressBar } from './overviewForm';
import type { HeadPlace } from './overviewGrid';
import {
  chanceNote,
  describeHead,
  type HeadRow,
  headRows,
  type Measure,
  measureExplanations,
  measureTexts,
  orderHeads,
} from './overviewMeasures';
import type { HeadSearch } from './overviewSearch';
import { overviewStyles } from './overviewStyles';
import { takeHeads } from './overviewTaken';

interface Host {
  post(message: AttentionFromPanel): void;
  onMessage(listener: (message: AttentionToPanel) => void): () => void;
}

/**
 * All heads side by side. Asks for what it needs by itself, once it is `active`. Fires `head-open` with the place of a
 * head, and `heads-state` with what the person changed of the settings.
 */
@customElement('introspect-attention-overview')
export class AttentionOverviewElement extends LitElement {
  static override styles = [baseStyles, overviewStyles];

  @property({ attribute: false }) host!: Host;
  @property({ attribute: false }) content: AttentionContent | null = null;
  /** Nothing is asked of the model for a view that nobody sees. */
  @property({ type: Boolean }) active = false;
  @property({ attribute: false }) settings: HeadsState = { order: 'layer', smallestFirst: false, show: 'pictures' };
  @property({ attribute: false }) hideFirst = false;
  /** The head that was opened last. */
  @property({ attribute: false }) current: HeadPlace = { layer: 0, head: 0 };

  @state() private overview: HeadOverviewResult | null = null;
  @state() private state: 'idle' | 'reading' | 'failed' = 'idle';
  @state() private done: { readonly overview: number; readonly between: number } = { overview: 0, between: 0 };
  @state() private search: HeadSearch | null = null;
  @state() private answers: readonly PairWeight[] | null = null;
  /** In bits, by [layer · heads + head]. */
  @state() private losses: ReadonlyMap<number, number | null> = new Map();
  @state() private ablating: Ablating | null = null;
  @state() private pointed: HeadPlace | null = null;

  @query('introspect-heads-grid') private grid!: HTMLElement | null;

  #unsubscribe: (() => void) | undefined;
  #subjectId: number | null = null;
  #searches = 0;
  #rows: readonly HeadRow[] = [];
  #ordered: readonly HeadRow[] = [];
  /** What stands in for the heads while they are being read. */
  #form: OverviewForm | null = null;
  #awaited: readonly HeadRow[] = [];
  #shown: AttentionContent | null = null;
  /** A new function whenever there is something else to take, so that the menu is drawn anew. */
  #take = (): TakenView | null => null;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#unsubscribe = this.host.onMessage((message) => this.#receive(message));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unsubscribe?.();
  }

  /** Takes the keyboard to the head that was opened last. */
  override focus(): void {
    void this.updateComplete.then(() => this.grid?.focus());
  }

  protected override willUpdate(changed: PropertyValues): void {
    const subjectId = this.content?.subject.subjectId ?? null;
    if (subjectId !== this.#subjectId) this.#forget(subjectId);
    if (this.active && subjectId !== null && this.state === 'idle' && !this.overview) this.#ask(subjectId);
    const changedRows = ['overview', 'losses', 'answers'].some((name) => changed.has(name));
    if (changedRows) this.#rows = this.overview ? headRows(this.overview, this.losses, this.answers) : [];
    if (changedRows || changed.has('settings')) {
      this.#ordered = orderHeads(this.#rows, this.#order, this.settings.smallestFirst);
      this.#take = () => this.#makeTaken();
    }
  }

  #forget(subjectId: number | null): void {
    this.#subjectId = subjectId;
    this.overview = null;
    this.state = 'idle';
    this.done = { overview: 0, between: 0 };
    this.search = null;
    this.answers = null;
    this.losses = new Map();
    this.ablating = null;
    this.pointed = null;
    this.#form = this.content && formOf(this.content);
    this.#awaited = this.content ? awaitedHeads(this.content.model) : [];
  }

  #ask(subjectId: number): void {
    this.state = 'reading';
    this.host.post({ type: 'overview', subjectId });
  }

  #receive(message: AttentionToPanel): void {
    if (!('subjectId' in message) || message.subjectId !== this.#subjectId) return;
    switch (message.type) {
      case 'overview':
        this.overview = message.overview;
        this.state = 'idle';
        break;
      case 'between':
        if (message.search === this.#searches) this.answers = message.heads;
        break;
      case 'headAblated': {
        const key = message.layer * (this.overview?.heads ?? 0) + message.head;
        this.losses = new Map(this.losses).set(key, message.lossChangeBits);
        break;
      }
      case 'overviewProgress':
        this.done = { ...this.done, [message.what]: message.done };
        break;
      case 'overviewEnded':
        if (message.what === 'ablation') this.ablating = null;
        else if (message.what === 'between' && message.failed) this.search = null;
        else if (message.what === 'overview' && message.failed) this.state = 'failed';
        break;
      default: // of a single head
    }
  }

  /** What a search ordered by is gone with the text that it was made in. */
  get #order(): HeadOrder {
    const { order } = this.settings;
    return order === 'between' && !this.search ? 'layer' : order;
  }

  get #columns(): readonly Measure[] {
    return [
      ...measureNames,
      ...(this.losses.size > 0 ? (['loss'] as const) : []),
      ...(this.answers ? (['between'] as const) : []),
    ];
  }

  protected override render() {
    const { content, overview } = this;
    if (!content) return nothing;
    // What nobody sees stays as it is, to be there at once: hundreds of pictures.
    if (!this.active) return this.#shown === content ? noChange : nothing;
    this.#shown = content;
    return html`<introspect-explain question="What do I see here?" term="head">
        <h2 slot="subject">All heads side by side</h2>
        <p>
          Each small square is one head: a row is a token that looks, a column a token that it looks at, and the darker
          or brighter a cell stands out from the background, the more attention. A diagonal looks at tokens nearby, a
          column at the left edge at the first token. Open a head to see its words.
        </p>
      </introspect-explain>
      ${this.#bar()}
      <introspect-head-search
        .fields=${this.host}
        .tokens=${content.tokens}
        .leftToRight=${content.model.predictsNextToken}
        .search=${this.search}
        .answer=${this.answers?.[0] ?? null}
        @head-search=${({ detail }: HTMLElementEventMap['head-search']) => this.#onSearch(detail)}
      ></introspect-head-search>
      ${this.search && !this.answers ? progressBar('Searching the heads', this.done.between) : nothing}
      ${this.#order === 'loss' ? this.#ablation(content) : nothing}
      ${overview && this.#order === 'induction' ? chanceNote(overview.inductionChance) : nothing} ${this.#heads()}
      ${measureExplanations}`;
  }

  /** While they are being read the pictures stand in their places already, where it is known which those will be. */
  #heads() {
    const { overview, settings } = this;
    if (overview) return settings.show === 'table' ? this.#table() : this.#pictures(overview, this.#ordered);
    const arePlaced = settings.show === 'pictures' && this.#order === 'layer' && this.state !== 'failed';
    return arePlaced && this.#form ? this.#pictures(this.#form, this.#awaited) : this.#waiting();
  }

  #bar() {
    const { settings } = this;
    const order = this.#order;
    const orders = (['layer', ...measureNames, 'loss', ...(this.search ? ['between'] : [])] as HeadOrder[]).map(
      (value) =>
        html`<option value=${value} ?selected=${value === order}>
          ${value === 'layer' ? 'Layer and head' : measureTexts[value].choice}
        </option>`,
    );
    return html`<div class="row bar">
      ${noted(
        html`<label
            >Order by
            <select
              class="order"
              .value=${order}
              @change=${(event: Event) => this.#change({ order: (event.target as HTMLSelectElement).value as HeadOrder })}
            >
              ${orders}
            </select></label
          >
          ${
            order === 'layer'
              ? nothing
              : html`<label
                  ><input
                    type="checkbox"
                    .checked=${settings.smallestFirst}
                    @change=${(event: Event) => this.#change({ smallestFirst: (event.target as HTMLInputElement).checked })}
                  />Smallest first</label
                >`
          }`,
        about.order,
      )}
      ${noted(
        html`<label
          >Show
          <select
            class="show"
            .value=${settings.show}
            @change=${(event: Event) =>
              this.#change({ show: (event.target as HTMLSelectElement).value === 'table' ? 'table' : 'pictures' })}
          >
            <option value="pictures" ?selected=${settings.show === 'pictures'}>Pictures</option>
            <option value="table" ?selected=${settings.show === 'table'}>Table of numbers</option>
          </select></label
        >`,
        about.show,
      )}
      <introspect-take-away
        .host=${this.host}
        .subjectId=${this.#subjectId ?? 0}
        .view=${this.#take}
      ></introspect-take-away>
    </div>`;
  }

  #makeTaken(): TakenView | null {
    const { overview, hideFirst, search, settings } = this;
    if (!overview) return null;
    return takeHeads({
      overview,
      rows: this.#ordered,
      order: this.#order,
      smallestFirst: settings.smallestFirst,
      hideFirst,
      search: this.answers ? search : null,
      columns: this.#columns,
    });
  }

  #change(change: Partial<HeadsState>): void {
    this.dispatchEvent(new CustomEvent('heads-state', { detail: change }));
  }

  #onSearch(search: HeadSearch): void {
    if (this.#subjectId === null) return;
    this.search = search;
    this.answers = null;
    this.done = { ...this.done, between: 0 };
    this.host.post({
      type: 'between',
      subjectId: this.#subjectId,
      search: ++this.#searches,
      from: search.fromTokens,
      to: search.toTokens,
    });
    this.#change({ order: 'between', smallestFirst: false });
  }

  #ablation({ model, tokens }: AttentionContent) {
    const { overview, losses } = this;
    const notComputable = !model.predictsNextToken
      ? 'this model does not predict what comes next, so it has no loss'
      : tokens.length < 2
        ? 'a single token has nothing to be predicted from'
        : null;
    return ablationBox({
      notComputable,
      total: overview ? overview.layers * overview.heads : 0,
      known: losses.size,
      ablating: this.ablating,
      start: () => this.#ablate(),
      stop: () => this.#subjectId !== null && this.host.post({ type: 'stopAblation', subjectId: this.#subjectId }),
    });
  }

  #ablate(): void {
    if (this.#subjectId === null) return;
    const heads = this.#rows.filter(({ loss }) => loss === undefined).map(({ layer, head }) => [layer, head] as const);
    this.ablating = { startedMs: performance.now(), knownBefore: this.losses.size };
    this.host.post({ type: 'ablateHeads', subjectId: this.#subjectId, heads });
  }

  #readout() {
    const { pointed, overview } = this;
    if (!overview) return this.#reading();
    const row = pointed && this.#rows[pointed.layer * (overview?.heads ?? 1) + pointed.head];
    if (row) return describeHead(row, this.#order);
    return 'Point at a head, or go there with the arrow keys, to read its measures.';
  }

  #pictures(form: OverviewForm, rows: readonly HeadRow[]) {
    const span = form.tokensPerCell;
    const cell =
      span === 1
        ? 'A cell is one token a side.'
        : `A cell stands for ${span} by ${span} tokens: added up over what is looked at, averaged over those that look.`;
    return html`<p class="readout">${this.#readout()}</p>
      <introspect-heads-grid
        .form=${form}
        .overview=${this.overview}
        .rows=${rows}
        .order=${this.#order}
        .hideFirst=${this.hideFirst}
        .current=${this.current}
        @head-point=${this.#onPoint}
      ></introspect-heads-grid>
      <p class="secondary legend">
        Shade from 0 to each head’s own largest cell: compare patterns, not shades, between heads. Dashed: the head
        opened last. ${cell} ${this.hideFirst ? 'The first token is left out.' : nothing} The measures come from the
        exact weights of single tokens, first token included.
      </p>`;
  }

  #table() {
    return html`<introspect-heads-table
      .rows=${this.#ordered}
      .columns=${this.#columns}
      .order=${this.#order}
      .smallestFirst=${this.settings.smallestFirst}
      .current=${this.current}
      @head-order=${({ detail }: CustomEvent<HeadOrder>) =>
        this.#change({ order: detail, smallestFirst: detail === this.#order && !this.settings.smallestFirst })}
    ></introspect-heads-table>`;
  }

  readonly #onPoint = ({ detail }: HTMLElementEventMap['head-point']): void => {
    this.pointed = detail;
  };

  #waiting() {
    if (this.state === 'failed') {
      return html`<p role="alert">The heads could not be read.</p>
        <button type="button" class="act" @click=${() => this.#subjectId !== null && this.#ask(this.#subjectId)}>
          Try again
        </button>`;
    }
    return this.#reading();
  }

  #reading() {
    return progressBar(`Reading ${formatCount(this.#awaited.length)} heads`, this.done.overview);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'introspect-attention-overview': AttentionOverviewElement;
  }
  interface HTMLElementEventMap {
    'heads-state': CustomEvent<Partial<HeadsState>>;
  }
}
