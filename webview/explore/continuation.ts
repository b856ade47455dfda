import '@vscode-elements/elements/dist/vscode-icon/index.js';
import '@vscode-elements/elements/dist/vscode-progress-bar/index.js';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { visibleToken } from '../shared/format';
import { baseStyles } from '../shared/styles';
import type { Continuation } from './panelState';
import { describeSampling } from './settings';

/** The words that the model writes, marked as its own. */
@customElement('introspect-continuation')
export class ContinuationElement extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: block;
      }
      .box {
        display: grid;
        gap: 6px;
        padding: 8px 10px;
        border: 1px dashed var(--vscode-contrastBorder, var(--vscode-charts-purple));
        border-left: 4px double var(--vscode-charts-purple);
        border-radius: 3px;
      }
      .heading {
        display: flex;
        align-items: flex-start;
        gap: 6px;
        font-weight: 600;
      }
      .heading vscode-icon {
        color: var(--vscode-charts-purple);
        flex: none;
      }
      .tokens {
        display: flex;
        flex-wrap: wrap;
        gap: 3px;
        margin: 0;
        padding: 0;
        list-style: none;
      }
      .tokens li {
        padding: 0 3px;
        border: 1px dashed var(--vscode-contrastBorder, var(--vscode-charts-purple));
        border-radius: 3px;
        white-space: pre;
        max-width: 100%;
        overflow-wrap: anywhere;
      }
      .failed {
        color: var(--vscode-errorForeground);
      }
    `,
  ];

  @property({ attribute: false }) continuation: Continuation | null = null;
  /** The last words of what is continued. */
  @property() prompt = '';

  protected override render() {
    const { continuation } = this;
    if (!continuation) return nothing;
    const { tokens, end, sampling } = continuation;
    const running = end.kind === 'running';
    return html`<section class="box" aria-label="Written by the model" aria-busy=${running}>
      <h3 class="heading"><vscode-icon name="hubot"></vscode-icon><span>Written by the model, by no person</span></h3>
      <p class="secondary">After “${this.prompt}”, with ${describeSampling(sampling)}:</p>
      ${running ? html`<vscode-progress-bar aria-label="The model is writing"></vscode-progress-bar>` : nothing}
      <ol class="tokens">
        ${tokens.map((token) => html`<li>${visibleToken(token.text) || '⋯'}</li>`)}
      </ol>
      <p role="status" class=${end.kind === 'failed' ? 'failed' : ''}>${describeEnd(continuation)}</p>
    </section>`;
  }
}

function describeEnd({ end, tokens }: Continuation): string {
  switch (end.kind) {
    case 'running':
      return 'Writing…';
    case 'failed':
      return end.message;
    case 'stopped':
      switch (end.reason) {
        case 'endOfText':
          return 'The model ended the text by itself.';
        case 'length':
          return `Stopped after ${tokens.length} tokens, as many as are asked for here.`;
        case 'stopString':
          return 'Stopped at words it was told to stop at.';
        case 'contextFull':
          return 'Stopped: the text is now as long as the model can read.';
        case 'constraintMet':
          return 'The answer is complete.';
        case 'stopped':
          return 'The text ended.';
        case 'contentFilter':
          return 'Stopped by a filter of the server.';
        case 'cancelled':
          return 'Stopped by you.';
      }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'introspect-continuation': ContinuationElement;
  }
}
