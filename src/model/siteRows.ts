import type { Tensor } from './onnxruntime';
import { UserError } from '../core/base/userError';
import type { RowSink } from '../core/attention/pooling';
import type { AttentionSite } from '../core/onnx/attention';
import type { Pass } from './forward';
import { floats } from './session';

/** The rows that one layer gave in one pass, of shape [batch, head, query, key] or [batch · head, query, key]. */
export class SiteRows {
  readonly #values: Float32Array;
  readonly #keys: number;
  readonly #queries: number;
  /** A cache that drops its oldest tokens leaves the keys at the end of the text. */
  readonly #firstKey: number;
  readonly #softmax: boolean;
  readonly #start: number;
  readonly #row: Float32Array;

  /** @throws UserError `modelUnsupported` when the tensor does not fit the number of heads. */
  constructor({ layer, output, post }: AttentionSite, heads: number, { start, end, outputs }: Pass) {
    const tensor: Tensor = outputs[output]!;
    this.#values = floats(tensor);
    this.#keys = tensor.dims.at(-1)!;
    this.#start = start;
    this.#queries = end - start;
    if (this.#values.length !== heads * this.#queries * this.#keys) {
      throw new UserError(
        'modelUnsupported',
        `Layer ${layer + 1} gives attention of shape [${tensor.dims.join(', ')}], which does not fit the ${heads} heads of config.json.`,
        'Take config.json and the ONNX file from the same model, or choose another ONNX file to look at its attention.',
      );
    }
    this.#firstKey = Math.max(0, end - this.#keys);
    this.#softmax = post === 'softmax';
    this.#row = new Float32Array(end);
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

function softmaxInPlace(scores: Float32Array): void {
  let max = -Infinity;
  for (const score of scores) if (score > max) max = score;
  let sum = 0;
  for (let i = 0; i < scores.length; i++) sum += scores[i] = Math.exp(scores[i]! - max);
  for (let i = 0; i < scores.length; i++) scores[i]! /= sum;
}
