// Attention of a text that is longer than a picture is wide: stretches of tokens become one cell.
import { quantizeRow } from './quantize';

/** Bounds what is sent to a panel: 64 MiB pass to another process in about 0.2 s. */
const budgetBytes = 64 * 2 ** 20;

/** The least tokens a cell so that the cells of `matrices` heads, a byte each, stay within 64 MiB. */
export function tokensPerCell(size: number, matrices: number): number {
  const cells = Math.max(1, Math.floor(Math.sqrt(budgetBytes / matrices)));
  return Math.ceil(size / cells);
}

/** Consecutive queries' weights as they lie in memory: millions of them, so that a view of each row would cost more than its sum. */
export interface WeightRows {
  readonly values: Float32Array;
  /** Where the first query's weights begin, and how far it is from one query to the next. */
  readonly start: number;
  readonly stride: number;
  readonly queries: number;
  /** How many keys the first query sees, and how many more each one after it. */
  readonly keys: number;
  readonly growth: 0 | 1;
}

/** Takes one head's rows as they are computed, first query first. */
export interface RowSink {
  add(rows: WeightRows): void;
}

/** The least tokens a cell so that there are at most `most` cells on a side, and the whole stays within 64 MiB. */
export function tokensPerSmallCell(size: number, matrices: number, most: number): number {
  return Math.max(tokensPerCell(size, matrices), Math.ceil(size / most));
}

/**
 * Pools one head's rows as they come, first query first. A cell holds what its queries give to its keys: the sum over
 * the keys, the mean over the queries; so a row of cells sums to 1, as a row of weights does.
 */
export class HeadPool implements RowSink {
  readonly #sums: Float32Array;
  #queries = 0;
  #row = 0;

  /**
   * @param weights where the cells go, shape [cells, cells]; zeros to begin with
   * @param scales where the scales of the rows of cells go, shape [cells]
   */
  constructor(
    private readonly size: number,
    private readonly span: number,
    private readonly weights: Uint8Array,
    private readonly scales: Float32Array,
  ) {
    this.#sums = new Float32Array(Math.ceil(size / span));
  }

  /** @param rows those of the next queries; keys that a query does not see count as 0, and so does a row of NaN. */
  add({ values, start, stride, queries, keys, growth }: WeightRows): void {
    for (let query = 0; query < queries; query++) {
      const at = start + query * stride;
      const end = at + keys + query * growth;
      if (this.span === 1) {
        this.#finishRow(values, at, end, 1);
        continue;
      }
      // The span of 500 to 1,000 tokens of a model of 270 heads; twice as fast in pairs.
      if (
        this.span === 2 &&
        this.#queries === 0 &&
        query + 1 < queries &&
        !Number.isNaN(values[at]! + values[at + stride]!)
      ) {
        this.#addPair(values, at, end, stride, growth);
        this.#queries = 2;
        query++;
      } else this.#addQuery(values, at, end);
      const inRow = Math.min(this.span, this.size - this.#row * this.span);
      if (this.#queries === inRow) {
        // The last query sees the most keys.
        const cells = Math.ceil((keys + query * growth) / this.span);
        this.#finishRow(this.#sums, 0, cells, inRow);
        this.#sums.fill(0, 0, cells);
        this.#queries = 0;
      }
    }
  }

  #addQuery(values: Float32Array, at: number, end: number): void {
    this.#queries++;
    if (Number.isNaN(values[at]!)) return;
    const { span } = this;
    const sums = this.#sums;
    let key = at;
    for (let cell = 0; key < end; cell++) {
      const cellEnd = Math.min(end, key + span);
      let sum = 0;
      for (; key < cellEnd; key++) sum += values[key]!;
      sums[cell]! += sum;
    }
  }

  /** Two queries at once, in cells of two keys; the second query sees `growth` keys more. */
  #addPair(values: Float32Array, at: number, end: number, stride: number, growth: number): void {
    const sums = this.#sums;
    const cells = (end - at) >> 1;
    let key = at;
    for (let cell = 0; cell < cells; cell++, key += 2) {
      const next = key + stride;
      sums[cell] = values[key]! + values[key + 1]! + values[next]! + values[next + 1]!;
    }
    let rest = key < end ? values[key]! : 0;
    for (let next = key + stride; next < end + stride + growth; next++) rest += values[next]!;
    if (cells < sums.length) sums[cells] = rest;
  }

  /** @param queries over which `values` is a sum */
  #finishRow(values: Float32Array, start: number, end: number, queries: number): void {
    const at = this.#row * this.#sums.length;
    this.scales[this.#row] = quantizeRow(values, this.weights, { start, end, at }) / queries;
    this.#row++;
  }
}
