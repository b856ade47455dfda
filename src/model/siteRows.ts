import type { Tensor } from './onnxruntime';
import { UserError } from '../core/base/userError';
import type { RowSink } from '../core/attention/pooling';
import type { AttentionSite } from '../core/onnx/attention';
import type { Pass } from './forward';
import { floats } from './session';

/**
 * The rows that one layer gave in one pass, of shape [batch, head, query, key], [batch · head, query, key] or [batch,
 * group, head of it, query, key]. Keys that hold no token may follow those of the text.
 */
export class SiteRows {
  readonly #values: Float32Array;
  readonly #keys: number;
  readonly #queries: number;
  /** A cache that drops its oldest tokens leaves the keys at the end of the text. */
  readonly #firstKey: number;
  readonly #softmax: boolean;
  readonly #start: number;
  readonly #row: Float32Array;

  /**
   * @param cached whether the model has a cache, which may drop its oldest tokens
   * @throws UserError `modelUnsupported` when the tensor does not fit the heads, or its keys are not the tokens.
   */
  constructor({ layer, output, post }: AttentionSite, heads: number, { start, end, outputs }: Pass, cached: boolean) {
    const tensor: Tensor = outputs[output]!;
    const { dims } = tensor;
    this.#values = floats(tensor);
    this.#keys = dims.at(-1)!;
    this.#start = start;
    this.#queries = end - start;
    this.#firstKey = Math.max(0, end - this.#keys);
    this.#softmax = post === 'softmax';
    this.#row = new Float32Array(end);
    const before = dims.slice(0, -2).reduce((a, b) => a * b, 1);
    const isKnown = dims.length >= 3 && dims.at(-2) === this.#queries && before === heads;
    if (!isKnown || (dims.length === 4 && dims[1] !== heads)) {
      throw cannotShow(
        layer,
        `the file gives it in the shape [${dims.join(', ')}], which is not that of ${heads} heads, as config.json names them, with a row for each of ${this.#queries} tokens`,
      );
    }
    if ((this.#keys < end && !cached) || (this.#keys > end && this.#looksBeyond(end))) {
      throw cannotShow(
        layer,
        `each token has ${this.#keys} places to look at in a text of ${end} tokens, and nothing says which place is which token`,
      );
    }
  }

  /** Whether any weight is on a key that holds no token of the text. */
  #looksBeyond(end: number): boolean {
    // Below this no float is left of it beside the largest.
    const least = -104;
    for (let at = 0; at < this.#values.length; at += this.#keys) {
      const row = this.#values.subarray(at, at + this.#keys);
      const bound = this.#softmax ? row.subarray(0, end).reduce((a, b) => Math.max(a, b), -Infinity) + least : 0;
      if (row.subarray(end).some((value) => value > bound)) return true;
    }
    return false;
  }

  /**
   * One query's weights over the keys up to the end of the pass, as a view that is valid until the next call. A query
   * that may look at no key, which the runtime gives as NaN, has only zeros.
   * @param query 0 = the first of the pass
   */
  row(head: number, query: number): Float32Array {
    const at = (head * this.#queries + query) * this.#keys;
    const row = this.#row;
    const given = this.#values.subarray(at, at + Math.min(this.#keys, row.length));
    if (this.#isWhole && !Number.isNaN(given[0])) return given;
    row.fill(0, 0, this.#firstKey);
    row.set(given, this.#firstKey);
    if (this.#softmax) softmaxInPlace(row.subarray(this.#firstKey));
    if (Number.isNaN(row[this.#firstKey])) row.fill(0);
    return row;
  }

  /** Hands all of one head's rows on. @param causal no query sees a key after itself: those weights are zeros */
  poolInto(pool: RowSink, head: number, causal: boolean): void {
    const growth = causal ? 1 : 0;
    const keys = causal ? this.#start + 1 : this.#row.length;
    if (this.#isWhole) {
      const [queries, stride] = [this.#queries, this.#keys];
      pool.add({ values: this.#values, start: head * queries * stride, stride, queries, keys, growth });
      return;
    }
    for (let query = 0; query < this.#queries; query++) {
      const values = this.row(head, query);
      pool.add({ values, start: 0, stride: 0, queries: 1, keys: keys + query * growth, growth });
    }
  }

  /** The runtime's rows are weights over every key up to the end of the pass. */
  get #isWhole(): boolean {
    return this.#keys === this.#row.length && !this.#softmax;
  }
}

function cannotShow(layer: number, why: string): UserError {
  return new UserError(
    'modelUnsupported',
    `The attention of layer ${layer + 1} cannot be shown: ${why}.`,
    'Take config.json and the ONNX file from the same model, or choose another ONNX file to look at its attention.',
  );
}

function softmaxInPlace(scores: Float32Array): void {
  let max = -Infinity;
  for (const score of scores) if (score > max) max = score;
  let sum = 0;
  for (let i = 0; i < scores.length; i++) sum += scores[i] = Math.exp(scores[i]! - max);
  for (let i = 0; i < scores.length; i++) scores[i]! /= sum;
}
