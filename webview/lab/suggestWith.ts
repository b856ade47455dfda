import { html, nothing } from 'lit';
import type { Suggester } from '../../src/core/prompting/columns';
import type { LabResults } from '../../src/core/prompting/labResults';
import type { Sheet } from '../../src/core/prompting/sheet';
import type { LabFromPanel } from '../../src/protocol/lab';

type Post = (message: LabFromPanel) => void;

/** The cell of a column that lets its technique suggest codes; an empty one for another model or another setting. */
export function renderSuggest(
  column: string,
  suggesters: readonly Suggester[],
  names: ReadonlyMap<string, string>,
  post: Post,
) {
  const own = suggesters.find((one) => one.column === column);
  if (!own) return html`<td></td>`;
  return html`<td>
    <button
      type="button"
      class="link nowrap"
      aria-label=${`Suggest codes… (${names.get(column) ?? column})`}
      @click=${() => post({ type: 'suggest', technique: own.technique })}
    >
      Suggest codes…
    </button>
  </td>`;
}

/** Beside an answer: the way to let the technique that gave it suggest codes. */
export function renderSuggestHere(
  column: string,
  suggesters: readonly Suggester[],
  names: ReadonlyMap<string, string>,
  post: Post,
) {
  const own = suggesters.find((one) => one.column === column);
  if (!own) return nothing;
  return html`<p>
    This answer is no code.
    <button type="button" class="link" @click=${() => post({ type: 'suggest', technique: own.technique })}>
      Suggest codes with ${names.get(column) ?? column}…
    </button>
    asks the model in use about a whole transcript; you look at each suggestion before it becomes a code of yours.
  </p>`;
}

/** What pressing it does, and who would answer. */
export function renderSuggestNote(
  { suggesters }: Pick<LabResults, 'suggesters'>,
  { models = [], samplings = [] }: Sheet,
  model: string,
  post: Post,
) {
  if (suggesters.length === 0) return nothing;
  const setting = samplings.length > 1 ? `, with the first setting, “${samplings[0]!.name}”,` : '';
  return html`<p class="secondary">
    “Suggest codes…” asks the model in use (${model})${setting} about a transcript that you choose. You look at each
    suggestion before it becomes a code of yours.
    ${
      models.length === 0
        ? nothing
        : html`To have another of these models asked,
            <button type="button" class="link" @click=${() => post({ type: 'chooseModel' })}>choose it first…</button>`
    }
  </p>`;
}
