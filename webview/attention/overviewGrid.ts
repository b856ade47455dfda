import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { guard } from 'lit/directives/guard.js';
import type { HeadOrder } from '../../src/protocol/attention';
import type { HeadOverviewResult } from '../../src/protocol/headOverview';
import { baseStyles } from '../shared/styles';
import type { ColourScale } from './colourScale';
import { paintCells } from './overviewCells';
import type { OverviewForm } from './overviewForm';
import { describeHead, headName, type HeadRow, type Measure, measureTexts, printValue } from './overviewMeasures';
import { PaletteController } from './palette';
import { PictureSizeController } from './pictureSize';

/** Side of a small picture, in CSS pixels. */
const tile = { least: 48, most: 128, ordered: 108, gap: 6 };
const rowLabel = 64;
/** Painting goes on in the next frame after this, so that what is in view is seen at once. */
const frameMs = 40;

export interface HeadPlace {
  readonly layer: number;
  readonly head: number;
}

interface Painted {
  readonly key: number;
  readonly overview: HeadOverviewResult;
  readonly hideFirst: boolean;
  readonly scale: ColourScale;
}

/**
 * Every head's matrix in small, each a button. Fires `head-open` and `head-point` with a place, the latter also with null.
 * By layer they stand in a table of layers and heads; by a measure one after the other.
 */
@customElement('introspect-heads-grid')
export class HeadsGrid extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: block;
        min-width: 0;
      }
      .scroller {
        overflow-x: auto;
        padding: 2px;
      }
      .grid {
        display: grid;
        gap: ${tile.gap}px;
        justify-content: start;
        align-items: center;
      }
      .byLayer {
        grid-template-columns: ${rowLabel}px repeat(var(--columns), var(--tile));
      }
      .byMeasure {
        grid-template-columns: repeat(var(--columns), var(--tile));
      }
      .label {
        font-size: 0.92em;
        color: var(--vscode-descriptionForeground);
        white-space: nowrap;
        overflow: hidden;
        text-overflow: ellipsis;
      }
      .column {
        text-align: center;
      }
      .row {
        position: sticky;
        left: 0;
        z-index: 1;
        background: var(--vscode-editor-background);
      }
      button {
        display: block;
        width: var(--tile);
        margin: 0;
        padding: 0;
        border: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, transparent));
        border-radius: 2px;
        color: inherit;
        background: none;
        font: inherit;
        text-align: start;
        cursor: pointer;
        /* A picture out of view costs no frame anything. */
        content-visibility: auto;
        contain-intrinsic-size: auto calc(var(--tile) - 2px);
      }
      .byMeasure button {
        contain-intrinsic-size: auto calc(var(--tile) - 2px) auto calc(var(--tile) + 1px + 2.33em);
      }
      button:hover {
        border-color: var(--vscode-focusBorder);
      }
      button:focus-visible {
        outline: 2px solid var(--vscode-focusBorder);
        outline-offset: 1px;
      }
      button[aria-current] {
        border: 1px dashed var(--vscode-foreground);
      }
      canvas {
        display: block;
        width: 100%;
        aspect-ratio: 1;
      }
      .enlarged canvas {
        image-rendering: pixelated;
      }
      .caption {
        display: block;
        padding: 1px 3px 2px;
        font-size: 0.86em;
        line-height: 1.35;
        font-variant-numeric: tabular-nums;
        overflow-wrap: anywhere;
      }
      .caption > span {
        display: block;
      }
    `,
  ];

  @property({ attribute: false }) form: Pick<OverviewForm, 'heads' | 'cells'> | null = null;
  /** Null while it is being read: then the pictures are empty. */
  @property({ attribute: false }) overview: HeadOverviewResult | null = null;
  /** In the order in which they are shown. */
  @property({ attribute: false }) rows: readonly HeadRow[] = [];
  @property({ attribute: false }) order: HeadOrder = 'layer';
  @property({ attribute: false }) hideFirst = false;
  /** The head that was opened last: where the keyboard begins. */
  @property({ attribute: false }) current: HeadPlace = { layer: 0, head: 0 };
  /** Where the keyboard is, by [layer · heads + head]. */
  @state() private focused: number | null = null;

  @query('.grid') private grid!: HTMLElement;

  readonly #palette = new PaletteController(this);
  readonly #size = new PictureSizeController(this);
  readonly #painted = new WeakMap<HTMLCanvasElement, Painted>();
  /** The place among `rows` that the pointer is on. */
  #pointedAt: number | null = null;
  #frame = 0;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    cancelAnimationFrame(this.#frame);
  }

  /** Takes the keyboard to a head. */
  override focus(): void {
    this.#buttonOf(this.#roving)?.focus();
  }

  get #heads(): number {
    return this.form?.heads ?? 1;
  }

  get #roving(): number {
    const wanted = this.focused ?? this.current.layer * this.#heads + this.current.head;
    return this.rows.some((row) => this.#key(row) === wanted) ? wanted : this.#key(this.rows[0] ?? this.current);
  }

  #key({ layer, head }: HeadPlace): number {
    return layer * this.#heads + head;
  }

  #columns(): { readonly columns: number; readonly side: number } {
    const room = Math.max(1, this.#size.width - 4);
    if (this.order !== 'layer') {
      return { columns: Math.max(1, Math.floor((room + tile.gap) / (tile.ordered + tile.gap))), side: tile.ordered };
    }
    const each = Math.floor((room - rowLabel) / this.#heads) - tile.gap;
    return { columns: this.#heads, side: Math.min(tile.most, Math.max(tile.least, each)) };
  }

  protected override render() {
    const { form, rows, order } = this;
    if (!form) return nothing;
    const { side } = this.#columns();
    const enlarged = form.cells <= side * window.devicePixelRatio ? 'enlarged' : '';
    const byLayer = order === 'layer';
    const roving = this.#roving;
    return html`<div class="scroller">
        <div
          class="grid ${byLayer ? 'byLayer' : 'byMeasure'} ${enlarged}"
          role="group"
          aria-label="All heads"
          aria-describedby="keys"
          @keydown=${this.#onKeyDown}
          @pointerleave=${() => this.#onPointer(null)}
        >
          ${byLayer ? this.#columnLabels(form.heads) : nothing}
          ${rows.map(
            (row, i) =>
              html`${
                byLayer && row.head === 0
                  ? html`<span class="label row" aria-hidden="true">Layer ${row.layer + 1}</span>`
                  : nothing
              }${this.#tile(row, i, roving)}`,
          )}
        </div>
      </div>
      <p id="keys" class="visuallyHidden">
        Arrow keys move from head to head, Home and End to the first and the last. Enter opens the head. The table holds
        the same numbers.
      </p>`;
  }

  #columnLabels(heads: number) {
    return html`<span class="label"></span>${Array.from(
        { length: heads },
        (_, head) => html`<span class="label column" aria-hidden="true">Head ${head + 1}</span>`,
      )}`;
  }

  /** The button at a place, whichever head's it is: to move hundreds of them costs more than to paint them anew. */
  #tile(row: HeadRow, index: number, roving: number) {
    const { order, current } = this;
    const key = this.#key(row);
    const { cells } = this.form!;
    const isCurrent = row.layer === current.layer && row.head === current.head;
    const depends = [row, index, this.rows.length, order, cells, key, key === roving, isCurrent];
    return guard(
      depends,
      () =>
        html`<button
          type="button"
          data-key=${key}
          tabindex=${key === roving ? 0 : -1}
          aria-label=${order === 'layer' ? describeHead(row, order) : nothing}
          aria-current=${isCurrent ? 'true' : nothing}
          @click=${() => this.#open(row)}
          @focus=${() => this.#onFocus(row)}
          @pointerenter=${() => this.#onPointer(index)}
        >
          <canvas width=${cells} height=${cells}></canvas>
          ${order === 'layer' ? nothing : this.#caption(row, order, index)}
        </button>`,
    );
  }

  /** The button's name too, with what the list says by its order alone. */
  #caption(row: HeadRow, measure: Measure, index: number) {
    return html`<span class="caption"
      ><span>${headName(row)}<span class="visuallyHidden">, ${measureTexts[measure].label}</span></span>
      <span
        >${printValue(row, measure)}<span class="visuallyHidden">, ${index + 1} of ${this.rows.length}</span></span
      ></span
    >`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (!this.form) return;
    const { columns, side } = this.#columns();
    this.grid.style.setProperty('--columns', String(columns));
    this.grid.style.setProperty('--tile', `${side}px`);
    if (changed.has('rows')) this.#follow();
    cancelAnimationFrame(this.#frame);
    const canvases = [...this.grid.querySelectorAll('canvas')];
    if (this.overview) this.#paint(this.overview, this.#inViewFirst(canvases.filter((one) => this.#isStale(one))));
    else for (const canvas of canvases) this.#clear(canvas);
  }

  /** Other heads stand in the places: the keyboard goes with its head, and what lies under the pointer is another one. */
  #follow(): void {
    if (this.shadowRoot?.activeElement) this.focus();
    else if (this.#pointedAt !== null) this.#point(this.rows[this.#pointedAt] ?? null);
  }

  /** Whether the picture is not what it should be. */
  #isStale(canvas: HTMLCanvasElement): boolean {
    const painted = this.#painted.get(canvas);
    const { scale } = this.#palette.palette;
    return (
      painted?.overview !== this.overview ||
      painted?.hideFirst !== this.hideFirst ||
      painted?.scale !== scale ||
      painted?.key !== keyOf(canvas)
    );
  }

  /** @param canvases as they stand, line by line */
  #inViewFirst(canvases: readonly HTMLCanvasElement[]): HTMLCanvasElement[] {
    if (canvases.length === 0) return [];
    const box = (canvas: HTMLCanvasElement) => canvas.parentElement!.getBoundingClientRect();
    const above = countWhile(canvases, (canvas) => box(canvas).bottom <= 0);
    const seen = countWhile(canvases, (canvas) => box(canvas).top < window.innerHeight);
    return [...canvases.slice(above, seen), ...canvases.slice(seen), ...canvases.slice(0, above)];
  }

  #paint(overview: HeadOverviewResult, stale: readonly HTMLCanvasElement[]): void {
    if (stale.length === 0) return;
    const { hideFirst } = this;
    const { scale } = this.#palette.palette;
    const image = new ImageData(overview.cells, overview.cells);
    const started = performance.now();
    let done = 0;
    while (done < stale.length && performance.now() - started < frameMs) {
      const canvas = stale[done++]!;
      const key = keyOf(canvas);
      paintCells(image, overview, key, hideFirst, scale);
      canvas.getContext('2d')?.putImageData(image, 0, 0);
      this.#painted.set(canvas, { key, overview, hideFirst, scale });
    }
    const rest = stale.slice(done);
    if (rest.length === 0) return;
    for (const canvas of rest) if (this.#painted.get(canvas)?.key !== keyOf(canvas)) this.#clear(canvas);
    this.#frame = requestAnimationFrame(() => this.#paint(overview, rest));
  }

  /** The picture of another text or head must not pass for this one's. */
  #clear(canvas: HTMLCanvasElement): void {
    if (!this.#painted.delete(canvas)) return;
    canvas.getContext('2d')?.clearRect(0, 0, canvas.width, canvas.height);
  }

  #open({ layer, head }: HeadPlace): void {
    this.dispatchEvent(
      new CustomEvent<HeadPlace>('head-open', { detail: { layer, head }, bubbles: true, composed: true }),
    );
  }

  #point(place: HeadPlace | null): void {
    this.dispatchEvent(new CustomEvent<HeadPlace | null>('head-point', { detail: place }));
  }

  #onPointer(at: number | null): void {
    this.#pointedAt = at;
    this.#point(at === null ? null : (this.rows[at] ?? null));
  }

  #onFocus(row: HeadRow): void {
    this.focused = this.#key(row);
    this.#point(row);
  }

  readonly #onKeyDown = (event: KeyboardEvent): void => {
    const { columns } = this.#columns();
    const at = this.rows.findIndex((row) => this.#key(row) === this.#roving);
    const last = this.rows.length - 1;
    const to = {
      ArrowRight: at + 1,
      ArrowLeft: at - 1,
      ArrowDown: at + columns,
      ArrowUp: at - columns,
      Home: event.ctrlKey ? 0 : at - (at % columns),
      End: event.ctrlKey ? last : Math.min(last, at - (at % columns) + columns - 1),
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const row = this.rows[to];
    if (row) this.#buttonOf(this.#key(row))?.focus();
  };

  #buttonOf(key: number): HTMLButtonElement | null {
    return this.shadowRoot?.querySelector<HTMLButtonElement>(`button[data-key="${key}"]`) ?? null;
  }
}

/** The head whose picture it is to be. */
function keyOf(canvas: HTMLCanvasElement): number {
  return Number(canvas.parentElement!.dataset['key']);
}

/** How many of `items` hold to `test`, which the first ones do and the rest do not. */
function countWhile<T>(items: readonly T[], test: (item: T) => boolean): number {
  let [from, to] = [0, items.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (test(items[middle]!)) from = middle + 1;
    else to = middle;
  }
  return from;
}

declare global {
  interface HTMLElementTagNameMap {
    'introspect-heads-grid': HeadsGrid;
  }
  interface HTMLElementEventMap {
    'head-open': CustomEvent<HeadPlace>;
    'head-point': CustomEvent<HeadPlace | null>;
  }
}
