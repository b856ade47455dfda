import '@vscode-elements/elements/dist/vscode-icon/index.js';
import { html } from 'lit';
import { live } from 'lit/directives/live.js';

/** The examples of a code: a field for each, and one more on demand. */
export function renderExamples(
  examples: readonly string[],
  disabled: boolean,
  handlers: {
    readonly typed: (examples: readonly string[]) => void;
    readonly left: () => void;
    readonly added: () => void;
    readonly removed: (index: number) => void;
  },
) {
  return html`<fieldset class="examples">
    <legend>Examples</legend>
    <p class="hint">Words that show the code at work.</p>
    ${examples.map(
      (example, i) =>
        html`<div class="example">
          <textarea
            rows="2"
            aria-label="Example ${i + 1}"
            .value=${live(example)}
            ?disabled=${disabled}
            @input=${(event: Event) =>
              handlers.typed(examples.map((old, at) => (at === i ? (event.target as HTMLTextAreaElement).value : old)))}
            @change=${() => handlers.left()}
          ></textarea>
          <button
            type="button"
            class="icon"
            title="Remove example ${i + 1}"
            aria-label="Remove example ${i + 1}"
            ?disabled=${disabled}
            @click=${() => handlers.removed(i)}
          >
            <vscode-icon name="close"></vscode-icon>
          </button>
        </div>`,
    )}
    <button type="button" class="link" ?disabled=${disabled} @click=${() => handlers.added()}>
      <vscode-icon name="add"></vscode-icon>Add an example
    </button>
  </fieldset>`;
}
