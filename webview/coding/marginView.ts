import type { CodingMemo, CodingSegment } from '../../src/protocol/coding';
import { placeLabels, type LabelPlace } from './labelRows';
import type { LanePlan } from './lanePlan';
import type { CodingModel } from './model';
import { softened } from './patterns';
import type { TextView } from './textView';

export interface MarginEvents {
  /** A bar or label was chosen. */
  choose(segment: CodingSegment, byKeyboard: boolean): void;
  hover(segment: CodingSegment | null): void;
  openMemo(memo: CodingMemo): void;
  /** A key on a bar, before the margin's own arrows. */
  step(segment: CodingSegment, by: 1 | -1): void;
  leave(): void;
}

export interface MarginState {
  readonly view: TextView;
  readonly model: CodingModel;
  readonly plan: LanePlan;
  readonly selected: string | null;
  /** Ids of segments that carry a memo. */
  readonly withMemo: ReadonlySet<string>;
}

/** One element is the bar and carries its label. */
interface Mark {
  readonly element: HTMLElement;
  readonly label: HTMLElement;
  segment: CodingSegment;
  /** What was written last, so that only what differs is written again. */
  look: string;
  barPlace: Place;
  labelPlace: Place;
}

/** Where a mark stands in the margin, in CSS pixels. */
interface Place {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Room for the marks of memos, left of the bars, in CSS pixels. */
const memoLane = 20;
const widestLane = 11;
const narrowestLane = 6;
const narrowestLabel = 92;
/** Below, a name would be cut to initials: the bars stand alone. */
const shortestLabel = 76;

/** The bars beside the words, with the codes' names: each as high as its segment, side by side where segments meet. */
export class MarginView {
  readonly #marks = new Map<string, Mark>();
  readonly #list = document.createElement('div');
  readonly #memos = document.createElement('div');
  #state: MarginState | null = null;
  /** Of the margin, in CSS pixels; kept, since reading it in the middle of drawing costs a layout. */
  #width = 0;

  constructor(
    private readonly root: HTMLElement,
    private readonly events: MarginEvents,
  ) {
    this.#list.className = 'marks';
    this.#list.role = 'listbox';
    this.#list.ariaLabel = 'Coded segments near here';
    this.#memos.className = 'memoMarks';
    root.append(this.#memos, this.#list);
    new ResizeObserver(([entry]) => {
      this.#width = entry?.contentRect.width ?? 0;
      if (this.#state) this.draw(this.#state);
    }).observe(root);
    this.#list.addEventListener('pointerover', this.#onPointer);
    this.#list.addEventListener('pointerleave', () => events.hover(null));
    this.#list.addEventListener('click', this.#onClick);
    this.#list.addEventListener('keydown', this.#onKey);
  }

  draw(state: MarginState): void {
    this.#state = state;
    const width = this.#width - memoLane;
    // Bars may take half of the margin, and less where the names would be cut to initials.
    const forBars = Math.min(width / 2, width - narrowestLabel - 10);
    const lane = Math.max(narrowestLane, Math.min(widestLane, forBars / Math.max(1, state.plan.count)));
    const labelsLeft = memoLane + lane * state.plan.count + 6;
    const labelWidth = this.#width - labelsLeft - 4;
    const labels = labelWidth >= shortestLabel ? this.#placeLabels(state, labelWidth) : new Map<never, never>();
    this.root.style.top = `${state.view.origin}px`;
    const runs = state.view.runs();
    this.#removeAllBut(new Set([...runs.keys()].map(({ id }) => id)));
    let previous: Element | null = null;
    for (const [segment, run] of [...runs].sort(([a], [b]) => a.start - b.start || b.end - a.end)) {
      const mark = this.#mark(segment);
      const left = memoLane + lane * state.plan.laneOf(segment);
      const label = labels.get(segment);
      const column = label ? labelWidth / label.place.columns : 0;
      this.#fill(mark, segment, state);
      this.#place(
        mark,
        { left, top: run.top, width: lane - 2, height: run.bottom - run.top },
        label && {
          left: labelsLeft + column * label.place.column,
          top: label.top,
          width: column - 4,
          height: state.view.metrics.lineHeight,
        },
      );
      // A place in the list that is already right is left alone: moving an element takes its focus.
      if (previous ? previous.nextElementSibling !== mark.element : this.#list.firstElementChild !== mark.element) {
        if (previous) previous.after(mark.element);
        else this.#list.prepend(mark.element);
      }
      previous = mark.element;
    }
    this.#setTabStop(state.selected);
    this.#drawMemos(state);
  }

  /** Before marks are placed: one that goes must not stand between two that stay, which would be moved then. */
  #removeAllBut(ids: ReadonlySet<string>): void {
    for (const [id, { element }] of this.#marks) {
      if (ids.has(id)) continue;
      element.remove();
      this.#marks.delete(id);
    }
  }

  /** @returns whether the segment's bar is on the page and has the keyboard now */
  focus(segment: CodingSegment): boolean {
    const mark = this.#marks.get(segment.id);
    mark?.element.focus({ preventScroll: true });
    return mark !== undefined;
  }

  hover(ids: ReadonlySet<string>): void {
    for (const [id, { element }] of this.#marks) element.classList.toggle('hovered', ids.has(id));
  }

  #placeLabels({ view }: MarginState, width: number): Map<CodingSegment, { place: LabelPlace; top: number }> {
    const { lineHeight } = view.metrics;
    const placed = new Map<CodingSegment, { place: LabelPlace; top: number }>();
    for (const { block, runs, top, height } of view.visible) {
      const own = [...runs].filter(([segment]) => segment.start >= block.start);
      if (own.length === 0) continue;
      own.sort(([a, runA], [b, runB]) => runA.top - runB.top || a.start - b.start || b.end - a.end);
      const rows = Math.floor((height + 4) / lineHeight);
      const wanted = own.map(([, run]) => Math.max(0, Math.floor(run.top / lineHeight)));
      const capacity = Math.max(1, Math.floor(width / narrowestLabel));
      placeLabels(wanted, rows, capacity).forEach((place, i) => {
        const [segment] = own[i]!;
        const offset = Math.min(...own.map(([, run]) => run.top)) % lineHeight;
        if (place) placed.set(segment, { place, top: top + offset + place.row * lineHeight });
      });
    }
    return placed;
  }

  #mark(segment: CodingSegment): Mark {
    const known = this.#marks.get(segment.id);
    if (known) return known;
    const element = document.createElement('div');
    element.role = 'option';
    element.tabIndex = -1;
    const label = document.createElement('div');
    element.append(label);
    const mark = { element, label, segment, look: '', barPlace: nowhere, labelPlace: nowhere };
    this.#marks.set(segment.id, mark);
    owners.set(element, mark);
    return mark;
  }

  #fill(mark: Mark, segment: CodingSegment, { model, withMemo, selected }: MarginState): void {
    const { colour, pattern } = model.paintOf(segment.code);
    const name = model.codeName(segment.code);
    const several = model.coders.length > 1;
    const who = several ? (model.initials.get(segment.coder) ?? '') : '';
    const isSelected = segment.id === selected;
    const hasMemo = withMemo.has(segment.id);
    const isSuggested = model.isSuggestion(segment);
    const isMoved = segment.state === 'moved';
    const look = [colour, pattern, name, who, isSelected, hasMemo, isMoved, isSuggested].join('|');
    if (mark.look === look && mark.segment === segment) return;
    mark.look = look;
    mark.segment = segment;
    const { element, label } = mark;
    const kind = isSuggested ? 'suggested' : `pattern-${pattern}`;
    element.className = `mark bar ${kind}${isMoved ? ' moved' : ''}${isSelected ? ' selected' : ''}`;
    element.ariaSelected = String(isSelected);
    const by = model.coder(segment.coder)?.name ?? 'unknown coder';
    const coder = isSuggested ? `, suggestion by ${by} (a model)` : several ? `, ${by}` : '';
    const state = isMoved ? ', moved: please review' : '';
    element.ariaLabel = `${name}${coder}${state}${hasMemo ? ', with memo' : ''}: ${model.quote(segment, 80)}`;
    element.title = `${name}${coder}${state}`;
    element.style.setProperty('--paint', softened(colour));
    label.className = isSuggested ? 'label suggestedLabel' : 'label';
    // Initials are generated content: the name for people who listen has the coder in full.
    label.replaceChildren(
      ...(isSuggested ? [part('codicon codicon-lightbulb')] : []),
      ...(who === '' ? [] : [part('initials', '', who)]),
      part('name', name),
      ...(hasMemo ? [part('codicon codicon-note')] : []),
      ...(isMoved ? [part('codicon codicon-warning')] : []),
    );
  }

  /** Both places are told from the margin's corner. */
  #place(mark: Mark, bar: Place, label: Place | undefined): void {
    const { element } = mark;
    const border = element.classList.contains('suggested') ? 2 : 1;
    mark.barPlace = move(element, mark.barPlace, bar);
    if (mark.label.hidden === (label !== undefined)) mark.label.hidden = !label;
    if (!label) return;
    const [left, top] = [label.left - bar.left - border, label.top - bar.top - border];
    mark.labelPlace = move(mark.label, mark.labelPlace, { ...label, left, top });
  }

  /** One bar is reached by Tab: the selected one, or the first. */
  #setTabStop(selected: string | null): void {
    const stop = (selected === null ? undefined : this.#marks.get(selected)?.element) ?? this.#list.firstElementChild;
    for (const { element } of this.#marks.values()) {
      const index = element === stop ? 0 : -1;
      if (element.tabIndex !== index) element.tabIndex = index;
    }
  }

  #drawMemos({ model, view }: MarginState): void {
    if (model.memos.size === 0 && this.#memos.childElementCount === 0) return;
    const { visible } = view;
    const [first, last] = [visible[0], visible.at(-1)];
    const { top } = view.page.getBoundingClientRect();
    const buttons: HTMLElement[] = [];
    for (const memo of first && last ? model.memos.values() : []) {
      const { target } = memo;
      if (target.kind !== 'stretch' || target.start < first!.block.start || target.start > last!.block.end) continue;
      const rect = view.rectAt(target.start);
      if (!rect) continue;
      const button = document.createElement('button');
      button.type = 'button';
      const isGone = target.gone !== undefined;
      button.className = `memoMark codicon codicon-${isGone ? 'warning' : 'note'}`;
      button.ariaLabel = `Memo${isGone ? ' whose words are gone' : ''}: ${memo.text.slice(0, 80)}`;
      button.title = isGone ? `Its words are gone: ${memo.text}` : memo.text;
      button.style.top = `${Math.round(rect.top - top)}px`;
      button.style.width = `${memoLane}px`;
      button.addEventListener('click', () => this.events.openMemo(memo));
      buttons.push(button);
    }
    this.#memos.replaceChildren(...buttons);
  }

  readonly #onPointer = (event: PointerEvent): void => this.events.hover(ownerOf(event)?.segment ?? null);

  readonly #onClick = (event: MouseEvent): void => {
    const mark = ownerOf(event);
    if (mark) this.events.choose(mark.segment, false);
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    const mark = ownerOf(event);
    if (!mark || !this.#state) return;
    const { events } = this;
    const acts: Readonly<Record<string, () => void>> = {
      ArrowDown: () => events.step(mark.segment, 1),
      ArrowUp: () => events.step(mark.segment, -1),
      Enter: () => events.choose(mark.segment, true),
      ' ': () => events.choose(mark.segment, true),
      Escape: () => events.leave(),
    };
    const act = event.altKey || event.ctrlKey || event.metaKey ? undefined : acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };
}

const owners = new WeakMap<Element, Mark>();

function ownerOf({ target }: Event): Mark | undefined {
  const mark = target instanceof Element ? target.closest('.mark') : null;
  return mark ? owners.get(mark) : undefined;
}

const nowhere: Place = { left: NaN, top: NaN, width: NaN, height: NaN };

/** Writes how an element stands, as far as it stands otherwise. */
function move({ style }: HTMLElement, from: Place, to: Place): Place {
  for (const side of ['left', 'top', 'width', 'height'] as const) {
    if (from[side] !== to[side]) style[side] = `${to[side]}px`;
  }
  return to;
}

function part(className: string, text = '', initials = ''): HTMLElement {
  const span = document.createElement('span');
  span.className = className;
  span.textContent = text;
  if (initials !== '') span.dataset['initials'] = initials;
  return span;
}
