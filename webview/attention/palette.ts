import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { colourScale, type ColourScale, type Rgb } from './colourScale';

/** The theme's colours as a canvas needs them. */
export interface Palette {
  readonly background: string;
  readonly foreground: string;
  readonly secondary: string;
  readonly focus: string;
  readonly cursor: string;
  readonly line: string;
  readonly font: string;
  readonly scale: ColourScale;
}

/** Keeps a component's canvas in the colours of VS Code's theme: re-reads them, and asks for an update, when it changes. */
export class PaletteController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #observer: MutationObserver;
  #palette: Palette | null = null;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    this.#observer = new MutationObserver(() => {
      this.#palette = null;
      this.#host.requestUpdate();
    });
    host.addController(this);
  }

  get palette(): Palette {
    return (this.#palette ??= readPalette());
  }

  hostConnected(): void {
    // VS Code sets the class of the body and, in the style of the root, the colours.
    this.#observer.observe(document.body, { attributeFilter: ['class'] });
    this.#observer.observe(document.documentElement, { attributeFilter: ['style'] });
  }

  hostDisconnected(): void {
    this.#observer.disconnect();
    this.#palette = null;
  }
}

function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const read = (...names: readonly string[]) =>
    names.map((name) => style.getPropertyValue(`--vscode-${name}`).trim()).find((value) => value !== '') ??
    'currentcolor';
  const background = read('editor-background');
  const foreground = read('foreground', 'editor-foreground');
  return {
    background,
    foreground,
    secondary: read('descriptionForeground', 'foreground'),
    focus: read('focusBorder', 'foreground'),
    cursor: read('charts-orange', 'foreground'),
    line: toCss(resolve(read('charts-blue', 'focusBorder'), background)),
    font: read('font-family'),
    scale: colourScale({
      background: resolve(background, background),
      foreground: resolve(foreground, background),
      accent: resolve(read('charts-blue', 'focusBorder'), background),
    }),
  };
}

/** Any CSS colour as numbers, as it looks on `background`. */
function resolve(colour: string, background: string): Rgb {
  const canvas = new OffscreenCanvas(1, 1);
  const context = canvas.getContext('2d');
  if (!context) return [0, 0, 0];
  for (const fill of [background, colour]) {
    context.fillStyle = fill;
    context.fillRect(0, 0, 1, 1);
  }
  const [r = 0, g = 0, b = 0] = context.getImageData(0, 0, 1, 1).data;
  return [r, g, b];
}

export function toCss([r, g, b]: Rgb): string {
  return `rgb(${r} ${g} ${b})`;
}

/** Black or white, whichever reads better on a colour: at least 4.5 to 1 (WCAG 2.2). */
export function inkOn(rgb: Rgb): string {
  const [r, g, b] = rgb.map((c) => {
    const share = c / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  const luminance = 0.2126 * r + 0.7152 * g + 0.0722 * b;
  return luminance > 0.179 ? '#000' : '#fff';
}
