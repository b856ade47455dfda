import '@vscode-elements/elements/dist/vscode-icon/index.js';
import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { visibleToken } from '../shared/format';
import { noted } from '../shared/noted';
import { baseStyles } from '../shared/styles';
import * as about from './controlNotes';
import { type ColourScale, littleEndian } from './colourScale';
import { type FirstKey, strongestIn, strongestTargets } from './headWeights';
import { drawMatrix, labelFont } from './matrixDrawing';
import {
  cellCorner,
  type Hit,
  hitTest,
  layoutMatrix,
  type LayoutRequest,
  type MatrixLayout,
  moveCell,
  type Point,
  scrollToKeep,
  scrollToShow,
  type Zoom,
  zoomStep,
} from './matrixGeometry';
import { type Level, levelFor, matrixPyramid } from './matrixPyramid';
import { matrixStyles } from './matrixStyles';
import { PaletteController } from './palette';
import { pictureHeight, PictureSizeController } from './pictureSize';
import { dispatchChoose, dispatchPoint, dispatchReveal } from './pointing';
import { unitNames } from './readings';
import type { ReadHead } from './readout';

/** Room for a horizontal scrollbar. */
const scrollbar = 14;
/** CSS pixels from which a press that moves is a drag. */
const dragFrom = 4;

/** The token-by-token matrix of one head: rows look, columns are looked at. */
@customElement('introspect-attention-matrix')
export class MatrixView extends LitElement {
  static override styles = [baseStyles, matrixStyles];

  @property({ attribute: false }) head: ReadHead | null = null;
  @property({ attribute: false }) firstKey: FirstKey = 0;
  /** The weight at the end of the scale. */
  @property({ attribute: false }) largest = 0;
  @property({ attribute: false }) current: Hit | null = null;
  @property({ attribute: false }) cursor: number | null = null;
  @state() private zoom: Zoom = 'fit';
  @state() private dragging = false;

  @query('.scroller') private scroller!: HTMLElement;
  @query('.extent') private extent!: HTMLElement;
  @query('canvas') private canvas!: HTMLCanvasElement;

  readonly #palette = new PaletteController(this);
  readonly #scratch = new OffscreenCanvas(1, 1);
  #painted: { head: ReadHead; firstKey: FirstKey; levels: readonly Level[] } | null = null;
  #coloured: { scale: ColourScale; colours: Uint32Array } | null = null;
  /** What is to stay where it is over a change of zoom. */
  #anchor: { before: MatrixLayout; point: Point; scroll: Point } | null = null;
  #grip: { pointer: number; from: Point; scroll: Point; moved: boolean } | null = null;
  #labels: { tokens: readonly string[]; font: string; texts: string[]; widest: number } | null = null;
  #layout: MatrixLayout | null = null;

  constructor() {
    super();
    new PictureSizeController(this);
  }

  protected override willUpdate(): void {
    this.#layout = this.head && layoutMatrix(this.#request(this.head));
  }

  protected override render() {
    const { head } = this;
    if (!head) return nothing;
    const isEnlarged = this.zoom !== 'fit' && this.#layout?.labels === 'words';
    const canEnlarge = this.#layout?.labels === 'numbers' || isEnlarged;
    const { label, many } = unitNames[head.unit];
    const span = this.#spanShown();
    return html`<div class="axes row">
        <span class="secondary"
          >Rows: ${many} that look. Columns: what they look
          at.${
            span > 1 ? ` A dot stands for ${span} × ${span} ${many} and shows the largest number among them.` : nothing
          }</span
        >
        ${noted(
          html`<span class="zoom" role="group" aria-label="Zoom">
            ${this.#zoomButton('Zoom out', 'remove', () => this.#zoomBy(-1), this.#canZoom(-1))}
            ${this.#zoomButton('Show all', 'screen-normal', () => this.#zoomTo('fit'), this.zoom !== 'fit')}
            ${this.#zoomButton('Zoom in', 'add', () => this.#zoomBy(1), this.#canZoom(1))}
            ${
              canEnlarge
                ? html`<label
                    ><input type="checkbox" class="enlarge" .checked=${isEnlarged} @change=${this.#onEnlarge} />Enlarge
                    to show words</label
                  >`
                : nothing
            }</span
          >`,
          about.zoom,
        )}
      </div>
      <div
        class="scroller ${this.dragging ? 'dragging' : ''}"
        tabindex="0"
        role="application"
        aria-roledescription="attention matrix"
        aria-label="Attention weights, ${head.size} by ${head.size} ${label.toLowerCase()}"
        aria-describedby="keys"
        @scroll=${this.#draw}
        @wheel=${this.#onWheel}
        @pointerdown=${this.#onPointerDown}
        @pointermove=${this.#onPointerMove}
        @pointerup=${this.#onPointerUp}
        @pointercancel=${this.#onPointerUp}
        @pointerleave=${() => dispatchPoint(this, null)}
        @click=${this.#onClick}
        @dblclick=${this.#onDoubleClick}
        @keydown=${this.#onKeyDown}
      >
        <div class="extent"><canvas aria-hidden="true"></canvas></div>
      </div>
      <p id="keys" class="visuallyHidden">
        Arrow keys move from cell to cell, Page Up and Page Down by ten rows, Home and End along the row. Plus and minus
        zoom, 0 shows all. Enter shows the row’s token in the editor. The table of strongest targets holds the same
        numbers.
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
    const anchor = this.#anchor;
    this.#anchor = null;
    if (anchor) {
      const to = scrollToKeep(anchor.before, this.#layout, anchor.point, anchor.scroll);
      this.scroller.scrollTo(to.x, to.y);
    }
    this.#draw();
  }

  #request(head: ReadHead): LayoutRequest {
    return {
      rows: head.size,
      firstKey: this.firstKey,
      available: { width: this.clientWidth, height: pictureHeight() },
      devicePixelRatio: window.devicePixelRatio,
      widestLabel: this.#labelsOf(head).widest,
      zoom: this.zoom,
    };
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

  #levelsOf(head: ReadHead): readonly Level[] {
    const { firstKey, largest } = this;
    if (this.#painted?.head !== head || this.#painted.firstKey !== firstKey) {
      this.#painted = { head, firstKey, levels: matrixPyramid(head, firstKey, largest) };
    }
    return this.#painted.levels;
  }

  #coloursOf(scale: ColourScale): Uint32Array {
    if (this.#coloured?.scale !== scale) this.#coloured = { scale, colours: littleEndian(scale) };
    return this.#coloured.colours;
  }

  /** Tokens on a side of a dot. */
  #spanShown(): number {
    if (!this.head || !this.#layout) return 1;
    return levelFor(this.#levelsOf(this.head), this.#layout.cell * window.devicePixelRatio).span;
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
      levels: this.#levelsOf(head),
      colours: this.#coloursOf(this.#palette.palette.scale),
      scratch: this.#scratch,
      labels: this.#labelsOf(head).texts,
      numbers: head.numbers,
      current: this.current,
      cursor: this.cursor,
      palette: this.#palette.palette,
      scroll: { x: snap(scroller.scrollLeft), y: snap(scroller.scrollTop) },
      view,
      devicePixelRatio: ratio,
    });
  };

  /** What is under the pointer; where many cells are under one dot, the strongest of them: it is what the dot shows. */
  #hit(event: MouseEvent): Hit | null {
    const { head, firstKey } = this;
    if (!this.#layout || !head) return null;
    const hit = hitTest(this.#layout, this.#pointOf(event), this.#scroll);
    const span = this.#spanShown();
    if (!hit || hit.key === null || span === 1) return hit;
    const block = (at: number) => Math.floor(at / span) * span;
    return strongestIn(head, {
      query: block(hit.query),
      key: block(hit.key - firstKey) + firstKey,
      span,
    });
  }

  #pointOf(event: MouseEvent): Point {
    const box = this.canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  get #scroll(): Point {
    return { x: this.scroller.scrollLeft, y: this.scroller.scrollTop };
  }

  #zoomButton(label: string, icon: string, act: () => void, enabled: boolean) {
    return html`<button type="button" title=${label} aria-label=${label} ?disabled=${!enabled} @click=${act}>
      <vscode-icon name=${icon}></vscode-icon>
    </button>`;
  }

  #canZoom(step: 1 | -1): boolean {
    const layout = this.#layout;
    if (!layout || (step < 0 && this.zoom === 'fit')) return false;
    return zoomStep(layout.cell * window.devicePixelRatio, step, window.devicePixelRatio) !== null;
  }

  /** @param point of the part in view, that stays where it is; else the current cell, or the middle */
  #zoomBy(step: 1 | -1, point?: Point): void {
    if (!this.head || !this.#layout || !this.#canZoom(step)) return;
    const ratio = window.devicePixelRatio;
    const next = zoomStep(this.#layout.cell * ratio, step, ratio)!;
    const fit = layoutMatrix({ ...this.#request(this.head), zoom: 'fit' });
    this.#zoomTo(next <= fit.cell * ratio + 1e-9 ? 'fit' : next, point);
  }

  #zoomTo(zoom: Zoom, point?: Point): void {
    const before = this.#layout;
    if (!before) return;
    const middle = { x: this.scroller.clientWidth / 2, y: this.scroller.clientHeight / 2 };
    this.#anchor = { before, point: point ?? this.#currentPoint(before) ?? middle, scroll: this.#scroll };
    this.zoom = zoom;
  }

  /** Where the current cell is, when it is in view. */
  #currentPoint(layout: MatrixLayout): Point | null {
    const { current, scroller } = this;
    if (!current) return null;
    const at = cellCorner(layout, { query: current.query, key: Math.max(this.firstKey, current.key ?? current.query) });
    const point = { x: at.x - scroller.scrollLeft, y: at.y - scroller.scrollTop };
    const inView =
      point.x >= layout.left &&
      point.x < scroller.clientWidth &&
      point.y >= layout.top &&
      point.y < scroller.clientHeight;
    return inView ? point : null;
  }

  /** A pinch comes as a wheel with Ctrl. */
  readonly #onWheel = {
    handleEvent: (event: WheelEvent): void => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      if (event.deltaY !== 0) this.#zoomBy(event.deltaY < 0 ? 1 : -1, this.#pointOf(event));
    },
    passive: false,
  };

  #onPointerDown(event: PointerEvent): void {
    if (event.button !== 0 || event.pointerType === 'touch') return;
    const from = { x: event.clientX, y: event.clientY };
    this.#grip = { pointer: event.pointerId, from, scroll: this.#scroll, moved: false };
  }

  #onPointerMove(event: PointerEvent): void {
    const grip = this.#grip;
    if (grip && event.buttons & 1) {
      const [dx, dy] = [event.clientX - grip.from.x, event.clientY - grip.from.y];
      if (!grip.moved && Math.hypot(dx, dy) < dragFrom) return;
      if (!grip.moved) {
        grip.moved = true;
        this.dragging = true;
        this.scroller.setPointerCapture(grip.pointer);
      }
      this.scroller.scrollTo(grip.scroll.x - dx, grip.scroll.y - dy);
      return;
    }
    this.#grip = null;
    const hit = this.#hit(event);
    if (hit?.query !== this.current?.query || hit?.key !== this.current?.key) dispatchPoint(this, hit);
  }

  #onPointerUp(): void {
    this.dragging = false;
  }

  #onClick(event: MouseEvent): void {
    const wasDrag = this.#grip?.moved === true;
    this.#grip = null;
    const hit = wasDrag ? null : this.#hit(event);
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
    if (!event.ctrlKey && !event.metaKey && !event.altKey) {
      if (event.key === '+' || event.key === '=') return this.#zoomBy(1);
      if (event.key === '-' || event.key === '_') return this.#zoomBy(-1);
      if (event.key === '0') return this.#zoomTo('fit');
    }
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
    this.#zoomTo((event.target as HTMLInputElement).checked ? 'words' : 'fit');
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'introspect-attention-matrix': MatrixView;
  }
}
