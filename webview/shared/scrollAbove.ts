const watched = new WeakSet<HTMLElement>();

/** Brings what the keyboard reaches out from under a foot that stays in sight: the browser takes it for visible. */
export function scrollAbove(foot: HTMLElement | null): void {
  if (!foot || watched.has(foot)) return;
  watched.add(foot);
  // The document does not hear of steps within a shadow root.
  foot.getRootNode().addEventListener('focusin', (event) => {
    const [reached] = event.composedPath();
    if (!(reached instanceof HTMLElement) || !foot.isConnected || foot.contains(reached)) return;
    // Not under the mouse, which is about to let go of its button.
    if (!reached.matches(':focus-visible')) return;
    // With what appears on the way.
    requestAnimationFrame(() => {
      const { top, bottom } = reached.getBoundingClientRect();
      const under = bottom + 8 - foot.getBoundingClientRect().top;
      if (under > 0) scrollBy({ top: Math.min(under, top) });
    });
  });
}
