import { html, svg } from 'lit';
import { classMap } from 'lit/directives/class-map.js';

/** A bar from the middle: to the right above 0, to the left below; `largest` fills its half. */
export function signedBar(value: number, largest: number) {
  const length = largest > 0 ? (50 * Math.abs(value)) / largest : 0;
  const x = value < 0 ? 50 - length : 50;
  return html`<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
    ${svg`<rect class=${classMap({ positive: value >= 0, negative: value < 0 })} x=${x} y="1" width=${length} height="8"></rect>
    <line x1="50" x2="50" y1="0" y2="10"></line>`}
  </svg>`;
}

/** A bar from the left, of a share of 1. */
export function shareBar(share: number) {
  return html`<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
    ${svg`<rect class="positive" x="0" y="1" width=${100 * share} height="8"></rect><line x1="0" x2="0" y1="0" y2="10"></line>`}
  </svg>`;
}
