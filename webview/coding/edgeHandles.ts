import type { Stretch } from '../../src/protocol/coding';
import type { Block } from './blocks';
import { offsetOf } from './blockView';
import { snapToWord } from './edges';
import type { TextView } from './textView';

type Edge = 'start' | 'end';

export interface HandleEvents {
  /** The text in which edges keep to words. */
  blocks(): { readonly text: string; readonly blocks: readonly Block[] } | null;
  preview(stretch: Stretch): void;
  resize(stretch: Stretch): void;
}

/** How near to the scroller's edge a drag begins to scroll it, and how far in a step, in CSS pixels. */
const scrollZone = 28;
const scrollStep = 24;

/** Two grips at the ends of the selected segment, to be dragged; the keyboard has Alt+Shift+arrows for it. */
export class EdgeHandles {
  readonly #grips: Readonly<Record<Edge, HTMLElement>>;
  #stretch: Stretch | null = null;

  constructor(
    private readonly view: TextView,
    private readonly events: HandleEvents,
  ) {
    this.#grips = { start: this.#grip('start'), end: this.#grip('end') };
  }

  /** @param stretch null when there is nothing to drag */
  draw(stretch: Stretch | null): void {
    this.#stretch = stretch && { start: stretch.start, end: stretch.end };
    for (const edge of ['start', 'end'] as const) {
      const grip = this.#grips[edge];
      const rect = stretch && this.#rectOf(stretch, edge);
      if (grip.hidden === (rect !== null)) grip.hidden = !rect;
      if (!rect) continue;
      const canvas = this.view.canvas.getBoundingClientRect();
      grip.style.left = `${rect.x - canvas.left - 4}px`;
      grip.style.top = `${rect.top - canvas.top - 2}px`;
      grip.style.height = `${rect.height + 4}px`;
    }
  }

  #rectOf({ start, end }: Stretch, edge: Edge): { x: number; top: number; height: number } | null {
    const offset = edge === 'start' ? start : end - 1;
    if (!this.view.isInWindow(offset)) return null;
    // The side of a character depends on its direction: its own rectangle knows.
    const rects = this.view.rangesOf({ start: offset, end: offset + 1 })[0]?.getClientRects();
    const rect = rects?.[0];
    if (!rect) return null;
    const point = this.view.pointAt(offset);
    const host = point?.node instanceof Element ? point.node : point?.node.parentElement;
    const rtl = host?.closest('.words') ? getComputedStyle(host).direction === 'rtl' : false;
    return { x: (edge === 'start') === rtl ? rect.right : rect.left, top: rect.top, height: rect.height };
  }

  #grip(edge: Edge): HTMLElement {
    const grip = document.createElement('div');
    grip.className = `grip ${edge}`;
    grip.hidden = true;
    grip.title = 'Drag to change where the segment ends';
    if (edge === 'start') grip.title = 'Drag to change where the segment begins';
    grip.addEventListener('pointerdown', (event) => this.#drag(event, grip, edge));
    this.view.canvas.append(grip);
    return grip;
  }

  #drag(event: PointerEvent, grip: HTMLElement, edge: Edge): void {
    if (!this.#stretch) return;
    event.preventDefault();
    grip.setPointerCapture(event.pointerId);
    grip.classList.add('dragged');
    const before = this.#stretch;
    let now = before;
    const onMove = ({ clientX, clientY }: PointerEvent) => {
      const frame = this.view.scroller.getBoundingClientRect();
      if (clientY < frame.top + scrollZone) this.view.scroller.scrollTop -= scrollStep;
      if (clientY > frame.bottom - scrollZone) this.view.scroller.scrollTop += scrollStep;
      const offset = offsetAtPoint(clientX, clientY);
      const words = this.events.blocks();
      if (offset === null || !words) return;
      const place = snapToWord(words.text, words.blocks, offset, edge);
      const next = { ...before, [edge]: place };
      if (next.start < next.end) this.events.preview((now = next));
    };
    const onEnd = (end: PointerEvent) => {
      grip.classList.remove('dragged');
      grip.removeEventListener('pointermove', onMove);
      grip.removeEventListener('pointerup', onEnd);
      grip.removeEventListener('pointercancel', onEnd);
      const changed = now.start !== before.start || now.end !== before.end;
      // The transcript may have changed meanwhile, or the segment.
      const isSame = this.#stretch?.start === before.start && this.#stretch.end === before.end;
      if (!isSame) return;
      if (changed && end.type === 'pointerup') this.events.resize(now);
      else this.events.preview(before);
    };
    grip.addEventListener('pointermove', onMove);
    grip.addEventListener('pointerup', onEnd);
    grip.addEventListener('pointercancel', onEnd);
  }
}

/** The place in the text under a point of the screen. */
function offsetAtPoint(x: number, y: number): number | null {
  if ('caretPositionFromPoint' in document) {
    const position = document.caretPositionFromPoint(x, y);
    return position && offsetOf(position.offsetNode, position.offset);
  }
  return null;
}
