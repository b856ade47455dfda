import type { PartSurprisal } from '../../src/core/surprisal/summary';

/** A stretch of tokens that is on screen at once, half-open. */
export interface Page {
  readonly from: number;
  readonly to: number;
}

/** A page ends with a turn once it has so many tokens. */
const enough = 500;
/** And in mid-turn at so many: a page is drawn at once. */
const most = 1000;

/** Cuts a text into pages, at the edges of its parts where they allow it: each token is on one page. */
export function pagesOf(count: number, parts: readonly Pick<PartSurprisal, 'from' | 'to'>[]): Page[] {
  const pages: Page[] = [];
  let from = 0;
  const close = (to: number): void => {
    if (to > from) pages.push({ from, to });
    from = to;
  };
  for (const part of parts) {
    if (part.from - from >= enough) close(part.from);
    while (part.to - from > most) close(from + most);
  }
  while (count - from > most) close(from + most);
  close(count);
  return pages;
}

/** Index of the page that holds a token; the first or last one for a token outside. */
export function pageOf(pages: readonly Page[], token: number): number {
  const found = pages.findIndex(({ to }) => token < to);
  return found < 0 ? Math.max(0, pages.length - 1) : found;
}
