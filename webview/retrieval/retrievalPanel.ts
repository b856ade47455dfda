import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-icon/index.js';
import { html, LitElement, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { ErrorInfo } from '../../src/core/base/userError';
import { questionOfCell } from '../../src/core/retrieval/cellQuery';
import { firstClause } from '../../src/core/retrieval/clauses';
import type { CodeTable, CoOccurrence } from '../../src/core/retrieval/matrices';
import { codersInScope, type Scope } from '../../src/core/retrieval/query';
import { formatQuery, shortPath } from '../../src/core/retrieval/queryText';
import type { Timeline } from '../../src/core/retrieval/timeline';
import {
  retrievalTabs,
  type ResultList,
  type ResultRow,
  type RetrievalFromPanel,
  type RetrievalStudy,
  type RetrievalTab,
  type RetrievalToPanel,
  type RetrievalViewState,
} from '../../src/protocol/retrieval';
import { formSelectStyles, tabStyles } from '../shared/controlStyles';
import { formatCount } from '../shared/format';
import { PanelHost } from '../shared/host';
import { listen } from '../shared/listening';
import { baseStyles } from '../shared/styles';
import { renderMatrices } from './matricesTab';
import { panelStyles } from './panelStyles';
import { renderFilter } from './parts';
import { questionOf, renderQuery } from './queryBuilder';
import { countOf, emptyResults, fitScope, type Results } from './results';
import { renderResults } from './resultsView';
import { renderCodingBar, renderSearchForm, type CodingOutcome } from './searchTab';
import { fromTicked, toTicked } from './ticks';
import { renderTimeline } from './timelineTab';
import { readViewState } from './viewState';

const host = new PanelHost<RetrievalToPanel, RetrievalFromPanel, RetrievalViewState>(readViewState);

const tabNames: { readonly [T in RetrievalTab]: string } = {
  segments: 'Segments',
  search: 'Search',
  matrices: 'Matrices',
  timeline: 'Timeline',
};
/** After the last key, before a question that is being typed is asked. */
const typingMs = 250;

/** The Find in Study panel: segments by question, search in the text, matrices of codes, timelines. */
@customElement('introspect-retrieval')
export class RetrievalPanel extends LitElement {
  static override styles = [baseStyles, tabStyles, formSelectStyles, panelStyles];

  @state() private view: RetrievalViewState = host.getState();
  @state() private study: RetrievalStudy | null = null;
  @state() private segments: Results = emptyResults;
  @state() private search: Results = emptyResults;
  @state() private matrix: CoOccurrence | CodeTable | null = null;
  @state() private timeline: Timeline | null = null;
  @state() private chosen: ReadonlySet<number> = new Set();
  @state() private outcome: CodingOutcome | null = null;
  @state() private error: ErrorInfo | null = null;
  @state() private isBusy = true;

  #asked = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    listen(this, host, (message) => this.#receive(message));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  #receive(message: RetrievalToPanel): void {
    switch (message.type) {
      case 'study':
        this.study = message.study;
        this.error = null;
        this.#change({ folder: message.folder, scope: fitScope(this.view.scope, message.study) });
        return;
      case 'show': {
        const { tab, code } = message;
        const about = code === null ? {} : { clauses: [{ ...firstClause, codes: [code] }], typed: null };
        return this.#change({ tab, ...about });
      }
      case 'progress':
        return;
      case 'found': {
        if (message.ask !== this.#asked) return;
        const { ask, list, groups, hasMore } = message;
        const question = JSON.stringify([this.view.scope, this.#subject(list)]);
        const about = question + JSON.stringify(groups);
        const isSame = this[list].about === about;
        // Ticked while this answer was on its way, in the list of another question.
        if (list === 'search' && this.search.ask !== 0 && !this.search.about.startsWith(question))
          this.#keep({ ticked: [] });
        this[list] = { ask, about, groups, hasMore, rows: new Map(), active: isSame ? this[list].active : 0 };
        if (list === 'search') this.#fitTicks();
        return this.#done();
      }
      case 'rows': {
        const list = this[message.list];
        if (message.ask !== list.ask) return;
        const rows = new Map(list.rows);
        for (const row of message.rows) rows.set(row.index, row);
        this[message.list] = { ...list, rows };
        return;
      }
      case 'matrix':
        this.matrix = message.matrix;
        return this.#done();
      case 'timeline':
        this.timeline = message.timeline;
        return this.#done();
      case 'coded':
        this.outcome = { kind: 'coded', coded: message.coded };
        if (!message.again) this.#tick(new Set());
        return;
      case 'uncoded':
        this.outcome = { kind: 'uncoded', removed: message.removed, kept: message.kept };
        return;
      case 'error':
        this.error = message.error;
        this.isBusy = false;
    }
  }

  #done(): void {
    this.error = null;
    this.isBusy = false;
  }

  #keep(change: Partial<RetrievalViewState>): void {
    this.view = { ...this.view, ...change };
    host.setState(this.view);
  }

  #tick(chosen: ReadonlySet<number>): void {
    this.chosen = chosen;
    this.#keep({ ticked: toTicked(chosen, this.search.groups) });
  }

  /** Ticks stay where a text was only read again. */
  #fitTicks(): void {
    const { chosen, dropped } = fromTicked(this.view.ticked, this.search.groups);
    if (dropped > 0) this.outcome = { kind: 'ticksGone', count: dropped };
    this.#tick(chosen);
  }

  #change(change: Partial<RetrievalViewState>, delayMs = 0): void {
    const asked = JSON.stringify([this.view.search, this.view.scope]);
    this.#keep(change);
    if (asked !== JSON.stringify([this.view.search, this.view.scope])) this.#keep({ ticked: [] });
    clearTimeout(this.#timer);
    if (delayMs === 0) this.#ask();
    else this.#timer = setTimeout(() => this.#ask(), delayMs);
  }

  /** Asks what the tab in front shows. */
  #ask(): void {
    const { view, study } = this;
    if (!study) return;
    this.isBusy = true;
    const { scope } = view;
    switch (view.tab) {
      case 'segments': {
        const { query, text } = questionOf(view, study);
        if (!query) return this.#done();
        return host.post({ type: 'find', ask: ++this.#asked, query, scope, text });
      }
      case 'search':
        if (view.search.words.trim() === '') {
          this.search = emptyResults;
          return this.#done();
        }
        return host.post({ type: 'search', ask: ++this.#asked, search: view.search, scope });
      case 'matrices':
        return host.post({ type: 'matrix', kind: view.matrix.kind, together: view.matrix.together, scope });
      case 'timeline': {
        const chosen = study.transcripts.find((path) => path === view.timeline.transcript) ?? study.transcripts[0];
        if (chosen === undefined) return this.#done();
        return host.post({ type: 'timeline', transcript: chosen, axis: view.timeline.axis, scope });
      }
    }
  }

  #subject(list: ResultList): unknown {
    const { search, clauses, typed } = this.view;
    return list === 'search' ? search : [clauses, typed];
  }

  protected override render() {
    const { study, view, error } = this;
    return html`<main
      aria-busy=${this.isBusy}
      @pointerdown=${(event: Event) => this.#closeFilters(event.composedPath())}
      @keydown=${(event: KeyboardEvent) => {
        if (event.key === 'Escape') this.#closeFilters([]);
      }}
    >
      <header>
        <h1>Find in study</h1>
        ${study ? html`<p class="secondary">${study.title}</p>` : nothing}
      </header>
      ${this.#renderTabs()}
      ${
        error
          ? html`<div class="error" role="alert">
              <p><strong>${error.message}</strong> ${error.remedy}</p>
              <vscode-button secondary @click=${() => host.post({ type: 'reload' })}
                >Read the study again</vscode-button
              >
            </div>`
          : nothing
      }
      ${study ? html`${this.#renderScope(study)} ${this.#renderTab(study, view.tab)}` : nothing}
    </main>`;
  }

  /** Closes the lists of the filters, but for one that was just clicked into. */
  #closeFilters(clicked: readonly EventTarget[]): void {
    for (const filter of this.renderRoot.querySelectorAll<HTMLDetailsElement>('details.filter[open]')) {
      if (!clicked.includes(filter)) filter.open = false;
    }
  }

  #renderTabs() {
    const go = (tab: RetrievalTab) => {
      this.#change({ tab });
      void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(`#tab-${tab}`)?.focus());
    };
    const onKey = (event: KeyboardEvent) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (step === undefined) return;
      const at = retrievalTabs.indexOf(this.view.tab) + step;
      go(retrievalTabs[(at + retrievalTabs.length) % retrievalTabs.length]!);
    };
    return html`<div class="tabs" role="tablist" aria-label="What to do" @keydown=${onKey}>
      ${retrievalTabs.map(
        (tab) =>
          html`<button
            type="button"
            role="tab"
            id="tab-${tab}"
            aria-selected=${tab === this.view.tab}
            aria-controls="tabpanel"
            tabindex=${tab === this.view.tab ? '0' : '-1'}
            @click=${() => go(tab)}
          >
            ${tabNames[tab]}
          </button>`,
      )}
    </div>`;
  }

  #renderScope(study: RetrievalStudy) {
    const { scope, tab } = this.view;
    const put = (change: Partial<Scope>) => this.#change({ scope: { ...scope, ...change } });
    const named = (all: readonly string[], label: (one: string) => string = (one) => one) =>
      all.map((id) => ({ id, label: label(id) }));
    const coders = study.coders.map(({ id, name, kind, role }) => ({
      id,
      label: kind === 'model' ? `${name} (model)` : role === 'consensus' ? `${name} (consensus)` : name,
    }));
    return html`<div class="scope" role="group" aria-label="Where to look">
      ${
        tab === 'timeline'
          ? nothing
          : html`${renderFilter('Transcripts', named(study.transcripts, shortPath), scope.transcripts, (transcripts) => put({ transcripts }))}
            ${renderFilter('Speakers', named(study.speakers), scope.speakers, (speakers) => put({ speakers }))}`
      }
      ${
        study.blind
          ? html`<span class="secondary"
              ><vscode-icon name="eye-closed"></vscode-icon> You code blind: only your own segments are shown.</span
            >`
          : renderFilter('Coders', coders, scope.coders, (chosen) => put({ coders: chosen }), [
              ...codersInScope({ ...scope, coders: null }, study.coders),
            ])
      }
      ${study.orphans > 0 ? html`<span class="secondary">${formatCount(study.orphans)} segments are left out: their words are no longer in the transcript.</span>` : nothing}
    </div>`;
  }

  #renderTab(study: RetrievalStudy, tab: RetrievalTab) {
    return html`<div class="tabpanel" id="tabpanel" role="tabpanel" aria-labelledby="tab-${tab}">
      ${tab === 'segments' ? this.#renderSegments(study) : nothing}
      ${tab === 'search' ? this.#renderSearch(study) : nothing}
      ${
        tab === 'matrices'
          ? renderMatrices(study, this.matrix, this.view.matrix, {
              choose: (change) => this.#change({ matrix: { ...this.view.matrix, ...change } }),
              save: (format) => this.#save('matrix', format),
              list: (row, column) => this.#listCell(study, row, column),
            })
          : nothing
      }
      ${
        tab === 'timeline'
          ? renderTimeline(study, this.timeline, this.view.timeline, {
              choose: (change) => this.#change({ timeline: { ...this.view.timeline, ...change } }),
              save: (format) => this.#save('timeline', format),
              open: (start, end) =>
                this.timeline && host.post({ type: 'open', transcript: this.timeline.transcript, start, end }),
              list: (code) => this.#listCode(code),
            })
          : nothing
      }
    </div>`;
  }

  #renderSegments(study: RetrievalStudy) {
    const { typed, clauses } = this.view;
    const { text, problem } = questionOf(this.view, study);
    const change = (next: Partial<Pick<RetrievalViewState, 'clauses' | 'typed'>>) =>
      this.#change(next, typeof next.typed === 'string' ? typingMs : 0);
    return html`${renderQuery(study, { clauses, typed, text, problem, change })}
    ${this.#renderResults(study, 'segments', null)}`;
  }

  #renderSearch(study: RetrievalStudy) {
    const { search } = this.view;
    const count = countOf(this.search.groups);
    return html`${renderSearchForm(search, (change) => {
      this.outcome = null;
      this.#change({ search: { ...search, ...change } }, 'words' in change ? typingMs : 0);
    })}
    ${search.words.trim() === '' ? html`<p class="empty">Type what to look for: every place where it is said is listed, for you to look through and code.</p>` : this.#renderResults(study, 'search', this.chosen)}
    ${
      count > 0 || this.outcome
        ? renderCodingBar(study, {
            chosen: this.chosen,
            count,
            code: this.view.code,
            outcome: this.outcome,
            chooseAll: (on) => this.#tick(new Set(on ? Array.from({ length: count }, (_, i) => i) : [])),
            chooseCode: (code) => this.#keep({ code }),
            apply: () => {
              const { code } = this.view;
              const hits = [...this.chosen].sort((a, b) => a - b);
              if (code !== null) host.post({ type: 'code', ask: this.search.ask, hits, code });
            },
            undo: () => host.post({ type: 'uncode' }),
          })
        : nothing
    }`;
  }

  #renderResults(study: RetrievalStudy, list: ResultList, chosen: ReadonlySet<number> | null) {
    return renderResults(study, list, this[list], chosen, {
      need: (from, to) => host.post({ type: 'rows', list, ask: this[list].ask, from, to }),
      go: (active) => (this[list] = { ...this[list], active }),
      open: (row) => this.#open(row),
      toggle: (index) => {
        const next = new Set(this.chosen);
        if (!next.delete(index)) next.add(index);
        this.#tick(next);
      },
      save: () => this.#save(list, 'csv'),
    });
  }

  #open({ transcript, start, end }: ResultRow): void {
    host.post({ type: 'open', transcript, start, end });
  }

  #save(what: ResultList | 'matrix' | 'timeline', format: 'csv' | 'svg'): void {
    host.post({ type: 'save', what, format, measure: this.view.matrix.measure });
  }

  #listCell(study: RetrievalStudy, row: number, column: number): void {
    if (!this.matrix) return;
    const coders = [...codersInScope(this.view.scope, study.coders)];
    const { query, scope } = questionOfCell(this.matrix, row, column, this.view.scope, coders);
    this.#change({ tab: 'segments', typed: formatQuery(query, study), scope });
  }

  #listCode(code: string): void {
    if (!this.timeline) return;
    const scope = { ...this.view.scope, transcripts: [this.timeline.transcript] };
    this.#change({ tab: 'segments', clauses: [{ ...firstClause, codes: [code] }], typed: null, scope });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'introspect-retrieval': RetrievalPanel;
  }
}
