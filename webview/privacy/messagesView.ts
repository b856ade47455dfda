import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-progress-bar/index.js';
import { html, nothing } from 'lit';
import type { ErrorInfo } from '../../src/core/base/userError';

export interface MessagesView {
  readonly error: ErrorInfo | null;
  readonly working: 'finding' | 'applying' | null;
  /** An earlier run was interrupted. */
  readonly unfinished: boolean;
  readonly finish: () => void;
}

/** What went wrong, what is going on, and what was left unfinished. */
export function renderMessages({ error, working, unfinished, finish }: MessagesView) {
  return html`${
    error
      ? html`<div class="box error" role="alert">
          <p><strong>${error.message}</strong></p>
          <p>${error.remedy}</p>
        </div>`
      : nothing
  }
  ${
    working
      ? html`<div role="status">
          <p>
            ${working === 'finding' ? 'Looking through the transcripts…' : 'Writing the key, then the transcripts…'}
          </p>
          <vscode-progress-bar aria-label=${working === 'finding' ? 'Looking' : 'Writing'}></vscode-progress-bar>
        </div>`
      : nothing
  }
  ${
    unfinished && !working
      ? html`<div class="box warning" role="status">
          <p><strong>An earlier run was interrupted.</strong> The key holds all that is needed to finish it.</p>
          <vscode-button @click=${finish}>Finish it</vscode-button>
        </div>`
      : nothing
  }`;
}
