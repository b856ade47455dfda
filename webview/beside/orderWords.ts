import type { ComparedWord } from '../../src/core/beside/nextWords';
import type { BesideViewState } from '../../src/protocol/beside';

/** Largest first; a word that one of them does not have comes after those that can be compared. */
export function orderWords(words: readonly ComparedWord[], order: BesideViewState['order']): ComparedWord[] {
  const key = ({ left, right }: ComparedWord): number => {
    if (order === 'difference') return left === null || right === null ? -1 : Math.abs(right - left);
    return (order === 'left' ? left : right) ?? -1;
  };
  return [...words].sort((a, b) => key(b) - key(a));
}
