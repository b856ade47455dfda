import type { Frame } from 'playwright-core';

/** The words selected in the coding editor while something else has the keyboard: they are highlighted. */
export const highlightedIn = (page: Frame): Promise<string> =>
  page.evaluate(() => [...(CSS.highlights.get('coding-pending') ?? [])].map(String).join(' '));
