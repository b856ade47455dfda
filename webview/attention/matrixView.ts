import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { visibleToken } from '../shared/format';
import { baseStyles } from '../shared/styles';
import type { ColourScale } from './colourScale';
import { type FirstKey, strongestTargets } from './headWeights';
import { drawMatrix, labelFont, paintCells } from './matrixDrawing';
import { type Hit, hitTest, layoutMatrix, type MatrixLayout, moveCell, scrollToShow } from './matrixGeometry';
import { PaletteController } from './palette';
import { pictureHeight, PictureSizeController } from './pictureSize';
import { dispatchChoose, dispatchPoint, dispatchReveal } from './pointing';
import type { ReadHead } from './readout';

/** Room for a horizontal scrollbar. */
const scrollbar = 14;

/** The token-by-token matrix of one head: rows look, columns are looked at. */
@customElement('introspect-attention-matrix')
export class MatrixView extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: block;
        min-width: 0;
      }
      .scroller {
        overflow: auto;
        cursor: crosshair;
        outline-offset: -1px;
      }
      canvas {
        position: sticky;
        top: 0;
        left: 0;
        display: block;
      }
      .axes {
        margin-bottom: 4px;
      }
      label {
        display: inline-flex;
        align-items: center;
        gap: 6px;
        cursor: pointer;
      }
      .axes {
        justify-content: space-between;
      }
    `,
  ];

  @property({ attribute: false }) head: ReadHead | null = null;
  @property({ attribute: false }) firstKey: FirstKey = 0;
  /** The weight at the end of the scale. */
  @property({ attribute: false }) largest = 0;
  @property({ attribute: false }) current: Hit | null = null;
  @property({ attribute: false }) cursor: number | null = null;
  @state() private zoom: 'fit' | 'words' = 'fit';

  @query('.scroller') private scroller!: HTMLElement;
  @query('.extent') private extent!: HTMLElement;
  @query('canvas') private canvas!: HTMLCanvasElement;

  readonly #palette = new PaletteController(this);
  #painted: { head: ReadHead; firstKey: FirstKey; scale: ColourScale; cells: OffscreenCanvas } | null = null;
  #labels: { tokens: readonly string[]; font: string; texts: string[]; widest: number } | null = null;
  #layout: MatrixLayout | null = null;

  constructor() {
    super();
    new PictureSizeController(this);
  }

  protected override willUpdate(): void {
    this.#layout = this.head && this.#layoutFor(this.head);
  }

  protected override render() {
    const { head } = this;
    if (!head) return nothing;
    const canEnlarge = this.#layout?.labels === 'numbers' || this.zoom === 'words';
    return html`<div class="axes row">
        <span class="secondary">Rows: tokens that look. Columns: what they look at.</span>
        ${
          canEnlarge
            ? html`<label
                ><input
                  type="checkbox"
                  class="enlarge"
                  .checked=${this.zoom === 'words'}
                  @change=${this.#onEnlarge}
                />Enlarge to show words</label
              >`
            : nothing
        }
      </div>
      <div
        class="scroller"
        tabindex="0"
        role="application"
        aria-roledescription="attention matrix"
        aria-label="Attention weights, ${head.size} by ${head.size} tokens"
        aria-describedby="keys"
        @scroll=${this.#draw}
        @pointermove=${this.#onPointerMove}
        @pointerleave=${() => dispatchPoint(this, null)}
        @click=${this.#onClick}
        @dblclick=${this.#onDoubleClick}
        @keydown=${this.#onKeyDown}
      >
        <div class="extent"><canvas aria-hidden="true"></canvas></div>
      </div>
      <p id="keys" class="visuallyHidden">
        Arrow keys move from cell to cell, Page Up and Page Down by ten rows, Home and End along the row. Enter shows
        the row’s token in the editor. The table of strongest targets holds the same numbers.
      </p>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (!this.#layout) return;
    const { width, height } = this.#layout;
    const overflows = width > this.clientWidth;
    this.scroller.style.height = `${Math.min(height + (overflows ? scrollbar : 0), pictureHeight())}px`;
    this.extent.style.width = `${width}px`;
    this.extent.style.height = `${height}px`;
    if (changed.has('head') && changed.get('head')?.tokens !== this.head?.tokens) this.scroller.scrollTo(0, 0);
    this.#draw();
  }

  #layoutFor(head: ReadHead): MatrixLayout {
    return layoutMatrix({
      rows: head.size,
      firstKey: this.firstKey,
      available: { width: this.clientWidth, height: pictureHeight() },
      devicePixelRatio: window.devicePixelRatio,
      widestLabel: this.#labelsOf(head).widest,
      zoom: this.zoom,
    });
  }

  #labelsOf({ tokens }: ReadHead): { texts: string[]; widest: number } {
    const font = labelFont(this.#palette.palette, true);
    if (this.#labels?.tokens !== tokens || this.#labels.font !== font) {
      const context = new OffscreenCanvas(1, 1).getContext('2d');
      if (context) context.font = font;
      const texts = tokens.map(visibleToken);
      const widest = Math.max(0, ...texts.map((text) => context?.measureText(text).width ?? 0));
      this.#labels = { tokens, font, texts, widest };
    }
    return this.#labels;
  }

  #cellsOf(head: ReadHead): OffscreenCanvas {
    const { firstKey, largest } = this;
    const { scale } = this.#palette.palette;
    const painted = this.#painted;
    if (painted?.head === head && painted.firstKey === firstKey && painted.scale === scale) return painted.cells;
    const cells = paintCells(head, firstKey, largest, scale);
    this.#painted = { head, firstKey, scale, cells };
    return cells;
  }

  readonly #draw = (): void => {
    const { head, canvas, scroller } = this;
    const context = canvas.getContext('2d');
    if (!head || !context || !this.#layout) return;
    const ratio = window.devicePixelRatio;
    const view = { width: scroller.clientWidth, height: scroller.clientHeight };
    const width = Math.round(view.width * ratio);
    const height = Math.round(view.height * ratio);
    // Setting the size of a canvas clears it and reallocates its memory.
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
    canvas.style.width = `${view.width}px`;
    canvas.style.height = `${view.height}px`;
    const snap = (offset: number) => Math.round(offset * ratio) / ratio;
    drawMatrix(context, {
      layout: this.#layout,
      cells: this.#cellsOf(head),
      labels: this.#labelsOf(head).texts,
      current: this.current,
      cursor: this.cursor,
      palette: this.#palette.palette,
      scroll: { x: snap(scroller.scrollLeft), y: snap(scroller.scrollTop) },
      view,
      devicePixelRatio: ratio,
    });
  };

  #hit(event: MouseEvent): Hit | null {
    if (!this.#layout) return null;
    const box = this.canvas.getBoundingClientRect();
    const point = { x: event.clientX - box.left, y: event.clientY - box.top };
    return hitTest(this.#layout, point, { x: this.scroller.scrollLeft, y: this.scroller.scrollTop });
  }

  #onPointerMove(event: PointerEvent): void {
    const hit = this.#hit(event);
    if (hit?.query !== this.current?.query || hit?.key !== this.current?.key) dispatchPoint(this, hit);
  }

  #onClick(event: MouseEvent): void {
    const hit = this.#hit(event);
    if (hit) dispatchChoose(this, hit);
  }

  #onDoubleClick(event: MouseEvent): void {
    const hit = this.#hit(event);
    if (hit) dispatchReveal(this, hit.query);
  }

  #onKeyDown(event: KeyboardEvent): void {
    const { head, firstKey, current } = this;
    if (!head || !current || !this.#layout) return;
    if (event.key === 'Enter') return dispatchReveal(this, current.query);
    const key = current.key ?? strongestTargets(head, current.query, firstKey, 1)[0]?.key ?? firstKey;
    const next = moveCell({ query: current.query, key }, event, { rows: head.size, firstKey });
    if (!next) return;
    event.preventDefault();
    const { scroller } = this;
    const to = scrollToShow(
      this.#layout,
      next,
      { x: scroller.scrollLeft, y: scroller.scrollTop },
      { width: scroller.clientWidth, height: scroller.clientHeight },
    );
    scroller.scrollTo(to.x, to.y);
    dispatchChoose(this, next);
  }

  #onEnlarge(event: Event): void {
    this.zoom = (event.target as HTMLInputElement).checked ? 'words' : 'fit';
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'introspect-attention-matrix': MatrixView;
  }
}
