import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { BesideSide, HeadChoice } from '../../src/protocol/beside';
import { formatProbability, spokenToken, visibleToken } from '../shared/format';
import { noted } from '../shared/noted';
import { showChosen } from '../shared/showChosen';
import { baseStyles } from '../shared/styles';
import { whichHead } from './notes';
import { paintMatrix, strongest } from './smallMatrix';

export interface Weights extends HeadChoice {
  /** Row-major [query][key], shape [size, size]. */
  readonly weights: Float32Array;
  readonly size: number;
}

const listed = 5;

/** One head of one of the models: its matrix, and in numbers where the chosen words look. Fires `head` with a choice. */
@customElement('introspect-side-head')
export class SideHead extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: grid;
        gap: 6px;
        align-content: start;
      }
      select {
        color: var(--vscode-dropdown-foreground);
        background: var(--vscode-dropdown-background);
        border: 1px solid var(--vscode-dropdown-border);
        border-radius: 4px;
        font: inherit;
        padding: 2px;
      }
      canvas {
        width: 100%;
        max-width: 280px;
        aspect-ratio: 1;
        image-rendering: pixelated;
        border: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, transparent));
      }
      table {
        border-collapse: collapse;
      }
      caption {
        text-align: start;
      }
      td {
        padding: 1px 12px 1px 0;
      }
      button.more {
        justify-self: start;
        padding: 0 2px;
        border: 0;
        background: none;
        color: var(--vscode-textLink-foreground);
        font: inherit;
        cursor: pointer;
      }
      button.more:hover {
        text-decoration: underline;
      }
      .text {
        white-space: pre;
      }
      .number {
        text-align: end;
        font-variant-numeric: tabular-nums;
      }
    `,
  ];

  @property({ attribute: false }) side!: BesideSide;
  @property({ attribute: false }) choice: HeadChoice = { layer: 0, head: 0 };
  /** Of the head in `choice`; null until it comes. */
  @property({ attribute: false }) shown: Weights | null = null;
  /** The token whose row is told in numbers. */
  @property({ type: Number }) query = 0;

  /** Every weight of the row instead of the strongest. */
  @state() private isWhole = false;

  /** VS Code changes the theme under an open page. */
  readonly #theme = new MutationObserver(() => this.#paint());

  override connectedCallback(): void {
    super.connectedCallback();
    this.#theme.observe(document.body, { attributeFilter: ['class'] });
    this.#theme.observe(document.documentElement, { attributeFilter: ['style'] });
  }

  override disconnectedCallback(): void {
    this.#theme.disconnect();
    super.disconnectedCallback();
  }

  protected override render() {
    const { side, shown } = this;
    if (side.noAttention !== null) {
      return html`<h3>${side.name}</h3>
        <p>Its attention cannot be shown: ${side.noAttention}</p>`;
    }
    return html`<h3>${side.name}</h3>
      ${noted(
        html`${this.#picker('Layer', 'layer', side.layers)} ${this.#picker('Head', 'head', side.heads)}`,
        whichHead,
      )}
      ${
        shown === null
          ? html`<p class="secondary" role="status">Reading the head…</p>`
          : html`<canvas
                role="img"
                aria-label=${`Attention of ${side.name}, layer ${shown.layer + 1}, head ${shown.head + 1}: ${shown.size} tokens that look, downwards, by the tokens they look at, across`}
              ></canvas>
              ${this.#row(shown)}`
      }`;
  }

  protected override updated(): void {
    this.#paint();
  }

  #paint(): void {
    const canvas = this.renderRoot.querySelector('canvas');
    if (canvas && this.shown) paintMatrix(canvas, this.shown, this.query);
  }

  #picker(label: string, field: keyof HeadChoice, count: number) {
    const chosen = Math.min(this.choice[field], count - 1);
    return html`<label
      >${label}
      <select
        aria-label=${`${label} of ${this.side.name}`}
        @change=${(event: Event) => {
          const index = Number((event.target as HTMLSelectElement).value);
          const detail = { ...this.choice, [field]: index };
          this.dispatchEvent(new CustomEvent<HeadChoice>('head', { detail }));
        }}
      >
        ${Array.from({ length: count }, (_, i) => html`<option value=${i}>${i + 1}</option>`)} ${showChosen(chosen)}
      </select></label
    >`;
  }

  #row(shown: Weights) {
    const { tokens } = this.side;
    if (this.query >= shown.size) return nothing;
    const all = strongest(shown, this.query, shown.size);
    return html`<table>
        <caption>
          ${spokenToken(tokens[this.query] ?? '')} looks most at
        </caption>
        <tbody>
          ${all.slice(0, this.isWhole ? all.length : listed).map(
            ({ key, weight }) =>
              html`<tr>
                <td class="text" title=${spokenToken(tokens[key] ?? '')}>${visibleToken(tokens[key] ?? '')}</td>
                <td class="number secondary">token ${key + 1}</td>
                <td class="number weight">${weight.toFixed(4)}</td>
                <td class="number">${formatProbability(weight)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
      ${
        all.length > listed
          ? html`<button
              type="button"
              class="more"
              aria-expanded=${this.isWhole}
              @click=${() => (this.isWhole = !this.isWhole)}
            >
              ${this.isWhole ? `Only the ${listed} largest` : `All ${all.length} weights above 0`}
            </button>`
          : nothing
      }`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'introspect-side-head': SideHead;
  }
}
