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
  type Size,
  type Zoom,
  zoomStep,
} from './matrixGeometry';
import { CellSheet, levelFor, matrixPyramid } from './matrixPyramid';
import { matrixStyles } from './matrixStyles';
import { PaletteController } from './palette';
import { pictureHeight, PictureSizeController } from './pictureSize';
import { dispatchChoose, dispatchPoint, dispatchReveal, isOtherHit } from './pointing';
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
  @property({ attribute: false, hasChanged: isOtherHit }) current: Hit | null = null;
  @property({ attribute: false }) cursor: number | null = null;
  @state() private zoom: Zoom = 'fit';
  @state() private dragging = false;

  @query('.scroller') private scroller!: HTMLElement;
  @query('.extent') private extent!: HTMLElement;
  @query('canvas') private canvas!: HTMLCanvasElement;

  readonly #palette = new PaletteController(this);
  readonly #size = new PictureSizeController(this);
  readonly #sheet = new CellSheet();
  #coloured: { scale: ColourScale; colours: Uint32Array } | null = null;
  /** What is to stay where it is over a change of zoom. */
  #anchor: { before: MatrixLayout; point: Point; scroll: Point } | null = null;
  #grip: { pointer: number; from: Point; scroll: Point; moved: boolean } | null = null;
  #labels: { tokens: readonly string[]; font: string; texts: string[]; widest: number } | null = null;
  #layout: MatrixLayout | null = null;
  /** The part in view and how far it is scrolled, as long as they are known: to ask is to have the page laid out. */
  #seen: { readonly room: number; readonly view: Size; readonly scroll: Point } | null = null;

  protected override willUpdate(): void {
    const before = this.#layout;
    this.#layout = this.head && layoutMatrix(this.#request(this.head));
    if (!before || before.width !== this.#layout?.width || before.height !== this.#layout.height) this.#seen = null;
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
        @scroll=${this.#onScroll}
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
    const overflows = width > this.#size.width;
    this.#setHeight(Math.min(height + (overflows ? scrollbar : 0), pictureHeight()));
    this.extent.style.width = `${width}px`;
    this.extent.style.height = `${height}px`;
    if (changed.has('head') && changed.get('head')?.tokens !== this.head?.tokens) this.#scrollTo({ x: 0, y: 0 });
    const anchor = this.#anchor;
    this.#anchor = null;
    if (anchor) this.#scrollTo(scrollToKeep(anchor.before, this.#layout, anchor.point, anchor.scroll));
    this.#draw();
  }

  #setHeight(height: number): void {
    const wanted = `${height}px`;
    if (this.scroller.style.height !== wanted) this.#seen = null;
    this.scroller.style.height = wanted;
  }

  #scrollTo({ x, y }: Point): void {
    this.scroller.scrollTo(x, y);
    this.#seen = null;
  }

  #look(): { readonly view: Size; readonly scroll: Point } {
    const { scroller } = this;
    const room = this.#size.width;
    if (this.#seen?.room !== room) {
      const view = { width: scroller.clientWidth, height: scroller.clientHeight };
      this.#seen = { room, view, scroll: { x: scroller.scrollLeft, y: scroller.scrollTop } };
    }
    return this.#seen;
  }

  readonly #onScroll = (): void => {
    this.#seen = null;
    this.#draw();
  };

  #request(head: ReadHead): LayoutRequest {
    return {
      rows: head.size,
      firstKey: this.firstKey,
      available: { width: this.#size.width, height: pictureHeight() },
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

  #coloursOf(scale: ColourScale): Uint32Array {
    if (this.#coloured?.scale !== scale) this.#coloured = { scale, colours: littleEndian(scale) };
    return this.#coloured.colours;
  }

  /** Tokens on a side of a dot. */
  #spanShown(): number {
    if (!this.head || !this.#layout) return 1;
    return levelFor(matrixPyramid(this.head, this.firstKey), this.#layout.cell * window.devicePixelRatio).span;
  }

  readonly #draw = (): void => {
    const { head, firstKey, largest, canvas } = this;
    const context = canvas.getContext('2d');
    if (!head || !context || !this.#layout) return;
    const ratio = window.devicePixelRatio;
    const { view, scroll } = this.#look();
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
      levels: matrixPyramid(head, firstKey),
      shades: { colours: this.#coloursOf(this.#palette.palette.scale), largest },
      sheet: this.#sheet,
      labels: this.#labelsOf(head).texts,
      numbers: head.numbers,
      current: this.current,
      cursor: this.cursor,
      palette: this.#palette.palette,
      scroll: { x: snap(scroll.x), y: snap(scroll.y) },
      view,
      devicePixelRatio: ratio,
    });
  };

  /** What is under the pointer; where many cells are under one dot, the strongest of them: it is what the dot shows. */
  #hit(event: MouseEvent): Hit | null {
    const { head, firstKey } = this;
    if (!this.#layout || !head) return null;
    const hit = hitTest(this.#layout, this.#pointOf(event), this.#look().scroll);
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
    const { view, scroll } = this.#look();
    const middle = { x: view.width / 2, y: view.height / 2 };
    this.#anchor = { before, point: point ?? this.#currentPoint(before) ?? middle, scroll };
    this.zoom = zoom;
  }

  /** Where the current cell is, when it is in view. */
  #currentPoint(layout: MatrixLayout): Point | null {
    const { current } = this;
    if (!current) return null;
    const { view, scroll } = this.#look();
    const at = cellCorner(layout, { query: current.query, key: Math.max(this.firstKey, current.key ?? current.query) });
    const point = { x: at.x - scroll.x, y: at.y - scroll.y };
    const inView = point.x >= layout.left && point.x < view.width && point.y >= layout.top && point.y < view.height;
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
    this.#grip = { pointer: event.pointerId, from, scroll: this.#look().scroll, moved: false };
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
      this.#scrollTo({ x: grip.scroll.x - dx, y: grip.scroll.y - dy });
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
    const { view, scroll } = this.#look();
    this.#scrollTo(scrollToShow(this.#layout, next, scroll, view));
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
