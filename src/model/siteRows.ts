import type { Tensor } from 'onnxruntime-node';
import { UserError } from '../core/base/userError';
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
  readonly #row: Float32Array;

  /** @throws UserError `modelUnsupported` when the tensor does not fit the number of heads. */
  constructor({ layer, output, post }: AttentionSite, heads: number, { start, end, outputs }: Pass) {
    const tensor: Tensor = outputs[output]!;
    this.#values = floats(tensor);
    this.#keys = tensor.dims.at(-1)!;
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
    const isWhole = this.#keys === row.length && !this.#softmax;
    if (isWhole && !Number.isNaN(given[0])) return given;
    row.fill(0, 0, this.#firstKey);
    row.set(given, this.#firstKey);
    if (this.#softmax) softmaxInPlace(row.subarray(this.#firstKey));
    if (Number.isNaN(row[this.#firstKey])) row.fill(0);
    return row;
  }
}

function softmaxInPlace(scores: Float32Array): void {
  let max = -Infinity;
  for (const score of scores) if (score > max) max = score;
  let sum = 0;
  for (let i = 0; i < scores.length; i++) sum += scores[i] = Math.exp(scores[i]! - max);
  for (let i = 0; i < scores.length; i++) scores[i]! /= sum;
}
