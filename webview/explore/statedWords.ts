import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { type StatedCandidate, statedShare } from '../../src/core/generation/stated';
import { formatProbability, spokenToken, visibleToken } from '../shared/format';
import { formatStatedShare } from '../shared/statedShare';
import { baseStyles } from '../shared/styles';
import { wordTableStyles } from './wordTableStyles';

/** How many rows are looked at with profit. */
const shownRows = 12;

/** The next words that a server states: some of its vocabulary, and so never a whole distribution. */
@customElement('introspect-stated-words')
export class StatedWordsElement extends LitElement {
  static override styles = [
    baseStyles,
    wordTableStyles,
    css`
      .number {
        padding-left: 8px;
        text-align: right;
        white-space: nowrap;
        font-variant-numeric: tabular-nums;
      }
      .fill {
        height: 100%;
        border-radius: 0 2px 2px 0;
        background: var(--vscode-charts-blue);
      }
    `,
  ];

  /** Best first. */
  @property({ attribute: false }) candidates: readonly StatedCandidate[] = [];
  /** The token that came next in the text itself; null where there is none or the server tells none. */
  @property() actual: string | null = null;

  protected override render() {
    const { candidates } = this;
    const highest = candidates[0]?.p ?? 1;
    const rows = candidates.slice(0, shownRows);
    // The row for what is not shown takes in the stated words that are left out of the table.
    const rest = Math.max(0, 1 - rows.reduce((sum, { p }) => sum + p, 0));
    return html`<table>
        <caption class="visuallyHidden">
          Next words that the server states, with their probabilities
        </caption>
        <thead>
          <tr>
            <th scope="col">Word</th>
            <th scope="col" class="bar"><span class="visuallyHidden">Bar</span></th>
            <th scope="col" class="number">Chance</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map((row) => this.#renderRow(row, highest))}
          <tr class="rest">
            <th scope="row" class="word" colspan="2">everything else, taken together</th>
            <td class="number">${formatProbability(rest)}</td>
          </tr>
        </tbody>
      </table>
      ${
        this.actual !== null && !candidates.some(({ text }) => text === this.actual)
          ? html`<p>What came next, ${spokenToken(this.actual)}, is not among them.</p>`
          : nothing
      }
      <p class="secondary">
        Stated by the server: ${formatStatedShare(statedShare(candidates))}. It does not tell the other tokens of its
        list, so words cannot be drawn from it here.
      </p>`;
  }

  #renderRow({ text, p }: StatedCandidate, highest: number) {
    const isActual = text === this.actual;
    return html`<tr class=${isActual ? 'actual' : ''}>
      <th scope="row" class="word" title=${spokenToken(text)}>
        <span class="text" aria-hidden="true">${visibleToken(text)}</span
        ><span class="visuallyHidden">${spokenToken(text)}</span>
        ${isActual ? html`<span class="badge">came next</span>` : nothing}
      </th>
      <td class="bar">
        <div class="track" aria-hidden="true">
          <div class="fill" .style=${`width: ${((p / highest) * 100).toFixed(2)}%`}></div>
        </div>
      </td>
      <td class="number">${formatProbability(p)}</td>
    </tr>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'introspect-stated-words': StatedWordsElement;
  }
}
