import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { spokenToken, visibleToken } from '../shared/format';
import { baseStyles } from '../shared/styles';
import { type FirstKey, weightAt } from './headWeights';
import { drawLines } from './linesDrawing';
import {
  type Line,
  mostOwnLines,
  ownLines,
  rowHeight,
  type RowWindow,
  strongLines,
  windowAround,
} from './linesGeometry';
import { PaletteController } from './palette';
import { pictureHeight, PictureSizeController } from './pictureSize';
import { dispatchChoose, dispatchPoint, dispatchReveal } from './pointing';
import { aboutReadings, unitNames } from './readings';
import { formatWeight, placeOf, type ReadHead } from './readout';

/** Two columns of tokens, the left ones looking at the right ones, with a line for every weight. */
@customElement('introspect-attention-lines')
export class LinesView extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: block;
        min-width: 0;
      }
      .scroller {
        position: relative;
        overflow: auto;
        margin-top: 4px;
      }
      .columns {
        display: grid;
        grid-template-columns: minmax(5rem, max-content) minmax(6rem, 26rem) minmax(16rem, 1fr);
      }
      .heading {
        position: sticky;
        top: 0;
        z-index: 1;
        height: 24px;
        padding: 0 8px;
        font-weight: 600;
        white-space: nowrap;
        background: var(--vscode-editor-background);
      }
      .heading:first-child,
      .looking li {
        text-align: end;
      }
      ol {
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li {
        display: flex;
        gap: 8px;
        height: 24px;
        line-height: 24px;
        padding: 0 8px;
        border-radius: 3px;
        white-space: pre;
      }
      .looking li {
        justify-content: flex-end;
        cursor: default;
      }
      .looking li[aria-selected='true'] {
        background: var(--vscode-list-hoverBackground);
        outline: 1px solid var(--vscode-contrastActiveBorder, transparent);
        outline-offset: -1px;
      }
      .looking li:focus-visible {
        outline: 1px solid var(--vscode-focusBorder);
        outline-offset: -1px;
      }
      .token {
        overflow: hidden;
        text-overflow: ellipsis;
        max-width: 14rem;
      }
      .atCursor .token {
        text-decoration: underline dashed var(--vscode-charts-orange, currentcolor);
        text-underline-offset: 3px;
      }
      .number,
      .weight {
        font-variant-numeric: tabular-nums;
      }
      .number {
        min-width: 1.9em;
        text-align: end;
        color: var(--vscode-descriptionForeground);
        font-size: 0.85em;
      }
      .weak,
      .hidden {
        color: var(--vscode-descriptionForeground);
      }
      /* A number changes with every movement of the pointer: nothing around it has to be laid out anew. */
      .weight {
        flex: none;
        width: 5.5em;
        height: 24px;
        contain: strict;
        text-align: end;
      }
      canvas {
        position: sticky;
        top: 24px;
        display: block;
        width: 100%;
      }
    `,
  ];

  @property({ attribute: false }) head: ReadHead | null = null;
  @property({ attribute: false }) firstKey: FirstKey = 0;
  /** The weight drawn in full width. */
  @property({ attribute: false }) largest = 0;
  /** The token that the tab key comes to. */
  @property({ attribute: false }) current = 0;
  /** The only token whose lines are shown, or null for all. */
  @property({ attribute: false }) isolated: number | null = null;
  @property({ attribute: false }) cursor: number | null = null;

  /** Rows that are in the page: of a long text, those around what is in view. */
  @state() private rows: RowWindow = { first: 0, end: 0 };

  @query('.scroller') private scroller!: HTMLElement;
  @query('canvas') private canvas!: HTMLCanvasElement;

  readonly #palette = new PaletteController(this);
  readonly #size = new PictureSizeController(this);
  #lines: readonly Line[] = [];
  /** Where the lines have room, as long as it is known: to ask is to have the page laid out. */
  #room: { readonly of: readonly unknown[]; readonly width: number; readonly height: number } | null = null;
  #scrollTop = 0;

  protected override willUpdate(changed: PropertyValues<this>): void {
    const { head, firstKey, isolated } = this;
    if (!head) return;
    const oldHead = changed.get('head');
    const { first, end } = this.rows;
    if (changed.has('head') && oldHead?.tokens !== head.tokens) this.rows = rowsAround(this.current, head.size);
    // The window has grown.
    else if (end - first < Math.min(head.size, rowsInView()))
      this.rows = rowsAround(Math.round((first + end) / 2), head.size);
    if (changed.has('head') || changed.has('firstKey') || changed.has('isolated')) {
      this.#lines = isolated === null ? strongLines(head, firstKey).lines : ownLines(head, firstKey, isolated);
    }
  }

  protected override render() {
    const { head } = this;
    if (!head) return nothing;
    return html`<p class="secondary threshold">
        Weights below ${strongLines(head, this.firstKey).threshold} have no line here. Point at a
        ${unitNames[head.unit].one} on the left to see
        ${head.size > mostOwnLines ? `the ${mostOwnLines} largest` : 'all'} of its
        own${head.size > mostOwnLines ? ', and the number of each' : nothing}.
      </p>
      <div class="scroller" @scroll=${this.#onScroll}>
        <div class="columns">
          <div class="heading" id="looking">This ${unitNames[head.unit].one}…</div>
          <div class="heading"></div>
          <div class="heading" id="lookedAt">…${aboutReadings[head.reading].verb}</div>
          <ol
            class="looking"
            role="listbox"
            aria-labelledby="looking"
            @pointerover=${this.#onPointerOver}
            @pointerleave=${() => dispatchPoint(this, null)}
            @focusin=${this.#onFocus}
            @keydown=${this.#onKeyDown}
            @dblclick=${this.#onDoubleClick}
          >
            ${this.#eachRow(head, (token, i) => this.#looking(head, token, i))}
          </ol>
          <div><canvas aria-hidden="true"></canvas></div>
          <ol class="lookedAt" aria-labelledby="lookedAt">
            ${this.#eachRow(head, (token, i) => this.#lookedAt(head, token, i))}
          </ol>
        </div>
      </div>`;
  }

  #eachRow(head: ReadHead, row: (token: string, i: number) => unknown) {
    const { first, end } = this.rows;
    return repeat(
      head.tokens.slice(first, end).map((token, i) => ({ token, at: first + i })),
      ({ at }) => at,
      ({ token, at }) => row(token, at),
    );
  }

  #looking(head: ReadHead, token: string, i: number) {
    const { first, end } = this.rows;
    const tabStop = Math.min(end - 1, Math.max(first, this.current));
    return html`<li
      role="option"
      data-token=${i}
      aria-setsize=${head.size}
      aria-posinset=${i + 1}
      tabindex=${i === tabStop ? 0 : -1}
      aria-selected=${i === this.isolated}
      class=${i === this.cursor ? 'atCursor' : ''}
    >
      <span class="visuallyHidden">${spokenToken(token)}, ${placeOf(head, i, null)}</span
      ><span class="token" aria-hidden="true">${visibleToken(token)}</span
      ><span class="number" aria-hidden="true">${head.numbers[i]}</span>
    </li>`;
  }

  #lookedAt(head: ReadHead, token: string, key: number) {
    if (key < this.firstKey) return html`<li class="hidden">hidden</li>`;
    const weight = this.isolated === null ? null : weightAt(head, this.isolated, key);
    return html`<li class=${weight !== null && weight < 0.01 ? 'weak' : ''}>
      ${weight === null ? nothing : html`<span class="weight">${formatWeight(weight)}</span>`}
      <span class="number">${head.numbers[key]}</span><span class="token">${visibleToken(token)}</span>
    </li>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    const { head, rows, scroller } = this;
    if (!head) return;
    const seen = [head.tokens, rows, this.#size.width, pictureHeight(), this.#palette.palette];
    if (!this.#room?.of.every((one, i) => one === seen[i])) {
      scroller.style.height = `${Math.min((head.size + 1) * rowHeight, pictureHeight())}px`;
      for (const list of this.renderRoot.querySelectorAll('ol')) {
        list.style.paddingTop = `${rows.first * rowHeight}px`;
        list.style.paddingBottom = `${(head.size - rows.end) * rowHeight}px`;
      }
      if (changed.has('head') && changed.get('head')?.tokens !== head.tokens) {
        scroller.scrollTo(0, rows.first * rowHeight);
      }
      const height = scroller.clientHeight - rowHeight;
      this.canvas.style.height = `${height}px`;
      this.#room = { of: seen, width: this.canvas.clientWidth, height };
      this.#scrollTop = scroller.scrollTop;
    }
    this.#draw();
  }

  readonly #onScroll = (): void => {
    const { head, scroller } = this;
    if (!head) return;
    this.#scrollTop = scroller.scrollTop;
    const top = Math.floor(scroller.scrollTop / rowHeight);
    const bottom = Math.ceil((scroller.scrollTop + scroller.clientHeight) / rowHeight);
    const isOutside =
      (top < this.rows.first && this.rows.first > 0) || (bottom > this.rows.end && this.rows.end < head.size);
    if (isOutside) this.rows = rowsAround(Math.round((top + bottom) / 2), head.size);
    this.#draw();
  };

  readonly #draw = (): void => {
    const context = this.canvas.getContext('2d');
    if (!context || !this.#room) return;
    const ratio = window.devicePixelRatio;
    const { width, height } = this.#room;
    const size = { width: Math.round(width * ratio), height: Math.round(height * ratio) };
    // Setting the size makes a new picture, even where it stays the same.
    if (this.canvas.width !== size.width) this.canvas.width = size.width;
    if (this.canvas.height !== size.height) this.canvas.height = size.height;
    drawLines(context, {
      lines: this.#lines,
      largest: this.largest,
      faintest: this.isolated === null ? 0.08 : 0.35,
      palette: this.#palette.palette,
      width,
      height,
      scrollTop: this.#scrollTop,
      devicePixelRatio: ratio,
    });
  };

  #onPointerOver(event: PointerEvent): void {
    const query = tokenOf(event);
    if (query !== null && query !== this.isolated) dispatchPoint(this, { query, key: null });
  }

  #onFocus(event: FocusEvent): void {
    const query = tokenOf(event);
    if (query !== null) dispatchChoose(this, { query, key: null });
  }

  #onDoubleClick(event: MouseEvent): void {
    const token = tokenOf(event);
    if (token !== null) dispatchReveal(this, token);
  }

  #onKeyDown(event: KeyboardEvent): void {
    const from = tokenOf(event);
    if (from === null || !this.head) return;
    if (event.key === 'Enter') return dispatchReveal(this, from);
    if (event.key === 'Escape') return (event.target as HTMLElement).blur();
    const last = this.head.size - 1;
    const targets: Record<string, number> = {
      ArrowUp: from - 1,
      ArrowDown: from + 1,
      PageUp: from - 10,
      PageDown: from + 10,
      Home: 0,
      End: last,
    };
    const to = targets[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = Math.min(last, Math.max(0, to));
    void this.#goTo(next, this.head);
  }

  async #goTo(row: number, { size }: ReadHead): Promise<void> {
    if (row < this.rows.first || row >= this.rows.end) {
      this.rows = rowsAround(row, size);
      await this.updateComplete;
      this.scroller.scrollTo(0, Math.max(0, row * rowHeight - this.scroller.clientHeight / 2));
    }
    this.renderRoot.querySelector<HTMLElement>(`[data-token="${row}"]`)?.focus();
  }
}

function rowsInView(): number {
  return Math.ceil(pictureHeight() / rowHeight);
}

function rowsAround(row: number, size: number): RowWindow {
  return windowAround(row, size, rowsInView());
}

function tokenOf(event: Event): number | null {
  const item = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-token]') : null;
  return item ? Number(item.dataset['token']) : null;
}

declare global {
  interface HTMLElementTagNameMap {
    'introspect-attention-lines': LinesView;
  }
}
