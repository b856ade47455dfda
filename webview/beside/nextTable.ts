import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { ComparedNext } from '../../src/core/beside/nextWords';
import type { BesideViewState, Both, Side } from '../../src/protocol/beside';
import { formatBits, formatProbability, spokenToken, visibleToken } from '../shared/format';
import { formatStatedShare } from '../shared/statedShare';
import { baseStyles } from '../shared/styles';
import { sideStyles } from './sideStyles';
import { orderWords } from './orderWords';
import { formatComputed, formatPoints, sides } from './wording';

const scaleEnds = [0.05, 0.1, 0.25, 0.5, 1];

/** What either model expects next, with the chance that each gives it. Fires `word` with the text of a row that was asked about. */
@customElement('introspect-next-table')
export class NextTable extends LitElement {
  static override styles = [
    baseStyles,
    sideStyles,
    css`
      table {
        width: 100%;
        max-width: 52rem;
        border-collapse: collapse;
      }
      th,
      td {
        padding: 2px 10px 2px 0;
        text-align: start;
        font-weight: 400;
      }
      thead th {
        color: var(--vscode-descriptionForeground);
        vertical-align: bottom;
      }
      .number {
        text-align: end;
      }
      td.number {
        white-space: nowrap;
        font-variant-numeric: tabular-nums;
      }
      .bar {
        width: 25%;
        min-width: 60px;
        vertical-align: middle;
      }
      .bar div {
        height: 10px;
      }
      @media (max-width: 560px) {
        .bar {
          display: none;
        }
        td.number {
          white-space: normal;
        }
        th,
        td {
          padding-right: 4px;
        }
        thead th {
          font-size: 0.9em;
        }
      }
      button {
        padding: 0 4px;
        border: 1px solid transparent;
        border-radius: 3px;
        background: none;
        color: var(--vscode-textLink-foreground);
        font: inherit;
        cursor: pointer;
      }
      .token {
        white-space: pre;
      }
      button:hover {
        text-decoration: underline;
      }
      p {
        margin-top: 4px;
      }
    `,
  ];

  @property({ attribute: false }) next: ComparedNext | null = null;
  @property({ attribute: false }) names: Both<string> = { left: '', right: '' };
  @property() order: BesideViewState['order'] = 'difference';

  protected override render() {
    const { next, names } = this;
    if (!next) return nothing;
    const words = orderWords(next.words, this.order);
    const largest = Math.max(0, ...words.flatMap(({ left, right }) => [left ?? 0, right ?? 0]));
    const end = scaleEnds.find((scale) => scale >= largest) ?? 1;
    return html`<table>
        <caption class="visuallyHidden">
          Next words and the chance that each model gives them
        </caption>
        <thead>
          <tr>
            <th scope="col">Word</th>
            <th scope="col" class="number">${names.left}</th>
            <th scope="col" class="bar">0 – ${end * 100} %</th>
            <th scope="col" class="number">${names.right}</th>
            <th scope="col" class="bar">0 – ${end * 100} %</th>
            <th scope="col" class="number">Difference, points</th>
          </tr>
        </thead>
        <tbody>
          ${words.map(
            ({ text, left, right }) =>
              html`<tr>
                <th scope="row">
                  <button
                    type="button"
                    aria-label=${`${spokenToken(text)}: look at this word`}
                    @click=${() => this.dispatchEvent(new CustomEvent<string>('word', { detail: text }))}
                  >
                    <span class="token">${visibleToken(text)}</span>
                  </button>
                </th>
                ${sides.map((side) => this.#cells(next, side, { left, right }[side], end))}
                <td class="number">${left === null || right === null ? '–' : formatPoints(right - left)}</td>
              </tr>`,
          )}
          <tr class="secondary">
            <th scope="row">everything else</th>
            ${sides.map((side) => this.#cells(next, side, next.rest[side], null))}
            <td></td>
          </tr>
        </tbody>
      </table>
      <p class="figures">
        Uncertainty: ${names.left} <strong>${formatUncertainty(next, 'left')}</strong>, ${names.right}
        <strong>${formatUncertainty(next, 'right')}</strong>. How far apart they are (Jensen–Shannon divergence, 0 the
        same to 1 nothing in common):
        <strong class="divergence">${formatComputed(next.divergence, 'bits')}</strong
        >${'notComputable' in next.divergence ? html`. ${next.divergence.notComputable}` : '.'}
      </p>
      ${sides.map((side) => {
        const stated = next.stated[side];
        return stated === null
          ? nothing
          : html`<p class="secondary stated">
              Stated by the server of ${names[side]}: ${formatStatedShare(stated)}. It does not tell the other tokens of
              its list.
            </p>`;
      })}`;
  }

  /** @param end of the scale; null for a cell without a bar */
  #cells({ stated }: ComparedNext, side: Side, p: number | null, end: number | null) {
    const none =
      stated[side] === null
        ? { shown: 'no such token', why: 'Its vocabulary has no such token.' }
        : { shown: 'not stated', why: 'It is none of the tokens whose chance the server states.' };
    const style = p === null || end === null ? '' : `width: ${((p / end) * 100).toFixed(2)}%`;
    return html`<td class="number" title=${p === null ? none.why : nothing}>
        ${p === null ? none.shown : formatProbability(p)}
      </td>
      <td class="bar" aria-hidden="true">
        ${style === '' ? nothing : html`<div class=${side} .style=${style}></div>`}
      </td>`;
  }
}

function formatUncertainty({ entropyBits }: ComparedNext, side: Side): string {
  const figure = entropyBits[side];
  return 'value' in figure ? formatBits(figure.value) : 'not computable';
}

declare global {
  interface HTMLElementTagNameMap {
    'introspect-next-table': NextTable;
  }
}
