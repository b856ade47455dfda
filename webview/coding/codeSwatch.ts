import { html } from 'lit';
import { ref } from 'lit/directives/ref.js';
import { softened, type Paint } from './patterns';

/** A code's colour and pattern. */
export function codeSwatch({ colour, pattern }: Paint) {
  // As a style attribute it would be refused by the page's CSP.
  const paint = (swatch?: Element) => {
    if (swatch instanceof HTMLElement) swatch.style.setProperty('--paint', softened(colour));
  };
  return html`<span class="swatch pattern-${pattern}" ${ref(paint)}></span>`;
}
