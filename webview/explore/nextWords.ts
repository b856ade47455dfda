import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { formatBits, formatOrdinal, formatCount, formatProbability, spokenToken, visibleToken } from '../shared/format';
import { baseStyles } from '../shared/styles';
import { wordTableStyles } from './wordTableStyles';
import type { Distribution, RestRow, WordRow } from './distribution';

/** Ends of the bars' scale: it changes in steps, so that bars can be seen to grow and shrink. */
const scaleEnds = [0.05, 0.1, 0.25, 0.5, 1];

/** The most probable next words as a table of bars. */
@customElement('introspect-next-words')
export class NextWordsElement extends LitElement {
  static override styles = [
    baseStyles,
    wordTableStyles,
    css`
      table {
        table-layout: auto;
      }
      thead th {
        line-height: 1.2;
        vertical-align: bottom;
      }
      tbody tr:hover {
        background: var(--vscode-list-hoverBackground);
        outline: 1px dashed var(--vscode-contrastActiveBorder, transparent);
      }
      .number {
        padding-left: 6px;
        text-align: right;
        font-variant-numeric: tabular-nums;
      }
      .was {
        display: block;
        white-space: nowrap;
        line-height: 1.2;
        color: var(--vscode-descriptionForeground);
        font-size: 11px;
        font-variant-numeric: tabular-nums;
      }
      .track {
        position: relative;
      }
      .fill {
        height: 100%;
        border-radius: 0 2px 2px 0;
        background: var(--vscode-charts-blue);
        transition: width 120ms ease-out;
      }
      .original {
        position: absolute;
        top: -1px;
        bottom: -1px;
        width: 2px;
        margin-left: -1px;
        background: var(--vscode-foreground);
        outline: 1px solid var(--vscode-sideBar-background);
      }
    `,
  ];

  @property({ attribute: false }) distribution: Distribution | null = null;
  /** Whether temperature or top-p changes the model's own probabilities. */
  @property({ type: Boolean }) reshaped = false;
  /** Whether top-p cuts words off, rather than temperature 0 choosing one. */
  @property({ type: Boolean }) cuts = false;

  protected override render() {
    const { distribution } = this;
    if (!distribution) return nothing;
    const { rows, rest, drawn } = distribution;
    const highest = Math.max(...rows.map((row) => Math.max(row.probability, this.reshaped ? row.original : 0)));
    const scaleEnd = scaleEnds.find((end) => end >= highest) ?? 1;
    return html`<table>
        <caption class="visuallyHidden">
          Next words and their probabilities
        </caption>
        <thead>
          <tr>
            <th scope="col">Word</th>
            <th scope="col" class="bar">0 – ${scaleEnd * 100} %</th>
            <th scope="col" class="number">Chance</th>
            ${drawn.length > 0 ? html`<th scope="col" class="number">Drawn of ${drawn.length}</th>` : nothing}
          </tr>
        </thead>
        <tbody>
          ${rows.map((row) => this.#renderRow(row, scaleEnd, drawn.length))} ${this.#renderRest(rest, drawn.length)}
        </tbody>
      </table>
      ${
        this.reshaped
          ? html`<p class="secondary">The thin line is the model’s own chance, before temperature and top-p.</p>`
          : nothing
      }
      ${this.#renderEntropy(distribution.entropyBits)}`;
  }

  #renderRow(row: WordRow, scaleEnd: number, draws: number) {
    const width = (p: number) => `${((p / scaleEnd) * 100).toFixed(2)}%`;
    return html`<tr class=${row.actual ? 'actual' : ''} data-id=${row.id}>
      <th scope="row" class="word" title=${spokenToken(row.text)}>
        <span class="text" aria-hidden="true">${visibleToken(row.text)}</span
        ><span class="visuallyHidden">${spokenToken(row.text)}</span>
        ${row.actual ? html`<span class="badge">came next: ${formatOrdinal(row.rank)}</span>` : nothing}
      </th>
      <td class="bar">
        <div class="track" aria-hidden="true">
          <div class="fill" .style=${`width: ${width(row.probability)}`}></div>
          ${this.reshaped ? html`<div class="original" .style=${`left: ${width(row.original)}`}></div>` : nothing}
        </div>
      </td>
      <td class="number">${this.#renderProbability(row)}</td>
      ${draws > 0 ? html`<td class="number drawn">${row.drawn}</td>` : nothing}
    </tr>`;
  }

  #renderRest(rest: RestRow, draws: number) {
    return html`<tr class="rest">
      <th scope="row" class="word" colspan="2">everything else: ${formatCount(rest.count)} tokens</th>
      <td class="number">${this.#renderProbability(rest)}</td>
      ${draws > 0 ? html`<td class="number drawn">${rest.drawn}</td>` : nothing}
    </tr>`;
  }

  #renderProbability({ probability, original }: Pick<WordRow, 'probability' | 'original'>) {
    const now = probability === 0 && this.reshaped ? (this.cuts ? 'cut' : 'never') : formatProbability(probability);
    return html`<span class="now">${now}</span>${
        this.reshaped ? html` <span class="was">was ${formatProbability(original)}</span>` : nothing
      }`;
  }

  #renderEntropy(bits: number) {
    // A fair choice among n has log2 n bits.
    const choices = 2 ** bits;
    return html`<p class="entropy">
      Uncertainty: <strong>${formatBits(bits)}</strong>${
        choices < 1.05
          ? ', no doubt at all'
          : `, like a fair draw among ${choices < 10 ? choices.toFixed(1) : formatCount(Math.round(choices))} words`
      }.
    </p>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'introspect-next-words': NextWordsElement;
  }
}
