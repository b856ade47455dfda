import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { RangeUtf16 } from '../../src/core/base/offsets';
import { directionOf } from '../shared/direction';
import { formatProbability } from '../shared/format';
import { baseStyles } from '../shared/styles';
import type { Attribution, Part } from './parts';
import { measureOf } from './measure';
import { describePart } from './wording';

/** Share of the chart colour in a full shade: as much as leaves text a contrast of 4.5 in every theme. */
const fullShadePercent = 36;

/**
 * The text itself, shaded by how much each part matters. A list box: arrow keys move, Enter shows the part in the editor.
 * Fires `part-point` (index or null) and `part-reveal` (index).
 */
@customElement('introspect-mattered-words')
export class MatteredWordsElement extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: grid;
        gap: 6px;
      }
      .text {
        overflow-wrap: anywhere;
        max-height: 46vh;
        overflow-y: auto;
        padding: 6px 8px;
        line-height: 1.9;
        border: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border));
        border-radius: 4px;
      }
      /* Not of the whole: white space of the template is none of the text. */
      .part,
      .gap {
        white-space: pre-wrap;
      }
      .part {
        padding: 1px 2px;
        border-radius: 3px;
        border: 1px solid var(--vscode-contrastBorder, transparent);
        background: color-mix(in srgb, var(--tint, var(--vscode-charts-blue)) var(--shade, 0%), transparent);
        cursor: default;
      }
      /* Nothing by colour alone: what speaks against is underlined with dashes. */
      .part.against {
        --tint: var(--vscode-charts-orange, var(--vscode-foreground));
        text-decoration: underline dashed 1px;
        text-underline-offset: 4px;
      }
      .part.most {
        font-weight: 700;
        text-decoration: underline solid 2px;
        text-underline-offset: 4px;
      }
      .hidden {
        padding: 1px 3px;
        white-space: pre-wrap;
        border: 1px dashed var(--vscode-foreground);
        border-radius: 3px;
        font-style: italic;
      }
      .part.outside {
        border-color: transparent;
        color: var(--vscode-descriptionForeground);
      }
      .part:hover {
        border-color: var(--vscode-focusBorder);
      }
      .part:focus-visible {
        outline: 2px solid var(--vscode-focusBorder);
        outline-offset: 0;
      }
      .readout {
        min-height: 3em;
        overflow-wrap: anywhere;
      }
      .legend {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 14px;
      }
      .legend .part {
        padding: 0 5px;
      }
    `,
  ];

  @property({ attribute: false }) text = '';
  @property({ attribute: false }) attribution!: Attribution;
  /** What the model does not see. */
  @property({ attribute: false }) hiddenWords: RangeUtf16 | null = null;
  @property({ attribute: false }) shade: 'attribution' | 'attention' = 'attribution';
  /** Parts that are shown; the others stay readable, without a shade. */
  @property({ attribute: false }) inside: readonly boolean[] | null = null;
  @state() private pointed: number | null = null;
  @state() private focusIndex = 0;

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (!changed.has('attribution')) return;
    this.pointed = null;
    this.focusIndex = Math.min(this.focusIndex, Math.max(0, this.attribution.parts.length - 1));
  }

  protected override render() {
    const { attribution, text } = this;
    const shown = attribution.parts.filter(({ index }) => this.#isShown(index));
    const values = shown.map((part) => this.#valueOf(part));
    const largest = Math.max(...values.map((value) => Math.abs(value ?? 0)), 1e-9);
    const most = shown[values.indexOf(Math.max(...values.map((value) => value ?? -Infinity)))];
    let at = 0;
    // No white space between the pieces: the text is shown as it is.
    const pieces = attribution.parts.map((part) => {
      const before = text.slice(at, part.start);
      at = part.end;
      return html`${this.#between(before, part.start)}${this.#part(part, largest, part === most)}`;
    });
    return html`<div
        class="text"
        dir=${directionOf(text)}
        role="listbox"
        aria-label="The text, part by part"
        aria-orientation="horizontal"
        @keydown=${this.#onKeyDown}
        @pointerover=${(event: Event) => this.#point(indexOf(event.target))}
        @pointerleave=${() => this.#point(null)}
        @focusin=${(event: Event) => this.#point(indexOf(event.target))}
        @focusout=${() => this.#point(null)}
        @dblclick=${(event: Event) => this.#reveal(indexOf(event.target))}
      >
        ${pieces}${this.#between(text.slice(at), text.length)}
      </div>
      <p class="readout secondary" aria-hidden="true">${this.#readout()}</p>
      ${this.#legend(largest)}`;
  }

  /** What belongs to no part, up to `end`, with what is hidden in it. */
  #between(words: string, end: number) {
    const { hiddenWords } = this;
    const start = end - words.length;
    const gap = (piece: string) => html`<span class="gap" role="presentation">${piece}</span>`;
    if (!hiddenWords || hiddenWords.start < start || hiddenWords.end > end) return gap(words);
    const [from, to] = [hiddenWords.start - start, hiddenWords.end - start];
    return html`${gap(words.slice(0, from))}<span class="hidden" role="presentation">${words.slice(from, to)}</span
      >${gap(words.slice(to))}`;
  }

  #part(part: Part, largest: number, isMost: boolean) {
    const value = this.#isShown(part.index) ? (this.#valueOf(part) ?? 0) : 0;
    const isAgainst = value < 0 && -value >= largest * 0.02;
    const classes = [
      'part',
      isAgainst && 'against',
      isMost && value > 0 && 'most',
      !this.#isShown(part.index) && 'outside',
    ];
    return html`<span
      class=${classes.filter(Boolean).join(' ')}
      role="option"
      data-index=${part.index}
      tabindex=${part.index === this.focusIndex ? 0 : -1}
      aria-selected=${isMost}
      aria-label=${describePart(this.attribution, part)}
      .style=${shadeStyle(Math.abs(value) / largest)}
      >${part.text}</span
    >`;
  }

  #readout() {
    const part = this.attribution.parts[this.pointed ?? -1];
    return part
      ? describePart(this.attribution, part)
      : 'Point at a part of the text, or walk with the arrow keys, to read its numbers.';
  }

  #legend(largest: number) {
    const byAttention = this.shade === 'attention';
    const measure = measureOf(this.attribution.ask);
    const most = byAttention ? formatProbability(largest) : measure.formatWhole(largest);
    return html`<div class="legend">
      <span>no shade: none</span>
      <span class="part" .style=${shadeStyle(1)}>${most}</span>
      ${
        byAttention || measure.isDistance
          ? nothing
          : html`<span><span class="part against" .style=${shadeStyle(1)}>dashes</span> speaks against it</span>`
      }
      <span>bold and underlined: the most</span>
      ${this.hiddenWords ? html`<span><span class="hidden">box</span> hidden, and guessed from the rest</span>` : nothing}
    </div>`;
  }

  #valueOf({ delta, attention }: Part): number | null {
    return this.shade === 'attention' ? attention : delta;
  }

  #isShown(index: number): boolean {
    return this.inside === null || this.inside[index] === true;
  }

  readonly #onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const index = indexOf(event.target);
    if (index === null) return;
    const last = this.attribution.parts.length - 1;
    const moves: Readonly<Record<string, number>> = {
      ArrowRight: Math.min(index + 1, last),
      ArrowDown: Math.min(index + 1, last),
      ArrowLeft: Math.max(index - 1, 0),
      ArrowUp: Math.max(index - 1, 0),
      Home: 0,
      End: last,
    };
    const to = moves[event.key];
    if (to !== undefined) {
      this.focusIndex = to;
      this.renderRoot.querySelector<HTMLElement>(`[data-index="${to}"]`)?.focus();
    } else if (event.key === 'Enter') this.#reveal(index);
    else return;
    event.preventDefault();
  };

  #point(index: number | null): void {
    if (index === this.pointed) return;
    this.pointed = index;
    this.dispatchEvent(new CustomEvent('part-point', { detail: index }));
  }

  #reveal(index: number | null): void {
    if (index !== null) this.dispatchEvent(new CustomEvent('part-reveal', { detail: index }));
  }
}

function indexOf(target: EventTarget | null): number | null {
  const part = target instanceof Element ? target.closest<HTMLElement>('[data-index]') : null;
  return part ? Number(part.dataset['index']) : null;
}

/** Set through the CSSOM (`.style`): the CSP forbids style attributes. */
function shadeStyle(share: number): string {
  return `--shade: ${(share * fullShadePercent).toFixed(1)}%`;
}

declare global {
  interface HTMLElementTagNameMap {
    'introspect-mattered-words': MatteredWordsElement;
  }
}
