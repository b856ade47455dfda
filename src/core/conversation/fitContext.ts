/** One turn as a model is given it. */
export interface SaidTurn {
  readonly role: 'user' | 'assistant';
  readonly content: string;
}

/**
 * The rule of what is left out of a full context window: the system prompt and the newest turn of the person are always
 * kept, room for the answer is kept free, and of the rest the oldest turns are left out whole. An answer whose question
 * is gone goes with it, so that what is read begins with the person.
 *
 * @param fits whether the turns from this index on fit; once true it stays true for later ones. Asked O(log n) times.
 * @returns how many of the oldest turns are left out; where nothing fits, all that may be
 */
export function oldestLeftOut(turns: readonly Pick<SaidTurn, 'role'>[], fits: (start: number) => boolean): number {
  const starts = turns.flatMap(({ role }, at) => (role === 'user' ? [at] : []));
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (fits(starts[middle]!)) high = middle;
    else low = middle + 1;
  }
  return starts[low] ?? 0;
}
