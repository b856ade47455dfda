import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { CodingMemo, CodingSegment, Stretch } from '../../src/protocol/coding';
import { codeSwatch } from './codeSwatch';
import type { CodingModel } from './model';

export interface ReviewActions {
  show(segment: CodingSegment): void;
  confirm(ids: readonly string[]): void;
  reattach(id: string): void;
  delete(id: string): void;
  openMemo(memo: CodingMemo): void;
}

/** Segments that a change of the text has moved or left without their words: one by one, or all the moved at once. */
export function renderReview(model: CodingModel, stretch: Stretch | null, actions: ReviewActions) {
  const { moved, orphans } = model;
  const canAttach = stretch !== null;
  const attach = (id: string) =>
    html`<vscode-button secondary ?disabled=${!canAttach} @click=${() => actions.reattach(id)}
      >Put on the selected words</vscode-button
    >`;
  const remove = (id: string) =>
    html`<vscode-button secondary @click=${() => actions.delete(id)}>Delete</vscode-button>`;
  const heading = (code: string) => html`<h3>${codeSwatch(model.paintOf(code))} ${model.codeName(code)}</h3>`;
  return html`<h2 tabindex="-1">To review</h2>
    <p class="secondary">
      The transcript has changed since it was coded. Nothing is lost: say where each of these belongs.
      ${canAttach ? nothing : 'To put one on other words, select them in the text first.'}
    </p>
    ${
      moved.length === 0
        ? nothing
        : html`<section>
            <h2>Moved: found by their likeness</h2>
            ${
              moved.length > 1
                ? html`<vscode-button secondary @click=${() => actions.confirm(moved.map(({ id }) => id))}
                    >All ${moved.length} are right</vscode-button
                  >`
                : nothing
            }
            ${repeat(
              moved,
              ({ id }) => id,
              (segment) =>
                html`<article>
                  ${heading(segment.code)}
                  <blockquote dir="auto">${model.quote(segment)}</blockquote>
                  <div class="row">
                    <vscode-button @click=${() => actions.confirm([segment.id])}>Right</vscode-button>
                    <vscode-button secondary @click=${() => actions.show(segment)}>Show</vscode-button>
                    ${attach(segment.id)} ${remove(segment.id)}
                  </div>
                </article>`,
            )}
          </section>`
    }
    ${
      orphans.length === 0
        ? nothing
        : html`<section>
            <h2>Their words are gone</h2>
            ${repeat(
              orphans,
              ({ id }) => id,
              ({ id, code, quote }) =>
                html`<article>
                  ${heading(code)}
                  <blockquote dir="auto">${quote}</blockquote>
                  <div class="row">${attach(id)} ${remove(id)}</div>
                </article>`,
            )}
          </section>`
    }
    ${
      model.lostMemos.length === 0
        ? nothing
        : html`<section>
            <h2>Memos whose words are gone</h2>
            ${repeat(
              model.lostMemos,
              ({ id }) => id,
              (memo) =>
                html`<article>
                  <blockquote dir="auto">${memo.target.kind === 'stretch' ? memo.target.gone : ''}</blockquote>
                  <p>${memo.text}</p>
                  <div class="row">
                    <vscode-button secondary @click=${() => actions.openMemo(memo)}
                      >Show where they stood</vscode-button
                    >
                  </div>
                </article>`,
            )}
          </section>`
    }`;
}
