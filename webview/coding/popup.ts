/** Space kept free around a popup, in CSS pixels. */
const gap = 8;

/** Puts a floating element below a line of the screen, or above it where there is more room; it never covers the line itself. */
export function placePopup(popup: HTMLElement, line: DOMRect | null): void {
  const { offsetWidth: width, offsetHeight: height } = popup;
  const at = line ?? new DOMRect(gap, 60, 0, 0);
  const below = at.bottom + gap;
  const above = at.top - gap - height;
  const top = below + height <= innerHeight || above < gap ? Math.min(below, innerHeight - height - gap) : above;
  popup.style.left = `${Math.max(gap, Math.min(at.left, innerWidth - width - gap))}px`;
  popup.style.top = `${Math.max(gap, top)}px`;
}
