// The pictures of a line of heads, on one canvas: a canvas for each head is a layer for the browser to keep, of hundreds.
import type { HeadOverviewResult } from '../../src/protocol/headOverview';
import type { ColourScale } from './colourScale';
import { paintCells } from './overviewCells';

/** What is painted, the head aside. */
export interface HeadsLook {
  readonly overview: HeadOverviewResult;
  readonly hideFirst: boolean;
  readonly scale: ColourScale;
}

/** Where the pictures stand: sides and distances from left edge to left edge, in CSS pixels. */
export interface LineForm {
  readonly side: number;
  readonly pitch: number;
  readonly devicePixelRatio: number;
}

interface Painted {
  readonly look: HeadsLook;
  readonly keys: (number | null)[];
}

/** Paints heads on the canvases of their lines, and knows what is painted there. A head's key is layer · heads + head. */
export class HeadsLines {
  readonly #painted = new WeakMap<HTMLCanvasElement, Painted>();
  /** One picture at a time, a pixel a cell. */
  #one: { readonly image: ImageData; readonly context: OffscreenCanvasRenderingContext2D } | null = null;

  /** Makes room for `count` pictures; what was painted at another size is gone. */
  fit(canvas: HTMLCanvasElement, count: number, form: LineForm): void {
    const { devicePixelRatio: ratio } = form;
    const { left, side } = placeOf(count - 1, form);
    if (canvas.width === left + side && canvas.height === side) return;
    canvas.width = left + side;
    canvas.height = side;
    // To be ready: the first time it takes its while.
    canvas.getContext('2d');
    canvas.style.width = `${canvas.width / ratio}px`;
    canvas.style.height = `${side / ratio}px`;
    this.#painted.delete(canvas);
  }

  /** Whether a line does not show what it should. */
  isStale(canvas: HTMLCanvasElement, keys: readonly number[], look: HeadsLook): boolean {
    const painted = this.#painted.get(canvas);
    return !painted || !isSame(painted.look, look) || keys.some((key, i) => painted.keys[i] !== key);
  }

  /** Takes away what must not pass for what is to be shown: pictures of another text or of other heads. */
  clear(canvas: HTMLCanvasElement, keys: readonly number[], look: HeadsLook | null, form: LineForm): void {
    const painted = this.#painted.get(canvas);
    const context = painted && canvas.getContext('2d');
    if (!context) return;
    const isOther = painted.look.overview !== look?.overview;
    for (const [i, key] of painted.keys.entries()) {
      if (key === null || (!isOther && key === keys[i])) continue;
      const { left, side } = placeOf(i, form);
      context.clearRect(left, 0, side, side);
      painted.keys[i] = null;
    }
  }

  paint(canvas: HTMLCanvasElement, keys: readonly number[], look: HeadsLook, form: LineForm): void {
    const context = canvas.getContext('2d');
    const { cells } = look.overview;
    const one = this.#pictureOf(cells);
    if (!context || !one) return;
    const before = this.#painted.get(canvas);
    const known = before && isSame(before.look, look) ? before.keys : [];
    for (const [i, key] of keys.entries()) {
      if (known[i] === key) continue;
      const { left, side } = placeOf(i, form);
      paintCells(one.image, look.overview, key, look.hideFirst, look.scale);
      if (side === cells) {
        context.putImageData(one.image, left, 0);
        continue;
      }
      one.context.putImageData(one.image, 0, 0);
      // A cell that is larger than a pixel has edges.
      context.imageSmoothingEnabled = cells > side;
      context.drawImage(one.context.canvas, left, 0, side, side);
    }
    this.#painted.set(canvas, { look, keys: [...keys] });
  }

  #pictureOf(cells: number) {
    if (this.#one?.image.width === cells) return this.#one;
    const context = new OffscreenCanvas(cells, cells).getContext('2d', { alpha: false, willReadFrequently: true });
    return (this.#one = context && { image: new ImageData(cells, cells), context });
  }
}

/** Of the picture at place `i` of a line, in the canvas's pixels. */
function placeOf(i: number, { side, pitch, devicePixelRatio: ratio }: LineForm) {
  return { left: Math.round(i * pitch * ratio), side: Math.round(side * ratio) };
}

function isSame(a: HeadsLook, b: HeadsLook): boolean {
  return a.overview === b.overview && a.hideFirst === b.hideFirst && a.scale === b.scale;
}
