import { html } from 'lit';
import type { CodingMemo, CodingSegment, Stretch } from '../../src/protocol/coding';
import { blockAt, spokenStretch, turnWords, type Block } from './blocks';
import { viewOf, type BlockContent, type BlockPainter } from './blockView';
import { CaretKeeper, stretchOf, type Caret } from './caret';
import { EdgeHandles } from './edgeHandles';
import { highlight } from './highlights';
import { LanePlan } from './lanePlan';
import { MarginView } from './marginView';
import type { CodingModel } from './model';
import { guardPage } from './pageGuard';
import { TextView } from './textView';
import { formatTime } from './wording';

export interface TranscriptEvents {
  moved(caret: Caret): void;
  /** Text that an input method has composed. */
  typed(text: string): void;
  scrolled(): void;
  choose(segment: CodingSegment, byKeyboard: boolean): void;
  openMemo(memo: CodingMemo): void;
  step(segment: CodingSegment, by: 1 | -1): void;
  leave(): void;
  resize(segment: CodingSegment, stretch: Stretch): void;
}

/** For the menu of a right click: codes, a memo and Copy, not VS Code's Cut and Paste, which do nothing to these words. */
const wordsContext = JSON.stringify({ webviewSection: 'words', preventDefaultContextMenuItems: true });

/** What a transcript's view is built in. */
export function renderTranscript(title: string) {
  return html`<div class="scroller">
    <div class="canvas">
      <div
        class="page"
        contenteditable="true"
        role="textbox"
        aria-multiline="true"
        aria-readonly="true"
        aria-label="Transcript ${title}"
        spellcheck="false"
        autocapitalize="off"
        inputmode="none"
        data-vscode-context=${wordsContext}
      ></div>
      <div class="margin"></div>
    </div>
  </div>`;
}

/** The words, the caret in them, the bars beside them and the marks over them, kept in step. */
export class TranscriptView implements BlockPainter {
  readonly #text: TextView;
  readonly #caret: CaretKeeper;
  readonly #margin: MarginView;
  readonly #handles: EdgeHandles;
  #model: CodingModel | null = null;
  readonly #plan = new LanePlan();
  #columns = 0;
  #voices: ReadonlyMap<string, number> = new Map();
  #withMemo: ReadonlySet<string> = new Set();
  #selected: CodingSegment | null = null;
  #found: { readonly places: readonly Stretch[]; readonly current: Stretch | null } = { places: [], current: null };
  #suggested: { readonly quote: Stretch | null; readonly draft: Stretch | null } = { quote: null, draft: null };

  readonly #page: HTMLElement;

  /** @param root holds what `renderTranscript` gave */
  constructor(root: HTMLElement, events: TranscriptEvents) {
    const [scroller, canvas, page, margin] = ['scroller', 'canvas', 'page', 'margin'].map((name) => {
      const part = root.querySelector<HTMLElement>(`.${name}`);
      if (!part) throw new TypeError(`The transcript has no ${name}.`);
      return part;
    }) as [HTMLElement, HTMLElement, HTMLElement, HTMLElement];
    this.#page = page;
    this.#text = new TextView(scroller, canvas, page, () => this.#drawAround());
    this.#caret = new CaretKeeper(this.#text, (caret) => events.moved(caret));
    this.#margin = new MarginView(margin, { ...events, hover: (segment) => this.#hover(segment ? [segment] : []) });
    this.#handles = new EdgeHandles(this.#text, {
      preview: (stretch) => highlight('selected', this.#text.rangesOf(stretch)),
      resize: (stretch) => this.#selected && events.resize(this.#selected, stretch),
      blocks: () => this.#model,
    });
    guardPage(page, {
      focus: () => this.#caret.restore(),
      copy: () => {
        const spoken = spokenStretch(this.#model?.blocks ?? [], this.stretch);
        return spoken ? this.text.slice(spoken.start, spoken.end) : '';
      },
      composed: (text) => {
        this.#text.redraw(null);
        this.#caret.restore();
        events.typed(text);
      },
    });
    for (const type of ['focus', 'blur']) page.addEventListener(type, () => this.#drawPending());
    page.addEventListener('pointerover', ({ target }) => {
      const view = target instanceof Element ? viewOf(target) : undefined;
      this.#hover(view?.segmentsUnder(target) ?? []);
    });
    page.addEventListener('pointerleave', () => this.#hover([]));
    scroller.addEventListener('scroll', () => events.scrolled(), { passive: true });
  }

  dispose(): void {
    this.#text.dispose();
    this.#caret.dispose();
  }

  /** @param top first offset in view */
  show(model: CodingModel, top: number): void {
    this.#model = model;
    this.#voices = new Map([...new Set(model.turns.map(({ speaker }) => speaker))].map((speaker, i) => [speaker, i]));
    this.#selected = null;
    this.#plan.update(model, this.#text.metrics.columns);
    this.#findMemos(model);
    this.#text.show(model.blocks, this, top);
  }

  /** Draws what has changed in the model; null: everything. */
  redraw(dirty: readonly Stretch[] | null): void {
    if (!this.#model) return;
    this.#plan.update(this.#model, this.#text.metrics.columns);
    this.#findMemos(this.#model);
    this.#text.redraw(dirty);
    if (this.hasKeyboard) this.#caret.restore();
  }

  /** Marks the segment that is selected. */
  mark(selected: CodingSegment | null): void {
    this.#selected = selected;
    this.#drawAround();
  }

  /** Marks the words that a suggestion rests on, and where it would stand if it were accepted so; null: none. */
  markSuggestion(quote: Stretch | null, draft: Stretch | null): void {
    const before = this.#suggested;
    if (!quote && !draft && !before.quote && !before.draft) return;
    this.#suggested = { quote, draft };
    this.#drawSuggested();
  }

  /** Marks what a search has found, in order; the place that it is at is selected besides. */
  markFound(places: readonly Stretch[], current: Stretch | null): void {
    this.#found = { places, current };
    this.#drawFound();
  }

  /** First offset in view. */
  get top(): number {
    return this.#text.top;
  }

  get stretch(): Stretch {
    return stretchOf(this.#caret.caret);
  }

  reveal(offset: number): void {
    this.#text.reveal(offset);
  }

  /** Takes over what was selected by pointer or keys since the browser last told. */
  heedSelection(): void {
    this.#caret.heed();
  }

  select(caret: Caret): void {
    this.#caret.set(caret, this.hasKeyboard);
  }

  /** Selects a stretch, in view and with the keyboard. */
  go({ start, end }: Stretch): void {
    this.#text.reveal(start);
    this.#caret.set({ anchor: start, focus: end }, this.hasKeyboard);
    this.focus();
  }

  focus(): void {
    this.#page.focus({ preventScroll: true });
    this.#caret.restore();
  }

  focusBar(segment: CodingSegment): void {
    this.#margin.focus(segment);
  }

  /** The turn around the caret; where it is taken already, the next one. */
  takeTurn(): void {
    const { blocks } = this.#model ?? { blocks: [] };
    const { caret } = this.#caret;
    const turn = turnWords(blocks, caret.focus);
    if (!turn) return;
    const { start, end } = this.stretch;
    const next =
      turn.start === start && turn.end === end
        ? blocks.slice(blockAt(blocks, end) + 1).find((block) => block.opens && block.end > block.start)
        : undefined;
    this.go((next && turnWords(blocks, next.start)) ?? turn);
  }

  /** The turn around the caret; where it is taken already, everything. */
  selectAll(): void {
    const { blocks } = this.#model ?? { blocks: [] };
    const { anchor, focus } = this.#caret.caret;
    // Selected up to the next turn's words, as by a triple click, it is still this turn.
    const spoken = anchor < focus ? spokenStretch(blocks, this.stretch) : null;
    const turn = turnWords(blocks, Math.min(focus, spoken?.end ?? focus));
    if (!turn) return;
    const { start, end } = this.stretch;
    const all = { anchor: blocks[0]?.start ?? 0, focus: blocks.at(-1)?.end ?? 0 };
    this.select(start <= turn.start && end >= turn.end ? all : { anchor: turn.start, focus: turn.end });
  }

  travel(to: 'start' | 'end', extend: boolean): void {
    const { blocks } = this.#model ?? { blocks: [] };
    const focus = (to === 'start' ? blocks[0]?.start : blocks.at(-1)?.end) ?? 0;
    this.select({ anchor: extend ? this.#caret.caret.anchor : focus, focus });
    this.#text.reveal(focus);
  }

  /** Before the browser moves the caret: what lies around it must be on the page. */
  prepareMove(): void {
    const { focus } = this.#caret.caret;
    const isThere = this.#text.isInWindow(focus);
    if (!isThere) this.#text.reveal(focus);
    this.#text.lookAhead();
    if (!isThere) this.#caret.restore();
  }

  /** Where a list about the stretch belongs on the screen. */
  rectOf(stretch: Stretch): DOMRect | null {
    return this.#text.rectAt(stretch.start) ?? this.#text.rectAt(stretch.end);
  }

  get text(): string {
    return this.#model?.text ?? '';
  }

  contentOf(block: Block): BlockContent {
    const turn = this.#model?.turns[block.turn];
    return {
      speaker: turn?.speaker ?? '',
      time: formatTime(turn?.startMs ?? null),
      voice: (turn && this.#voices.get(turn.speaker)) ?? null,
      segments: this.#model?.shown.touching(block) ?? [],
    };
  }

  paintOf({ code }: CodingSegment) {
    return this.#model?.paintOf(code) ?? { colour: '#808080', pattern: 'solid' };
  }

  isSuggestion(segment: CodingSegment): boolean {
    return this.#model?.isSuggestion(segment) ?? false;
  }

  spoken(segments: readonly CodingSegment[], edge: 'start' | 'end'): string {
    const nameOf = (segment: CodingSegment) =>
      `${this.isSuggestion(segment) ? 'suggested ' : ''}${this.#model?.codeName(segment.code) ?? ''}`;
    return `${edge} ${segments.map(nameOf).join(', ')}`;
  }

  get hasKeyboard(): boolean {
    return document.activeElement === this.#page;
  }

  #findMemos(model: CodingModel): void {
    const targets = [...model.memos.values()].map(({ target }) => (target.kind === 'segment' ? target.segment : ''));
    this.#withMemo = new Set(targets);
  }

  #drawAround(): void {
    const model = this.#model;
    if (!model) return;
    const { columns } = this.#text.metrics;
    if (columns !== this.#columns) {
      this.#columns = columns;
      this.#plan.update(model, columns);
    }
    const selected = this.#selected;
    this.#margin.draw({
      view: this.#text,
      model,
      plan: this.#plan,
      selected: selected?.id ?? null,
      withMemo: this.#withMemo,
    });
    highlight('selected', selected ? this.#text.rangesOf(selected) : []);
    this.#drawPending();
    this.#drawSuggested();
    this.#drawFound();
    this.#handles.draw(selected && model.isMine(selected) && model.readOnly === null ? selected : null);
  }

  /** The words stay marked while the keyboard is elsewhere: in the list of codes, in a memo. */
  #drawPending(): void {
    const { stretch } = this;
    const isShown = !this.hasKeyboard && stretch.start < stretch.end;
    highlight('pending', isShown ? this.#text.rangesOf(stretch) : []);
  }

  #drawSuggested(): void {
    const { quote, draft } = this.#suggested;
    highlight('quoted', quote ? this.#text.rangesOf(quote) : []);
    highlight('draft', draft ? this.#text.rangesOf(draft) : []);
  }

  /** Only what is near the screen: a letter may be found thousands of times. */
  #drawFound(): void {
    const { places, current } = this.#found;
    const [from, to] = [this.#text.visible[0]?.block.start ?? 0, this.#text.visible.at(-1)?.block.end ?? 0];
    const near = places.filter((place) => place !== current && place.end > from && place.start < to);
    highlight(
      'found',
      near.flatMap((place) => this.#text.rangesOf(place)),
    );
  }

  #hover(segments: readonly CodingSegment[]): void {
    this.#margin.hover(new Set(segments.map(({ id }) => id)));
    const innermost = segments.at(-1);
    highlight('hovered', innermost ? this.#text.rangesOf(innermost) : []);
  }
}
