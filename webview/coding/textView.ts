import type { CodingSegment, Stretch } from '../../src/protocol/coding';
import { blockAt, blocksIn, type Block } from './blocks';
import { BlockView, type BlockPainter, type Run } from './blockView';
import { estimateLines, HeightIndex, type TextMetrics } from './heightIndex';

/** Space between turns and within a cut one, in CSS pixels; as in the style sheet. */
const turnGap = 10;

/** After a jump what is in view comes first, and the rest up to one more view on either side in steps, in CSS pixels. */
const nearAhead = 150;
const aheadStep = 300;
const farAhead = (viewHeight: number) => Math.max(400, viewHeight);

/**
 * The transcript's words: only the blocks near the viewport are on the page, with those that hold the caret and the
 * selection's ends, so that a selection lives on while its ends are out of sight. Heights are guessed until a block has
 * been on the page; a correction above the viewport moves the scroll position with it.
 */
export class TextView {
  #blocks: readonly Block[] = [];
  #painter: BlockPainter | null = null;
  #heights = new HeightIndex([]);
  #metrics: TextMetrics = { columns: 70, lineHeight: 24 };
  #width = 0;
  /** How far beyond the viewport blocks are on the page, in CSS pixels; grows in idle time after a jump. */
  #ahead = nearAhead;
  #idle = 0;
  /** Of the canvas, as written. */
  #height = -1;
  /** Where the page stands on the canvas: what is corrected above the viewport moves the page, not each block on it. */
  #origin = 0;
  readonly #mounted = new Map<number, BlockView>();
  #window = { first: 0, last: -1 };
  #pins: readonly number[] = [];
  /** Whether blocks came, went, moved or were drawn anew since the margin was told. */
  #changed = false;
  readonly #observer: ResizeObserver;

  /**
   * @param scroller what scrolls
   * @param canvas as high as the whole text would be
   * @param page the editable element that holds the blocks
   * @param onLayout called after blocks came, went or moved
   */
  constructor(
    readonly scroller: HTMLElement,
    readonly canvas: HTMLElement,
    readonly page: HTMLElement,
    private readonly onLayout: () => void,
  ) {
    scroller.addEventListener('scroll', this.#onScroll, { passive: true });
    this.#observer = new ResizeObserver(() => this.#onResize());
    this.#observer.observe(scroller);
  }

  dispose(): void {
    this.scroller.removeEventListener('scroll', this.#onScroll);
    this.#observer.disconnect();
    cancelIdleCallback(this.#idle);
  }

  show(blocks: readonly Block[], painter: BlockPainter, top: number): void {
    this.#blocks = blocks;
    this.#painter = painter;
    this.#pins = [];
    this.#clear();
    this.#readMetrics();
    this.#guessHeights();
    this.scrollToTop(top);
  }

  /** Draws what has changed; null draws everything on the page. */
  redraw(dirty: readonly Stretch[] | null): void {
    const { first, last } = this.#window;
    const touches = (index: number) =>
      dirty === null ||
      dirty.some((stretch) => {
        const touched = blocksIn(this.#blocks, stretch);
        return touched.first <= index && index <= touched.last;
      });
    const stale = [...this.#mounted.values()].filter(({ index }) => touches(index));
    for (const view of stale) if (this.#painter) view.draw(this.#painter);
    this.#measure(stale);
    this.#changed = true;
    if (first <= last) this.update();
  }

  /** Keeps the blocks of these offsets on the page. */
  pin(offsets: readonly number[]): void {
    const pins = [...new Set(offsets.map((offset) => blockAt(this.#blocks, offset)))];
    if (pins.length === this.#pins.length && pins.every((pin, i) => pin === this.#pins[i])) return;
    this.#pins = pins;
    this.update();
  }

  /** The first offset in view. */
  get top(): number {
    return this.#blocks[this.#heights.indexAt(this.scroller.scrollTop)]?.start ?? 0;
  }

  scrollToTop(offset: number): void {
    const index = blockAt(this.#blocks, offset);
    this.#setHeight();
    this.scroller.scrollTop = index === 0 ? 0 : this.#heights.top(index);
    this.update();
  }

  /** Brings an offset into view: a third from the top when it was not there. */
  reveal(offset: number): void {
    const index = blockAt(this.#blocks, offset);
    const { first, last } = this.#window;
    if (index < first || index > last) {
      this.scroller.scrollTop = this.#heights.top(index) - this.scroller.clientHeight / 3;
      this.update();
    }
    const rect = this.rectAt(offset);
    const frame = this.scroller.getBoundingClientRect();
    if (!rect) return;
    const margin = 2 * this.#metrics.lineHeight;
    if (rect.top < frame.top + margin || rect.bottom > frame.bottom - margin) {
      this.scroller.scrollTop += rect.top - frame.top - frame.height / 3;
      this.update();
    }
  }

  isInWindow(offset: number): boolean {
    const index = blockAt(this.#blocks, offset);
    return index >= this.#window.first && index <= this.#window.last;
  }

  /** The point in the page of an offset; null when its block is not on the page. */
  pointAt(offset: number): { node: Node; offset: number } | null {
    return this.#mounted.get(blockAt(this.#blocks, offset))?.pointAt(offset) ?? null;
  }

  /** The line of an offset on the screen. */
  rectAt(offset: number): DOMRect | null {
    const point = this.pointAt(offset);
    if (!point) return null;
    const range = document.createRange();
    range.setStart(point.node, point.offset);
    const rect = range.getClientRects()[0] ?? range.getBoundingClientRect();
    if (rect.height > 0) return rect;
    return (point.node instanceof Element ? point.node : point.node.parentElement)?.getBoundingClientRect() ?? null;
  }

  /** Ranges of the page that cover as much of a stretch as is on it. */
  rangesOf({ start, end }: Stretch): Range[] {
    const { first, last } = blocksIn(this.#blocks, { start, end });
    return [...this.#mounted.values()]
      .filter(({ index }) => index >= first && index <= last)
      .map((view) => {
        const range = document.createRange();
        const [from, to] = [
          view.pointAt(Math.max(start, view.block.start)),
          view.pointAt(Math.min(end, view.block.end)),
        ];
        range.setStart(from.node, from.offset);
        range.setEnd(to.node, to.offset);
        return range;
      });
  }

  /** Blocks in and around the viewport, in order. */
  get visible(): BlockView[] {
    const views: BlockView[] = [];
    for (let i = this.#window.first; i <= this.#window.last; i++) {
      const view = this.#mounted.get(i);
      if (view) views.push(view);
    }
    return views;
  }

  get metrics(): TextMetrics {
    return this.#metrics;
  }

  /** From the first words on the page to the last, of those of the whole text; null where it has none. */
  get extent(): { readonly onPage: Stretch; readonly whole: Stretch } | null {
    const on = [...this.#mounted.values()].map(({ block }) => block);
    const [first, last] = [this.#blocks[0], this.#blocks.at(-1)];
    if (on.length === 0 || !first || !last) return null;
    const [starts, ends] = [on.map(({ start }) => start), on.map(({ end }) => end)];
    return {
      onPage: { start: Math.min(...starts), end: Math.max(...ends) },
      whole: { start: first.start, end: last.end },
    };
  }

  /** Where the page stands on the canvas, and with it all that stands beside its blocks, in CSS pixels. */
  get origin(): number {
    return this.#origin;
  }

  /** Where segments run on the page, as far as they are on it. */
  runs(): Map<CodingSegment, Run> {
    const all = new Map<CodingSegment, Run>();
    for (const { runs, top } of this.visible) {
      for (const [segment, run] of runs) {
        const before = all.get(segment);
        all.set(segment, { top: before?.top ?? top + run.top, bottom: top + run.bottom });
      }
    }
    return all;
  }

  readonly #onScroll = (): void => this.update();

  #onResize(): void {
    const { clientWidth } = this.scroller;
    if (clientWidth === this.#width || clientWidth === 0) return this.update();
    const index = this.#heights.indexAt(this.scroller.scrollTop);
    const within = this.scroller.scrollTop - this.#heights.top(index);
    this.#readMetrics();
    this.#guessHeights();
    this.#measure(this.#mounted.values());
    this.#setHeight();
    if (index >= 0) this.scroller.scrollTop = this.#heights.top(index) + Math.min(within, this.#heights.height(index));
    this.update();
  }

  /** Brings the page into line with the scroll position. */
  update(): void {
    const { scrollTop, clientHeight } = this.scroller;
    if (this.#blocks.length === 0 || clientHeight === 0) return;
    const anchor = this.#heights.indexAt(scrollTop);
    if (anchor < this.#window.first || anchor > this.#window.last) this.#ahead = nearAhead;
    let top = scrollTop;
    // What was guessed wrong shows only on the page: a window that turns out too small is filled at the second go.
    for (let round = 0; round < 4; round++) {
      const corrected = this.#fill(top, clientHeight);
      if (corrected === null) break;
      top = corrected;
    }
    // From here on nothing is read before all is written: a place asked for in between would cost a layout of its own.
    this.#setHeight();
    for (const view of this.#mounted.values()) {
      if (view.place(this.#heights.top(view.index) - this.#origin)) this.#changed = true;
    }
    if (this.#changed) {
      this.#changed = false;
      this.page.style.top = `${this.#origin}px`;
      this.onLayout();
    }
    if (top !== scrollTop) this.scroller.scrollTop = top;
    if (this.#ahead < farAhead(clientHeight)) {
      this.#idle ||= requestIdleCallback(() => this.#extend(this.#ahead + aheadStep), { timeout: 100 });
    }
  }

  /** Lays out as much around the viewport as the caret reaches with one key. */
  lookAhead(): void {
    if (this.#ahead < farAhead(this.scroller.clientHeight)) this.#extend(Infinity);
  }

  #extend(ahead: number): void {
    cancelIdleCallback(this.#idle);
    this.#idle = 0;
    this.#ahead = ahead;
    this.update();
  }

  /** @returns the scroll position at which the same words stand where they stood; null when nothing was measured */
  #fill(scrollTop: number, clientHeight: number): number | null {
    const ahead = Math.min(this.#ahead, farAhead(clientHeight));
    const anchor = this.#heights.indexAt(scrollTop);
    const anchorTop = this.#heights.top(anchor);
    const first = this.#heights.indexAt(scrollTop - ahead);
    const last = this.#heights.indexAt(scrollTop + clientHeight + ahead);
    this.#window = { first, last };
    const added = this.#mount(first, last);
    if (added.length === 0) return null;
    this.#changed = true;
    this.#measure(added);
    const moved = this.#heights.top(anchor) - anchorTop;
    // Where nothing stays there is nothing to keep still.
    this.#origin = added.length > last - first ? 0 : this.#origin + moved;
    return scrollTop + moved;
  }

  #setHeight(): void {
    const height = this.#heights.total;
    if (height === this.#height) return;
    this.#height = height;
    this.canvas.style.height = `${height}px`;
  }

  #mount(first: number, last: number): BlockView[] {
    const wanted = new Set(this.#pins);
    for (let i = first; i <= last; i++) wanted.add(i);
    for (const [index, view] of this.#mounted) {
      if (wanted.has(index)) continue;
      view.element.remove();
      this.#mounted.delete(index);
      this.#changed = true;
    }
    const added: BlockView[] = [];
    let next: Element | null = null;
    // From the last to the first, so that each has its successor to stand before.
    for (const index of [...wanted].sort((a, b) => b - a)) {
      let view = this.#mounted.get(index);
      const block = this.#blocks[index];
      if (!view && block && this.#painter) {
        view = new BlockView(index, block);
        view.draw(this.#painter);
        view.place(this.#heights.top(index) - this.#origin);
        this.page.insertBefore(view.element, next);
        this.#mounted.set(index, view);
        added.push(view);
      }
      next = view?.element ?? next;
    }
    return added;
  }

  #measure(views: Iterable<BlockView>): void {
    for (const view of views) this.#heights.set(view.index, view.measure(this.#metrics.lineHeight));
  }

  #clear(): void {
    for (const view of this.#mounted.values()) view.element.remove();
    this.#mounted.clear();
    this.#origin = 0;
    this.#window = { first: 0, last: -1 };
  }

  /** Lays out a sample: how wide are the words, how many characters fit in a line. */
  #readMetrics(): void {
    this.#width = this.scroller.clientWidth;
    const probe = document.createElement('div');
    probe.className = 'block opens';
    const words = document.createElement('div');
    words.className = 'words';
    const sample = document.createElement('span');
    sample.textContent = 'And then I lie there and think about it, again and again, until it gets light.';
    sample.className = 'probe';
    words.append(sample);
    probe.append(words);
    this.page.append(probe);
    const lineHeight = Math.round(parseFloat(getComputedStyle(words).lineHeight));
    const perCharacter = sample.getBoundingClientRect().width / sample.textContent.length;
    const columns = Math.max(10, Math.floor(words.getBoundingClientRect().width / perCharacter) - 2);
    probe.remove();
    this.#metrics = { columns, lineHeight: lineHeight || 24 };
  }

  #guessHeights(): void {
    const text = this.#painter?.text ?? '';
    const { columns, lineHeight } = this.#metrics;
    this.#heights = new HeightIndex(
      this.#blocks.map(({ start, end, opens }) => {
        return estimateLines(text, start, end, columns) * lineHeight + (opens ? turnGap : 0);
      }),
    );
  }
}
