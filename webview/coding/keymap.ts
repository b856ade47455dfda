/** What a key press stands for in the text. */
export type KeyCommand =
  /** A pinned code by its digit. */
  | { readonly do: 'pin'; readonly pin: number }
  /** A code by its id, chosen outside the page. */
  | { readonly do: 'code'; readonly code: string }
  /** The picker, with what was typed: the code that has this key as its shortcut comes first. */
  | { readonly do: 'type'; readonly text: string }
  | { readonly do: 'edge'; readonly which: 'start' | 'end'; readonly by: 1 | -1; readonly unit: 'word' | 'character' }
  /** To the ends of the text: the page holds only a part of it. */
  | { readonly do: 'travel'; readonly to: 'start' | 'end'; readonly extend: boolean }
  /** The caret moves by itself, as in any text; the place that it leaves must be on the page. */
  | { readonly do: 'move' }
  | {
      readonly do:
        | 'pick'
        | 'takeTurn'
        | 'open'
        | 'repeat'
        | 'delete'
        | 'next'
        | 'previous'
        | 'memo'
        | 'selectAll'
        | 'help'
        | 'escape';
    };

export type KeyPress = Pick<
  KeyboardEvent,
  'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey' | 'isComposing'
>;

const moves = new Set(['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End', 'PageUp', 'PageDown']);

/**
 * @param mac whether Cmd takes the place of Ctrl
 * @param singleKeys whether a digit or `.` alone applies a code (WCAG 2.2, 2.1.4); else they only start a search
 * @returns null for a key that is not the text's, such as undo, which VS Code handles
 */
export function commandFor(
  press: KeyPress,
  { mac, singleKeys }: { mac: boolean; singleKeys: boolean },
): KeyCommand | null {
  const { key, code, altKey: alt, shiftKey: shift } = press;
  const mod = mac ? press.metaKey : press.ctrlKey;
  if (press.isComposing || key === 'Dead') return null;
  if (key === 'F7') return { do: shift ? 'previous' : 'next' };
  if (key === 'F2') return { do: 'pick' };
  if (alt && shift && key.startsWith('Arrow')) {
    const unit = press.ctrlKey ? 'character' : 'word';
    const which = key === 'ArrowLeft' || key === 'ArrowRight' ? 'end' : 'start';
    return { do: 'edge', which, by: key === 'ArrowRight' || key === 'ArrowDown' ? 1 : -1, unit };
  }
  if (alt && !mod && (key === 'ArrowDown' || key === 'ArrowUp'))
    return { do: key === 'ArrowDown' ? 'next' : 'previous' };
  if (alt && !mod && code === 'KeyM') return { do: 'memo' };
  if (mod) {
    if (key === 'Enter') return { do: 'pick' };
    if (key === '.') return { do: 'repeat' };
    if (key.toLowerCase() === 'a' && !shift) return { do: 'selectAll' };
    if (key === (mac ? 'ArrowUp' : 'Home')) return { do: 'travel', to: 'start', extend: shift };
    if (key === (mac ? 'ArrowDown' : 'End')) return { do: 'travel', to: 'end', extend: shift };
  }
  if (moves.has(key)) return { do: 'move' };
  if (mod || press.metaKey || press.ctrlKey || alt) return null;
  switch (key) {
    case 'Enter':
      return { do: shift ? 'takeTurn' : 'open' };
    case 'Delete':
    case 'Backspace':
      return { do: 'delete' };
    case 'Escape':
      return { do: 'escape' };
    case '?':
      return { do: 'help' };
    default:
      return character(key, singleKeys);
  }
}

/** Whether a command counts where the key was pressed: in the text, and what acts on the selected segment on the bars. */
export function reaches(command: KeyCommand, target: EventTarget | null): boolean {
  const isIn = (part: string) => target instanceof Element && target.closest(part) !== null;
  // The bars have their own arrows. Fields are for typing.
  const onBars = ['next', 'previous', 'delete', 'memo', 'edge', 'help'].includes(command.do);
  return isIn('.page') || (onBars && isIn('.margin'));
}

function character(key: string, singleKeys: boolean): KeyCommand | null {
  if (key === '.') return singleKeys ? { do: 'repeat' } : null;
  if (/^[1-9]$/.test(key) && singleKeys) return { do: 'pin', pin: Number(key) };
  return /^[\p{L}\p{N}]$/u.test(key) ? { do: 'type', text: key } : null;
}

/**
 * Leaves to the browser what it does itself, moving the caret, and to VS Code its undo, redo and save, which it hears
 * from here. It would answer Select All by one of its own, which knows only what is on the page.
 */
export function keepToPage(event: KeyboardEvent, command: KeyCommand): void {
  if (command.do !== 'move') event.preventDefault();
  if (command.do === 'selectAll') event.stopPropagation();
}
