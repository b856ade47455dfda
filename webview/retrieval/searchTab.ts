import '@vscode-elements/elements/dist/vscode-button/index.js';
import { html, nothing } from 'lit';
import type { TextSearch } from '../../src/core/retrieval/wordsMatcher';
import type { CodedHits, RetrievalStudy } from '../../src/protocol/retrieval';
import { formatCount } from '../shared/format';
import { checkbox, codeMenu, codeOf, select, swatch } from './parts';

/** What happened to the hits that were chosen. */
export type CodingOutcome =
  | { readonly kind: 'coded'; readonly coded: CodedHits }
  | { readonly kind: 'uncoded'; readonly removed: number; readonly kept: number }
  | { readonly kind: 'ticksGone'; readonly count: number };

/** What to search for. */
export function renderSearchForm(search: TextSearch, change: (change: Partial<TextSearch>) => void) {
  const isWords = search.mode === 'words';
  return html`<form class="query" role="search" @submit=${(event: Event) => event.preventDefault()}>
    <div class="bar">
      <label class="field grow"
        ><span>Search for</span>
        <input
          class="wide"
          spellcheck="false"
          .value=${search.words}
          placeholder=${isWords ? 'words, as they are said' : 'such as (can’t|could not) sleep\\w*'}
          @input=${(event: Event) => change({ words: (event.target as HTMLInputElement).value })}
      /></label>
      ${select(
        'as',
        [
          ['words', 'words'],
          ['regex', 'a regular expression'],
        ],
        search.mode,
        (mode) => change({ mode }),
      )}
    </div>
    <div class="row">
      ${checkbox('Whole words', search.wholeWords, (wholeWords) => change({ wholeWords }), isWords)}
      ${checkbox('Capitals matter', search.matchCase, (matchCase) => change({ matchCase }))}
      ${checkbox('Accents matter (é is not e)', search.matchAccents, (matchAccents) => change({ matchAccents }), isWords)}
    </div>
  </form>`;
}

export interface ChosenHits {
  readonly chosen: ReadonlySet<number>;
  readonly count: number;
  readonly code: string | null;
  readonly outcome: CodingOutcome | null;
  readonly chooseAll: (on: boolean) => void;
  readonly chooseCode: (code: string) => void;
  readonly apply: () => void;
  readonly undo: () => void;
}

/** What to do with the hits that are ticked. */
export function renderCodingBar(study: RetrievalStudy, hits: ChosenHits) {
  const { chosen, count, code, outcome } = hits;
  const known = code === null ? undefined : study.codes.find(({ id, deleted }) => id === code && !deleted);
  return html`<div class="codingBar" role="group" aria-label="Code hits">
    <span
      >${chosen.size === 0 ? 'Tick the hits that you want to code.' : `${formatCount(chosen.size)} of ${formatCount(count)} chosen.`}</span
    >
    <button type="button" class="link" @click=${() => hits.chooseAll(chosen.size < count)}>
      ${chosen.size < count ? 'Choose all' : 'Choose none'}
    </button>
    <span>Code as</span>
    ${known ? html`<span class="chip">${swatch(known)}<span>${known.name}</span></span>` : nothing}
    ${codeMenu(study, known ? 'another code…' : 'choose a code…', hits.chooseCode, true)}
    <vscode-button ?disabled=${!known || chosen.size === 0} @click=${hits.apply}
      >Code ${chosen.size === 1 ? 'the hit' : 'the hits'}</vscode-button
    >
    <span class="outcome" role="status">${outcome ? renderOutcome(study, outcome, hits.undo) : nothing}</span>
  </div>`;
}

function renderOutcome(study: RetrievalStudy, outcome: CodingOutcome, undo: () => void) {
  const segments = (n: number) => `${formatCount(n)} ${n === 1 ? 'segment' : 'segments'}`;
  if (outcome.kind === 'uncoded') {
    const kept = outcome.kept > 0 ? ` ${segments(outcome.kept)} stay: changed since, or with a memo.` : '';
    return html`${segments(outcome.removed)} removed again.${kept}`;
  }
  if (outcome.kind === 'ticksGone') {
    const ticksAre = outcome.count === 1 ? 'tick is' : 'ticks are';
    return html`${formatCount(outcome.count)} ${ticksAre} gone, as the text was changed. Look through the hits again.`;
  }
  const { added, already, code } = outcome.coded;
  const before = already > 0 ? ` ${formatCount(already)} had this code from you already.` : '';
  return html`${segments(added)} coded “${codeOf(study, code).name}” in your own file.${before}
  ${added > 0 ? html`<button type="button" class="link" @click=${undo}>Remove these again</button>` : nothing}`;
}
