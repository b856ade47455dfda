// What a person sees at the moment, among much that could be seen.

/**
 * Places [from, end) of the elements that are in view. Asks the browser for few of them; the page is laid out for it.
 * @param elements as they stand, from top to bottom
 */
export function rangeInView(elements: readonly Element[]): { readonly from: number; readonly end: number } {
  const from = countWhile(elements, (element) => element.getBoundingClientRect().bottom <= 0);
  const end = countWhile(elements, (element) => element.getBoundingClientRect().top < window.innerHeight);
  return { from, end: Math.max(from, end) };
}

/** How many of `items` hold to `test`, which the first ones do and the rest do not. */
function countWhile<T>(items: readonly T[], test: (item: T) => boolean): number {
  let [from, to] = [0, items.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (test(items[middle]!)) from = middle + 1;
    else to = middle;
  }
  return from;
}
