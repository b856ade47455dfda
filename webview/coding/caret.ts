import type { Stretch } from '../../src/protocol/coding';
import { offsetOf } from './blockView';
import type { TextView } from './textView';

/** Where a selection began and where its moving end is; both the same for a caret. UTF-16. */
export interface Caret {
  readonly anchor: number;
  readonly focus: number;
}

export function stretchOf({ anchor, focus }: Caret): Stretch {
  return { start: Math.min(anchor, focus), end: Math.max(anchor, focus) };
}

/**
 * The browser's own selection, told in offsets of the text. Moving the caret, selecting by mouse and by keyboard, and
 * bidirectional text are the browser's work; its selection is kept alive across the blocks that come and go.
 */
export class CaretKeeper {
  #caret: Caret = { anchor: 0, focus: 0 };

  constructor(
    private readonly view: TextView,
    private readonly onChange: (caret: Caret) => void,
  ) {
    document.addEventListener('selectionchange', this.heed);
  }

  dispose(): void {
    document.removeEventListener('selectionchange', this.heed);
  }

  get caret(): Caret {
    return this.#caret;
  }

  /** Selects in the page what is selected in the text; after blocks were drawn anew, and when the focus comes back. */
  restore(): void {
    const [anchor, focus] = [this.view.pointAt(this.#caret.anchor), this.view.pointAt(this.#caret.focus)];
    const selection = document.getSelection();
    if (!anchor || !focus || !selection) return;
    const same =
      selection.anchorNode === anchor.node &&
      selection.anchorOffset === anchor.offset &&
      selection.focusNode === focus.node &&
      selection.focusOffset === focus.offset;
    if (!same) selection.setBaseAndExtent(anchor.node, anchor.offset, focus.node, focus.offset);
  }

  /** Puts the selection somewhere. @param focused whether the page has the keyboard, and so a visible selection */
  set(caret: Caret, focused: boolean): void {
    this.#caret = caret;
    this.view.pin([caret.anchor, caret.focus]);
    if (focused) this.restore();
    this.onChange(caret);
  }

  /** Takes over what is selected in the page. The browser tells of it late: a key that comes right after a click is first. */
  readonly heed = (): void => {
    const selection = document.getSelection();
    const { anchorNode, focusNode } = selection ?? {};
    if (!selection || !anchorNode || !focusNode || !this.view.page.contains(anchorNode)) return;
    // Without the keyboard the page's selection changes only because blocks were drawn anew.
    if (document.activeElement !== this.view.page) return;
    const anchor = offsetOf(anchorNode, selection.anchorOffset);
    const focus = offsetOf(focusNode, selection.focusOffset);
    if (anchor === null || focus === null) return;
    if (anchor === this.#caret.anchor && focus === this.#caret.focus) return;
    const all = this.#selectedAll({ anchor, focus });
    if (all) return this.set({ anchor: all.start, focus: all.end }, true);
    this.#caret = { anchor, focus };
    this.view.pin([anchor, focus]);
    this.onChange(this.#caret);
  };

  /** Everything, where everything that is on the page is selected and there is more: Select All of VS Code's menu does that. */
  #selectedAll(caret: Caret): Stretch | null {
    const extent = this.view.extent;
    const { start, end } = stretchOf(caret);
    if (!extent || start > extent.onPage.start || end < extent.onPage.end) return null;
    const { whole } = extent;
    return start > whole.start || end < whole.end ? whole : null;
  }
}
