/**
 * VS Code's lists, questions and other editors take the keyboard from the page, and when they close give it back to the
 * page as a whole: whoever works by keys would have to find the way again. It goes back to where it was, unless that is
 * gone, something else has it by then, or a click has come in between.
 *
 * Call it once per page.
 */
export function keepFocus(): void {
  let kept: HTMLElement | SVGElement | null = null;
  document.addEventListener('focusout', (event) => {
    const [from] = event.composedPath();
    const isElement = from instanceof HTMLElement || from instanceof SVGElement;
    if (event.relatedTarget !== null || !isElement) return;
    // Told apart from a click beside it: the page itself has lost the keyboard, which shows only afterwards.
    setTimeout(() => {
      if (!document.hasFocus()) kept = from;
    });
  });
  document.addEventListener('pointerdown', () => (kept = null), { capture: true });
  window.addEventListener('focus', () => {
    const back = kept;
    kept = null;
    setTimeout(() => {
      if (back?.isConnected && document.activeElement === document.body) back.focus({ preventScroll: true });
    });
  });
}
