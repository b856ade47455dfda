import type { LitElement, ReactiveController } from 'lit';

/** Height that lets the picture, its readout and its legend be seen together, in CSS pixels. */
export function pictureHeight(): number {
  return Math.max(320, window.innerHeight - 420);
}

/**
 * Asks a picture for an update whenever the space it has, or the device's pixel ratio, changes, and keeps its width: to ask
 * the browser for it is to have the page laid out at once.
 */
export class PictureSizeController implements ReactiveController {
  readonly #host: LitElement;
  readonly #observer: ResizeObserver;
  #width = 0;

  constructor(host: LitElement) {
    this.#host = host;
    this.#observer = new ResizeObserver(() => this.#onWidth());
    host.addController(this);
  }

  /** In CSS pixels; 0 while it is not in the page, or not displayed. */
  get width(): number {
    return (this.#width ||= this.#host.clientWidth);
  }

  #onWidth(): void {
    const width = this.#host.clientWidth;
    // What is not displayed has no width, and needs none until it is displayed again.
    if (width === 0 || width === this.#width) return;
    this.#width = width;
    this.#host.requestUpdate();
  }

  readonly #onResize = (): void => {
    this.#width = 0;
    this.#host.requestUpdate();
  };

  hostConnected(): void {
    this.#observer.observe(this.#host);
    window.addEventListener('resize', this.#onResize);
  }

  hostDisconnected(): void {
    this.#observer.disconnect();
    window.removeEventListener('resize', this.#onResize);
  }
}
