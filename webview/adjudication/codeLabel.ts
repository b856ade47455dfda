import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { CodeView } from '../../src/protocol/adjudication';
import { baseStyles } from '../shared/styles';

/** A code by its colour and name. */
@customElement('introspect-code-label')
export class CodeLabelElement extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: inline-flex;
        align-items: center;
        gap: 6px;
        color: inherit;
        font-weight: 600;
      }
      .swatch {
        flex: none;
        width: 12px;
        height: 12px;
      }
    `,
  ];

  @property({ attribute: false }) code: CodeView | undefined;

  protected override render() {
    const { code } = this;
    return code
      ? html`<svg class="swatch" viewBox="0 0 10 10" aria-hidden="true">
            <rect x="0.5" y="0.5" width="9" height="9" rx="1.5" stroke="currentColor" fill=${code.colour} /></svg
          >${code.name}`
      : nothing;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'introspect-code-label': CodeLabelElement;
  }
}
