/** How often each message stands in a list, in the order of their first; of no more than `most` messages. */
export function countMessages(
  errors: readonly { readonly message: string }[],
  most: number,
): { readonly message: string; readonly count: number }[] {
  const counts = new Map<string, number>();
  for (const { message } of errors) counts.set(message, (counts.get(message) ?? 0) + 1);
  return [...counts].slice(0, most).map(([message, count]) => ({ message, count }));
}
