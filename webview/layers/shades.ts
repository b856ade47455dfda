import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Red, green, blue, 0–255. */
export type Rgb = readonly [number, number, number];

/** WCAG 2: body text. */
const readable = 4.5;

/**
 * How far a background may go towards `accent` so that text in `foreground` stays readable on it: a share from 0 to 1.
 * The contrast need not fall steadily on the way, so the first share that fails ends it.
 */
export function strongestShare(background: Rgb, foreground: Rgb, accent: Rgb): number {
  const steps = 100;
  for (let step = 1; step <= steps; step++) {
    if (contrast(mix(background, accent, step / steps), foreground) < readable) return (step - 1) / steps;
  }
  return 1;
}

export function mix(from: Rgb, to: Rgb, share: number): Rgb {
  const [r, g, b] = from.map((c, i) => Math.round(c + (to[i]! - c) * share)) as [number, number, number];
  return [r, g, b];
}

/** WCAG 2 contrast ratio, 1–21. */
export function contrast(a: Rgb, b: Rgb): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function luminance(rgb: Rgb): number {
  const [r, g, b] = rgb.map((c) => {
    const value = c / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Shades for probabilities in VS Code's theme: from the background (0) as far as the text on it stays readable (1). */
export class Shades implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #observer: MutationObserver;
  #colours: { readonly background: Rgb; readonly full: Rgb } | null = null;
  /** Changes with the theme. */
  version = 0;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    this.#observer = new MutationObserver(() => {
      this.#colours = null;
      this.version++;
      this.#host.requestUpdate();
    });
    host.addController(this);
  }

  /** A CSS colour. */
  of(probability: number): string {
    const { background, full } = (this.#colours ??= readColours());
    return `rgb(${mix(background, full, probability).join(' ')})`;
  }

  hostConnected(): void {
    // VS Code sets the class of the body and, in the style of the root, the colours.
    this.#observer.observe(document.body, { attributeFilter: ['class'] });
    this.#observer.observe(document.documentElement, { attributeFilter: ['style'] });
  }

  hostDisconnected(): void {
    this.#observer.disconnect();
    this.#colours = null;
  }
}

function readColours(): { readonly background: Rgb; readonly full: Rgb } {
  const style = getComputedStyle(document.documentElement);
  const read = (...names: readonly string[]) =>
    names.map((name) => style.getPropertyValue(`--vscode-${name}`).trim()).find((value) => value !== '') ?? '#888';
  const under = read('editor-background');
  const background = seen(under, under);
  const foreground = seen(read('foreground', 'editor-foreground'), under);
  const accent = seen(read('charts-blue', 'focusBorder'), under);
  return { background, full: mix(background, accent, strongestShare(background, foreground, accent)) };
}

/** Any CSS colour as numbers, as it looks on `background`. */
function seen(colour: string, background: string): Rgb {
  const context = new OffscreenCanvas(1, 1).getContext('2d');
  if (!context) return [0, 0, 0];
  for (const fill of [background, colour]) {
    context.fillStyle = fill;
    context.fillRect(0, 0, 1, 1);
  }
  const [r = 0, g = 0, b = 0] = context.getImageData(0, 0, 1, 1).data;
  return [r, g, b];
}
