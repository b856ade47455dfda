import { html, nothing } from 'lit';
import { identifierKinds, type IdentifierKind } from '../../src/core/privacy/identifiers';
import { wholeWordsPattern } from '../../src/core/privacy/wholeWords';
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

interface Stretch {
  readonly transcript: number;
  readonly start: number;
  readonly end: number;
}

const notThere: Readonly<Record<Where, string>> = {
  text: 'These words are in none of the transcripts that were looked through.',
  sample: 'These words are not in the sample.',
};

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
    ${isNotThere ? html`<span role="alert">${notThere[where]}</span>` : nothing}
  </form>`;
}

/**
 * Where words stand: at the place selected, else in the sample, or in the transcripts that were looked through. There
 * whole words come before parts of some, and the transcript that is shown before the others.
 */
export function findWords(
  root: DocumentFragment | HTMLElement,
  texts: readonly ReviewText[],
  words: string,
  place: AddedWords['place'],
  where: Where,
  shown: number,
): Stretch | null {
  const exact = place ? (texts[place.transcript]?.text.indexOf(words, place.start) ?? -1) : -1;
  if (place && exact >= 0) return { transcript: place.transcript, start: exact, end: exact + words.length };
  return where === 'sample' ? inSample(root, words) : inTexts(texts, words, shown);
}

function inTexts(texts: readonly ReviewText[], words: string, shown: number): Stretch | null {
  const order = [shown, ...texts.keys()];
  // In other capitals too: who types “anna” is not to be told that there is none.
  for (const pattern of [wholeWordsPattern([words]), wholeWordsPattern([words], 'giu')]) {
    for (const transcript of order) {
      const [met] = pattern ? (texts[transcript]?.text.matchAll(pattern) ?? []) : [];
      if (met) return { transcript, start: met.index, end: met.index + met[0].length };
    }
  }
  for (const transcript of order) {
    const start = texts[transcript]?.text.indexOf(words) ?? -1;
    if (start >= 0) return { transcript, start, end: start + words.length };
  }
  return null;
}

function inSample(root: DocumentFragment | HTMLElement, words: string): Stretch | null {
  for (const piece of root.querySelectorAll<HTMLElement>('[data-sample] [data-start]')) {
    const at = piece.textContent.indexOf(words);
    const pane = piece.closest<HTMLElement>('[data-transcript]');
    if (at < 0 || !pane) continue;
    const start = Number(piece.dataset['start']) + at;
    return { transcript: Number(pane.dataset['transcript']), start, end: start + words.length };
  }
  return null;
}
