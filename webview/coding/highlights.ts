/** Marks laid over the words without touching them, by the CSS Custom Highlight API; styled in textStyles. */
export type Mark = 'selected' | 'hovered' | 'pending' | 'quoted' | 'draft' | 'found';

export function highlight(mark: Mark, ranges: readonly Range[]): void {
  // Browsers that lack it show the selected bar in the margin alone.
  if (!('highlights' in CSS)) return;
  const name = `coding-${mark}`;
  if (ranges.length > 0) CSS.highlights.set(name, new Highlight(...ranges));
  else if (CSS.highlights.has(name)) CSS.highlights.delete(name);
}
