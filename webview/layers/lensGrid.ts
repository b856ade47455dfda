import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { guard } from 'lit/directives/guard.js';
import type { LensAnswer } from '../../src/protocol/layers';
import type { LensReading, Token } from '../../src/protocol/modelHost';
import { focusCell } from '../shared/focusCell';
import { formatCount, formatProbability, spokenToken, visibleToken } from '../shared/format';
import { baseStyles } from '../shared/styles';
import { moveInGrid } from './gridKeys';
import { Shades } from './shades';
import { layerName, settledOf } from './words';

export interface LensCell {
  readonly layer: number;
  /** Among all tokens of the text. */
  readonly position: number;
}

/** The lens as a grid: a row for every layer, a column for every token. Fires `cell` with the `LensCell` that is looked at. */
@customElement('introspect-lens-grid')
export class LensGrid extends LitElement {
  static override styles = [
    baseStyles,
    css`
      .where {
        margin-bottom: 6px;
      }
      .where button {
        padding: 0 8px;
        border: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, currentcolor));
        border-radius: 4px;
        background: none;
        color: var(--vscode-foreground);
        font: inherit;
        cursor: pointer;
      }
      .where button:disabled {
        opacity: 0.6;
        cursor: default;
      }
      .scroller {
        overflow: auto;
        max-height: 70vh;
        border: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, transparent));
      }
      table {
        border-collapse: separate;
        border-spacing: 1px;
      }
      th,
      td {
        padding: 1px 6px;
        text-align: left;
        font-weight: 400;
        white-space: nowrap;
      }
      th {
        background: var(--vscode-editor-background);
      }
      thead th {
        position: sticky;
        top: 0;
        z-index: 1;
        font-weight: 600;
      }
      tbody th,
      tfoot th,
      thead th:first-child {
        position: sticky;
        left: 0;
        z-index: 2;
        border-right: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, transparent));
      }
      thead th:first-child {
        z-index: 3;
      }
      td,
      thead th + th {
        min-width: 9em;
        max-width: 9em;
        overflow: hidden;
        text-overflow: ellipsis;
      }
      tbody td {
        cursor: pointer;
        border: 1px solid transparent;
        border-top-width: 2px; /* as where it is settled: else rows differ in height */
      }
      .p {
        float: right;
        margin-left: 6px;
        font-size: 0.9em;
        font-variant-numeric: tabular-nums;
      }
      /* Where the answer is settled: a line above, and a mark that needs no colour. */
      td.settled {
        border-top-color: var(--vscode-foreground);
        font-weight: 600;
      }
      td[aria-selected='true'] {
        outline: 2px solid var(--vscode-contrastActiveBorder, var(--vscode-focusBorder));
        outline-offset: -2px;
      }
      tfoot td {
        color: var(--vscode-descriptionForeground);
      }
    `,
  ];

  @property({ attribute: false }) answer!: LensAnswer;
  @property({ attribute: false }) tokens: readonly Token[] = [];
  @property({ attribute: false }) cell: LensCell = { layer: 0, position: 0 };
  @property({ type: Boolean }) predictsNext = true;
  /** Columns that are wholly in sight, from 0; null where all are. */
  @state() private seen: { readonly first: number; readonly last: number } | null = null;
  readonly #shades = new Shades(this);
  readonly #resized = new ResizeObserver(() => this.#look());

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resized.disconnect();
  }

  protected override firstUpdated(): void {
    this.#resized.observe(this.renderRoot.querySelector('.scroller')!);
  }

  protected override render() {
    const { answer, tokens } = this;
    // Thousands of cells: drawn anew only when the readings change, not with every step of the keyboard.
    return html`${this.#where()}
    ${guard([answer, tokens, this.#shades.version, this.predictsNext], () => this.#table())}`;
  }

  /** A grid that begins at the end of the text says so, and leads to its beginning. */
  #where() {
    const { seen, answer } = this;
    if (!seen) return nothing;
    const { start } = answer;
    const columns = answer.layers[0]?.length ?? 0;
    const scrollTo = (left: number) => () => this.renderRoot.querySelector('.scroller')!.scrollTo({ left });
    return html`<div class="row where">
      <button type="button" ?disabled=${seen.first === 0} @click=${scrollTo(0)}>⇤ First words</button>
      <span class="secondary"
        >Columns of tokens ${formatCount(start + seen.first + 1)} to ${formatCount(start + seen.last + 1)} are in sight,
        of ${formatCount(start + 1)} to ${formatCount(start + columns)}</span
      >
      <button
        type="button"
        ?disabled=${seen.last === columns - 1}
        @click=${() => this.#bringIntoView(this.#at({ row: 0, column: columns - 1 })!)}
      >
        Last words ⇥
      </button>
    </div>`;
  }

  readonly #look = (): void => {
    const scroller = this.renderRoot.querySelector('.scroller');
    const [head, ...columns] = scroller?.querySelectorAll<HTMLElement>('thead th') ?? [];
    const [one] = columns;
    if (!scroller || !head || !one) return;
    const { scrollLeft, clientWidth, scrollWidth } = scroller;
    const step = columns.length > 1 ? columns[1]!.offsetLeft - one.offsetLeft : one.offsetWidth;
    const first = Math.ceil((scrollLeft - 2) / step);
    const last = Math.floor((scrollLeft + clientWidth - head.offsetWidth + 2) / step) - 1;
    const isWhole = scrollWidth <= clientWidth + 1;
    this.seen = isWhole ? null : { first, last: Math.min(columns.length - 1, Math.max(first, last)) };
  };

  #table() {
    const { answer, tokens, predictsNext } = this;
    const { layers, start } = answer;
    const settled = settledOf(answer);
    const read = tokens.slice(start, start + settled.length);
    return html`<div class="scroller" @scroll=${this.#look}>
      <table
        role="grid"
        aria-label="Best guess of every layer at every token"
        aria-rowcount=${layers.length + 1}
        aria-colcount=${settled.length + 1}
        @keydown=${this.#onKey}
        @click=${this.#onClick}
        @focusin=${this.#onClick}
        @dblclick=${this.#onReveal}
      >
        <thead>
          <tr>
            <th scope="col">${predictsNext ? 'After' : 'At'}</th>
            ${read.map(
              ({ text }, i) =>
                html`<th scope="col" title=${`${spokenToken(text)}, token ${start + i + 1}`}>
                  ${visibleToken(text) || '∅'}
                </th>`,
            )}
          </tr>
        </thead>
        <tbody>
          ${layers.map(
            (row, layer) =>
              html`<tr>
                <th scope="row">${layerName(layer)}${layer === layers.length - 1 ? ' = answer' : nothing}</th>
                ${row.map((reading, column) => this.#cell(reading, layer, column, settled[column] === layer))}
              </tr>`,
          )}
        </tbody>
        ${
          predictsNext
            ? html`<tfoot>
                <tr>
                  <th scope="row">Really follows</th>
                  ${read.map((_, i) => html`<td>${visibleToken(tokens[start + i + 1]?.text ?? '') || '–'}</td>`)}
                </tr>
              </tfoot>`
            : nothing
        }
      </table>
    </div>`;
  }

  #cell({ top }: LensReading, layer: number, column: number, isSettled: boolean) {
    const [best] = top;
    const { text, p } = best ?? { text: '', p: 0 };
    const label = `${spokenToken(text)}, ${formatProbability(p)}${isSettled ? ', settled here' : ''}`;
    return html`<td
      role="gridcell"
      tabindex="-1"
      class=${isSettled ? 'settled' : ''}
      data-layer=${layer}
      data-column=${column}
      data-p=${p}
      title=${label}
    >
      <span class="p">${percent(p)}</span>${isSettled ? '◆\u00a0' : nothing}${visibleToken(text)}
    </td>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    const cells = this.renderRoot.querySelectorAll<HTMLElement>('tbody td');
    if (changed.size === 0 || changed.has('answer') || changed.has('tokens')) {
      // Through the CSSOM: the page's CSP allows no style attributes.
      for (const cell of cells) cell.style.backgroundColor = this.#shades.of(Number(cell.dataset['p']));
    }
    this.renderRoot.querySelector('[aria-selected]')?.removeAttribute('aria-selected');
    this.renderRoot.querySelector('td[tabindex="0"]')?.setAttribute('tabindex', '-1');
    const current = this.#at(this.#place) ?? cells[0];
    current?.setAttribute('tabindex', '0');
    current?.setAttribute('aria-selected', 'true');
    if (changed.has('answer') && current) this.#bringIntoView(current);
    if (changed.has('answer')) this.#look();
  }

  /** Sideways only: the page stays where it is read. */
  #bringIntoView(cell: HTMLElement): void {
    const scroller = this.renderRoot.querySelector('.scroller')!;
    const beyond = cell.getBoundingClientRect().right - scroller.getBoundingClientRect().right;
    if (beyond > 0) scroller.scrollLeft += beyond + 2;
  }

  get #place() {
    return { row: this.cell.layer, column: this.cell.position - this.answer.start };
  }

  #at({ row, column }: { readonly row: number; readonly column: number }): HTMLElement | null {
    return this.renderRoot.querySelector(`td[data-layer="${row}"][data-column="${column}"]`);
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    const size = { rows: this.answer.layers.length, columns: this.answer.layers[0]?.length ?? 0 };
    const to = moveInGrid(event, this.#place, size);
    if (event.key === 'Enter') this.#onReveal();
    if (!to) return;
    event.preventDefault();
    const cell = this.#at(to);
    if (cell) focusCell(cell);
  };

  readonly #onClick = ({ target }: Event): void => {
    const cell = (target as Element).closest<HTMLElement>('tbody td');
    if (!cell) return;
    const layer = Number(cell.dataset['layer']);
    const position = Number(cell.dataset['column']) + this.answer.start;
    if (layer === this.cell.layer && position === this.cell.position) return;
    this.dispatchEvent(new CustomEvent<LensCell>('cell', { detail: { layer, position } }));
  };

  readonly #onReveal = (): void => {
    this.dispatchEvent(new CustomEvent<number>('token-reveal', { detail: this.cell.position }));
  };
}

/** Short, for a cell: its title and the sentence below the grid have the exact words. */
function percent(p: number): string {
  return p > 0 && p < 0.005 ? '<1\u00a0%' : `${Math.round(p * 100)}\u00a0%`;
}

declare global {
  interface HTMLElementTagNameMap {
    'introspect-lens-grid': LensGrid;
  }
}
