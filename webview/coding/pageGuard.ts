export interface PageEvents {
  focus(): void;
  /** What Copy puts on the clipboard. */
  copy(): string;
  /** An input method has written into the page, which cannot be prevented. */
  composed(text: string): void;
}

/**
 * Makes an editable element one to read: the caret, selection and their keys are the browser's and the screen reader's
 * own, but nothing changes the words.
 */
export function guardPage(page: HTMLElement, events: PageEvents): void {
  const prevent = (event: Event) => event.preventDefault();
  for (const type of ['beforeinput', 'paste', 'cut', 'drop', 'dragstart']) page.addEventListener(type, prevent);
  page.addEventListener('mousedown', ({ button, shiftKey, detail }) => {
    // Inside a selection the browser would begin to drag its words, where a person means to select others.
    if (button === 0 && !shiftKey && detail === 1) document.getSelection()?.removeAllRanges();
  });
  // The focus may come long after the click: until then what was clicked must not be taken back.
  let byPointer = false;
  page.addEventListener('pointerdown', () => (byPointer = true));
  page.addEventListener('blur', () => (byPointer = false));
  page.addEventListener('focus', () => {
    if (!byPointer) events.focus();
    byPointer = false;
  });
  page.addEventListener('copy', (event) => {
    const words = events.copy();
    if (words === '' || !event.clipboardData) return;
    event.clipboardData.setData('text/plain', words);
    event.preventDefault();
  });
  page.addEventListener('compositionend', ({ data }) => events.composed(data));
}
