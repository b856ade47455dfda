import '@vscode-elements/elements/dist/vscode-button/index.js';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { CodeView } from '../../src/protocol/adjudication';
import { showChosen } from '../shared/showChosen';
import { baseStyles } from '../shared/styles';
import { moveEnd, type Stretch } from './passage';

export interface OwnReading {
  readonly code: string;
  readonly range: Stretch;
}

/** Chooses a code and the words that carry it. Fires `own-change` with an `OwnReading`, `own-save`, and `own-cancel`. */
@customElement('introspect-own-reading')
export class OwnReadingElement extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: grid;
        gap: 8px;
        padding: 10px 12px;
        border: 1px solid var(--vscode-focusBorder);
        border-radius: 4px;
      }
      select {
        max-width: 100%;
        height: 26px;
        font: inherit;
        color: var(--vscode-dropdown-foreground);
        background: var(--vscode-dropdown-background);
        border: 1px solid var(--vscode-dropdown-border);
        border-radius: 4px;
      }
      .ends {
        display: flex;
        flex-wrap: wrap;
        gap: 6px 20px;
      }
      blockquote {
        margin: 0;
        padding-left: 10px;
        border-left: 2px solid var(--vscode-textLink-foreground);
        overflow-wrap: anywhere;
      }
    `,
  ];

  @property({ attribute: false }) codes: readonly CodeView[] = [];
  @property({ attribute: false }) words: readonly Stretch[] = [];
  @property({ attribute: false }) own: OwnReading = { code: '', range: { start: 0, end: 0 } };
  @property() quoted = '';

  override firstUpdated(): void {
    this.renderRoot.querySelector('select')?.focus();
  }

  protected override render() {
    const code = this.codes.find(({ id }) => id === this.own.code);
    return html`<h3>Your own code and words</h3>
      <p>Click the first word in the text above, then the last; or move the ends with the buttons.</p>
      <div class="row">
        <label for="code">Code</label>
        <select
          id="code"
          @change=${(e: Event) => {
            if (e.target instanceof HTMLSelectElement) this.#change({ code: e.target.value });
          }}
        >
          ${this.codes
            .filter(({ deleted }) => !deleted)
            .map(({ id, name }) => html`<option value=${id}>${name}</option>`)}
          ${showChosen(code?.id ?? '')}
        </select>
      </div>
      ${code?.definition ? html`<p class="secondary">${code.definition}</p>` : nothing}
      <div class="ends">${this.#renderEnd('start', 'First word')} ${this.#renderEnd('end', 'Last word')}</div>
      <blockquote aria-live="polite">${this.quoted}</blockquote>
      <div class="row">
        <vscode-button @click=${() => this.dispatchEvent(new CustomEvent('own-save'))}>Use this</vscode-button>
        <vscode-button secondary @click=${() => this.dispatchEvent(new CustomEvent('own-cancel'))}
          >Cancel</vscode-button
        >
      </div>`;
  }

  #renderEnd(which: 'start' | 'end', label: string) {
    const step = (by: 1 | -1, name: string) =>
      html`<vscode-button
        secondary
        aria-label=${`${label} ${name}`}
        @click=${() => this.#change({ range: moveEnd(this.words, this.own.range, which, by) })}
        >${by < 0 ? '←' : '→'} ${name}</vscode-button
      >`;
    return html`<div class="row"><span>${label}</span>${step(-1, 'earlier')} ${step(1, 'later')}</div>`;
  }

  #change(change: Partial<OwnReading>): void {
    this.dispatchEvent(new CustomEvent<OwnReading>('own-change', { detail: { ...this.own, ...change } }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'introspect-own-reading': OwnReadingElement;
  }
}
