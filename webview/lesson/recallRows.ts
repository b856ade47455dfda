import type { Recall } from '../../src/protocol/lesson';

export interface RecallRow {
  readonly count: number;
  readonly sentences: number;
  readonly exact: number;
  readonly meanBits: number;
}

/** By how often a sentence stood in the training text, controls first. */
export function recallRows(recalls: readonly Recall[]): RecallRow[] {
  const counts = [...new Set(recalls.map(({ count }) => count))].sort((a, b) => a - b);
  return counts.map((count) => {
    const own = recalls.filter((recall) => recall.count === count);
    return {
      count,
      sentences: own.length,
      exact: own.filter(({ exact }) => exact).length,
      meanBits: own.reduce((sum, { bits }) => sum + bits, 0) / own.length,
    };
  });
}
