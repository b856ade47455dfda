import '@vscode-elements/elements/dist/vscode-icon/index.js';
import { html, nothing } from 'lit';
import type { DifferencePart } from '../../src/core/suggestions/quoteMark';
import type { CodingSuggestion } from '../../src/protocol/coding';
import { formatProbability } from '../shared/format';

/** What the number means; in a low window below the decision, not in it. */
const caveat = 'How sure the model is, not how often it is right.';

/** How sure the model is: to be seen by who decides, wherever the page is scrolled to. */
export function renderProbability({ probability, choices }: CodingSuggestion) {
  if (probability === null) {
    return html`<p class="probability secondary">No probability: this way of asking gives none.</p>`;
  }
  return html`<p class="probability">
    Probability <strong>${formatProbability(probability)}</strong>
    <span class="secondary">among ${choices} answers.</span> <span class="secondary caveat">${caveat}</span>
  </p>`;
}

export function renderCaveat({ probability }: CodingSuggestion) {
  return probability === null ? nothing : html`<p class="secondary caveatBelow">${caveat}</p>`;
}

export function renderLeftOut({ leftOut }: CodingSuggestion) {
  if (leftOut.length === 0) return nothing;
  return html`<p class="leftOut">
    <vscode-icon name="warning"></vscode-icon> Did not fit in the context window and was left out:
    ${leftOut.join('; ')}.
  </p>`;
}

/** The model's quotation with what a check of every character came to. */
export function renderQuote({ quote }: CodingSuggestion) {
  if (!quote) return html`<p class="secondary">The model quoted no words for it.</p>`;
  const { text, mark } = quote;
  switch (mark.kind) {
    case 'verbatim':
      return html`<figure class="quote" data-check="verbatim">
        <figcaption>
          <vscode-icon name="verified"></vscode-icon> <strong>Verbatim.</strong> ${
            mark.elsewhere
              ? 'Each character stands in the transcript, but elsewhere, not in these words.'
              : 'Each character stands in these words.'
          }
        </figcaption>
        <blockquote dir="auto">${text}</blockquote>
      </figure>`;
    case 'nearly':
      return html`<figure class="quote" data-check="nearly">
        <figcaption>
          <vscode-icon name="diff"></vscode-icon> <strong>Nearly.</strong> The model has changed the words:
          <ins>only in its quote</ins>, <del>only in the text</del>.
        </figcaption>
        <blockquote dir="auto">${mark.parts.map(renderPart)}</blockquote>
      </figure>`;
    case 'notInText':
      return html`<figure class="quote" data-check="notInText">
        <figcaption>
          <vscode-icon name="warning"></vscode-icon> <strong>Not in the text.</strong> Nobody said this in the
          transcript:
        </figcaption>
        <blockquote dir="auto">${text}</blockquote>
      </figure>`;
  }
}

function renderPart({ kind, text }: DifferencePart) {
  if (kind === 'same') return text;
  return kind === 'onlyInQuote' ? html`<ins>${text}</ins>` : html`<del>${text}</del>`;
}

export function renderReason({ reason }: CodingSuggestion) {
  if (reason === null) return nothing;
  return html`<figure class="reason">
    <figcaption>
      <vscode-icon name="comment"></vscode-icon> <strong>The model’s words on why.</strong> Text that it wrote, not what
      led to its answer.
    </figcaption>
    <blockquote dir="auto">${reason}</blockquote>
  </figure>`;
}
