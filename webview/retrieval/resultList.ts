import '@vscode-elements/elements/dist/vscode-icon/index.js';
import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { shortPath } from '../../src/core/retrieval/queryText';
import { formatClock } from '../../src/core/retrieval/timeline';
import type { FoundGroup, ResultRow, RetrievalStudy } from '../../src/protocol/retrieval';
import { formatCount } from '../shared/format';
import { baseStyles } from '../shared/styles';
import { codeOf, swatch } from './parts';
import { listStyles } from './resultListStyles';

/** Heights in CSS pixels, as in the style sheet: every row is alike, so that any place of a long list is known. */
const rowHeight = 104;
const headHeight = 30;
/** Rows kept ready above and below what is in view. */
const spare = 10;

interface Group extends FoundGroup {
  /** Index of its first row. */
  readonly first: number;
  /** Distance from the top of the list. */
  readonly top: number;
}

/**
 * What was found, by transcript; only what is in view is in the page. Fires `need` with `[from, to]` for rows that it has
 * not, `go` with the index of the row to be read, `open` with a row, and `toggle` with an index where rows can be chosen.
 */
@customElement('introspect-result-list')
export class ResultListElement extends LitElement {
  static override styles = [baseStyles, listStyles];

  @property({ attribute: false }) study: RetrievalStudy | null = null;
  @property({ attribute: false }) groups: readonly FoundGroup[] = [];
  @property({ attribute: false }) rows: ReadonlyMap<number, ResultRow> = new Map();
  @property({ type: Number }) active = 0;
  /** Rows that are ticked; null where none can be. */
  @property({ attribute: false }) chosen: ReadonlySet<number> | null = null;
  @property() label = 'Results';
  @state() private view = { top: 0, height: 0 };
  @query('.list') private list!: HTMLElement | null;

  readonly #resized = new ResizeObserver(() => this.#look());

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resized.disconnect();
  }

  protected override firstUpdated(): void {
    if (this.list) this.#resized.observe(this.list);
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('active') || changed.has('groups')) this.#showActive();
    const [from, to] = this.#range();
    for (let i = from; i < to; i++) {
      if (!this.rows.has(i)) return this.#tell('need', [i, to]);
    }
  }

  protected override render() {
    const groups = this.#groups();
    const [from, to] = this.#range();
    const last = groups.at(-1);
    const height = last ? last.top + headHeight + last.count * rowHeight : 0;
    return html`<div
      class="list"
      role="listbox"
      tabindex="0"
      aria-label=${this.label}
      aria-multiselectable=${this.chosen ? 'true' : nothing}
      aria-activedescendant=${this.rows.has(this.active) ? `r${this.active}` : nothing}
      @scroll=${() => this.#look()}
      @keydown=${(event: KeyboardEvent) => this.#onKey(event)}
    >
      <div class="extent" role="presentation" .style=${`height: ${height}px`}>
        ${groups
          .filter(({ first, count }) => first < to && first + count > from)
          .map((group) => this.#renderGroup(group, from, to))}
      </div>
    </div>`;
  }

  #renderGroup({ transcript, count, first, top }: Group, from: number, to: number) {
    const begin = Math.max(first, from);
    const indices = Array.from({ length: Math.max(0, Math.min(first + count, to) - begin) }, (_, i) => begin + i);
    const name = shortPath(transcript);
    const style = `top: ${top}px; height: ${headHeight + count * rowHeight}px`;
    return html`<div class="group" role="group" aria-label="${name}, ${formatCount(count)}" .style=${style}>
      <div class="head" aria-hidden="true">
        <strong>${name}</strong> <span class="secondary">${formatCount(count)}</span>
      </div>
      ${indices.map((index) => this.#renderRow(index, headHeight + (index - first) * rowHeight))}
    </div>`;
  }

  #renderRow(index: number, top: number) {
    const row = this.rows.get(index);
    const isActive = index === this.active;
    if (!row) return nothing;
    const { chosen } = this;
    return html`<div
      class="result ${isActive ? 'active' : ''}"
      role="option"
      id="r${index}"
      aria-selected=${chosen ? chosen.has(index) : isActive}
      aria-setsize=${this.#count()}
      aria-posinset=${index + 1}
      .style=${`top: ${top}px`}
      @click=${() => this.#tell('go', index)}
      @dblclick=${() => this.#tell('open', row)}
    >
      ${
        chosen
          ? html`<span
              class="tick"
              title="Choose"
              aria-hidden="true"
              @click=${(event: Event) => {
                event.stopPropagation();
                this.#tell('toggle', index);
              }}
              ><vscode-icon name=${chosen.has(index) ? 'check' : 'blank'}></vscode-icon
            ></span>`
          : nothing
      }
      <div class="body">
        <div class="place secondary">${placeOf(row)}</div>
        <div class="words">
          <span class="secondary">${lastWords(row.before)}</span><mark>${renderSaid(row, ' ')}</mark
          ><span class="secondary">${row.after}</span>
        </div>
        <div class="chips">${this.study ? renderChips(row, this.study) : nothing}</div>
      </div>
    </div>`;
  }

  #groups(): Group[] {
    let first = 0;
    let top = 0;
    return this.groups.map((group) => {
      const placed = { ...group, first, top };
      first += group.count;
      top += headHeight + group.count * rowHeight;
      return placed;
    });
  }

  #count(): number {
    return this.groups.reduce((sum, { count }) => sum + count, 0);
  }

  /** Rows in view, with some to spare. */
  #range(): [number, number] {
    const indexAt = (y: number) => {
      const group = this.#groups().findLast(({ top }) => top <= y);
      if (!group) return 0;
      return group.first + Math.min(group.count, Math.max(0, Math.floor((y - group.top - headHeight) / rowHeight)));
    };
    const { top, height } = this.view;
    if (height === 0) return [0, 0];
    return [Math.max(0, indexAt(top) - spare), Math.min(this.#count(), indexAt(top + height) + spare + 1)];
  }

  #look(): void {
    if (this.list) this.view = { top: this.list.scrollTop, height: this.list.clientHeight };
  }

  #showActive(): void {
    const { list } = this;
    const group = this.#groups().findLast(({ first }) => first <= this.active);
    if (!list || !group) return;
    const top = group.top + headHeight + (this.active - group.first) * rowHeight;
    // With the first row of a transcript its name comes into view.
    const wanted = this.active === group.first ? top - headHeight : top;
    if (wanted < list.scrollTop) list.scrollTop = wanted;
    else if (top + rowHeight > list.scrollTop + list.clientHeight) list.scrollTop = top + rowHeight - list.clientHeight;
  }

  #onKey(event: KeyboardEvent): void {
    const page = Math.max(1, Math.floor(this.view.height / rowHeight));
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: this.active + 1,
      ArrowUp: this.active - 1,
      PageDown: this.active + page,
      PageUp: this.active - page,
      Home: 0,
      End: this.#count() - 1,
    };
    const to = moves[event.key];
    const row = this.rows.get(this.active);
    if (to !== undefined) this.#tell('go', Math.max(0, Math.min(this.#count() - 1, to)));
    else if (event.key === 'Enter' && row) this.#tell('open', row);
    else if (event.key === ' ' && this.chosen) this.#tell('toggle', this.active);
    else return;
    event.preventDefault();
  }

  #tell(type: 'need' | 'go' | 'open' | 'toggle', detail: unknown): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

/** As much of what comes before as leaves room for the words themselves. */
function lastWords(text: string): string {
  return text.length > 48 ? `… ${text.slice(text.indexOf(' ', text.length - 48) + 1)}` : text;
}

/** Turn, speaker and time of a result. */
export function placeOf({ turns, speakers, startMs }: ResultRow): string {
  const turn = turns
    ? turns[0] === turns[1]
      ? `Turn ${turns[0]}`
      : `Turns ${turns[0]} to ${turns[1]}`
    : 'Outside all turns';
  return [turn, speakers.join(', '), startMs === null ? '' : formatClock(startMs)]
    .filter((part) => part !== '')
    .join(' · ');
}

/** The words of a result, each turn after the first led in by who speaks, and parted by `between`. */
export function renderSaid({ said }: ResultRow, between: string) {
  return said.map(
    ({ speaker, words }, i) =>
      html`${i > 0 ? between : nothing}${speaker === null ? nothing : html`<span class="who"><bdi>${speaker}</bdi>: </span>`}${words}`,
  );
}

/** The codes that stand on a result, each with its coders. */
export function renderChips({ codes }: ResultRow, study: RetrievalStudy) {
  return codes.map(({ code: id, coders, moved }) => {
    const code = codeOf(study, id);
    const names = coders.map((coder) => {
      const known = study.coders.find((one) => one.id === coder);
      return known?.kind === 'model' ? `${known.name} (model)` : (known?.name ?? coder);
    });
    return html`<span class="chip"
      >${swatch(code)}<span>${code.name}</span><span class="secondary">${names.join(', ')}</span>${
        moved
          ? html`<span class="secondary" title="The text has changed since; nobody has confirmed the place"
              >moved?</span
            >`
          : nothing
      }</span
    >`;
  });
}

declare global {
  interface HTMLElementTagNameMap {
    'introspect-result-list': ResultListElement;
  }
}
