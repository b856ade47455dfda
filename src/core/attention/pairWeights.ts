import type { RowSink, WeightRows } from './pooling';

/** How much of its attention one head gives from some tokens to some others. */
export interface PairWeight {
  /** What a token of `from` gives to all of `to` together, mean over those that see any of them; null if none does. */
  readonly mean: number | null;
  /** The largest weight of a pair, and which; null likewise. */
  readonly strongest: { readonly weight: number; readonly query: number; readonly key: number } | null;
  /** How many tokens of `from` see a token of `to`. */
  readonly looking: number;
  /** How many pairs that makes. */
  readonly pairs: number;
}

/**
 * Sums one head's weights from the tokens `from` to the tokens `to`, as the rows come, first query first. Sum over the
 * keys, mean over the queries, as Clark et al. 2019 (arXiv:1906.04341) merge tokens to words. A token's weight on itself
 * is left out: it is no look from one to another.
 */
export class PairWeights implements RowSink {
  readonly #isFrom: Uint8Array;
  #query = 0;
  #sum = 0;
  #looking = 0;
  #pairs = 0;
  #strongest: { weight: number; query: number; key: number } | null = null;

  /** @param to ascending */
  constructor(
    size: number,
    from: readonly number[],
    private readonly to: readonly number[],
  ) {
    this.#isFrom = new Uint8Array(size);
    for (const query of from) this.#isFrom[query] = 1;
  }

  add({ values, start, stride, queries, keys, growth }: WeightRows): void {
    for (let i = 0; i < queries; i++) {
      if (this.#isFrom[this.#query]) this.#addQuery(values, start + i * stride, keys + i * growth);
      this.#query++;
    }
  }

  get result(): PairWeight {
    const looking = this.#looking;
    const mean = looking === 0 ? null : this.#sum / looking;
    return { mean, strongest: this.#strongest, looking, pairs: this.#pairs };
  }

  #addQuery(values: Float32Array, at: number, seen: number): void {
    if (Number.isNaN(values[at]!)) return;
    const query = this.#query;
    const before = this.#pairs;
    for (const key of this.to) {
      if (key >= seen) break;
      if (key === query) continue;
      const weight = values[at + key]!;
      this.#sum += weight;
      this.#pairs++;
      if (weight > (this.#strongest?.weight ?? -1)) this.#strongest = { weight, query, key };
    }
    if (this.#pairs > before) this.#looking++;
  }
}
