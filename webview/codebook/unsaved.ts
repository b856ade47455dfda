import '@vscode-elements/elements/dist/vscode-button/index.js';
import { html, nothing } from 'lit';
import type { UnsavedCode } from '../../src/core/codebook/codeDrafts';
import type { CodeField } from '../../src/core/codebook/codeRules';
import type { FromCodebookPanel, ToCodebookPanel } from '../../src/protocol/codebook';

type Post = (message: FromCodebookPanel) => void;

export const fieldNames: Readonly<Record<CodeField, string>> = {
  name: 'Name',
  definition: 'Definition',
  whenToUse: 'When to use',
  whenNotToUse: 'When not to use',
  examples: 'Examples',
  colour: 'Colour',
  pattern: 'Pattern',
  shortcut: 'Key',
  parent: 'Stands below',
};
/** Those that a person types. */
const typedFields = ['name', 'definition', 'whenToUse', 'whenNotToUse', 'examples', 'shortcut'] as const;

/** Where else something waits that was typed and not saved. */
export function renderUnsavedElsewhere(codes: readonly UnsavedCode[], post: Post) {
  if (codes.length === 0) return nothing;
  return html`<div class="notice" role="status">
    <p>Not saved yet in ${codes.length === 1 ? 'another code' : 'other codes'}:</p>
    <div class="row">
      ${codes.map(
        ({ id, name }) =>
          html`<button type="button" class="link" @click=${() => post({ type: 'turnTo', code: id })}>${name}</button>`,
      )}
    </div>
  </div>`;
}

/** In the place of the form of a code that somebody has deleted: the words that were on their way into it. */
export function renderGone({ code, draft, unsavedElsewhere }: Extract<ToCodebookPanel, { type: 'gone' }>, post: Post) {
  const typed = typedFields.flatMap((field) => {
    const words = [draft[field] ?? []].flat().filter((one) => one.trim() !== '');
    return words.length > 0 ? [[fieldNames[field], words] as const] : [];
  });
  return html`<main>
    <h1>Deleted code</h1>
    <p class="notice" role="alert">This code is no longer in the codebook.</p>
    ${
      typed.length > 0
        ? html`<p>What you had typed:</p>
            <dl>
              ${typed.map(
                ([name, words]) =>
                  html`<dt>${name}</dt>
                    ${words.map((one) => html`<dd>${one}</dd>`)}`,
              )}
            </dl>
            <div class="row">
              <vscode-button secondary @click=${() => post({ type: 'discard', code })}
                >Discard what you had typed</vscode-button
              >
            </div>`
        : nothing
    }
    ${renderUnsavedElsewhere(unsavedElsewhere, post)}
  </main>`;
}
