import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { LabExample } from '../../src/protocol/lab';
import { baseStyles } from '../shared/styles';
import { formatCount } from '../shared/format';

/** Examples on screen at once; the search finds the others. */
const most = 50;

/** The examples that a person picks for few-shot, in the order they were picked. Fires `pick` with the ids. */
@customElement('introspect-lab-examples')
export class ExamplePicker extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: flex;
        flex-direction: column;
        gap: 6px;
        flex: 1 1 100%;
        min-width: 0;
      }
      input[type='search'] {
        width: 100%;
        max-width: 320px;
      }
      .list {
        display: flex;
        flex-direction: column;
        gap: 4px;
        max-height: 260px;
        margin: 0;
        padding: 4px;
        overflow-y: auto;
        border: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border));
      }
      label {
        display: flex;
        align-items: baseline;
        gap: 6px;
      }
      label span {
        overflow-wrap: anywhere;
      }
      p {
        margin: 0;
      }
    `,
  ];

  @property({ attribute: false }) examples: readonly LabExample[] | null = null;
  @property({ attribute: false }) picked: readonly string[] = [];
  @state() private sought = '';

  protected override render() {
    const { examples, picked } = this;
    if (!examples) return html`<p class="secondary">Reading the coded segments…</p>`;
    if (examples.length === 0) {
      return html`<p role="note">
        There is nothing to pick from: choose under “Against people” whose codes are compared with, and leave a
        transcript that they coded out of the test part.
      </p>`;
    }
    const known = new Map(examples.map((example) => [example.id, example]));
    const words = this.sought
      .toLowerCase()
      .split(/\s+/)
      .filter((word) => word !== '');
    const found = examples.filter(({ text, label }) => {
      const said = `${label} ${text}`.toLowerCase();
      return words.every((word) => said.includes(word));
    });
    const own = picked.flatMap((id) => known.get(id) ?? []);
    const gone = picked.length - own.length;
    // What is picked stays in sight, in its order in the prompt.
    const shown = [...own, ...found.filter(({ id }) => !picked.includes(id))].slice(0, most + own.length);
    const hidden = found.filter(({ id }) => !picked.includes(id)).length + own.length - shown.length;
    return html`<input
        type="search"
        aria-label="Search the coded segments"
        placeholder="Search words or codes"
        .value=${this.sought}
        @input=${(event: Event) => (this.sought = (event.target as HTMLInputElement).value)}
      />
      <p class="secondary" role="status">
        ${formatCount(picked.length)} picked. ${formatCount(found.length)} of ${formatCount(examples.length)} coded
        segments match; none is of the test part.
      </p>
      ${
        gone > 0
          ? html`<p role="note">
              ${formatCount(gone)} of those that were picked cannot be shown: they are in the test part, or are no
              longer coded.
              <button type="button" class="link" @click=${() => this.#pick(own.map(({ id }) => id))}>
                Forget them
              </button>
            </p>`
          : nothing
      }
      <div class="list" role="group" aria-label="Coded segments">
        ${shown.map(
          ({ id, text, label }) =>
            html`<div>
              <label
                ><input
                  type="checkbox"
                  .checked=${picked.includes(id)}
                  @change=${(event: Event) =>
                    this.#pick(
                      (event.target as HTMLInputElement).checked ? [...picked, id] : picked.filter((one) => one !== id),
                    )}
                /><span><strong>${label}</strong> ${text.length > 300 ? `${text.slice(0, 300)}…` : text}</span></label
              >
            </div>`,
        )}
      </div>
      ${hidden > 0 ? html`<p class="secondary">${formatCount(hidden)} more: search to find them.</p>` : nothing}`;
  }

  #pick(ids: readonly string[]): void {
    this.dispatchEvent(new CustomEvent<readonly string[]>('pick', { detail: ids }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'introspect-lab-examples': ExamplePicker;
  }
}
