import '@vscode-elements/elements/dist/vscode-button/index.js';
import { html } from 'lit';
import type { Side, Unsent } from '../../src/protocol/beside';

/** Words leave the machine by the person's act, selection by selection. */
export function unsentSection(unsent: readonly Unsent[], send: (side: Side) => void) {
  return html`<section class="unsent" aria-labelledby="unsent">
    <h2 id="unsent">These words are still on this machine</h2>
    ${unsent.map(
      ({ side, name, host }) =>
        html`<p>
            <strong>${name}</strong> runs on ${host}. To see what it makes of the selected words, they have to be sent
            there. Do so only if the people who speak in them, and the rules of your study, allow it.
          </p>
          <div class="row">
            <vscode-button icon="send" @click=${() => send(side)}>Send these words to ${host}</vscode-button>
          </div>`,
    )}
    <p class="secondary">Nothing is compared before. Another model can be chosen above.</p>
  </section>`;
}
