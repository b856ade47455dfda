import '@vscode-elements/elements/dist/vscode-button/index.js';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { baseStyles } from '../shared/styles';

/** A memo to read and write. Leaving the field keeps it: fires `memo-save` with the text when it has changed; an empty text deletes the memo. */
@customElement('introspect-memo-field')
export class MemoFieldElement extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: grid;
        gap: 2px;
      }
      textarea {
        width: 100%;
        min-height: 4.5em;
        resize: vertical;
        padding: 4px 8px;
        border: 1px solid
          var(--vscode-settings-textInputBorder, var(--vscode-input-border, var(--vscode-widget-border)));
        border-radius: 4px;
        background: var(--vscode-input-background);
        color: var(--vscode-input-foreground);
        font: inherit;
      }
      p {
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }
    `,
  ];

  @property() label = 'Memo';
  @property() text = '';
  @property({ type: Boolean }) readonly = false;
  @query('textarea') private field!: HTMLTextAreaElement | null;

  override focus(): void {
    void this.updateComplete.then(() => this.field?.focus());
  }

  #save(): void {
    const text = this.field?.value.trim() ?? '';
    if (text === this.text.trim()) return;
    this.text = text; // Leaving the field comes after the key that saves.
    this.dispatchEvent(new CustomEvent<string>('memo-save', { detail: text }));
  }

  #onKey(event: KeyboardEvent): void {
    const isEnd = event.key === 'Escape' || (event.key === 'Enter' && (event.ctrlKey || event.metaKey));
    if (!isEnd) return;
    event.preventDefault();
    this.#save();
    this.dispatchEvent(new CustomEvent('memo-leave', { bubbles: true, composed: true }));
  }

  protected override render() {
    if (this.readonly)
      return html`<h3>${this.label}</h3>
        <p>${this.text}</p>`;
    return html`<label for="memo">${this.label}</label>
      <textarea
        id="memo"
        rows="3"
        .value=${this.text}
        @change=${() => this.#save()}
        @keydown=${(e: KeyboardEvent) => this.#onKey(e)}
      ></textarea>
      ${this.text === '' ? nothing : html`<span class="secondary">Empty it to delete the memo.</span>`}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'introspect-memo-field': MemoFieldElement;
  }
}
