import '../shared/noticeView';
import './headView';
import './nextTable';
import './stretchStrip';
import './wordView';
import { html, LitElement, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { ComparedNext } from '../../src/core/beside/nextWords';
import type { ModelProvenance } from '../../src/core/figures/provenance';
import type {
  BesideContent,
  BesideFromPanel,
  BesideSide,
  BesideToPanel,
  BesideViewState,
  Both,
  HeadChoice,
  ModelOption,
  Side,
} from '../../src/protocol/beside';
import type { Notice } from '../../src/protocol/panel';
import { inQuotes } from '../shared/format';
import { PanelHost } from '../shared/host';
import { noted } from '../shared/noted';
import { showChosen } from '../shared/showChosen';
import { baseStyles } from '../shared/styles';
import { omissionStyles } from '../shared/subjectStyles';
import { contentHeader } from './header';
import type { Weights } from './headView';
import { notes, whichOrder } from './notes';
import { panelStyles } from './panelStyles';
import { modelPickers } from './pickers';
import { sideStyles } from './sideStyles';
import { takenView } from './taken';
import { unsentSection } from './unsent';
import { readViewState } from './viewState';
import { describeStretch, formatComputed, sides, wordsBefore } from './wording';
import type { WordMessage } from './wordView';

const host = new PanelHost<BesideToPanel, BesideFromPanel, BesideViewState>(readViewState);
const noWeights: Both<Weights | null> = { left: null, right: null };

/** The panel of two models on the same words. */
@customElement('introspect-beside')
export class BesidePanel extends LitElement {
  static override styles = [baseStyles, omissionStyles, sideStyles, panelStyles];

  @state() private view: BesideViewState = host.getState();
  @state() private options: readonly ModelOption[] = [];
  @state() private picks: Both<string> | null = null;
  @state() private content: BesideContent | null = null;
  @state() private models: Both<ModelProvenance> | null = null;
  @state() private notice: Notice | null = null;
  @state() private recovered: string | null = null;
  @state() private cursor: number | null = null;
  @state() private place = 0;
  /** Of the place at `nextPlace`: the last answer stays readable until the new one comes. */
  @state() private next: { readonly place: number; readonly next: ComparedNext } | null = null;
  @state() private word = '';
  @state() private answer: WordMessage | null = null;
  @state() private weights = noWeights;
  #unsubscribe: (() => void) | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#unsubscribe = host.onMessage((message) => this.#receive(message));
    const { picks } = this.view;
    if (picks.left !== null || picks.right !== null) host.post({ type: 'picks', picks });
    host.post({ type: 'ready' });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unsubscribe?.();
  }

  #receive(message: BesideToPanel): void {
    const isOurs = 'subjectId' in message && message.subjectId === this.content?.subject.subjectId;
    switch (message.type) {
      case 'models':
        this.options = message.options;
        this.picks = message.picks;
        break;
      case 'content':
        this.#take(message);
        break;
      case 'notice':
        this.notice = message.notice;
        if (!message.keepContent) this.content = null;
        break;
      case 'recovered':
        this.recovered = message.message;
        break;
      case 'cursor':
        if (isOurs) this.cursor = message.token;
        break;
      case 'identities':
        if (isOurs) this.models = message.models;
        break;
      case 'next':
        if (isOurs && message.place === this.place) this.next = message;
        break;
      case 'word':
        if (isOurs && message.place === this.place) this.answer = message;
        break;
      case 'weights':
        if (isOurs) this.weights = { ...this.weights, [message.side]: message };
        break;
      case 'provenance': // the take-away menu's
        break;
    }
  }

  #take({ content, source }: Extract<BesideToPanel, { type: 'content' }>): void {
    this.content = content;
    this.notice = null;
    this.cursor = null;
    this.models = null;
    this.next = null;
    this.answer = null;
    this.weights = noWeights;
    this.place = Math.max(0, content.tokens.length - 1);
    this.#save({ source });
    if (content.tokens.length === 0) return;
    this.#askAboutPlace();
    for (const side of sides) this.#askForHead(side);
  }

  #save(change: Partial<BesideViewState>): void {
    this.view = { ...this.view, ...change };
    host.setState(this.view);
  }

  #pick(picks: Both<string>): void {
    this.picks = picks;
    this.#save({ picks });
    host.post({ type: 'picks', picks });
  }

  #go(place: number): void {
    if (place === this.place) return;
    this.place = place;
    this.answer = null;
    this.#askAboutPlace();
  }

  #askAboutPlace(): void {
    const { content, place } = this;
    if (!content) return;
    if (sides.every((side) => content.sides[side].noNext === null)) {
      host.post({ type: 'place', subjectId: content.subject.subjectId, place });
    }
    // Also after a hidden tab.
    const word = this.word || (host.typed('asked') ?? '');
    if (word !== '') this.#look(word);
  }

  #choose(word: string): void {
    host.keepTyped('word', word);
    this.#look(word);
  }

  #look(word: string): void {
    const { content, place } = this;
    if (!content || !sides.every((side) => rates(content.sides[side]))) return;
    this.word = word;
    host.keepTyped('asked', word);
    host.post({ type: 'word', subjectId: content.subject.subjectId, place, word });
  }

  #askForHead(side: Side): void {
    const { content } = this;
    if (!content || content.sides[side].noAttention !== null) return;
    const { layers, heads } = content.sides[side];
    const { layer, head } = this.view.heads[side];
    const choice = { layer: Math.min(layer, layers - 1), head: Math.min(head, heads - 1) };
    host.post({ type: 'head', subjectId: content.subject.subjectId, side, ...choice });
  }

  #chooseHead(side: Side, choice: HeadChoice): void {
    this.#save({ heads: { ...this.view.heads, [side]: choice } });
    this.#askForHead(side);
  }

  protected override render() {
    const { content, notice, recovered } = this;
    return html`<main>
      <h1>Two models on the same words</h1>
      ${this.picks ? modelPickers(this.options, this.picks, (picks) => this.#pick(picks)) : nothing}
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
      ${content ? this.#renderContent(content) : nothing} ${notes}
    </main>`;
  }

  #renderContent(content: BesideContent) {
    const names = { left: content.sides.left.name, right: content.sides.right.name };
    const { subjectId } = content.subject;
    const takeAway = html`<introspect-take-away
      .host=${host}
      .subjectId=${subjectId}
      .view=${() => this.#taken()}
    ></introspect-take-away>`;
    const header = contentHeader(content, takeAway);
    if (content.unsent.length > 0) {
      return html`${header} ${unsentSection(content.unsent, (side) => host.post({ type: 'send', subjectId, side }))}`;
    }
    return html`${header} ${this.#surprise(content, names)} ${this.#nextWords(content, names)}
    ${this.#attention(content)}`;
  }

  #taken() {
    const { content, models, place, next, answer, weights } = this;
    return content && models
      ? takenView({ content, models, place, next: next?.place === place ? next.next : null, answer, weights })
      : null;
  }

  #surprise(content: BesideContent, names: Both<string>) {
    const { tokens, bitsPerCharacter: bits, subject } = content;
    const stretch = tokens[this.place];
    const hover = (token: number | null) => host.post({ type: 'hover', subjectId: subject.subjectId, token });
    const whys = new Set(sides.flatMap((side) => whyNot(content, side)));
    return html`<section>
      <h2>How surprising the words were</h2>
      <p class="figures">
        ${sides.map(
          (side) =>
            html`<span
              ><span class=${`key ${side}`} aria-hidden="true"></span> ${names[side]}:
              <strong class=${`bits-${side}`}>${formatComputed(bits[side], 'bits per character')}</strong></span
            >`,
        )}
      </p>
      ${[...whys].map((why) => html`<p class="secondary">${why}</p>`)}
      ${
        tokens.length === 0
          ? html`<p>The two models share no stretch of this text that both have read.</p>`
          : html`<introspect-stretch-strip
                .stretches=${tokens}
                .names=${names}
                .place=${this.place}
                .cursor=${this.cursor}
                @place=${({ detail }: CustomEvent<number>) => this.#go(detail)}
                @stretch-hover=${({ detail }: CustomEvent<number | null>) => hover(detail)}
                @stretch-reveal=${({ detail }: CustomEvent<number>) =>
                  host.post({ type: 'reveal', subjectId: subject.subjectId, token: detail })}
              ></introspect-stretch-strip>
              <p class="readout" role="status">${stretch ? describeStretch(stretch, names) : nothing}</p>
              <p class="secondary">
                ${
                  sides.some((side) => content.sides[side].noScore === null)
                    ? 'Bars: the taller, the less the model expected these words there. '
                    : nothing
                }Click
                a word, or use the arrow keys, to see what would come after it; Enter goes to it in the text.
              </p>`
      }
    </section>`;
  }

  #nextWords({ sides: about, tokens }: BesideContent, names: Both<string>) {
    if (tokens.length === 0) return nothing;
    const silent = sides.filter((side) => about[side].noNext !== null);
    const oneWord = sides.every((side) => rates(about[side])) ? this.#oneWord(names) : nothing;
    if (silent.length > 0) {
      return html`<section>
        <h2>Next words</h2>
        ${silent.map(
          (side) =>
            html`<p>
              ${about[side].server === null ? nothing : html`<strong>${names[side]}:</strong> `}${about[side].noNext}
            </p>`,
        )}
        <p>So there are no next words to compare.</p>
        ${oneWord}
      </section>`;
    }
    const { next, place, view } = this;
    return html`<section>
      <h2>Next words after ${inQuotes(wordsBefore(tokens, next?.place ?? place))}</h2>
      ${noted(
        html`<label
          >Largest first by
          <select
            class="order"
            @change=${(event: Event) =>
              this.#save({ order: (event.target as HTMLSelectElement).value as BesideViewState['order'] })}
          >
            ${(
              [
                ['difference', 'difference'],
                ['left', names.left],
                ['right', names.right],
              ] as const
            ).map(([order, name]) => html`<option value=${order}>${name}</option>`)}
            ${showChosen(view.order)}
          </select></label
        >`,
        whichOrder,
      )}
      ${
        next === null
          ? html`<p class="secondary" role="status">Computing…</p>`
          : html`<introspect-next-table
              class=${next.place === place ? '' : 'dim'}
              .next=${next.next}
              .names=${names}
              .order=${view.order}
              @word=${({ detail }: CustomEvent<string>) => this.#choose(detail)}
            ></introspect-next-table>`
      }
      ${oneWord}
    </section>`;
  }

  #oneWord(names: Both<string>) {
    return html`<h3>One word</h3>
      <introspect-word-view
        .names=${names}
        .answer=${this.answer}
        .word=${host.typed('word') ?? this.word}
        @typed=${({ detail }: CustomEvent<string>) => host.keepTyped('word', detail)}
        @word=${({ detail }: CustomEvent<string>) => this.#choose(detail)}
      ></introspect-word-view>`;
  }

  #attention({ sides: about, tokens }: BesideContent) {
    const stretch = tokens[this.place];
    if (!stretch) return nothing;
    return html`<section>
      <h2>Where one head of each looks</h2>
      <div class="heads">
        ${sides.map(
          (side) =>
            html`<introspect-side-head
              .side=${about[side]}
              .choice=${this.view.heads[side]}
              .shown=${this.weights[side]}
              .query=${stretch.last[side]}
              @head=${({ detail }: CustomEvent<HeadChoice>) => this.#chooseHead(side, detail)}
            ></introspect-side-head>`,
        )}
      </div>
      ${
        sides.some((side) => about[side].noAttention === null)
          ? html`<p class="secondary">
              <strong>Attention is not explanation:</strong> it shows where a head reads from, not why the model answers
              as it does.
            </p>`
          : nothing
      }
    </section>`;
  }
}

/** Whether it has a chance for a word that the person chose. */
function rates({ noNext, noScore }: BesideSide): boolean {
  return noNext === null || noScore === null;
}

/** Why a model's figure is not computable, by its name where it is for a reason of its own; nothing where it is. */
function whyNot({ sides: about, bitsPerCharacter }: BesideContent, side: Side): string[] {
  const figure = bitsPerCharacter[side];
  if ('value' in figure) return [];
  return [about[side].noScore === null ? figure.notComputable : `${about[side].name}: ${figure.notComputable}`];
}

declare global {
  interface HTMLElementTagNameMap {
    'introspect-beside': BesidePanel;
  }
}
