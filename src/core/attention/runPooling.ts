// What the runtime is asked to add up of the attention weights that it computes in one run, so that they need not be copied
// out: `planHeadSums` makes a model answer it, and `HeadSummary` reads the answers.
import type { Repeats } from './repeats';

/** The tokens of one run of a decoder, whose queries see every key up to themselves. */
export interface Run {
  /** The queries are the tokens [start, end), the keys those before `end`. */
  readonly start: number;
  readonly end: number;
  /** Tokens on a side of a cell. */
  readonly span: number;
}

export interface RunPooling extends Run {
  /** The first row of cells that has a query of the run, and how many have. */
  readonly firstRow: number;
  readonly rows: number;
  /** Shape [rows, queries]: 1 where the query is of the row. */
  readonly queryWeights: Float32Array;
  /** Shape [keys, columns]: 1 where the key lies in the cell; the first key of a text in none. The last column is key − start. */
  readonly keyWeights: Float32Array;
  /** The cells that hold a key, and one. */
  readonly columns: number;
  /**
   * Single weights, as query of the run · keys + key: of every query that on the key before; of one query after the other
   * those on what followed earlier occurrences of its token.
   */
  readonly picks: readonly number[];
}

/** What the runtime gives for one head. */
export interface PooledRun {
  /** queryWeights · weights · keyWeights, shape [rows, columns]. */
  readonly cells: Float32Array;
  /** Of each query Σ w · ln w. */
  readonly logs: Float32Array;
  /** Of every query the weight on the first key; then the picks; then of every query the sum of its weights, where it need not be 1. */
  readonly picks: Float32Array;
}

export function poolRun({ start, end, span }: Run, repeats: Repeats): RunPooling {
  const queries = end - start;
  const firstRow = Math.floor(start / span);
  const rows = Math.floor((end - 1) / span) - firstRow + 1;
  const columns = Math.ceil(end / span) + 1;
  const queryWeights = new Float32Array(rows * queries);
  for (let i = 0; i < queries; i++) queryWeights[(Math.floor((start + i) / span) - firstRow) * queries + i] = 1;
  const keyWeights = new Float32Array(end * columns);
  for (let key = 0; key < end; key++) {
    if (key > 0) keyWeights[key * columns + Math.floor(key / span)] = 1;
    keyWeights[(key + 1) * columns - 1] = key - start;
  }
  const each = Array.from({ length: queries }, (_, i) => i);
  const followed = each.flatMap((i) => {
    const [from, to] = [repeats.starts[start + i], repeats.starts[start + i + 1]];
    return Array.from(repeats.keys.subarray(from, to), (key) => i * end + key);
  });
  const picks = [
    // The very first token has none before it; its pick is not read.
    ...each.map((i) => i * end + Math.max(0, start + i - 1)),
    ...followed,
  ];
  return { start, end, span, firstRow, rows, queryWeights, keyWeights, columns, picks };
}
