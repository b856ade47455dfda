import { fastLog2, type HeadMeasures } from './headMeasures';
import type { RowSink, WeightRows } from './pooling';
import { quantizeRow } from './quantize';
import type { Repeats } from './repeats';
import type { PooledRun, RunPooling } from './runPooling';

/** Where the cells of one head go; zeros to begin with. */
export interface SummaryTargets {
  /** Shape [cells, cells], without the weight on the first token. */
  readonly weights: Uint8Array;
  /** Shape [cells]: weight = byte × scale. */
  readonly scales: Float32Array;
  /** Shape [cells]: the weight on the first token, mean over the queries of the row. */
  readonly firsts: Float32Array;
}

/** Of one query; `induction` is null where its token has not occurred before. */
interface QueryMeasures {
  /** Keys that it sees. */
  readonly seen: number;
  readonly first: number;
  readonly entropy: number;
  readonly distance: number;
  readonly previous: number;
  readonly induction: number | null;
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
  ) {
    this.#sums = new Float32Array(Math.ceil(size / span));
  }

  /** The next run of a decoder, summed by the runtime. No query may see nothing: its NaN would be in every sum. */
  addPooled(run: RunPooling, { cells, logs, picks }: PooledRun): void {
    const { start, end, span, firstRow, rows, columns } = run;
    const queries = end - start;
    const masses = picks.subarray(queries + run.picks.length);
    const sums = this.#sums;
    const { starts } = this.repeats;
    const [total, count] = [this.#total, this.#count];
    let pick = 2 * queries;
    for (let row = 0; row < rows; row++) {
      const at = row * columns;
      for (let cell = 0; cell < columns - 1; cell++) sums[cell]! += cells[at + cell]!;
      const from = this.#query;
      const stop = Math.min(end, (firstRow + row + 1) * span);
      let [entropy, distance, firsts, previous] = [0, 0, 0, 0];
      for (let query = from; query < stop; query++) {
        const i = query - start;
        this.#first += picks[i]!;
        // The very first token has no choice.
        if (query === 0) continue;
        entropy += Math.max(0, -logs[i]!);
        distance += i * (masses[i] ?? 1);
        firsts += picks[i]!;
        previous += picks[queries + i]!;
        const repeats = starts[query + 1]! - starts[query]!;
        if (repeats === 0) continue;
        for (const next = pick + repeats; pick < next; pick++) total.induction += picks[pick]!;
        count.repeating++;
      }
      const later = stop - Math.max(1, from);
      count.choosing += later;
      count.later += later;
      total.entropy += entropy / Math.LN2;
      // Σ weight · (query − key): the keys' part is the last column.
      total.distance += distance - cells[at + columns - 1]!;
      total.first += firsts;
      total.previous += previous;
      this.#query = stop;
      this.#finishRowAtEnd();
    }
  }

  /** @param rows those of the next queries; a row of NaN, of a query that may look at nothing, counts in no measure. */
  add({ values, start, stride, queries, keys, growth }: WeightRows): void {
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
    const { starts, keys } = this.repeats;
    const [from, to] = [starts[query]!, starts[query + 1]!];
    let induction = from === to ? null : 0;
    for (let i = from; i < to; i++) induction! += values[at + keys[i]!]!;
    const previous = query > 0 ? values[at + query - 1]! : 0;
    this.#measure({ seen, first, entropy: -logs, distance, previous, induction });
  }

  #measure({ seen, first, entropy, distance, previous, induction }: QueryMeasures): void {
    const [total, count] = [this.#total, this.#count];
    if (seen > 1) {
      total.entropy += Math.max(0, entropy);
      total.distance += distance;
      count.choosing++;
    }
    if (this.#query === 0) return;
    total.first += first;
    total.previous += previous;
    count.later++;
    if (induction === null) return;
    total.induction += induction;
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
