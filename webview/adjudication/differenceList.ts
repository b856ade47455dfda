import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Difference } from '../../src/core/adjudication/differences';
import type { RecordedSettlement } from '../../src/core/adjudication/decision';
import type { AdjudicationContent, DifferenceFilter } from '../../src/protocol/adjudication';
import { selectStyles } from '../shared/controlStyles';
import { formatCount } from '../shared/format';
import { showChosen } from '../shared/showChosen';
import { baseStyles } from '../shared/styles';
import { quote } from './passage';
import { isFilter } from './viewState';
import { describeDecision, formatTime, statusOf, wordingOf } from './wording';

const marks = { open: '○', noted: '○', discuss: '◐', settled: '●' } as const;

/** All differences, to look up and to go to. Fires `go` with a difference's id, and `filter-change`. */
@customElement('introspect-difference-list')
export class DifferenceListElement extends LitElement {
  static override styles = [
    baseStyles,
    selectStyles,
    css`
      :host {
        display: grid;
        grid-template-rows: auto minmax(0, 1fr);
        gap: 8px;
        min-height: 0;
      }
      ul {
        margin: 0;
        padding: 1px;
        list-style: none;
        overflow-y: auto;
        min-height: 0;
      }
      li {
        display: grid;
        grid-template-columns: 1.2em minmax(0, 1fr);
        gap: 0 6px;
        padding: 4px 8px;
        border-radius: 4px;
        cursor: pointer;
      }
      li:hover {
        background: var(--vscode-list-hoverBackground);
      }
      li[aria-selected='true'] {
        background: var(--vscode-list-activeSelectionBackground);
        color: var(--vscode-list-activeSelectionForeground);
        outline: 1px solid var(--vscode-contrastActiveBorder, transparent);
        outline-offset: -1px;
      }
      .line {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .mark {
        grid-row: span 2;
      }
      .more {
        font-size: 0.92em;
      }
    `,
  ];

  @property({ attribute: false }) content: AdjudicationContent | null = null;
  @property({ attribute: false }) settlements: ReadonlyMap<string, RecordedSettlement> = new Map();
  @property({ attribute: false }) current: string | null = null;
  @property() filter: DifferenceFilter = 'all';

  override updated(changed: Map<string, unknown>): void {
    if (!changed.has('current')) return;
    this.renderRoot.querySelector('li[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }

  protected override render() {
    const { content } = this;
    if (!content) return nothing;
    const shown = content.differences.filter(({ id }) => this.#matches(id, this.filter));
    const talk = content.place.mode === 'conversation';
    const labels: { readonly [F in DifferenceFilter]: string } = {
      all: talk ? 'All places' : 'All differences',
      open: 'Open',
      discuss: talk ? 'Left open' : 'To discuss',
      settled: talk ? 'Talked through' : 'Settled',
    };
    return html`<div class="row">
        <label for="filter">Show</label>
        <select
          id="filter"
          @change=${(e: Event) => {
            if (e.target instanceof HTMLSelectElement && isFilter(e.target.value))
              this.#tell('filter-change', e.target.value);
          }}
        >
          ${Object.entries(labels).map(([filter, label]) => {
            const count = content.differences.filter(({ id }) => isFilter(filter) && this.#matches(id, filter)).length;
            return html`<option value=${filter}>${label} (${formatCount(count)})</option>`;
          })}
          ${showChosen(this.filter)}
        </select>
      </div>
      ${
        shown.length === 0
          ? html`<p class="secondary">None.</p>`
          : html`<ul
              role="listbox"
              tabindex="0"
              aria-label=${labels[this.filter]}
              aria-activedescendant=${shown.some(({ id }) => id === this.current) ? `d-${this.current}` : nothing}
              @keydown=${(e: KeyboardEvent) => this.#onKey(e, shown)}
            >
              ${shown.map((difference) => this.#renderItem(difference, content))}
            </ul>`
      }`;
  }

  #renderItem({ id, range, sides }: Difference, content: AdjudicationContent) {
    const settlement = this.settlements.get(id);
    const codes = new Set(sides.flatMap(({ stretches }) => stretches.map(({ code }) => code)));
    const names = [...codes].map((code) => content.codes.find((known) => known.id === code)?.name ?? '');
    const turn = content.turns.findLast(({ start }) => start <= range.start);
    const time = typeof turn?.startMs === 'number' ? `${formatTime(turn.startMs)} ` : '';
    return html`<li
      role="option"
      id="d-${id}"
      aria-selected=${id === this.current}
      @click=${() => this.#tell('go', id)}
    >
      <span class="mark" aria-hidden="true">${marks[statusOf(settlement)]}</span>
      <span class="line">${names.join(' / ')}</span>
      <span class="line more">
        ${settlement ? `${describeDecision(settlement, content, wordingOf(content))} · ` : ''}${time}${quote(content.turns, range)}
      </span>
    </li>`;
  }

  #matches(id: string, filter: DifferenceFilter): boolean {
    const status = statusOf(this.settlements.get(id));
    return filter === 'all' || filter === status || (filter === 'open' && status === 'noted');
  }

  #onKey(event: KeyboardEvent, shown: readonly Difference[]): void {
    const at = shown.findIndex(({ id }) => id === this.current);
    const to = { ArrowDown: at + 1, ArrowUp: Math.max(0, at - 1), Home: 0, End: shown.length - 1 }[event.key];
    const target = to === undefined ? undefined : shown[to];
    if (!target) return;
    event.preventDefault();
    this.#tell('go', target.id);
  }

  #tell(type: 'go' | 'filter-change', detail: string): void {
    this.dispatchEvent(new CustomEvent<string>(type, { detail }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'introspect-difference-list': DifferenceListElement;
  }
}
