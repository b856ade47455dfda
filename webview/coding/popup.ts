/** Space kept free around a popup, in CSS pixels. */
const gap = 8;

const watched = new WeakSet<HTMLElement>();

/**
 * Puts a floating element below a line of the screen, or above it where there is more room; it never covers the line
 * itself where there is any room beside it.
 *
 * @param lineOf asked again when the element has grown out of the window: what it holds comes a moment after it. One that
 *   has become shorter stays where it is, or its field would move while one types
 */
export function placePopup(popup: HTMLElement, lineOf: () => DOMRect | null | undefined): void {
  place(popup, lineOf());
  if (watched.has(popup)) return;
  watched.add(popup);
  new ResizeObserver((_, observer) => {
    if (!popup.isConnected) observer.disconnect();
    else if (popup.getBoundingClientRect().bottom > innerHeight) place(popup, lineOf());
  }).observe(popup);
}

function place(popup: HTMLElement, line: DOMRect | null | undefined): void {
  const { offsetWidth: width, offsetHeight: height } = popup;
  const at = line ?? new DOMRect(gap, 60, 0, 0);
  const below = at.bottom + gap;
  const above = at.top - gap - height;
  const top = below + height <= innerHeight || above < gap ? Math.min(below, innerHeight - height - gap) : above;
  popup.style.left = `${Math.max(gap, Math.min(at.left, innerWidth - width - gap))}px`;
  popup.style.top = `${Math.max(gap, top)}px`;
}
