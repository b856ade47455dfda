import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-progress-bar/index.js';
import { html, nothing } from 'lit';
import type { PrivacySetup } from '../../src/protocol/privacy';
import '../shared/explain';
import { plural } from './wording';

export interface ProposalsView {
  readonly model: PrivacySetup['model'] | null;
  /** How much was read, from 0 to 1; null while nothing is. */
  readonly reading: number | null;
  readonly proposed: { readonly model: string; readonly proposals: number } | null;
  readonly ask: () => void;
  readonly stop: () => void;
}

/** To have a language model look for what the rules do not know. */
export function renderProposals({ model, reading, proposed, ask, stop }: ProposalsView) {
  if (!model) return nothing;
  const { name, server } = model;
  return html`<div class="proposals">
    <div class="row">
      ${
        reading === null
          ? html`<vscode-button secondary @click=${ask}
              >${server === null ? 'Let the model look too' : `Send the transcripts to ${server}…`}</vscode-button
            >`
          : html`<vscode-button secondary @click=${stop}>Stop</vscode-button>
              <span role="status">${name} reads: ${Math.round(100 * reading)} %</span>
              <vscode-progress-bar
                aria-label="Reading"
                .value=${Math.round(100 * reading)}
                .max=${100}
              ></vscode-progress-bar>`
      }
      ${
        proposed && reading === null
          ? html`<span role="status"
              >${
                proposed.proposals === 0
                  ? `${proposed.model} proposes nothing that was not found already.`
                  : `${proposed.model} proposes ${plural(proposed.proposals, 'more hit')}, each marked “model”: look at every one.`
              }</span
            >`
          : nothing
      }
    </div>
    <introspect-explain question="What does the model do here?">
      <p>
        ${name} reads the transcripts and says how hard each word was to guess from the words before it. Names and
        numbers are hard to guess. Proposed is what is among the tenth hardest and has a capital that the word has
        everywhere, or a figure: also names that begin a sentence, which the rules cannot tell from other words.
      </p>
      <p>
        It knows nobody, and it is often wrong in both ways: rare ordinary words look like names to it, and a common
        name does not. A proposal is only a place to look at. What the model adds is measured apart in step 3.
      </p>
      <p>
        ${
          server === null
            ? 'It runs on this machine; no word leaves it.'
            : `It runs on ${server}: all words of these transcripts, names and all, would be sent there. You are asked before.`
        }
      </p>
    </introspect-explain>
  </div>`;
}
