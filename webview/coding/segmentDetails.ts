import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-icon/index.js';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { CodingMemo, CodingSegment, MemoTarget } from '../../src/protocol/coding';
import { baseStyles } from '../shared/styles';
import { codeSwatch } from './codeSwatch';
import { newMemoId } from './memoField';
import type { CodingModel } from './model';
import { patternStyles } from './patternStyles';
import type { EdgeCommand, SegmentCommand } from './segmentCommand';

/** All about one segment, with everything that can be done to it. Fires `segment-command` with a `SegmentCommand`. */
@customElement('introspect-segment-details')
export class SegmentDetailsElement extends LitElement {
  static override styles = [
    baseStyles,
    patternStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        align-content: start;
        gap: 12px;
      }
      h2 {
        display: flex;
        align-items: center;
        gap: 6px;
        overflow-wrap: anywhere;
      }
      blockquote {
        margin: 0;
        padding: 4px 10px;
        border-left: 3px solid var(--paint, currentcolor);
        max-height: 9em;
        overflow-y: auto;
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }
      section {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 4px;
      }
      .moved {
        padding: 6px 10px;
        border: 1px solid var(--vscode-inputValidation-warningBorder);
        border-radius: 4px;
      }
      details > p {
        margin: 4px 0;
      }
      summary {
        cursor: pointer;
      }
      vscode-button {
        flex: none;
      }
    `,
  ];

  @property({ attribute: false }) model: CodingModel | null = null;
  @property({ attribute: false }) segment: CodingSegment | null = null;
  /** Changes whenever the model has; the model itself stays the same object. */
  @property({ attribute: false }) version = 0;
  /** Whether the caret is inside the segment, where it could be split. */
  @property({ type: Boolean }) maySplit = false;
  /** Whether other words than the segment's are selected. */
  @property({ type: Boolean }) mayFit = false;

  /** Which memo a field writes, by what it is on: one that is yet to be made, or was emptied, keeps its field. */
  readonly #memoIds = new Map<string, string>();

  /** To the first memo, to write it. */
  focusMemo(): void {
    void this.updateComplete.then(() => this.renderRoot.querySelector('introspect-memo-field')?.focus());
  }

  #do(command: SegmentCommand): void {
    this.dispatchEvent(new CustomEvent<SegmentCommand>('segment-command', { detail: command }));
  }

  protected override render() {
    const { model, segment } = this;
    if (!model || !segment) return nothing;
    const code = model.code(segment.code);
    const coder = model.coder(segment.coder);
    const mine = model.isMine(segment) && model.readOnly === null;
    return html`<h2 tabindex="-1">${codeSwatch(model.paintOf(segment.code))} ${model.codeName(segment.code)}</h2>
      <p class="secondary">
        ${code?.path.length ? html`in ${code.path.join(' › ')} · ` : nothing}coded by
        ${coder?.name ?? 'an unknown coder'}${coder?.kind === 'model' ? ' (a language model)' : ''}${
          code?.deleted ? ' · no longer in the codebook' : ''
        }
      </p>
      ${this.#renderOrigin(model, segment)} ${segment.state === 'moved' ? this.#renderMoved(mine) : nothing}
      <blockquote dir="auto">${model.quote(segment)}</blockquote>
      ${
        code
          ? html`<details>
              <summary>What the code means</summary>
              <p>${code.definition === '' ? 'No definition yet.' : code.definition}</p>
              ${code.whenToUse === '' ? nothing : html`<p><strong>When to use:</strong> ${code.whenToUse}</p>`}
              ${code.whenNotToUse === '' ? nothing : html`<p><strong>When not to use:</strong> ${code.whenNotToUse}</p>`}
            </details>`
          : nothing
      }
      ${
        mine
          ? this.#renderEditing(model, segment)
          : html`<p>
              ${model.readOnly ?? `Only ${coder?.name ?? 'its coder'} can change this segment.`}
              ${
                model.readOnly === null && code && !code.deleted
                  ? html`<br /><vscode-button secondary @click=${() => this.#do({ do: 'codeToo' })}
                        >Code it myself too</vscode-button
                      >`
                  : nothing
              }
            </p>`
      }
      ${this.#renderMemos('Memo on this segment', model.memosOn('segment', segment.id), {
        kind: 'segment',
        segment: segment.id,
      })}
      ${
        code
          ? html`<details>
              <summary>Memos on the code (${model.memosOn('code', code.id).length})</summary>
              ${this.#renderMemos('Memo on the code', model.memosOn('code', code.id), { kind: 'code', code: code.id })}
            </details>`
          : nothing
      }`;
  }

  /** Where a person's coding began as a model's suggestion, for as long as the suggestion is there. */
  #renderOrigin(model: CodingModel, { id }: CodingSegment) {
    const from = [...model.suggestions.values()].find(({ own }) => own.includes(id));
    if (!from) return nothing;
    const by = model.coder(model.segments.get(from.segment)?.coder ?? '')?.name ?? from.model ?? 'a model';
    return html`<p>
      <vscode-icon name="lightbulb"></vscode-icon>
      Accepted${from.status === 'changed' ? ', with changes,' : ''} from a suggestion by ${by}, a language model, made
      on ${from.madeAt.slice(0, 10)}.
    </p>`;
  }

  #renderMoved(mine: boolean) {
    return html`<div class="moved">
      <p>The text has changed since this was coded. These are the words that come closest.</p>
      ${mine ? this.#button('These are the right words', { do: 'confirm' }) : nothing}
    </div>`;
  }

  #renderEditing(model: CodingModel, segment: CodingSegment) {
    const { before, after } = model.neighbours(segment);
    const where = (other: CodingSegment) => `“${model.quote(other, 60)}”`;
    const edge = (which: EdgeCommand['which'], by: EdgeCommand['by'], label: string, keys: string) =>
      this.#button(label, { do: 'edge', which, by, unit: 'word' }, `${keys}; with Ctrl by character`);
    return html`<section>
        <div class="row">
          ${this.#button('Change code…', { do: 'recode' })} ${this.#button('Delete', { do: 'delete' }, 'Delete')}
        </div>
      </section>
      <section aria-label="Where it begins and ends">
        <div class="row">
          ${edge('start', -1, 'Begin earlier', 'Alt+Shift+↑')} ${edge('start', 1, 'Begin later', 'Alt+Shift+↓')}
        </div>
        <div class="row">
          ${edge('end', -1, 'End earlier', 'Alt+Shift+←')} ${edge('end', 1, 'End later', 'Alt+Shift+→')}
        </div>
        <div class="row">
          ${this.mayFit ? this.#button('Set to the selected words', { do: 'fit' }) : nothing}
          ${this.maySplit ? this.#button('Split at the caret', { do: 'split' }) : nothing}
          ${before ? this.#button('Merge with the one before', { do: 'merge', with: before.id }, where(before)) : nothing}
          ${after ? this.#button('Merge with the one after', { do: 'merge', with: after.id }, where(after)) : nothing}
        </div>
        ${
          this.maySplit || this.mayFit
            ? nothing
            : html`<p class="secondary">
                Put the caret inside the segment to split it, or select other words to move it there.
              </p>`
        }
      </section>`;
  }

  #renderMemos(label: string, memos: readonly CodingMemo[], target: MemoTarget) {
    const { model } = this;
    if (!model) return nothing;
    const mine = memos.filter((memo) => model.isMine(memo));
    const others = memos.filter((memo) => !model.isMine(memo));
    const writable = model.readOnly === null;
    const on = JSON.stringify(target);
    const first = mine[0]?.id ?? this.#memoIds.get(on) ?? newMemoId();
    this.#memoIds.set(on, first);
    const fields = writable ? (mine.length > 0 ? mine : [{ id: first, text: '' }]) : [];
    return html`${repeat(
      fields,
      // A field stays the same while one types, whatever arrives.
      ({ id }) => `${id} ${on}`,
      ({ id, text }) =>
        html`<introspect-memo-field
          .label=${label}
          .text=${text}
          .hold=${model.me === undefined}
          @memo-save=${(e: CustomEvent<string>) => this.#do({ do: 'memo', memo: id, target, text: e.detail })}
        ></introspect-memo-field>`,
    )}
    ${(writable ? others : memos).map(
      (memo) =>
        html`<introspect-memo-field
          readonly
          .label=${`${label}, by ${model.coder(memo.coder)?.name ?? 'an unknown coder'}`}
          .text=${memo.text}
        ></introspect-memo-field>`,
    )}`;
  }

  #button(label: string, command: SegmentCommand, title?: string) {
    return html`<vscode-button secondary title=${title ?? nothing} @click=${() => this.#do(command)}
      >${label}</vscode-button
    >`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'introspect-segment-details': SegmentDetailsElement;
  }
}
