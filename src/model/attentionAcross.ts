import type { AttentionSite } from '../core/onnx/attention';
import { layerBytes, runBytes } from './attentionOverview';
import { forward } from './forward';
import type { ModelSession } from './session';
import { SiteRows } from './siteRows';

export interface Across {
  /** By the mean the rows sum to 1, or to less with attention sinks; by the largest they do not. */
  readonly how: 'mean' | 'max';
  /** Whose heads are taken together. */
  readonly layers: readonly number[];
}

/**
 * All heads of some layers as one matrix: the mean or the largest of their weights for every pair of tokens, in float32
 * from the weights themselves, not from rounded ones. The text goes through in chunks, and no more than the one matrix is
 * kept; where a chunk's weights of all layers would not fit 1 GiB, the text goes through once for every few layers.
 * @returns shape [size, size], row-major [query][key]
 */
export async function attentionAcross(
  session: ModelSession,
  sites: readonly AttentionSite[],
  heads: number,
  ids: readonly number[],
  { how, layers }: Across,
  signal?: AbortSignal,
): Promise<Float32Array> {
  const size = ids.length;
  const result = new Float32Array(size * size);
  const atOnce = Math.max(1, Math.floor(runBytes / layerBytes(session, heads, size)));
  for (let from = 0; from < layers.length; from += atOnce) {
    const group = layers.slice(from, from + atOnce).map((layer) => sites[layer]!);
    for await (const pass of forward(session, ids, { fetch: group.map(({ output }) => output), signal })) {
      for (const site of group) {
        const rows = new SiteRows(site, heads, pass, session.io.cache.length > 0);
        for (let head = 0; head < heads; head++) {
          for (let query = pass.start; query < pass.end; query++) {
            takeIn(result, query * size, rows.row(head, query - pass.start), how);
          }
        }
      }
    }
  }
  if (how === 'mean') {
    const count = layers.length * heads;
    for (let i = 0; i < result.length; i++) result[i]! /= count;
  }
  return result;
}

function takeIn(result: Float32Array, at: number, row: Float32Array, how: Across['how']): void {
  if (how === 'mean') for (let key = 0; key < row.length; key++) result[at + key]! += row[key]!;
  else for (let key = 0; key < row.length; key++) if (row[key]! > result[at + key]!) result[at + key] = row[key]!;
}
