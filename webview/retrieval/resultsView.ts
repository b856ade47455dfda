import '@vscode-elements/elements/dist/vscode-button/index.js';
import { html, nothing } from 'lit';
import { shortPath } from '../../src/core/retrieval/queryText';
import type { ResultList, ResultRow, RetrievalStudy } from '../../src/protocol/retrieval';
import { formatCount } from '../shared/format';
import { saveMenu } from './parts';
import { placeOf, renderChips, renderSaid } from './resultList';
import { countOf, type Results } from './results';

export interface ResultActions {
  readonly need: (from: number, to: number) => void;
  readonly go: (index: number) => void;
  readonly open: (row: ResultRow) => void;
  readonly toggle: (index: number) => void;
  readonly save: () => void;
}

const wordings = {
  segments: {
    label: 'Text found',
    one: 'stretch of text',
    many: 'stretches of text',
    none: 'No text is coded like this. Take a condition away, or look at more transcripts, speakers or coders.',
  },
  search: { label: 'Hits', one: 'hit', many: 'hits', none: 'This is said nowhere in what is looked at.' },
} as const;

/** How much was found, the list of it, and the passage that is being read. */
export function renderResults(
  study: RetrievalStudy,
  list: ResultList,
  { ask, groups, rows, active, hasMore }: Results,
  chosen: ReadonlySet<number> | null,
  actions: ResultActions,
) {
  if (ask === 0) return nothing;
  const count = countOf(groups);
  const row = rows.get(active);
  const words = wordings[list];
  const where = groups.length > 1 ? ` in ${formatCount(groups.length)} transcripts` : '';
  return html`<div class="bar">
      <span class="count" role="status"
        ><strong>${formatCount(count)}</strong>
        ${count === 1 ? words.one : words.many}${where}${hasMore ? '; there are more: search for something rarer' : ''}</span
      >
      ${count > 0 ? saveMenu([['csv', 'Table (CSV)']], actions.save) : nothing}
    </div>
    ${
      count === 0
        ? html`<p class="empty">${words.none}</p>`
        : html`<div class="results">
            <introspect-result-list
              label=${words.label}
              .study=${study}
              .groups=${groups}
              .rows=${rows}
              .active=${active}
              .chosen=${chosen}
              @need=${({ detail: [from, to] }: CustomEvent<[number, number]>) => actions.need(from, to)}
              @go=${({ detail }: CustomEvent<number>) => actions.go(detail)}
              @open=${({ detail }: CustomEvent<ResultRow>) => actions.open(detail)}
              @toggle=${({ detail }: CustomEvent<number>) => actions.toggle(detail)}
            ></introspect-result-list>
            ${row ? renderPassage(study, row, actions.open) : nothing}
          </div>`
    }`;
}

function renderPassage(study: RetrievalStudy, row: ResultRow, open: ResultActions['open']) {
  return html`<section class="passage" aria-label="The whole passage">
    <div class="row">
      <h2>${shortPath(row.transcript)} · ${placeOf(row)}</h2>
      <vscode-button secondary @click=${() => open(row)}>Open in transcript</vscode-button>
    </div>
    <p class="quote" tabindex="0">
      <span class="secondary">${row.before}</span><mark>${renderSaid(row, '\n\n')}</mark
      ><span class="secondary">${row.after}</span>
    </p>
    ${row.omitted > 0 ? html`<p class="secondary">${formatCount(row.omitted)} characters are left out in the middle.</p>` : nothing}
    <div class="chips">${renderChips(row, study)}</div>
  </section>`;
}
