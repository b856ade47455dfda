import '@vscode-elements/elements/dist/vscode-icon/index.js';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { HeadOrder } from '../../src/protocol/attention';
import { baseStyles } from '../shared/styles';
import type { HeadPlace } from './overviewGrid';
import { headName, type HeadRow, type Measure, measureTexts, printValue } from './overviewMeasures';

/** The measures of every head in numbers. Fires `head-open` with a place and `head-order` with what a column orders by. */
@customElement('introspect-heads-table')
export class HeadsTable extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: block;
        min-width: 0;
      }
      .scroller {
        overflow-x: auto;
        padding: 2px;
      }
      table {
        border-collapse: collapse;
      }
      th,
      td {
        padding: 2px 10px 2px 0;
        border-bottom: 1px solid var(--vscode-widget-border, transparent);
        text-align: end;
        white-space: nowrap;
        font-weight: 400;
        font-variant-numeric: tabular-nums;
      }
      th:first-child {
        text-align: start;
      }
      thead th {
        vertical-align: bottom;
      }
      button {
        margin: 0;
        padding: 1px 4px;
        border: 0;
        border-radius: 3px;
        color: inherit;
        background: none;
        font: inherit;
        cursor: pointer;
      }
      button:hover {
        background: var(--vscode-toolbar-hoverBackground);
        outline: 1px dashed var(--vscode-contrastActiveBorder, transparent);
      }
      tbody button {
        color: var(--vscode-textLink-foreground);
      }
      [aria-current] button {
        font-weight: 600;
      }
      thead button {
        display: inline-flex;
        align-items: center;
      }
      [aria-sort='ascending'] button,
      [aria-sort='descending'] button {
        font-weight: 600;
      }
    `,
  ];

  /** In the order in which they are shown. */
  @property({ attribute: false }) rows: readonly HeadRow[] = [];
  @property({ attribute: false }) columns: readonly Measure[] = [];
  @property({ attribute: false }) order: HeadOrder = 'layer';
  @property({ attribute: false }) smallestFirst = false;
  @property({ attribute: false }) current: HeadPlace = { layer: 0, head: 0 };

  protected override render() {
    return html`<div class="scroller">
      <table aria-label="Measures of all heads">
        <thead>
          <tr>
            ${this.#heading('layer', 'Head')}
            ${this.columns.map((measure) => this.#heading(measure, measureTexts[measure].label))}
          </tr>
        </thead>
        <tbody>
          ${repeat(
            this.rows,
            ({ layer, head }) => `${layer}.${head}`,
            (row) => this.#row(row),
          )}
        </tbody>
      </table>
    </div>`;
  }

  #heading(order: HeadOrder, label: string) {
    const isSorted = this.order === order;
    const ascending = order === 'layer' || this.smallestFirst;
    return html`<th scope="col" aria-sort=${isSorted ? (ascending ? 'ascending' : 'descending') : 'none'}>
      <button type="button" @click=${() => this.#orderBy(order)}>
        ${label}${
          isSorted ? html`<vscode-icon name=${ascending ? 'arrow-up' : 'arrow-down'} size="12"></vscode-icon>` : nothing
        }
      </button>
    </th>`;
  }

  #row(row: HeadRow) {
    const isCurrent = row.layer === this.current.layer && row.head === this.current.head;
    return html`<tr aria-current=${isCurrent ? 'true' : nothing}>
      <th scope="row">
        <button type="button" aria-label="Open ${headName(row)}" @click=${() => this.#open(row)}>
          ${headName(row)}
        </button>
      </th>
      ${this.columns.map((measure) => html`<td>${printValue(row, measure)}</td>`)}
    </tr>`;
  }

  #orderBy(order: HeadOrder): void {
    this.dispatchEvent(new CustomEvent<HeadOrder>('head-order', { detail: order }));
  }

  #open({ layer, head }: HeadPlace): void {
    this.dispatchEvent(
      new CustomEvent<HeadPlace>('head-open', { detail: { layer, head }, bubbles: true, composed: true }),
    );
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'introspect-heads-table': HeadsTable;
  }
  interface HTMLElementEventMap {
    'head-order': CustomEvent<HeadOrder>;
  }
}
