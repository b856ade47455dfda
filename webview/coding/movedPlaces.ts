import { TextShift } from '../../src/core/base/textShift';
import type { CodingViewState } from '../../src/protocol/coding';
import { stretchOf, type Caret } from './caret';
import type { CodingModel } from './model';
import type { Pane } from './panes';
import type { Failure } from './emptyStates';
import type { Picker } from './pickerPopup';

/** What of the page is about places of the text. */
export interface Places {
  /** First offset in view. */
  readonly top: number;
  readonly caret: Caret;
  readonly pane: Pane | null;
  readonly picker: Picker | null;
}

/** What was let go because its words are no longer found. */
export type Lost = 'selection' | 'memo' | null;

/** Where the page was before it was hidden or loaded anew; the transcript may have changed meanwhile. */
export function savedPlaces(
  { top, selection, sha256, suggestions }: CodingViewState,
  model: Pick<CodingModel, 'text' | 'sha256'>,
): Places & { readonly lost: Lost } {
  const at = Math.min(top, model.text.length);
  const { start, end } = (sha256 === model.sha256 ? selection : null) ?? { start: at, end: at };
  const pane = suggestions.open ? ({ kind: 'suggestions' } as const) : null;
  return { top: at, caret: { anchor: start, focus: end }, pane, picker: null, lost: null };
}

/**
 * The same places where the whole has come anew, with another text perhaps: what was selected or is being written about
 * stands on the very same words, or is let go. An act on other words than those that the person saw would be theirs.
 */
export function movePlaces(
  { top, caret, pane, picker }: Places,
  before: Pick<CodingModel, 'text'>,
  now: Pick<CodingModel, 'text' | 'memos' | 'segments' | 'readOnly'>,
): Places & { readonly lost: Lost } {
  const shift = new TextShift(before.text, now.text);
  const { start, end } = stretchOf(caret);
  const words = start < end ? shift.placeOf({ start, end }) : null;
  const at = shift.offsetOf(caret.focus);
  const isBackward = caret.focus < caret.anchor;
  const movedCaret = !words
    ? { anchor: at, focus: at }
    : isBackward
      ? { anchor: words.end, focus: words.start }
      : { anchor: words.start, focus: words.end };
  const movedPane = pane?.kind === 'memo' ? moveMemo(pane, shift, now) : pane;
  const lost = pane && !movedPane ? 'memo' : start < end && !words ? 'selection' : null;
  const movedPicker = picker && now.readOnly === null ? movePicker(picker, shift, now) : null;
  return { top: shift.offsetOf(top), caret: movedCaret, pane: movedPane, picker: movedPicker, lost };
}

function moveMemo(
  pane: Extract<Pane, { kind: 'memo' }>,
  shift: TextShift,
  { memos }: Pick<CodingModel, 'memos'>,
): Pane | null {
  // The host says where a memo stands that it has.
  const target = memos.get(pane.memo)?.target;
  const stretch = target?.kind === 'stretch' ? target : shift.placeOf(pane.stretch);
  return stretch && { ...pane, stretch: { start: stretch.start, end: stretch.end } };
}

function movePicker(picker: Picker, shift: TextShift, { segments }: Pick<CodingModel, 'segments'>): Picker | null {
  if ('recode' in picker.for) {
    const recode = segments.get(picker.for.recode.id);
    return recode ? { ...picker, for: { recode } } : null;
  }
  const stretch = shift.placeOf(picker.for.stretch);
  return stretch && { ...picker, for: { stretch } };
}

/** @param typed what was written into a memo and could not be kept */
export function wordsOfLost(lost: 'selection' | 'memo', typed: string): Failure {
  const what = lost === 'memo' ? 'the words that your memo is on' : 'the words that you had selected';
  const message = `The transcript has changed, and ${what} are no longer found.`;
  const again = lost === 'memo' ? 'Select the words that it belongs to now.' : 'Select the words again.';
  return typed === ''
    ? { message, remedy: again, isNote: true }
    : { message, remedy: `${again} What you wrote: “${typed}”` };
}
