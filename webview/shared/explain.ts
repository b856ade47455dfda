import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { baseStyles } from './styles';

/** A short plain-language note that opens on demand: `<introspect-explain question="What is a token?">…</introspect-explain>`. */
@customElement('introspect-explain')
export class ExplainElement extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: block;
      }
      summary {
        color: var(--vscode-textLink-foreground);
        cursor: pointer;
        width: fit-content;
        border-radius: 2px;
      }
      summary:hover {
        color: var(--vscode-textLink-activeForeground);
        text-decoration: underline;
      }
      .note {
        margin-top: 4px;
        padding: 6px 10px;
        border-left: 2px solid var(--vscode-contrastBorder, var(--vscode-textBlockQuote-border));
        background: var(--vscode-textBlockQuote-background);
        color: var(--vscode-foreground);
        max-width: 65ch;
      }
      ::slotted(p) {
        margin: 0;
      }
      ::slotted(p + p) {
        margin-top: 6px;
      }
    `,
  ];

  @property() question = 'What is this?';

  protected override render() {
    return html`<details>
      <summary>${this.question}</summary>
      <div class="note"><slot></slot></div>
    </details>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'introspect-explain': ExplainElement;
  }
}
