import '@vscode-elements/elements/dist/vscode-button/index.js';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { surprisalBits } from '../../src/core/generation/probabilities';
import '../shared/explain';
import { directionOf } from '../shared/direction';
import { formatCount, visibleToken } from '../shared/format';
import { noted } from '../shared/noted';
import { baseStyles } from '../shared/styles';
import { pages as aboutPages } from './notes';
import { describeScore, nameToken, pieceOf } from '../shared/tokenPieces';
import { clock, speakerName, type LookedText } from './lookedText';
import { pageOf } from './pages';

/** Surprisal at which the shade is full. */
const fullShadeBits = 12;
/** Share of the chart colour in a full shade: as much as leaves text a contrast of 4.5 in every theme. */
const fullShadePercent = 34;
const legendBits = [0, 3, 6, 9, 12];

/**
 * A text page by page, its tokens shaded and underlined by surprisal, in a list box. Fires `token-select` and
 * `token-reveal` (index), and `token-hover` (index or null).
 */
@customElement('introspect-words-text')
export class WordsTextElement extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 6px;
      }
      .text {
        max-height: var(--text-height, 60vh);
        overflow-y: auto;
        padding: 6px 8px;
        border: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, transparent));
        border-radius: 3px;
        line-height: 1.9;
        overflow-wrap: anywhere;
      }
      /* Not of the box: the template's own white space is none of the text. */
      .text [role='group'] {
        white-space: pre-wrap;
      }
      .token {
        padding: 2px 0;
        border-radius: 2px;
        background: color-mix(in srgb, var(--vscode-charts-blue) var(--shade, 0%), transparent);
        box-shadow: inset 0 calc(-1 * var(--line, 0px)) 0 var(--vscode-charts-blue);
        cursor: pointer;
      }
      .token.special {
        font-style: italic;
      }
      .token:hover {
        outline: 1px solid var(--vscode-focusBorder);
      }
      .token[aria-current] {
        outline: 1px dashed var(--vscode-foreground);
      }
      .token[aria-selected='true'] {
        outline: 2px solid var(--vscode-contrastActiveBorder, var(--vscode-focusBorder));
        outline-offset: 0;
        font-weight: 600;
      }
      .token:focus-visible {
        outline: 2px solid var(--vscode-focusBorder);
        outline-offset: 1px;
      }
      .piece,
      .unseen {
        color: var(--vscode-descriptionForeground);
      }
      .piece {
        font-size: 10px;
      }
      .readout {
        min-height: 3em;
        overflow-wrap: anywhere;
      }
      .scale {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 2px;
      }
      .swatch {
        padding: 0 5px;
        border-radius: 2px;
        background: color-mix(in srgb, var(--vscode-charts-blue) var(--shade), transparent);
        box-shadow: inset 0 calc(-1 * var(--line, 0px)) 0 var(--vscode-charts-blue);
        font-variant-numeric: tabular-nums;
      }
    `,
  ];

  @property({ attribute: false }) looked: LookedText | null = null;
  @property({ type: Number }) selected = -1;
  @property({ type: Number }) cursor: number | null = null;
  @state() private page = 0;
  @state() private pointed: number | null = null;
  #focusAfter = false;

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (!this.looked) return;
    if (changed.has('looked')) this.pointed = null;
    if (changed.has('looked') || changed.has('selected')) this.page = pageOf(this.looked.pages, this.selected);
  }

  protected override updated(changed: Map<PropertyKey, unknown>): void {
    const token = this.#token(this.selected);
    if (this.#focusAfter) token?.focus();
    this.#focusAfter = false;
    if (changed.has('selected') || changed.has('looked')) token?.scrollIntoView({ block: 'nearest' });
  }

  protected override render() {
    const { looked } = this;
    if (!looked) return nothing;
    const { pages } = looked;
    return html`${pages.length > 1 ? this.#renderPager(looked) : nothing}
      <div
        class="text"
        dir=${directionOf(looked.text)}
        role="listbox"
        aria-label="Text, token by token"
        aria-describedby="keys"
        @click=${this.#onClick}
        @dblclick=${this.#onDoubleClick}
        @keydown=${this.#onKeyDown}
        @pointerover=${(e: Event) => this.#point(indexOf(e.target))}
        @pointerleave=${() => this.#point(null)}
      >
        ${this.#renderPage(looked)}
      </div>
      ${this.#renderReadout(looked)} ${this.#renderLegend()}`;
  }

  #renderPager({ pages, tokens }: LookedText) {
    const { from, to } = pages[this.page]!;
    const button = (icon: string, label: string, page: number) =>
      html`<vscode-button
        secondary
        icon=${icon}
        icon-only
        title=${label}
        aria-label=${label}
        ?disabled=${page < 0 || page >= pages.length}
        @click=${() => (this.page = page)}
      ></vscode-button>`;
    return noted(
      html`<div class="row" role="group" aria-label="Pages of the text">
        ${button('chevron-left', 'Page before', this.page - 1)} ${button('chevron-right', 'Next page', this.page + 1)}
        <span class="pageOf"
          >Page ${this.page + 1} of ${pages.length}: tokens ${formatCount(from + 1)}–${formatCount(to)} of
          ${formatCount(tokens.length)}</span
        >
      </div>`,
      aboutPages,
    );
  }

  #renderPage({ pages, tokens, text, summary }: LookedText) {
    const page = pages[this.page];
    if (!page) return nothing;
    const out = [];
    let at = page.from;
    const tabbable = this.selected >= page.from && this.selected < page.to ? this.selected : page.from;
    const render = (to: number) => {
      const spans = [];
      for (; at < to; at++) {
        const [before, token] = [tokens[at - 1], tokens[at]!];
        // Some tokenizers leave the spaces between words to no token.
        if (before && at > page.from && before.end < token.start) spans.push(text.slice(before.end, token.start));
        spans.push(this.#renderToken(at, at === tabbable));
      }
      return spans;
    };
    for (const { part, from, to } of summary.parts) {
      if (to <= page.from || from >= page.to) continue;
      if (from > at) out.push(this.#group('between turns', render(Math.min(from, page.to))));
      const time = part.startMs === null ? '' : `, at ${clock(part.startMs)}`;
      out.push(this.#group(`${speakerName(part.speaker)}${time}`, render(Math.min(to, page.to))));
    }
    if (at < page.to) out.push(this.#group('after the last turn', render(page.to)));
    return out;
  }

  #group(label: string, tokens: unknown) {
    return html`<span role="group" aria-label=${label}>${tokens}</span>`;
  }

  #renderToken(index: number, tabbable: boolean) {
    const { tokens } = this.looked!;
    const token = tokens[index]!;
    const bits = token.logprob === null ? null : surprisalBits(token.logprob);
    const piece = pieceOf(tokens, index);
    return html`<span
      class=${token.special ? 'token special' : 'token'}
      role="option"
      data-index=${index}
      tabindex=${tabbable ? 0 : -1}
      aria-label="${nameToken(tokens, index)}, ${describeScore(token, index)}"
      aria-selected=${index === this.selected}
      aria-current=${index === this.cursor ? 'location' : nothing}
      .style=${shadeStyle(bits ?? 0)}
      >${piece && piece.part > 1 ? html`<span class="piece">+${piece.part}</span>` : shownText(token.text)}</span
    >`;
  }

  #renderReadout({ tokens }: LookedText) {
    const index = this.pointed ?? this.selected;
    const token = tokens[index];
    return html`<p class="readout" aria-hidden="true">
        ${
          token
            ? html`<strong>${nameToken(tokens, index)}</strong> ${describeScore(token, index)}`
            : 'Point at a word to see how surprising it was.'
        }
      </p>
      <p id="keys" class="secondary">
        Click a word, or use ← → (word) and ↑ ↓ (turn); O or a double click goes to it in the transcript.
      </p>`;
  }

  #renderLegend() {
    return html`<introspect-explain question="What are bits of surprise?" term="surprisal">
      <div class="scale" slot="subject">
        <span>Bits of surprise&nbsp;</span>
        ${legendBits.map(
          (bits) =>
            html`<span class="swatch" .style=${shadeStyle(bits)}>${bits === fullShadeBits ? `${bits}+` : bits}</span>`,
        )}
      </div>
      <p>
        How little the model expected a token, given all that stands before it (surprisal, −log₂ of its probability). 1
        bit is a coin toss; 3 bits, one chance in 8; 10 bits, one in 1,024. The darker a word and the thicker the line
        below it, the less it was expected.
      </p>
      <p>It says what this model expected, not what surprised a listener, and not what is unusual about a person.</p>
    </introspect-explain>`;
  }

  readonly #onClick = (event: Event): void => {
    const index = indexOf(event.target);
    if (index !== null) this.#fire('token-select', index);
  };

  readonly #onDoubleClick = (event: Event): void => {
    const index = indexOf(event.target);
    if (index !== null) this.#fire('token-reveal', index);
  };

  readonly #onKeyDown = (event: KeyboardEvent): void => {
    if (event.metaKey || event.altKey || !this.looked) return;
    const index = indexOf(event.target);
    if (index === null) return;
    const { tokens, pages } = this.looked;
    const page = pages[this.page] ?? { from: 0, to: tokens.length };
    const last = tokens.length - 1;
    const move = (): number | null => {
      switch (event.key) {
        case 'ArrowRight':
          return index + 1;
        case 'ArrowLeft':
          return index - 1;
        case 'ArrowDown':
          return this.#turnFrom(index, 1);
        case 'ArrowUp':
          return this.#turnFrom(index, -1);
        case 'PageDown':
          return page.to;
        case 'PageUp':
          return pages[this.page - 1]?.from ?? 0;
        case 'Home':
          return event.ctrlKey ? 0 : page.from;
        case 'End':
          return event.ctrlKey ? last : page.to - 1;
        case 'Enter':
        case ' ':
          return index;
        default:
          return null;
      }
    };
    if (event.key.toLowerCase() === 'o') this.#fire('token-reveal', index);
    else {
      const to = move();
      if (to === null) return;
      this.#focusAfter = true;
      this.#fire('token-select', Math.max(0, Math.min(to, last)));
    }
    event.preventDefault();
  };

  /** First token of the turn after, or of this one or the one before. */
  #turnFrom(index: number, step: 1 | -1): number {
    const starts = this.looked!.summary.parts.map(({ from }) => from);
    return step > 0
      ? (starts.find((from) => from > index) ?? this.looked!.tokens.length - 1)
      : (starts.findLast((from) => from < index) ?? 0);
  }

  #token(index: number): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>(`[data-index="${index}"]`);
  }

  #point(index: number | null): void {
    if (index === this.pointed) return;
    this.pointed = index;
    this.#fire('token-hover', index);
  }

  #fire(type: 'token-select' | 'token-reveal' | 'token-hover', detail: number | null): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

/** White space alone is made visible; a line break also breaks the line. */
function shownText(text: string) {
  if (text.trim() !== '') return text;
  return html`<span class="unseen">${visibleToken(text)}</span>${text.includes('\n') ? '\n' : nothing}`;
}

/** Index of the token that an event is about. */
function indexOf(target: EventTarget | null): number | null {
  const token = target instanceof Element ? target.closest<HTMLElement>('[data-index]') : null;
  return token ? Number(token.dataset['index']) : null;
}

/** Set through the CSSOM (`.style`): the CSP forbids style attributes. */
function shadeStyle(bits: number): string {
  const share = Math.min(bits, fullShadeBits) / fullShadeBits;
  return `--shade: ${(share * fullShadePercent).toFixed(1)}%; --line: ${(share * 4).toFixed(1)}px`;
}

declare global {
  interface HTMLElementTagNameMap {
    'introspect-words-text': WordsTextElement;
  }
}
