import { fastLog2, type HeadMeasures } from './headMeasures';
import type { RowSink, WeightRows } from './pooling';
import { quantizeRow } from './quantize';
import type { Repeats } from './repeats';
import type { RowKernel } from './rowKernel';

/** Where the cells of one head go; zeros to begin with. */
export interface SummaryTargets {
  /** Shape [cells, cells], without the weight on the first token. */
  readonly weights: Uint8Array;
  /** Shape [cells]: weight = byte × scale. */
  readonly scales: Float32Array;
  /** Shape [cells]: the weight on the first token, mean over the queries of the row. */
  readonly firsts: Float32Array;
}

/**
 * One head in small: cells as `HeadPool` makes them, but with the weight on the first token apart, which would drown the
 * rest in the rounding to a byte; and its measures, from the exact weights. Rows come as they are computed, first query
 * first.
 */
export class HeadSummary implements RowSink {
  readonly #sums: Float32Array;
  #query = 0;
  #first = 0;
  // Sums over queries, and of how many.
  readonly #total = { entropy: 0, distance: 0, first: 0, previous: 0, induction: 0 };
  readonly #count = { choosing: 0, later: 0, repeating: 0 };

  constructor(
    private readonly size: number,
    private readonly span: number,
    private readonly targets: SummaryTargets,
    private readonly repeats: Repeats,
    private readonly kernel?: RowKernel,
  ) {
    this.#sums = new Float32Array(Math.ceil(size / span));
  }

  /** @param rows those of the next queries; a row of NaN, of a query that may look at nothing, counts in no measure. */
  add(rows: WeightRows): void {
    if (this.kernel && rows.growth === 1) this.#addByKernel(rows, this.kernel);
    else this.#addByQuery(rows);
  }

  /** As `#addByQuery`, for as many queries at once as share a row of cells. */
  #addByKernel({ values, start, stride, queries, keys }: WeightRows, kernel: RowKernel): void {
    const { sums } = kernel;
    for (let i = 0; i < queries;) {
      const base = this.#query;
      const count = Math.min(queries - i, this.span - (base % this.span));
      kernel.add(values, start + i * stride, stride, count, keys + i);
      for (let j = 0; j < count; j++, i++, this.#query++) {
        const at = start + i * stride;
        const first = values[at]!;
        if (Number.isNaN(first)) continue;
        // From the base of this row of cells; how far that is from the keys is the same for all its queries.
        const distance = j * sums[2 * j + 1]!;
        this.#measure(values, at, { seen: keys + i, first, entropy: Math.max(0, -sums[2 * j]!), distance });
      }
      this.#takeColumns(kernel.columns, base, keys + i - 1);
      this.#finishRowAtEnd();
    }
  }

  /** @param columns weights by key, summed over queries. @param seen the keys that any of them sees */
  #takeColumns(columns: Float32Array, base: number, seen: number): void {
    const { span } = this;
    const sums = this.#sums;
    let distance = base * columns[0]!;
    this.#first += columns[0]!;
    let key = 1;
    for (let cell = 0, cellEnd = span; key < seen; cell++, cellEnd += span) {
      const stop = Math.min(cellEnd, seen);
      let sum = 0;
      for (; key < stop; key++) {
        const weight = columns[key]!;
        sum += weight;
        distance += weight * (base - key);
      }
      sums[cell]! += sum;
    }
    this.#total.distance += distance;
    columns.fill(0, 0, seen);
  }

  #addByQuery({ values, start, stride, queries, keys, growth }: WeightRows): void {
    const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
    for (let i = 0; i < queries; i++) {
      const at = start + i * stride;
      const seen = keys + i * growth;
      if (!Number.isNaN(values[at]!)) this.#addQuery(values, bits, at, seen);
      this.#query++;
      this.#finishRowAtEnd();
    }
  }

  get measures(): HeadMeasures {
    const { choosing, later, repeating } = this.#count;
    const total = this.#total;
    const mean = (sum: number, count: number) => (count === 0 ? null : sum / count);
    return {
      entropy: mean(total.entropy, choosing),
      distance: mean(total.distance, choosing),
      first: mean(total.first, later),
      previous: mean(total.previous, later),
      induction: mean(total.induction, repeating),
    };
  }

  /** One pass over the row for all that needs every weight: it is read from memory once. */
  #addQuery(values: Float32Array, bits: Uint32Array, at: number, seen: number): void {
    const query = this.#query;
    const { span } = this;
    const sums = this.#sums;
    const end = at + seen;
    const first = values[at]!;
    let logs = first * fastLog2(bits[at]!);
    let distance = first * query;
    let away = query - 1;
    let key = at + 1;
    for (let cell = 0, cellEnd = at + span; key < end; cell++, cellEnd += span) {
      const stop = cellEnd < end ? cellEnd : end;
      let sum = 0;
      for (; key < stop; key++) {
        const weight = values[key]!;
        sum += weight;
        logs += weight * fastLog2(bits[key]!);
        distance += weight * Math.abs(away--);
      }
      sums[cell]! += sum;
    }
    this.#first += first;
    this.#measure(values, at, { seen, first, entropy: Math.max(0, -logs), distance });
  }

  #measure(
    values: Float32Array,
    at: number,
    { seen, first, entropy, distance }: Record<'seen' | 'first' | 'entropy' | 'distance', number>,
  ): void {
    const query = this.#query;
    const [total, count] = [this.#total, this.#count];
    if (seen > 1) {
      total.entropy += entropy;
      total.distance += distance;
      count.choosing++;
    }
    if (query === 0) return;
    total.first += first;
    total.previous += values[at + query - 1]!;
    count.later++;
    const { starts, keys } = this.repeats;
    const [from, to] = [starts[query]!, starts[query + 1]!];
    if (from === to) return;
    for (let i = from; i < to; i++) total.induction += values[at + keys[i]!]!;
    count.repeating++;
  }

  #finishRowAtEnd(): void {
    if (this.#query % this.span !== 0 && this.#query !== this.size) return;
    const row = Math.floor((this.#query - 1) / this.span);
    const queries = this.#query - row * this.span;
    const { weights, scales, firsts } = this.targets;
    scales[row] = quantizeRow(this.#sums, weights, { at: row * this.#sums.length }) / queries;
    firsts[row] = this.#first / queries;
    this.#sums.fill(0);
    this.#first = 0;
  }
}
