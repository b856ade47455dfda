import type { Frame } from 'playwright-core';

/** The words selected in the coding editor while something else has the keyboard: they are highlighted, in no order. */
export const highlightedIn = (page: Frame): Promise<string> =>
  page.evaluate(() =>
    [...(CSS.highlights.get('coding-pending') ?? [])]
      .map((range) => range as Range)
      .sort((a, b) => a.compareBoundaryPoints(Range.START_TO_START, b))
      .map(String)
      .join(' '),
  );
