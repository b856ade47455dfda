import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-icon/index.js';
import '@vscode-elements/elements/dist/vscode-progress-bar/index.js';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Notice, NoticeAction } from '../../src/protocol/panel';
import { baseStyles } from './styles';

const actionLabels: { readonly [A in NoticeAction]: string } = {
  retry: 'Try again',
  chooseModel: 'Choose a model…',
  showLog: 'Show the log',
  openSampleStudy: 'Open the sample study',
  explainSelection: 'Explain the selection',
};

/** Why there is nothing to show, or nothing yet. Fires `notice-action` with the chosen `NoticeAction` as its detail. */
@customElement('introspect-notice')
export class NoticeElement extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: block;
      }
      .box {
        display: grid;
        gap: 8px;
        padding: 8px 0;
      }
      .box.error {
        padding: 8px 10px;
        border: 1px solid var(--vscode-inputValidation-errorBorder);
        border-radius: 4px;
      }
      .heading {
        display: flex;
        gap: 6px;
        align-items: flex-start;
        font-weight: 600;
        overflow-wrap: anywhere;
      }
      .error vscode-icon {
        color: var(--vscode-errorForeground);
        flex: none;
      }
      ol {
        margin: 0;
        padding-left: 20px;
      }
      li + li {
        margin-top: 4px;
      }
      kbd {
        font-family: inherit;
        font-size: 0.92em;
        padding: 0 4px;
        border: 1px solid var(--vscode-contrastBorder, var(--vscode-keybindingLabel-border));
        border-radius: 3px;
      }
      /* Work that ends at once should not flash a message. */
      .working {
        animation: appear 0s 150ms backwards;
      }
      @keyframes appear {
        from {
          visibility: hidden;
        }
      }
    `,
  ];

  @property({ attribute: false }) notice: Notice | null = null;

  protected override render() {
    const { notice } = this;
    switch (notice?.kind) {
      case undefined:
        return nothing;
      case 'noSelection':
        return html`<div class="box" role="status">
          <h2>Select a sentence in a transcript</h2>
          <p>and see here how a language model on your own machine reads it.</p>
          <ol>
            <li>Open a transcript, or any other text.</li>
            <li>Select a sentence: drag over it, or hold <kbd>Shift</kbd> and press the arrow keys.</li>
          </ol>
          <p>No transcript at hand? The sample study holds three invented interviews.</p>
          <div class="row">${this.#button('openSampleStudy')}</div>
        </div>`;
      case 'working': {
        const what = notice.what === 'loadingModel' ? 'Loading the model' : 'Reading the text with';
        const label = `${what} ${notice.modelName}…`;
        return html`<div class="box working" role="status">
          <p>${label}</p>
          <vscode-progress-bar aria-label=${label}></vscode-progress-bar>
        </div>`;
      }
      case 'error': {
        const { error, actions } = notice;
        return html`<div class="box error" role="alert">
          <p class="heading"><vscode-icon name="error"></vscode-icon><span>${error.message}</span></p>
          ${error.remedy ? html`<p>${error.remedy}</p>` : nothing}
          ${
            actions.length > 0
              ? html`<div class="row">${actions.map((action, i) => this.#button(action, i > 0))}</div>`
              : nothing
          }
        </div>`;
      }
    }
  }

  #button(action: NoticeAction, secondary = false) {
    return html`<vscode-button
      data-action=${action}
      ?secondary=${secondary}
      @click=${() =>
        this.dispatchEvent(
          new CustomEvent<NoticeAction>('notice-action', { detail: action, bubbles: true, composed: true }),
        )}
      >${actionLabels[action]}</vscode-button
    >`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'introspect-notice': NoticeElement;
  }
  interface HTMLElementEventMap {
    'notice-action': CustomEvent<NoticeAction>;
  }
}
