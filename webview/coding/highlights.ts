/** Marks laid over the words without touching them, by the CSS Custom Highlight API; styled in textStyles. */
export type Mark = 'selected' | 'hovered' | 'pending' | 'quoted' | 'draft';

export function highlight(mark: Mark, ranges: readonly Range[]): void {
  // Browsers that lack it show the selected bar in the margin alone.
  if (!('highlights' in CSS)) return;
  if (ranges.length === 0) CSS.highlights.delete(`coding-${mark}`);
  else CSS.highlights.set(`coding-${mark}`, new Highlight(...ranges));
}
