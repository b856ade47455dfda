import { css, html, LitElement } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { HeadPlace } from '../../src/protocol/layers';
import { baseStyles } from '../shared/styles';
import { moveInGrid, type GridPlace } from './gridKeys';

/** A button for every head, pressed where it is switched off. Fires `toggle` with the `HeadPlace`. */
@customElement('introspect-head-grid')
export class HeadGrid extends LitElement {
  static override styles = [
    baseStyles,
    css`
      .scroller {
        overflow: auto;
        max-height: 60vh;
        padding: 2px;
      }
      table {
        border-collapse: separate;
        border-spacing: 2px;
      }
      th {
        font-weight: 400;
        text-align: left;
        padding: 0 6px;
        white-space: nowrap;
        background: var(--vscode-editor-background);
      }
      thead th {
        text-align: center;
      }
      tbody th {
        position: sticky;
        left: 0;
      }
      td {
        padding: 0;
      }
      button {
        min-width: 34px;
        height: 24px;
        padding: 0 4px;
        border: 1px solid var(--vscode-contrastBorder, var(--vscode-descriptionForeground));
        border-radius: 3px;
        color: var(--vscode-foreground);
        background: transparent;
        font: inherit;
        cursor: pointer;
      }
      button:hover {
        background: var(--vscode-toolbar-hoverBackground);
      }
      button[aria-pressed='true'] {
        color: var(--vscode-button-foreground);
        background: var(--vscode-button-background);
        border-style: dashed;
        font-weight: 600;
        text-decoration: line-through 2px;
        outline: 1px dashed var(--vscode-contrastActiveBorder, transparent);
      }
      /* Also on a pressed button. */
      button:focus-visible {
        outline: 2px solid var(--vscode-focusBorder);
        outline-offset: 1px;
      }
    `,
  ];

  @property({ type: Number }) layers = 1;
  @property({ type: Number }) heads = 1;
  @property({ attribute: false }) off: readonly HeadPlace[] = [];
  /** Where the keyboard is. */
  @state() private place: GridPlace = { row: 0, column: 0 };

  protected override render() {
    const off = new Set(this.off.map(([layer, head]) => `${layer}.${head}`));
    const heads = Array.from({ length: this.heads }, (_, head) => head);
    return html`<div class="scroller">
      <table role="grid" aria-label="Heads: press to switch off" @keydown=${this.#onKey}>
        <thead>
          <tr>
            <th scope="col">Head</th>
            ${heads.map((head) => html`<th scope="col">${head + 1}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${Array.from(
            { length: this.layers },
            (_, layer) =>
              html`<tr>
                <th scope="row">Layer ${layer + 1}</th>
                ${heads.map((head) => this.#cell(layer, head, off.has(`${layer}.${head}`)))}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }

  #cell(layer: number, head: number, isOff: boolean) {
    const { row, column } = this.place;
    return html`<td role="gridcell">
      <button
        type="button"
        data-head="${layer}.${head}"
        tabindex=${layer === row && head === column ? 0 : -1}
        aria-pressed=${isOff}
        aria-label=${`Layer ${layer + 1}, head ${head + 1}: switch off`}
        title=${`Layer ${layer + 1}, head ${head + 1}${isOff ? ', switched off' : ''}`}
        @focus=${() => (this.place = { row: layer, column: head })}
        @click=${() => this.dispatchEvent(new CustomEvent<HeadPlace>('toggle', { detail: [layer, head] }))}
      >
        ${head + 1}
      </button>
    </td>`;
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    const to = moveInGrid(event, this.place, { rows: this.layers, columns: this.heads });
    if (!to) return;
    event.preventDefault();
    this.renderRoot.querySelector<HTMLElement>(`[data-head="${to.row}.${to.column}"]`)?.focus();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'introspect-head-grid': HeadGrid;
  }
}
