import '@vscode-elements/elements/dist/vscode-icon/index.js';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { baseStyles } from './styles';

/**
 * A short plain-language note, opened by a "?" button beside the thing that it is about:
 * `<introspect-explain question="What is a token?"><h2 slot="subject">Tokens</h2><p>A token is…</p></introspect-explain>`;
 * without a subject, by the question itself.
 */
@customElement('introspect-explain')
export class ExplainElement extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: block;
        min-width: 0;
      }
      .subject {
        display: flex;
        align-items: center;
        gap: 4px;
      }
      button {
        flex: none;
        display: inline-flex;
        padding: 2px;
        border: 0;
        border-radius: 4px;
        background: none;
        color: var(--vscode-textLink-foreground);
        cursor: pointer;
      }
      button.link {
        flex: 0 1 auto;
        text-align: start;
        align-items: center;
        gap: 2px;
        font: inherit;
      }
      button:hover {
        background: var(--vscode-toolbar-hoverBackground);
        outline: 1px dashed var(--vscode-contrastActiveBorder, transparent);
      }
      /* On the note's ground a link's colour is too faint in some themes. */
      button.glossary {
        margin-top: 4px;
        color: inherit;
        text-decoration: underline;
      }
      button.link:hover {
        background: none;
        text-decoration: underline;
      }
      vscode-icon {
        color: inherit;
      }
      .note {
        margin: 4px 0;
        padding: 6px 10px;
        border-left: 2px solid var(--vscode-contrastBorder, var(--vscode-textLink-foreground));
        background: var(--vscode-textBlockQuote-background);
        color: var(--vscode-foreground);
        max-width: 65ch;
      }
      .note strong {
        font-weight: 600;
      }
      ::slotted(p) {
        margin: 2px 0 0;
      }
      ::slotted(p + p) {
        margin-top: 6px;
      }
    `,
  ];

  /** The button's name and the note's heading. */
  @property() question = 'What is this?';
  /** Of the glossary, where it says more. */
  @property() term = '';
  @state() private open = false;

  protected override render() {
    const beside = this.querySelector(':scope > [slot="subject"]') !== null;
    return html`<div class="subject">
        <slot name="subject"></slot>
        <button
          type="button"
          class=${beside ? 'icon' : 'link'}
          title=${beside ? this.question : nothing}
          aria-label=${beside ? this.question : nothing}
          aria-expanded=${this.open}
          aria-controls="note"
          @click=${() => (this.open = !this.open)}
        >
          <vscode-icon name=${beside ? 'question' : this.open ? 'chevron-down' : 'chevron-right'}></vscode-icon>
          ${beside ? nothing : this.question}
        </button>
      </div>
      <div class="note" id="note" ?hidden=${!this.open}>
        ${beside ? html`<strong>${this.question}</strong>` : nothing}<slot></slot>
        ${
          this.term === ''
            ? nothing
            : html`<button type="button" class="link glossary" @click=${() => this.#lookUp()}>
                Look up “${this.term}” in the glossary
              </button>`
        }
      </div>`;
  }

  /** Heard by the page's `PanelHost`. */
  #lookUp(): void {
    this.dispatchEvent(new CustomEvent('introspect-glossary', { detail: this.term, bubbles: true, composed: true }));
  }
}

declare global {
  interface HTMLElementEventMap {
    'introspect-glossary': CustomEvent<string>;
  }
  interface HTMLElementTagNameMap {
    'introspect-explain': ExplainElement;
  }
}
