import '@vscode-elements/elements/dist/vscode-icon/index.js';
import { html, nothing } from 'lit';
import type { Sheet } from '../../src/core/prompting/sheet';
import type { LabOffer, LabToPanel } from '../../src/protocol/lab';
import { formatCount } from '../shared/format';
import { shortName } from './setupTab';

export type Preview = Extract<LabToPanel, { type: 'preview' }>;

/** What one technique would send first. Its heading takes the keyboard when it appears. */
export function renderPreview(
  { technique, purpose, messages, labels, item, exact }: Preview,
  { techniques }: Sheet,
  offer: LabOffer,
  close: () => void,
) {
  const kind = techniques.find(({ id }) => id === technique)?.kind;
  const name = offer.techniques.find((card) => card.kind === kind)?.name ?? technique;
  return html`<section class="preview" aria-label="Prompt">
    <div class="bar">
      <h2 tabindex="-1">${name}: what the model would be sent first (${purpose})</h2>
      <button type="button" class="iconButton" aria-label="Close" @click=${close}>
        <vscode-icon name="close"></vscode-icon>
      </button>
    </div>
    <p class="secondary">
      About the first segment, in
      ${shortName(item.transcript)}${item.speaker === null ? '' : `, said by ${item.speaker}`}.
    </p>
    ${
      exact
        ? html`${
              exact.leftOut === null
                ? nothing
                : html`<p class="warning">
                    Does not fit in the context window and would be left out: ${exact.leftOut}.
                  </p>`
            }
            <p>Exact prompt, ${formatCount(exact.promptTokens)} tokens, with what the model’s chat template adds:</p>
            <pre>${exact.prompt}</pre>`
        : html`<p class="secondary">The model’s chat template goes around it.</p>
            ${messages.map(
              ({ role, content }) =>
                html`<h3>${role}</h3>
                  <pre>${content}</pre>`,
            )}`
    }
    ${labels.length > 0 ? html`<p>Then the probability of each of: ${labels.join(', ')}.</p>` : nothing}
  </section>`;
}
