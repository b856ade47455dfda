import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { guard } from 'lit/directives/guard.js';
import type { HeadOrder } from '../../src/protocol/attention';
import type { HeadOverviewResult } from '../../src/protocol/headOverview';
import { baseStyles } from '../shared/styles';
import { type HeadsLook, HeadsLines, type LineForm } from './headsLine';
import { rangeInView } from './inView';
import type { OverviewForm } from './overviewForm';
import { describeHead, headName, type HeadRow, type Measure, measureTexts, printValue } from './overviewMeasures';
import { PaletteController } from './palette';
import { PictureSizeController } from './pictureSize';

/** Side of a head's button, in CSS pixels; the frame of the picture in it; and what is between two. */
const tile = { least: 48, most: 128, ordered: 108, frame: 1, gap: 6 };
/** Around a line, for the focus ring; two of them are between two lines. */
const around = tile.gap / 2;
const rowLabel = 64;
/** Painting goes on in the next frame after this, so that what is in view is seen at once, and the page answers. */
const frameMs = { first: 40, anew: 10 };

export interface HeadPlace {
  readonly layer: number;
  readonly head: number;
}

/** A line's canvas, and the heads whose pictures are to be on it, as keys. */
interface Line {
  readonly canvas: HTMLCanvasElement;
  readonly keys: readonly number[];
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
      }
      .line {
        display: grid;
        gap: ${tile.gap}px;
        position: relative;
        width: max-content;
        padding: ${around}px;
        align-items: start;
        /* A line out of view costs no frame anything. */
        content-visibility: auto;
        contain-intrinsic-size: auto calc(var(--columns) * (var(--tile) + ${tile.gap}px)) auto var(--tile);
      }
      .line.labels {
        content-visibility: visible;
      }
      .byLayer .line {
        grid-template-columns: ${rowLabel}px repeat(var(--columns), var(--tile));
        contain-intrinsic-size: auto calc(${rowLabel}px + var(--columns) * (var(--tile) + ${tile.gap}px)) auto
          var(--tile);
      }
      .byMeasure .line {
        grid-template-columns: repeat(var(--columns), var(--tile));
        contain-intrinsic-height: auto calc(var(--tile) + 3px + 2.33em);
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
        align-self: center;
        background: var(--vscode-editor-background);
      }
      button {
        display: block;
        width: var(--tile);
        margin: 0;
        /* Room for the picture. */
        padding: calc(var(--tile) - ${2 * tile.frame}px) 0 0;
        border: ${tile.frame}px solid var(--vscode-contrastBorder, var(--vscode-widget-border, transparent));
        border-radius: 2px;
        color: inherit;
        background: none;
        font: inherit;
        text-align: start;
        cursor: pointer;
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
        position: absolute;
        z-index: -1;
        top: ${around + tile.frame}px;
        left: ${around + tile.frame}px;
      }
      .byLayer canvas {
        left: ${around + rowLabel + tile.gap + tile.frame}px;
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

  @query('.lines') private grid!: HTMLElement;

  readonly #palette = new PaletteController(this);
  readonly #size = new PictureSizeController(this);
  readonly #pictures = new HeadsLines();
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
    const room = Math.max(1, this.#size.width - 2 * around);
    if (this.order !== 'layer') {
      return { columns: Math.max(1, Math.floor((room + tile.gap) / (tile.ordered + tile.gap))), side: tile.ordered };
    }
    const each = Math.floor((room - rowLabel) / this.#heads) - tile.gap;
    return { columns: this.#heads, side: Math.min(tile.most, Math.max(tile.least, each)) };
  }

  protected override render() {
    const { form, rows } = this;
    if (!form) return nothing;
    const { columns } = this.#columns();
    const byLayer = this.order === 'layer';
    const roving = this.#roving;
    const lines = Array.from({ length: Math.ceil(rows.length / columns) }, (_, i) =>
      rows.slice(i * columns, (i + 1) * columns),
    );
    return html`<div class="scroller">
        <div
          class="lines ${byLayer ? 'byLayer' : 'byMeasure'}"
          role="group"
          aria-label="All heads"
          aria-describedby="keys"
          @click=${this.#onClick}
          @focusin=${this.#onFocus}
          @keydown=${this.#onKeyDown}
          @pointerover=${this.#onPointer}
          @pointerleave=${() => this.#pointAt(null)}
        >
          ${byLayer ? this.#columnLabels(form.heads) : nothing}
          ${lines.map(
            (line, i) =>
              html`<div class="line">
                <canvas aria-hidden="true"></canvas>${
                  byLayer ? html`<span class="label row" aria-hidden="true">Layer ${i + 1}</span>` : nothing
                }${line.map((row, j) => this.#tile(row, i * columns + j, roving))}
              </div>`,
          )}
        </div>
      </div>
      <p id="keys" class="visuallyHidden">
        Arrow keys move from head to head, Home and End to the first and the last. Enter opens the head. The table holds
        the same numbers.
      </p>`;
  }

  #columnLabels(heads: number) {
    return html`<div class="line labels" aria-hidden="true">
      <span class="label"></span>${Array.from(
        { length: heads },
        (_, head) => html`<span class="label column">Head ${head + 1}</span>`,
      )}
    </div>`;
  }

  /** The button at a place, whichever head's it is: to move hundreds of them costs more than to paint them anew. */
  #tile(row: HeadRow, index: number, roving: number) {
    const { order, current } = this;
    const key = this.#key(row);
    const isCurrent = row.layer === current.layer && row.head === current.head;
    const depends = [row, index, this.rows.length, order, key, key === roving, isCurrent];
    return guard(
      depends,
      () =>
        html`<button
          type="button"
          data-key=${key}
          data-index=${index}
          tabindex=${key === roving ? 0 : -1}
          aria-label=${order === 'layer' ? describeHead(row, order) : nothing}
          aria-current=${isCurrent ? 'true' : nothing}
        >
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
    const form = {
      side: side - 2 * tile.frame,
      pitch: side + tile.gap,
      devicePixelRatio: window.devicePixelRatio,
    };
    const lines = [...this.grid.querySelectorAll('canvas')].map((canvas, i) => ({
      canvas,
      keys: this.rows.slice(i * columns, (i + 1) * columns).map((row) => this.#key(row)),
    }));
    for (const { canvas, keys } of lines) this.#pictures.fit(canvas, keys.length, form);
    const { overview, hideFirst } = this;
    const { scale } = this.#palette.palette;
    if (overview) {
      const look = { overview, hideFirst, scale };
      const stale = lines.filter(({ canvas, keys }) => this.#pictures.isStale(canvas, keys, look));
      this.#paint(this.#inViewFirst(stale), look, form, changed.has('overview') ? frameMs.first : frameMs.anew);
    } else for (const { canvas, keys } of lines) this.#pictures.clear(canvas, keys, null, form);
  }

  /** Other heads stand in the places: the keyboard goes with its head, and what lies under the pointer is another one. */
  #follow(): void {
    if (this.shadowRoot?.activeElement) this.focus();
    else if (this.#pointedAt !== null) this.#point(this.rows[this.#pointedAt] ?? null);
  }

  /** @param lines as they stand, from top to bottom */
  #inViewFirst(lines: readonly Line[]): Line[] {
    if (lines.length === 0) return [];
    const { from, end } = rangeInView(lines.map(({ canvas }) => canvas.parentElement!));
    return [...lines.slice(from, end), ...lines.slice(end), ...lines.slice(0, from)];
  }

  #paint(stale: readonly Line[], look: HeadsLook, form: LineForm, mostMs: number): void {
    if (stale.length === 0) return;
    const started = performance.now();
    let done = 0;
    while (done < stale.length && performance.now() - started < mostMs) {
      const { canvas, keys } = stale[done++]!;
      this.#pictures.paint(canvas, keys, look, form);
    }
    const rest = stale.slice(done);
    if (rest.length === 0) return;
    for (const { canvas, keys } of rest) this.#pictures.clear(canvas, keys, look, form);
    this.#frame = requestAnimationFrame(() => this.#paint(rest, look, form, mostMs));
  }

  #point(place: HeadPlace | null): void {
    this.dispatchEvent(new CustomEvent<HeadPlace | null>('head-point', { detail: place }));
  }

  #pointAt(index: number | null): void {
    this.#pointedAt = index;
    this.#point(index === null ? null : (this.rows[index] ?? null));
  }

  /** The place among `rows` of the button that an event is about. */
  #indexOf({ target }: Event): number | null {
    const button = target instanceof Element ? target.closest<HTMLElement>('[data-index]') : null;
    return button ? Number(button.dataset['index']) : null;
  }

  readonly #onPointer = (event: PointerEvent): void => {
    const index = this.#indexOf(event);
    // Between two heads the last one stays.
    if (index !== null) this.#pointAt(index);
  };

  readonly #onClick = (event: Event): void => {
    const row = this.rows[this.#indexOf(event) ?? -1];
    if (!row) return;
    const { layer, head } = row;
    this.dispatchEvent(
      new CustomEvent<HeadPlace>('head-open', { detail: { layer, head }, bubbles: true, composed: true }),
    );
  };

  readonly #onFocus = (event: Event): void => {
    const row = this.rows[this.#indexOf(event) ?? -1];
    if (!row) return;
    this.focused = this.#key(row);
    this.#point(row);
  };

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

declare global {
  interface HTMLElementTagNameMap {
    'introspect-heads-grid': HeadsGrid;
  }
  interface HTMLElementEventMap {
    'head-open': CustomEvent<HeadPlace>;
    'head-point': CustomEvent<HeadPlace | null>;
  }
}
