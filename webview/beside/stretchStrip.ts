import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { BesideStretch, Both } from '../../src/protocol/beside';
import { spokenToken, visibleToken } from '../shared/format';
import { baseStyles } from '../shared/styles';
import { sideStyles } from './sideStyles';
import { barScale, describeStretch, sides } from './wording';

/** Height of the tallest bar, in pixels. */
const barHeight = 36;

/** Both models' surprise at every stretch, as a pair of bars above its words. Fires `place` with the index chosen. */
@customElement('introspect-stretch-strip')
export class StretchStrip extends LitElement {
  static override styles = [
    baseStyles,
    sideStyles,
    css`
      [role='listbox'] {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 2px;
        max-height: 22rem;
        overflow-y: auto;
        padding: 2px;
      }
      [role='option'] {
        display: grid;
        align-content: end;
        justify-items: start;
        padding: 2px 3px;
        border: 1px solid transparent;
        border-radius: 3px;
        cursor: pointer;
      }
      [role='option']:hover {
        background: var(--vscode-list-hoverBackground);
        border-color: var(--vscode-contrastActiveBorder, transparent);
      }
      [role='option'][aria-selected='true'] {
        border-color: var(--vscode-focusBorder);
        font-weight: 600;
      }
      [role='option'].cursor .text {
        text-decoration: underline;
      }
      .bars {
        display: flex;
        align-items: flex-end;
        gap: 2px;
      }
      .bars span {
        width: 8px;
        min-height: 1px;
      }
      .text {
        white-space: pre;
      }
    `,
  ];

  @property({ attribute: false }) stretches: readonly BesideStretch[] = [];
  @property({ attribute: false }) names: Both<string> = { left: '', right: '' };
  @property({ type: Number }) place = 0;
  @property({ attribute: false }) cursor: number | null = null;

  protected override render() {
    const largest = barScale(this.stretches);
    return html`<div
      role="listbox"
      tabindex="0"
      aria-label="The words, with how surprising each model finds them"
      aria-activedescendant=${`s${this.place}`}
      @keydown=${(event: KeyboardEvent) => this.#onKey(event)}
      @pointerleave=${() => this.#fire('stretch-hover', null)}
    >
      ${this.stretches.map((stretch, i) => {
        const bar = (bits: number | null) => `height: ${(((bits ?? 0) / largest) * barHeight).toFixed(1)}px`;
        return html`<div
          role="option"
          id=${`s${i}`}
          class=${i === this.cursor ? 'cursor' : ''}
          aria-selected=${i === this.place}
          aria-label=${describeStretch(stretch, this.names)}
          @click=${() => this.#fire('place', i)}
          @dblclick=${() => this.#fire('stretch-reveal', i)}
          @pointerenter=${() => this.#fire('stretch-hover', i)}
        >
          <div class="bars">
            ${sides.map((side) =>
              stretch[side].bits === null
                ? nothing
                : html`<span class=${side} .style=${bar(stretch[side].bits)}></span>`,
            )}
          </div>
          <span class="text" title=${spokenToken(stretch.text)}>${visibleToken(stretch.text)}</span>
        </div>`;
      })}
    </div>`;
  }

  protected override updated(changed: Map<string, unknown>): void {
    if (changed.has('place')) this.renderRoot.querySelector(`#s${this.place}`)?.scrollIntoView({ block: 'nearest' });
  }

  #onKey(event: KeyboardEvent): void {
    const last = this.stretches.length - 1;
    const to = {
      ArrowRight: this.place + 1,
      ArrowDown: this.place + 1,
      ArrowLeft: this.place - 1,
      ArrowUp: this.place - 1,
      Home: 0,
      End: last,
    }[event.key];
    if (event.key === 'Enter') this.#fire('stretch-reveal', this.place);
    else if (to === undefined) return;
    else this.#fire('place', Math.max(0, Math.min(last, to)));
    event.preventDefault();
  }

  #fire(name: 'place' | 'stretch-hover' | 'stretch-reveal', detail: number | null): void {
    this.dispatchEvent(new CustomEvent<number | null>(name, { detail }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'introspect-stretch-strip': StretchStrip;
  }
}
