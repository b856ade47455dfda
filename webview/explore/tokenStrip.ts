import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { surprisalBits } from '../../src/core/generation/probabilities';
import type { ScoredToken } from '../../src/protocol/modelHost';
import { visibleToken } from '../shared/format';
import '../shared/explain';
import { type Note, noted } from '../shared/noted';
import { baseStyles } from '../shared/styles';
import { describeScore, nameToken, pieceOf } from '../shared/tokenPieces';

/** Surprisal at which the shade is full. */
const fullShadeBits = 12;
/** Share of the chart colour in a full shade: as much as leaves text a contrast of 4.5 in every theme. */
const fullShadePercent = 36;
const legendBits = [0, 3, 6, 9, 12];

const aboutNumbers: Note = {
  question: 'Which numbers?',
  term: 'bit',
  text: html`<p>
    The bits of surprise of each token, written below it: what the shade shows, to be read off. 1 bit is a coin toss; 10
    bits are one chance in 1,024.
  </p>`,
};

/**
 * The tokens as chips in a list box, shaded by surprisal. Fires `token-select`, `token-reveal` (index) and `token-hover`
 * (index or null).
 */
@customElement('introspect-token-strip')
export class TokenStripElement extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: grid;
        gap: 8px;
      }
      .tokens {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 3px;
        max-height: max(24vh, 96px);
        overflow-y: auto;
        padding: 3px;
        margin: 0 -3px;
      }
      .break {
        flex-basis: 100%;
        height: 0;
      }
      .chip {
        position: relative;
        display: inline-flex;
        flex-direction: column;
        align-items: center;
        padding: 0 3px;
        border: 1px solid var(--vscode-contrastBorder, transparent);
        border-radius: 3px;
        background: color-mix(in srgb, var(--vscode-charts-blue) var(--shade, 0%), transparent);
        cursor: pointer;
        white-space: pre;
        max-width: 100%;
        overflow-wrap: anywhere;
      }
      .chip.unscored {
        border-color: var(--vscode-contrastBorder, var(--vscode-widget-border, currentColor));
      }
      .chip.special {
        font-style: italic;
      }
      .chip:hover {
        border-color: var(--vscode-focusBorder);
      }
      .chip[aria-current] {
        border: 1px dashed var(--vscode-foreground);
      }
      .chip[aria-selected='true'] {
        border-color: var(--vscode-contrastActiveBorder, var(--vscode-focusBorder));
        box-shadow: inset 0 -2px 0 var(--vscode-contrastActiveBorder, var(--vscode-focusBorder));
      }
      .chip:focus-visible {
        outline: 2px solid var(--vscode-focusBorder);
        outline-offset: 0;
      }
      .bits {
        font-size: 10px;
        line-height: 1.3;
        font-variant-numeric: tabular-nums;
      }
      .readout {
        min-height: 3em;
        overflow-wrap: anywhere;
      }
      .legend {
        justify-content: space-between;
      }
      .scale {
        display: flex;
        align-items: center;
        gap: 2px;
      }
      .swatch {
        padding: 0 5px;
        border: 1px solid var(--vscode-contrastBorder, transparent);
        border-radius: 3px;
        background: color-mix(in srgb, var(--vscode-charts-blue) var(--shade), transparent);
        font-variant-numeric: tabular-nums;
      }
      label {
        display: inline-flex;
        align-items: center;
        gap: 5px;
      }
    `,
  ];

  @property({ attribute: false }) tokens: readonly ScoredToken[] = [];
  @property({ type: Number }) selected = -1;
  @property({ type: Number }) cursor: number | null = null;
  @property({ type: Boolean }) showNumbers = false;
  @property({ type: Boolean }) scored = true;
  @state() private pointed: number | null = null;
  /** The one chip that Tab reaches; follows the selection until an arrow key moves it. */
  @state() private focusIndex = -1;

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('tokens')) this.pointed = null;
    if (changed.has('tokens') || changed.has('selected')) this.focusIndex = this.selected;
  }

  protected override updated(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('cursor') && this.cursor !== null) this.#chip(this.cursor)?.scrollIntoView({ block: 'nearest' });
  }

  protected override render() {
    return html`<div
        class="tokens"
        role="listbox"
        aria-label="Tokens"
        aria-orientation="horizontal"
        @click=${this.#onClick}
        @dblclick=${this.#onDoubleClick}
        @keydown=${this.#onKeyDown}
        @pointerover=${(e: Event) => this.#point(indexOf(e.target))}
        @pointerleave=${() => this.#point(null)}
        @focusin=${(e: Event) => this.#point(indexOf(e.target))}
        @focusout=${() => this.#point(null)}
      >
        ${this.tokens.map((token, i) => this.#renderChip(token, i))}
      </div>
      ${this.#renderReadout()} ${this.scored ? this.#renderLegend() : nothing}`;
  }

  #renderChip(token: ScoredToken, index: number) {
    const bits = token.logprob === null ? null : surprisalBits(token.logprob);
    const piece = pieceOf(this.tokens, index);
    const text = token.special ? token.text : visibleToken(token.text);
    const classes = `chip${token.special ? ' special' : ''}${bits === null ? ' unscored' : ''}`;
    return html`<span
        class=${classes}
        role="option"
        data-index=${index}
        tabindex=${index === Math.max(0, this.focusIndex) ? 0 : -1}
        aria-selected=${index === this.selected}
        aria-current=${index === this.cursor ? 'location' : nothing}
        .style=${shadeStyle(bits ?? 0)}
        ><span aria-hidden="true">${text}${piece ? ` ${piece.part}/${piece.of}` : ''}</span
        ><span class="visuallyHidden">${nameToken(this.tokens, index)}, ${describeScore(token, index)}</span>${
          this.showNumbers
            ? html`<span class="bits" aria-hidden="true">${bits === null ? '–' : bits.toFixed(1)}</span>`
            : nothing
        }</span
      >${token.text.includes('\n') ? html`<span class="break" role="presentation"></span>` : nothing}`;
  }

  #renderReadout() {
    const index = this.pointed ?? this.selected;
    const token = this.tokens[index];
    if (!token) return html`<p class="readout secondary">Point at a token to see how surprising it was.</p>`;
    const name = nameToken(this.tokens, index);
    return html`<p class="readout" aria-hidden="true">
      <strong>${name}</strong> ${this.scored ? describeScore(token, index) : nothing}
    </p>`;
  }

  #renderLegend() {
    return html`<div class="row legend">
      <introspect-explain question="What are bits of surprise?" term="surprisal">
        <div class="scale" slot="subject">
          <span>Bits of surprise</span>
          ${legendBits.map(
            (bits) =>
              html`<span class="swatch" .style=${shadeStyle(bits)}
                >${bits === fullShadeBits ? `${bits}+` : bits}</span
              >`,
          )}
        </div>
        <p>
          How little the model expected a token, given all that stands before it (surprisal, −log₂ of its probability).
          1 bit is a coin toss; 3 bits, one chance in 8; 10 bits, one in 1,024.
        </p>
        <p>It says what this model expected, not what is unusual about a person.</p>
      </introspect-explain>
      ${noted(
        html`<label
          ><input
            type="checkbox"
            .checked=${this.showNumbers}
            @change=${(e: Event) => this.#fire('show-numbers', e.target instanceof HTMLInputElement && e.target.checked)}
          />Show numbers</label
        >`,
        aboutNumbers,
      )}
    </div>`;
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
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const index = indexOf(event.target);
    if (index === null) return;
    const last = this.tokens.length - 1;
    switch (event.key) {
      case 'ArrowRight':
      case 'ArrowDown':
        this.#focusChip(Math.min(index + 1, last));
        break;
      case 'ArrowLeft':
      case 'ArrowUp':
        this.#focusChip(Math.max(index - 1, 0));
        break;
      case 'Home':
        this.#focusChip(0);
        break;
      case 'End':
        this.#focusChip(last);
        break;
      case 'Enter':
      case ' ':
        this.#fire('token-select', index);
        break;
      case 'o':
      case 'O':
        this.#fire('token-reveal', index);
        break;
      default:
        return;
    }
    event.preventDefault();
  };

  #focusChip(index: number): void {
    this.focusIndex = index;
    // A negative tabindex does not keep a script from focusing it.
    this.#chip(index)?.focus();
  }

  #chip(index: number): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>(`[data-index="${index}"]`);
  }

  #point(index: number | null): void {
    if (index === this.pointed) return;
    this.pointed = index;
    this.#fire('token-hover', index);
  }

  #fire(type: 'token-select' | 'token-reveal' | 'token-hover' | 'show-numbers', detail: unknown): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

/** Index of the token whose chip an event is about. */
function indexOf(target: EventTarget | null): number | null {
  const chip = target instanceof Element ? target.closest<HTMLElement>('[data-index]') : null;
  return chip ? Number(chip.dataset['index']) : null;
}

/** Set through the CSSOM (`.style`): the CSP forbids style attributes. */
function shadeStyle(bits: number): string {
  return `--shade: ${((Math.min(bits, fullShadeBits) / fullShadeBits) * fullShadePercent).toFixed(1)}%`;
}

declare global {
  interface HTMLElementTagNameMap {
    'introspect-token-strip': TokenStripElement;
  }
}
