import { html, nothing } from 'lit';
import type { CodingModel } from './model';

/** Why nothing can be coded, or how to begin. */
export function renderEmpty({ readOnly, codes, blocks, segments }: CodingModel) {
  if (readOnly !== null) return note('lock', readOnly);
  if (blocks.length === 0) return note('info', 'This transcript has no words yet. Open it as text to write some.');
  if (codes.length === 0) {
    return note(
      'info',
      'There is no code yet. Select some words, type a name for what they are about, and press Enter: that makes your first code.',
    );
  }
  if (segments.size === 0) {
    return note('info', 'Nothing is coded yet. Select some words, type the first letters of a code, and press Enter.');
  }
  return nothing;
}

/** What the host could not do, and what helps. */
export interface Failure {
  readonly message: string;
  readonly remedy: string;
  /** Nothing went wrong: something is to be done again. */
  readonly isNote?: boolean;
}

export function renderFailure({ message, remedy, isNote }: Failure, dismiss: () => void) {
  return html`<div class="note ${isNote ? '' : 'error'}" role=${isNote ? 'status' : 'alert'}>
    <span class="codicon codicon-${isNote ? 'info' : 'error'}" aria-hidden="true"></span>
    <p>${message} ${remedy}</p>
    <button
      type="button"
      class="icon codicon codicon-close"
      title="Dismiss"
      aria-label="Dismiss"
      @click=${dismiss}
    ></button>
  </div>`;
}

function note(icon: string, words: string) {
  return html`<div class="note">
    <span class="codicon codicon-${icon}" aria-hidden="true"></span>
    <p>${words}</p>
  </div>`;
}
