import { UserError } from '../core/base/userError';
import type { AttentionSite } from '../core/onnx/attention';
import { forward } from './forward';
import { floats, type ModelSession } from './session';

export interface HeadPlace {
  readonly layer: number;
  readonly head: number;
}

const budgetBytes = 256 * 1024 * 1024;

/** Attention weights of the last text that was captured, of as many heads as fit the memory. */
export class AttentionCapture {
  #ids: readonly number[] = [];
  /** Row-major [query][key] by head. */
  #heads = new Map<string, Float32Array>();

  constructor(
    private readonly session: ModelSession,
    private readonly sites: readonly AttentionSite[],
    private readonly headCount: number,
  ) {}

  /**
   * One head's softmax rows for `ids`, shape [ids.length, ids.length]. The first call for a text captures every head if
   * they fit 256 MB, else those of the layer, else the one; further calls for the same text and heads are answered at once.
   */
  async head(ids: readonly number[], place: HeadPlace, signal?: AbortSignal): Promise<Float32Array> {
    const known = sameIds(ids, this.#ids) ? this.#heads.get(keyOf(place)) : undefined;
    if (known) return known;
    const heads = await this.#capture(ids, this.#affordable(ids.length, place), signal);
    this.#ids = ids;
    this.#heads = heads;
    return heads.get(keyOf(place))!;
  }

  #affordable(length: number, place: HeadPlace): HeadPlace[] {
    const headsOf = (layer: number): HeadPlace[] =>
      Array.from({ length: this.headCount }, (_, head) => ({ layer, head }));
    const choices = [this.sites.flatMap((_, layer) => headsOf(layer)), headsOf(place.layer)];
    return choices.find((places) => places.length * length * length * 4 <= budgetBytes) ?? [place];
  }

  async #capture(
    ids: readonly number[],
    places: readonly HeadPlace[],
    signal: AbortSignal | undefined,
  ): Promise<Map<string, Float32Array>> {
    const size = ids.length;
    const heads = new Map(places.map((place) => [keyOf(place), new Float32Array(size * size)]));
    const layers = [...new Set(places.map(({ layer }) => layer))];
    const fetch = layers.map((layer) => this.sites[layer]!.output);
    for await (const { start, end, outputs } of forward(this.session, ids, { fetch, signal })) {
      for (const layer of layers) {
        const { output, post } = this.sites[layer]!;
        const tensor = outputs[output]!;
        const values = floats(tensor);
        const keys = tensor.dims.at(-1)!;
        const queries = end - start;
        if (values.length !== this.headCount * queries * keys) {
          throw new UserError(
            'modelUnsupported',
            `Layer ${layer + 1} gives attention of shape [${tensor.dims.join(', ')}], which does not fit ${this.headCount} heads.`,
            'Choose another ONNX file of the model to look at its attention.',
          );
        }
        for (const place of places) {
          if (place.layer !== layer) continue;
          const target = heads.get(keyOf(place))!;
          for (let query = 0; query < queries; query++) {
            const at = (place.head * queries + query) * keys;
            const row = values.subarray(at, at + keys);
            target.set(post === 'softmax' ? softmaxRow(row) : row, (start + query) * size);
          }
        }
      }
    }
    return heads;
  }
}

function softmaxRow(scores: Float32Array): Float32Array {
  const weights = new Float32Array(scores.length);
  const max = scores.reduce((a, b) => Math.max(a, b), -Infinity);
  let sum = 0;
  for (let i = 0; i < scores.length; i++) sum += weights[i] = Math.exp(scores[i]! - max);
  for (let i = 0; i < weights.length; i++) weights[i]! /= sum;
  return weights;
}

function keyOf({ layer, head }: HeadPlace): string {
  return `${layer}.${head}`;
}

export function sameIds(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((id, i) => id === b[i]);
}
