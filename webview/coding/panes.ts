import { html, nothing, type LitElement } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import type { CodingSegment, Stretch } from '../../src/protocol/coding';
import { shownKeys } from '../shared/keys';
import { turnWords } from './blocks';
import { newMemoId, type MemoFieldElement } from './memoField';
import type { CodingModel } from './model';
import { renderReview, type ReviewActions } from './reviewList';
import type { SegmentCommand } from './segmentCommand';
import './segmentDetails';
import type { SuggestionControl } from './suggestionControl';
import './suggestionQueue';
import type { QueueAct } from './suggestionQueue';

/** What is open beside the text. */
export type Pane =
  | { readonly kind: 'segment' }
  | { readonly kind: 'review' }
  | { readonly kind: 'suggestions' }
  /** `memo`: it may be yet to be made. */
  | { readonly kind: 'memo'; readonly stretch: Stretch; readonly memo: string };

export interface PaneState {
  readonly model: CodingModel;
  /** Grows with every change of the model. */
  readonly version: number;
  readonly pane: Pane;
  readonly segment: CodingSegment | undefined;
  /** The words selected now. */
  readonly stretch: Stretch | null;
  /** Where the caret is. */
  readonly caret: number;
  readonly suggestions: SuggestionControl;
  /** First offset in view. */
  readonly top: number;
}

export interface PaneActions extends ReviewActions {
  close(): void;
  command(segment: CodingSegment, command: SegmentCommand): void;
  memo(memo: string, stretch: Stretch, text: string): void;
  /** Back to the text from a memo. @param words what to say */
  leaveMemo(words: string): void;
  /** The person goes to write a memo. */
  writing(): void;
}

/** Takes the keyboard to the head of what is open beside the text, once that is drawn. */
export function focusPane(panel: LitElement): void {
  void panel.updateComplete.then(async () => {
    const part = panel.querySelector<LitElement>('introspect-segment-details, introspect-suggestion-queue');
    await part?.updateComplete;
    const root = part?.renderRoot ?? panel.querySelector('aside');
    root?.querySelector<HTMLElement>('h2')?.focus();
  });
}

/** This person's memo on the words that are selected, or on the turn around the caret; null where there are no words. */
export function memoPane(model: CodingModel, stretch: Stretch | null, caret: number): Pane | null {
  const target = stretch ?? turnWords(model.blocks, caret);
  return target && { kind: 'memo', stretch: target, memo: model.myMemoOn(target)?.id ?? newMemoId() };
}

/** Takes the keyboard to the memo that is open beside the text, to write it. */
export function focusMemo(panel: LitElement): void {
  void panel.updateComplete.then(() => {
    const details = panel.querySelector('introspect-segment-details');
    if (details) details.focusMemo();
    else panel.querySelector<HTMLElement>('aside introspect-memo-field')?.focus();
  });
}

/** The memos that are open beside the text. */
export function openMemos(panel: LitElement): readonly MemoFieldElement[] {
  const details = panel.querySelector('introspect-segment-details');
  return [...(details?.renderRoot ?? panel).querySelectorAll('introspect-memo-field')];
}

const names: { readonly [K in Pane['kind']]: string } = {
  segment: 'Segment',
  review: 'To review',
  memo: 'Memo',
  suggestions: 'Suggestions',
};

export function renderPane(state: PaneState, actions: PaneActions) {
  return html`<aside
    aria-label=${names[state.pane.kind]}
    @memo-leave=${(e: CustomEvent<string>) => actions.leaveMemo(e.detail)}
    @focusin=${(e: FocusEvent) => e.composedPath()[0] instanceof HTMLTextAreaElement && actions.writing()}
    @keydown=${(e: KeyboardEvent) => {
      if (e.key !== 'Escape' || e.defaultPrevented) return;
      e.preventDefault();
      actions.close();
    }}
  >
    <button
      type="button"
      class="icon close codicon codicon-close"
      title="Close (Esc)"
      aria-label="Close"
      @click=${() => actions.close()}
    ></button>
    ${renderContent(state, actions)}
  </aside>`;
}

function renderContent(state: PaneState, actions: PaneActions) {
  const { model, version, pane, segment, stretch, caret, suggestions } = state;
  switch (pane.kind) {
    case 'segment':
      if (!segment) return nothing;
      return html`<introspect-segment-details
        .model=${model}
        .version=${version}
        .segment=${segment}
        .maySplit=${caret > segment.start && caret < segment.end}
        .mayFit=${stretch !== null && (stretch.start !== segment.start || stretch.end !== segment.end)}
        @segment-command=${(e: CustomEvent<SegmentCommand>) => actions.command(segment, e.detail)}
      ></introspect-segment-details>`;
    case 'review':
      return html`<div class="paneContent">${renderReview(model, stretch, actions)}</div>`;
    case 'suggestions':
      return html`<introspect-suggestion-queue
        .model=${model}
        .version=${version}
        .view=${suggestions.view}
        .stretch=${stretch}
        .place=${state.top}
        .isSuggesting=${suggestions.suggesting.progress !== null}
        @queue-act=${(e: CustomEvent<QueueAct>) => suggestions.act(e.detail)}
      ></introspect-suggestion-queue>`;
    case 'memo': {
      const memo = model.memos.get(pane.memo);
      const gone = memo?.target.kind === 'stretch' ? memo.target.gone : undefined;
      const mine = memo === undefined || model.isMine(memo);
      const writable = mine && model.readOnly === null;
      return html`<div class="paneContent">
        <h2 tabindex="-1">Memo</h2>
        <blockquote dir="auto">${gone ?? model.quote(pane.stretch)}</blockquote>
        ${gone === undefined ? nothing : html`<p><strong>These words are gone from the transcript.</strong> Empty the memo to delete it.</p>`}
        ${keyed(
          pane.memo,
          html`<introspect-memo-field
            .label=${mine ? 'What you want to remember about these words' : `By ${model.coder(memo.coder)?.name ?? 'an unknown coder'}`}
            .text=${memo?.text ?? ''}
            .readonly=${!writable}
            .hold=${model.me === undefined}
            @memo-save=${(e: CustomEvent<string>) => actions.memo(pane.memo, pane.stretch, e.detail)}
          ></introspect-memo-field>`,
        )}
        ${writable ? html`<p class="secondary">What you type is kept as you type. Esc or ${shownKeys('Ctrl+Enter')} goes back to the text.</p>` : nothing}
      </div>`;
    }
  }
}
