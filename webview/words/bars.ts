import '@vscode-elements/elements/dist/vscode-button/index.js';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { formatCount, formatProbability, spokenToken, visibleToken } from '../shared/format';
import { noted } from '../shared/noted';
import { baseStyles } from '../shared/styles';
import * as about from './notes';
import { barRows, ruleNames, type BarRow, type Chances } from './chances';

const rowsPerPage = 20;
/** Ends of the bars' scale: it changes in steps, so that bars can be seen to grow and shrink. */
const scaleEnds = [0.01, 0.05, 0.1, 0.25, 0.5, 1];

/** The whole vocabulary as a table of bars, page by page. Fires `texts-needed` (ids) for words it has no text of. */
@customElement('introspect-words-bars')
export class BarsElement extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 6px;
      }
      table {
        width: 100%;
        border-collapse: collapse;
      }
      th,
      td {
        padding: 1px 0 1px 8px;
        text-align: left;
        font-weight: normal;
        vertical-align: middle;
      }
      thead th {
        color: var(--vscode-descriptionForeground);
        font-size: 11px;
        line-height: 1.2;
        vertical-align: bottom;
      }
      tbody tr:hover {
        background: var(--vscode-list-hoverBackground);
        outline: 1px dashed var(--vscode-contrastActiveBorder, transparent);
      }
      .number {
        text-align: right;
        white-space: nowrap;
        font-variant-numeric: tabular-nums;
      }
      .text {
        display: inline-block;
        max-width: 10em;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: pre;
        vertical-align: bottom;
      }
      .badge {
        padding: 0 4px;
        border: 1px solid currentColor;
        border-radius: 3px;
        font-size: 10px;
        white-space: nowrap;
      }
      tr.said .text {
        font-weight: 600;
      }
      tr.cut .text {
        text-decoration: line-through;
        color: var(--vscode-descriptionForeground);
      }
      .bar {
        width: 45%;
        min-width: 60px;
      }
      @media (max-width: 560px) {
        th,
        td {
          padding-left: 5px;
        }
        .number {
          white-space: normal;
        }
        .bar {
          width: 30%;
          min-width: 24px;
        }
        .text {
          max-width: 5em;
        }
      }
      .track {
        position: relative;
        height: 14px;
        border-left: 1px solid var(--vscode-charts-lines);
      }
      .fill {
        position: absolute;
        inset: 2px auto 2px 0;
        border-radius: 0 2px 2px 0;
        background: var(--vscode-charts-blue);
      }
      .own {
        position: absolute;
        inset: 0 auto 0 0;
        border: 1px solid var(--vscode-foreground);
        border-left: 0;
      }
      input {
        width: 7em;
      }
      label {
        display: inline-flex;
        align-items: center;
        gap: 5px;
      }
    `,
  ];

  @property({ attribute: false }) chances: Chances | null = null;
  @property({ attribute: false }) texts: ReadonlyMap<number, string> = new Map();
  @state() private first = 0;

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    const before = changed.get('chances') as Chances | null | undefined;
    if (changed.has('chances') && before?.next !== this.chances?.next) this.first = 0;
  }

  protected override updated(): void {
    const missing = this.#rows()
      .map(({ id }) => id)
      .filter((id) => !this.texts.has(id));
    if (missing.length > 0)
      this.dispatchEvent(new CustomEvent('texts-needed', { detail: missing, bubbles: true, composed: true }));
  }

  #rows(): BarRow[] {
    return this.chances ? barRows(this.chances, this.first, this.first + rowsPerPage) : [];
  }

  protected override render() {
    const { chances } = this;
    if (!chances) return nothing;
    const { isReshaped } = chances;
    const rows = this.#rows();
    const highest = Math.max(...rows.map((row) => Math.max(row.before, row.after)));
    const end = scaleEnds.find((e) => e >= highest) ?? 1;
    return html`${this.#renderPager(chances)}
      <table>
        <caption class="visuallyHidden">
          Next words by the model’s own chances, the likeliest first
        </caption>
        <thead>
          <tr>
            <th scope="col" class="number">Rank</th>
            <th scope="col">Word</th>
            <th scope="col" class="bar">0 – ${end * 100} %</th>
            <th scope="col" class="number">Chance</th>
            ${isReshaped ? html`<th scope="col" class="number">As drawn</th>` : nothing}
            <th scope="col" class="number">Sum so far</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map((row) => this.#renderRow(row, end, isReshaped))}
        </tbody>
      </table>
      ${
        isReshaped
          ? html`<p class="secondary">
              Outline: the model’s own chance. Filled: the chance of being drawn with the settings.
            </p>`
          : nothing
      }`;
  }

  #renderRow(row: BarRow, end: number, isReshaped: boolean) {
    const text = this.texts.get(row.id);
    const width = (p: number) => `width: ${((p / end) * 100).toFixed(2)}%`;
    const classes = [row.isSaid ? 'said' : '', row.cutBy ? 'cut' : ''].join(' ').trim();
    return html`<tr class=${classes} data-id=${row.id} data-rank=${row.rank}>
      <td class="number">${formatCount(row.rank)}</td>
      <th scope="row">
        <span class="text" aria-hidden="true">${text === undefined ? '…' : visibleToken(text) || '(no text)'}</span
        ><span class="visuallyHidden">${text === undefined ? `token ${row.id}` : spokenToken(text)}</span>
        ${row.isSaid ? html`<span class="badge">came next</span>` : nothing}
      </th>
      <td class="bar">
        <div class="track" aria-hidden="true">
          <div class="fill" .style=${width(row.after)}></div>
          ${isReshaped ? html`<div class="own" .style=${width(row.before)}></div>` : nothing}
        </div>
      </td>
      <td class="number before">${formatProbability(row.before)}</td>
      ${
        isReshaped
          ? html`<td class="number after">
              ${row.cutBy ? `cut: ${ruleNames[row.cutBy].toLowerCase()}` : formatProbability(row.after)}
            </td>`
          : nothing
      }
      <td class="number">${formatProbability(Math.min(1, row.cumulative))}</td>
    </tr>`;
  }

  #renderPager({ ranked, said }: Chances) {
    const last = Math.floor((ranked.length - 1) / rowsPerPage) * rowsPerPage;
    const go = (rank: number): void => {
      this.first = Math.max(0, Math.min(last, Math.floor((rank - 1) / rowsPerPage) * rowsPerPage));
    };
    const button = (icon: string, label: string, rank: number, disabled: boolean) =>
      html`<vscode-button
        secondary
        icon=${icon}
        icon-only
        title=${label}
        aria-label=${label}
        ?disabled=${disabled}
        @click=${() => go(rank)}
      ></vscode-button>`;
    const { first } = this;
    const shownTo = Math.min(first + rowsPerPage, ranked.length);
    return noted(
      html`<div class="row" role="group" aria-label="Ranks shown">
        ${button('chevron-left', 'Likelier words', first - rowsPerPage + 1, first === 0)}
        ${button('chevron-right', 'Less likely words', first + rowsPerPage + 1, first >= last)}
        <span class="ranks" role="status"
          >Ranks ${formatCount(first + 1)}–${formatCount(shownTo)} of ${formatCount(ranked.length)}</span
        >
        <label
          >Go to rank
          <input
            type="number"
            min="1"
            max=${ranked.length}
            .value=${String(first + 1)}
            @change=${(e: Event) => {
              if (e.target instanceof HTMLInputElement && e.target.valueAsNumber >= 1) go(e.target.valueAsNumber);
            }}
        /></label>
        ${
          said
            ? html`<vscode-button secondary @click=${() => go(said.rank)}
                >Word that came next: rank ${formatCount(said.rank)}</vscode-button
              >`
            : nothing
        }
      </div>`,
      about.ranks,
    );
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'introspect-words-bars': BarsElement;
  }
}
