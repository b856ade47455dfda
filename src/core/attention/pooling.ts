// Attention of a text that is longer than a picture is wide: stretches of tokens become one cell.
import { quantizeRow } from './quantize';

/** Bounds what is sent to a panel: 64 MiB pass to another process in about 0.2 s. */
const budgetBytes = 64 * 2 ** 20;

/** The least tokens a cell so that the cells of `matrices` heads, a byte each, stay within 64 MiB. */
export function tokensPerCell(size: number, matrices: number): number {
  const cells = Math.max(1, Math.floor(Math.sqrt(budgetBytes / matrices)));
  return Math.ceil(size / cells);
}

/**
 * Pools one head's rows as they come, first query first. A cell holds what its queries give to its keys: the sum over
 * the keys, the mean over the queries; so a row of cells sums to 1, as a row of weights does.
 */
export class HeadPool {
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

  /** @param weights the next query's weights over the keys; what is past its end, or no number, is 0. */
  add(weights: Float32Array): void {
    const { span } = this;
    if (span === 1) {
      const at = this.#row * this.size;
      this.scales[this.#row++] = quantizeRow(weights, this.weights.subarray(at, at + weights.length));
      return;
    }
    const sums = this.#sums;
    let key = 0;
    for (let cell = 0; key < weights.length; cell++) {
      const end = Math.min(weights.length, key + span);
      let sum = 0;
      for (; key < end; key++) {
        const weight = weights[key]!;
        if (weight > 0) sum += weight;
      }
      sums[cell]! += sum;
    }
    this.#queries++;
    const inRow = Math.min(span, this.size - this.#row * span);
    if (this.#queries === inRow) this.#finishRow();
  }

  #finishRow(): void {
    const sums = this.#sums;
    if (this.#queries > 1) for (let i = 0; i < sums.length; i++) sums[i]! /= this.#queries;
    const at = this.#row * sums.length;
    this.scales[this.#row] = quantizeRow(sums, this.weights.subarray(at, at + sums.length));
    sums.fill(0);
    this.#queries = 0;
    this.#row++;
  }
}
