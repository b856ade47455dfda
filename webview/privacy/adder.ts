import { html, nothing } from 'lit';
import { identifierKinds, type IdentifierKind } from '../../src/core/privacy/identifiers';
import type { AddedWords, ReviewText } from '../../src/protocol/privacy';
import { showChosen } from '../shared/showChosen';
import { typed } from '../shared/typed';
import { kindNames } from './wording';

/** In the transcripts that were looked through, or in the sample of turns. */
export type Where = 'text' | 'sample';

export interface AdderView {
  readonly where: Where;
  readonly verb: string;
  readonly words: string;
  readonly kind: IdentifierKind;
  readonly isNotThere: boolean;
  readonly add: () => void;
  readonly type: (words: string) => void;
  readonly choose: (kind: IdentifierKind) => void;
  readonly takeSelection: () => void;
}

/** To name what is missing: by selecting it in the text, or by typing it. */
export function renderAdder(view: AdderView) {
  const { where, verb, words, kind, isNotThere } = view;
  return html`<form
    class="row adder"
    data-adder=${where}
    @submit=${(event: Event) => {
      event.preventDefault();
      view.add();
    }}
  >
    <label class="field"
      ><span>${where === 'text' ? 'Something missed? Select or type it' : 'An identifier: select or type it'}</span>
      <input name="words" autocomplete="off" ${typed(words, view.type)} />
    </label>
    <label class="field"
      ><span>What it is</span>
      <select
        @focus=${view.takeSelection}
        @change=${(event: Event) => {
          const chosen = identifierKinds.find((one) => one === (event.target as HTMLSelectElement).value);
          if (chosen) view.choose(chosen);
        }}
      >
        ${identifierKinds.map((one) => html`<option value=${one}>${kindNames[one]}</option>`)} ${showChosen(kind)}
      </select></label
    >
    <button type="submit" class="choice">${verb}</button>
    ${isNotThere ? html`<span role="alert">These words are not there.</span>` : nothing}
  </form>`;
}

/** Where words stand: at the place selected, else first in what is shown. */
export function findWords(
  root: DocumentFragment | HTMLElement,
  texts: readonly ReviewText[],
  words: string,
  place: AddedWords['place'],
  where: Where,
): NonNullable<AddedWords['place']> | null {
  const exact = place ? (texts[place.transcript]?.text.indexOf(words, place.start) ?? -1) : -1;
  if (place && exact >= 0) return { transcript: place.transcript, start: exact };
  const selector = where === 'sample' ? '[data-sample] [data-start]' : '.reading [data-start]';
  for (const piece of root.querySelectorAll<HTMLElement>(selector)) {
    const at = piece.textContent.indexOf(words);
    const pane = piece.closest<HTMLElement>('[data-transcript]');
    if (at >= 0 && pane) {
      return { transcript: Number(pane.dataset['transcript']), start: Number(piece.dataset['start']) + at };
    }
  }
  return null;
}
