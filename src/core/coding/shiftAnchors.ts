/** A stretch replaced by a text; offsets in UTF-16 units. */
export interface TextChange {
  readonly offset: number;
  readonly length: number;
  readonly text: string;
}

/** A stretch [start, end) that follows its words while the text is edited, in UTF-16 units. */
export interface LiveAnchor {
  readonly start: number;
  readonly end: number;
  /** The last words were just taken out or replaced: what is typed there next takes their place. */
  readonly openEnd: boolean;
}

/**
 * Moves a stretch along with an edit. Untouched words stay in it, an edit inside makes it longer or shorter; what is
 * typed at its edges or over them stays outside.
 *
 * @returns the same object when nothing moves it; null when all its words are deleted
 */
function shiftAnchor(anchor: LiveAnchor, { offset: from, length, text }: TextChange): LiveAnchor | null {
  const { start, end, openEnd } = anchor;
  const to = from + length;
  const delta = text.length - length;
  if (from >= end) {
    if (openEnd && from === end && length === 0) return { start, end: end + delta, openEnd };
    return openEnd ? { start, end, openEnd: false } : anchor;
  }
  if (to <= start) {
    return delta === 0 && !openEnd ? anchor : { start: start + delta, end: end + delta, openEnd: false };
  }
  if (from <= start && to >= end) {
    const isReplaced = from === start && to === end && text.trim() !== '';
    return isReplaced ? { start, end: end + delta, openEnd: true } : null;
  }
  if (from >= start && to <= end) return { start, end: end + delta, openEnd: to === end };
  return from < start
    ? { start: from + text.length, end: end + delta, openEnd: false }
    : { start, end: from, openEnd: false };
}

/**
 * Moves many stretches along with many edits.
 *
 * @param changes one after another: each counts in the text that those before it have made
 * @returns in the order of `anchors`; null stays null
 */
export function shiftAnchors(
  anchors: readonly (LiveAnchor | null)[],
  changes: readonly TextChange[],
): (LiveAnchor | null)[] {
  return anchors.map((anchor) => changes.reduce((at, change) => at && shiftAnchor(at, change), anchor));
}

/** The text after some edits, one after another. @throws RangeError when one reaches outside the text */
export function applyChanges(text: string, changes: readonly TextChange[]): string {
  return changes.reduce((before, change) => {
    const end = change.offset + change.length;
    if (change.offset < 0 || end > before.length) throw new RangeError('An edit reaches outside the text.');
    return before.slice(0, change.offset) + change.text + before.slice(end);
  }, text);
}
