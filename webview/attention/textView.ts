import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { guard } from 'lit/directives/guard.js';
import { visibleToken } from '../shared/format';
import { baseStyles } from '../shared/styles';
import { shadeIndex } from './colourScale';
import type { FirstKey } from './headWeights';
import { rangeInView } from './inView';
import type { Hit } from './matrixGeometry';
import { PaletteController } from './palette';
import { dispatchChoose, dispatchPoint, dispatchReveal } from './pointing';
import { unitNames } from './readings';
import { nameOf } from './readout';
import { ShadeSheet } from './shadeSheet';
import type { ShownHead } from './shownHead';
import { directionOf, paragraphsOf, type TextPart } from './textParts';

/** A word’s look in one number: its shade, 0 to 255, and these. */
const [isChosen, isRead, isAtCursor, unknownLook] = [256, 512, 1024, 0xffff];
/** To shade a word costs the browser about 0.01 ms: those out of view follow, so many in a frame. */
const wordsInFrame = 400;

interface Words {
  readonly of: unknown;
  readonly elements: readonly HTMLElement[];
  /** As they look, and as they are to look. */
  readonly looks: Uint16Array;
  readonly wanted: Uint16Array;
}

/** Whatever is scrolled: the page, or a part of it. */
const moved = { capture: true, passive: true };

function classesOf(look: number): string {
  const shade = look & 255;
  return `unit${shade > 0 ? ` s${shade}` : ''}${look & isChosen ? ' chosen' : ''}${look & isAtCursor ? ' atCursor' : ''}`;
}

/**
 * The text itself: one word is chosen, and every other is shaded by how much the chosen one looks at it, or how much it
 * looks at the chosen one. Fires `text-choose` with the unit that is to be the chosen one.
 */
@customElement('introspect-attention-text')
export class TextView extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: block;
        min-width: 0;
      }
      .text {
        max-width: 75ch;
        overflow: auto;
        padding: 4px 2px;
        line-height: 1.9;
      }
      .text p {
        margin-bottom: 0.6em;
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }
      .unit {
        border-radius: 3px;
        padding-block: 2px;
        cursor: pointer;
      }
      .unit:focus-visible {
        outline: 2px solid var(--vscode-focusBorder);
        outline-offset: 1px;
      }
      /* Not in bold letters, which are wider: all words after them would move, and have to be laid out anew. */
      .chosen {
        outline: 2px dashed var(--vscode-foreground);
        outline-offset: 0;
      }
      [data-added] {
        font-family: var(--vscode-editor-font-family, monospace);
        font-size: 0.85em;
        border: 1px dotted currentcolor;
        padding-inline: 2px;
      }
      .atCursor {
        text-decoration: underline dashed var(--vscode-charts-orange, currentcolor);
        text-underline-offset: 5px;
      }
    `,
  ];

  @property({ attribute: false }) head: ShownHead | null = null;
  /** What the units' offsets count in. */
  @property({ attribute: false }) text = '';
  @property({ attribute: false }) firstKey: FirstKey = 0;
  @property({ attribute: false }) largest = 0;
  @property() direction: 'from' | 'to' = 'from';
  @property({ attribute: false }) chosen = 0;
  /** The word that is read out: it has the keyboard. */
  @property({ attribute: false }) read = 0;
  @property({ attribute: false }) cursor: number | null = null;

  readonly #palette = new PaletteController(this);
  readonly #shades = new ShadeSheet();
  #paragraphs: readonly (readonly TextPart[])[] = [];
  /** Of the words in the page, by unit: thousands, of which few change at a time. */
  #words: Words | null = null;
  /** The words in view, as far as is known: to ask is to have the page laid out. */
  #seen: { readonly from: number; readonly end: number } | null = null;
  #frame = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    for (const event of ['scroll', 'resize']) window.addEventListener(event, this.#onMoved, moved);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const event of ['scroll', 'resize']) window.removeEventListener(event, this.#onMoved, moved);
    cancelAnimationFrame(this.#frame);
  }

  protected override createRenderRoot() {
    const root = super.createRenderRoot() as ShadowRoot;
    root.adoptedStyleSheets.push(this.#shades.sheet);
    return root;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const { head } = this;
    if (!head) return;
    const before = changed.get('head');
    if (changed.has('text') || (changed.has('head') && before?.units !== head.units)) {
      this.#paragraphs = paragraphsOf(this.text, head.units, head.tokens);
    }
  }

  protected override render() {
    const { head } = this;
    if (!head) return nothing;
    const { one } = unitNames[head.unit];
    return html`<p id="keys" class="visuallyHidden">
        Arrow keys go from ${one} to ${one} and read each number, Enter chooses the ${one} that all others are compared
        with, Home and End go to the first and the last.
      </p>
      <div
        class="text"
        role="listbox"
        aria-label="The text"
        aria-describedby="keys"
        @pointerover=${this.#onPointerOver}
        @pointerleave=${() => dispatchPoint(this, null)}
        @click=${this.#onClick}
        @dblclick=${this.#onDoubleClick}
        @keydown=${this.#onKeyDown}
      >
        ${guard([this.#paragraphs], () => this.#paragraphs.map((parts) => html`<p dir=${directionOf(parts)} role="presentation">${parts.map((part) => this.#part(head, part))}</p>`))}
      </div>`;
  }

  #part(head: ShownHead, { unit, text, added }: TextPart) {
    if (unit === null) return html`<span>${text}</span>`;
    // How it looks is set when all are there: it changes with every word that is chosen.
    return html`<span role="option" ?data-added=${added} data-unit=${unit} aria-label=${nameOf(head, unit)}
      >${added ? visibleToken(text) : text}</span
    >`;
  }

  protected override updated(): void {
    const { head } = this;
    if (!head) return;
    const { scale, line } = this.#palette.palette;
    this.#shades.show(scale, line);
    if (this.#words?.of !== this.#paragraphs) {
      this.#words = this.#gather();
      this.#seen = null;
    }
    const { elements, looks, wanted } = this.#words;
    const { chosen, read, cursor, firstKey, largest } = this;
    const isFrom = this.direction === 'from';
    const [start, step] = isFrom ? [chosen * head.size, 1] : [chosen, head.size];
    for (let unit = 0; unit < elements.length; unit++) {
      const isShown = (isFrom ? unit : chosen) >= firstKey;
      const look =
        (isShown ? shadeIndex(head.weights[start + unit * step] ?? 0, largest) : 0) |
        (unit === chosen ? isChosen : 0) |
        (unit === read ? isRead : 0) |
        (unit === cursor ? isAtCursor : 0);
      wanted[unit] = look;
      // Where the keyboard is, and what is chosen, is never late.
      if ((looks[unit]! ^ look) >> 8 !== 0) this.#show(unit);
    }
    this.#seen ??= rangeInView(elements);
    for (let unit = this.#seen.from; unit < this.#seen.end; unit++) this.#show(unit);
    this.#goOn();
  }

  /** Shades what is not in view, in the next frames. */
  #goOn(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => {
      if (!this.#words) return;
      const { elements, looks, wanted } = this.#words;
      // What is in view may have changed.
      const { from, end } = (this.#seen ??= rangeInView(elements));
      for (let unit = from; unit < end; unit++) this.#show(unit);
      let left = wordsInFrame;
      for (let unit = 0; unit < elements.length; unit++) {
        if (looks[unit] === wanted[unit]) continue;
        if (left-- === 0) return this.#goOn();
        this.#show(unit);
      }
    });
  }

  readonly #onMoved = (): void => {
    this.#seen = null;
    this.#goOn();
  };

  #show(unit: number): void {
    const { elements, looks, wanted } = this.#words!;
    const [before, look] = [looks[unit]!, wanted[unit]!];
    if (before === look) return;
    looks[unit] = look;
    const [element, isNew] = [elements[unit]!, before === unknownLook];
    element.className = classesOf(look);
    if (isNew || (before ^ look) & isRead) element.tabIndex = look & isRead ? 0 : -1;
    if (isNew || (before ^ look) & isChosen) element.ariaSelected = String((look & isChosen) !== 0);
  }

  #gather(): Words {
    const elements: HTMLElement[] = [];
    for (const element of this.renderRoot.querySelectorAll<HTMLElement>('[data-unit]'))
      elements[Number(element.dataset['unit'])] = element;
    const looks = () => new Uint16Array(elements.length).fill(unknownLook);
    return { of: this.#paragraphs, elements, looks: looks(), wanted: looks() };
  }

  #cellOf(unit: number): { readonly query: number; readonly key: number } {
    return this.direction === 'from' ? { query: this.chosen, key: unit } : { query: unit, key: this.chosen };
  }

  #onPointerOver(event: PointerEvent): void {
    const unit = unitOf(event);
    dispatchPoint(this, unit === null ? null : this.#cellOf(unit));
  }

  #onClick(event: MouseEvent): void {
    const unit = unitOf(event);
    if (unit !== null) this.#choose(unit);
  }

  #choose(unit: number): void {
    this.dispatchEvent(new CustomEvent('text-choose', { detail: unit }));
  }

  #onDoubleClick(event: MouseEvent): void {
    const unit = unitOf(event);
    if (unit !== null) dispatchReveal(this, unit);
  }

  #onKeyDown(event: KeyboardEvent): void {
    const { head } = this;
    const from = unitOf(event);
    if (from === null || !head) return;
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      if (event.ctrlKey || event.metaKey) dispatchReveal(this, from);
      else this.#choose(from);
      return;
    }
    const element = this.#element(from);
    const isRightToLeft = element !== null && getComputedStyle(element.parentElement!).direction === 'rtl';
    const step = isRightToLeft ? -1 : 1;
    const last = head.size - 1;
    const targets: Record<string, number> = {
      ArrowRight: from + step,
      ArrowLeft: from - step,
      ArrowDown: from + 1,
      ArrowUp: from - 1,
      PageDown: from + 10,
      PageUp: from - 10,
      Home: 0,
      End: last,
    };
    const to = targets[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = Math.min(last, Math.max(0, to));
    dispatchChoose(this, this.#cellOf(next) satisfies Hit);
    this.#element(next)?.focus();
  }

  #element(unit: number): HTMLElement | null {
    return this.#words?.elements[unit] ?? null;
  }
}

function unitOf(event: Event): number | null {
  const found = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-unit]') : null;
  return found ? Number(found.dataset['unit']) : null;
}

declare global {
  interface HTMLElementTagNameMap {
    'introspect-attention-text': TextView;
  }
  interface HTMLElementEventMap {
    'text-choose': CustomEvent<number>;
  }
}
