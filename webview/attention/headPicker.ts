import '@vscode-elements/elements/dist/vscode-icon/index.js';
import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { baseStyles } from '../shared/styles';

/** Chooses one of `count` layers or heads, counted from 1 on screen. Fires `pick` with the 0-based index as its detail. */
@customElement('introspect-head-picker')
export class HeadPicker extends LitElement {
  static override styles = [
    baseStyles,
    css`
      .group {
        display: inline-flex;
        align-items: stretch;
      }
      button,
      select {
        height: 26px;
        margin: 0;
        font: inherit;
        color: var(--vscode-dropdown-foreground);
        background: var(--vscode-dropdown-background);
        border: 1px solid var(--vscode-dropdown-border);
      }
      select {
        padding: 0 4px;
        border-inline: 0;
      }
      button {
        padding: 0 4px;
        cursor: pointer;
      }
      button:first-child {
        border-radius: 4px 0 0 4px;
      }
      button:last-child {
        border-radius: 0 4px 4px 0;
      }
      button:hover:enabled {
        background: var(--vscode-toolbar-hoverBackground);
      }
      button:disabled {
        cursor: default;
      }
      button:disabled vscode-icon {
        opacity: 0.4;
      }
      :focus-visible {
        position: relative;
        outline-offset: 0;
      }
      vscode-icon {
        display: block;
      }
    `,
  ];

  @property() kind: 'Layer' | 'Head' = 'Layer';
  @property({ type: Number }) count = 1;
  @property({ type: Number }) index = 0;

  protected override render() {
    const { kind, count, index } = this;
    return html`<div class="group" role="group" aria-label=${kind}>
      ${this.#step('previous', 'chevron-left', index - 1)}
      <select
        aria-label=${kind}
        .value=${String(index)}
        @change=${(event: Event) => this.#pick(Number((event.target as HTMLSelectElement).value))}
      >
        ${Array.from(
          { length: count },
          (_, i) => html`<option value=${i} ?selected=${i === index}>${kind} ${i + 1} of ${count}</option>`,
        )}
      </select>
      ${this.#step('next', 'chevron-right', index + 1)}
    </div>`;
  }

  #step(which: 'previous' | 'next', icon: string, to: number) {
    const label = `${which === 'next' ? 'Next' : 'Previous'} ${this.kind.toLowerCase()}`;
    return html`<button
      type="button"
      data-step=${which}
      aria-label=${label}
      title=${label}
      ?disabled=${to < 0 || to >= this.count}
      @click=${() => this.#pick(to)}
    >
      <vscode-icon name=${icon}></vscode-icon>
    </button>`;
  }

  #pick(index: number): void {
    this.dispatchEvent(new CustomEvent<number>('pick', { detail: index }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'introspect-head-picker': HeadPicker;
  }
  interface HTMLElementEventMap {
    pick: CustomEvent<number>;
  }
}
