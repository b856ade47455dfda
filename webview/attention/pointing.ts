import type { Hit } from './matrixGeometry';

/** For a property that holds a hit: another object about the same place is no change. */
export function isOtherHit(now: Hit | null | undefined, before: Hit | null | undefined): boolean {
  return now?.query !== before?.query || now?.key !== before?.key;
}

declare global {
  interface HTMLElementEventMap {
    /** The pointer is on a cell or a token, or (null) has left. */
    'token-point': CustomEvent<Hit | null>;
    /** A cell or a token was chosen by keyboard or click. */
    'token-choose': CustomEvent<Hit>;
    /** The token is to be shown in the editor. */
    'token-reveal': CustomEvent<number>;
  }
}

export function dispatchPoint(from: HTMLElement, hit: Hit | null): void {
  from.dispatchEvent(new CustomEvent('token-point', { detail: hit, bubbles: true }));
}

export function dispatchChoose(from: HTMLElement, hit: Hit): void {
  from.dispatchEvent(new CustomEvent('token-choose', { detail: hit, bubbles: true }));
}

export function dispatchReveal(from: HTMLElement, token: number): void {
  from.dispatchEvent(new CustomEvent('token-reveal', { detail: token, bubbles: true }));
}
