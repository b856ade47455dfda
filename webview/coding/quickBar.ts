import { html, nothing } from 'lit';
import type { CodingCode, CodingSegment, Stretch } from '../../src/protocol/coding';
import { shownKeys } from '../shared/keys';
import { codeSwatch } from './codeSwatch';
import type { CodingModel } from './model';

export interface QuickBarState {
  readonly model: CodingModel;
  /** Words that a code would be put on. */
  readonly stretch: Stretch | null;
  /** Segments around the caret, innermost first. */
  readonly here: readonly CodingSegment[];
  readonly lastCode: CodingCode | null;
  readonly status: string;
}

export interface QuickBarActions {
  pick(): void;
  code(code: string): void;
  memo(): void;
  open(segment: CodingSegment): void;
  run(command: 'undo' | 'redo' | 'save'): void;
  help(): void;
}

/** What can be done with the words that are selected, always in the same place, with the keys that do it. */
export function renderQuickBar({ model, stretch, here, lastCode, status }: QuickBarState, actions: QuickBarActions) {
  const canCode = stretch !== null && model.readOnly === null;
  const { singleKeys } = model.settings;
  const pinned = model.codes.filter(({ pin, deleted }) => pin !== null && !deleted);
  const ordered = pinned.toSorted((a, b) => (a.pin ?? 0) - (b.pin ?? 0));
  const keep = (e: Event) => e.preventDefault(); // The words stay selected.
  return html`<footer @mousedown=${keep}>
    <div class="row context">
      ${
        stretch
          ? html`<span class="selectedWords" dir="auto">“${model.quote(stretch, 60)}”</span>`
          : html`<span>${here.length > 0 ? 'Coded here:' : hintFor(model)}</span>`
      }
      ${here
        .slice(0, 6)
        .map(
          (segment) =>
            html`<button type="button" class="chip" @click=${() => actions.open(segment)}>
              ${codeSwatch(model.paintOf(segment.code))} ${model.codeName(segment.code)}
            </button>`,
        )}
      <span class="status" role="status">${status}</span>
    </div>
    <div class="row">
      <button type="button" class="primary" ?disabled=${!canCode} @click=${() => actions.pick()}>
        Code… <kbd aria-hidden="true">F2</kbd>
      </button>
      ${
        lastCode
          ? html`<button
              type="button"
              class="chip quick"
              ?disabled=${!canCode}
              title="The code used last"
              @click=${() => actions.code(lastCode.id)}
            >
              <kbd aria-hidden="true">${singleKeys ? '.' : shownKeys('Ctrl+.')}</kbd> Again: ${lastCode.name}
            </button>`
          : nothing
      }
      ${ordered.map(
        ({ id, name, pin }) =>
          html`<button type="button" class="chip quick" ?disabled=${!canCode} @click=${() => actions.code(id)}>
            ${singleKeys ? html`<kbd aria-hidden="true">${pin}</kbd>` : nothing} ${codeSwatch(model.paintOf(id))}
            ${name}
          </button>`,
      )}
      <button type="button" class="chip" @click=${() => actions.memo()}>
        <span class="codicon codicon-note" aria-hidden="true"></span> Memo <kbd aria-hidden="true">Alt+M</kbd>
      </button>
      <span class="together end">
        ${(['undo', 'redo', 'save'] as const).map((command) => {
          const icon = { undo: 'discard', redo: 'redo', save: 'save' }[command];
          const label = { undo: 'Undo', redo: 'Redo', save: 'Save' }[command];
          return html`<button
            type="button"
            class="icon codicon codicon-${icon}"
            title=${model.readOnly === null ? label : `${label}: ${model.readOnly}`}
            aria-label=${label}
            ?disabled=${model.readOnly !== null}
            @click=${() => actions.run(command)}
          ></button>`;
        })}
        <button type="button" class="chip" @click=${() => actions.help()}>Keys <kbd aria-hidden="true">?</kbd></button>
      </span>
    </div>
  </footer>`;
}

/** Words that can be selected and coded, or that nothing can be: the note above says why. */
function hintFor({ blocks, readOnly }: CodingModel): string {
  if (blocks.length === 0) return 'No words to code yet.';
  return readOnly === null
    ? 'Select words to code them. Shift+Enter takes the whole turn.'
    : 'Nothing can be coded here.';
}
