import type { LitElement, ReactiveController } from 'lit';

/** Height that lets the picture, its readout and its legend be seen together, in CSS pixels. */
export function pictureHeight(): number {
  return Math.max(320, window.innerHeight - 420);
}

/** Asks a picture for an update whenever the space it has, or the device's pixel ratio, changes. */
export class PictureSizeController implements ReactiveController {
  readonly #host: LitElement;
  readonly #observer: ResizeObserver;
  readonly #onResize = () => this.#host.requestUpdate();

  constructor(host: LitElement) {
    this.#host = host;
    this.#observer = new ResizeObserver(this.#onResize);
    host.addController(this);
  }

  hostConnected(): void {
    this.#observer.observe(this.#host);
    window.addEventListener('resize', this.#onResize);
  }

  hostDisconnected(): void {
    this.#observer.disconnect();
    window.removeEventListener('resize', this.#onResize);
  }
}
