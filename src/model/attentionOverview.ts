import { Tensor } from 'onnxruntime-node';
import { HeadPool, tokensPerCell } from '../core/attention/pooling';
import type { AttentionSite } from '../core/onnx/attention';
import type { AttentionOverviewResult } from '../protocol/modelHost';
import { chunkTokens, forward, type Pass } from './forward';
import type { ModelSession, Tensors } from './session';
import { SiteRows } from './siteRows';

/** What the weights of the layers that are fetched at once may take in one run. */
const runBytes = 2 ** 30;

export interface OverviewOptions {
  readonly signal?: AbortSignal | undefined;
  /** @param done of 1, after every run of the model. */
  readonly onProgress?: ((done: number) => void) | undefined;
}

/**
 * Every head's attention for `ids`, pooled and in a byte each. The text goes through in chunks; where even one chunk's
 * weights of all layers would not fit 1 GiB, it goes through once for every few layers.
 */
export async function captureOverview(
  session: ModelSession,
  sites: readonly AttentionSite[],
  heads: number,
  ids: readonly number[],
  { signal, onProgress }: OverviewOptions = {},
): Promise<AttentionOverviewResult> {
  const size = ids.length;
  const span = tokensPerCell(size, sites.length * heads);
  const cells = Math.ceil(size / span);
  const weights = new Uint8Array(sites.length * heads * cells * cells);
  const scales = new Float32Array(sites.length * heads * cells);
  const groups = grouped(sites, Math.max(1, Math.floor(runBytes / layerBytes(session, heads, size))));
  for (const [turn, group] of groups.entries()) {
    const pools = group.map(({ layer }) =>
      Array.from({ length: heads }, (_, head) => {
        const matrix = layer * heads + head;
        const [at, next] = [matrix * cells, (matrix + 1) * cells];
        return new HeadPool(size, span, weights.subarray(at * cells, next * cells), scales.subarray(at, next));
      }),
    );
    const targets = new Targets(size);
    const fetch = group.map(({ output }) => output);
    for await (const pass of forward(session, ids, {
      fetch,
      signal,
      into: (queries, end) => targets.of(queries, end),
    })) {
      for (const [i, site] of group.entries()) {
        const rows = new SiteRows(site, heads, pass);
        for (let head = 0; head < heads; head++) {
          for (let query = 0; query < pass.end - pass.start; query++) {
            const row = rows.row(head, query);
            // What goes through in chunks sees nothing past the query: half of the weights are zeros.
            pools[i]![head]!.add(session.chunks ? row.subarray(0, pass.start + query + 1) : row);
          }
        }
      }
      targets.learn(fetch, pass);
      onProgress?.((turn + pass.end / size) / groups.length);
    }
  }
  return { layers: sites.length, heads, size, tokensPerCell: span, cells, weights, scales };
}

/**
 * Memory that the weights are written to, the same in every run. Left to the garbage collector, those of a long text
 * would pile up to gigabytes.
 */
class Targets {
  readonly #buffers = new Map<string, { readonly values: Float32Array; readonly leading: readonly number[] }>();

  constructor(private readonly size: number) {}

  /** Takes the form of the outputs from the first run, which the graph does not state. */
  learn(names: readonly string[], { start, end, outputs }: Pass): void {
    if (start > 0 || end === this.size) return;
    for (const name of names) {
      const { data, dims } = outputs[name]!;
      const [queries, keys] = dims.slice(-2);
      if (!(data instanceof Float32Array) || queries !== end || keys !== end) continue;
      const matrices = data.length / (queries * keys);
      this.#buffers.set(name, {
        values: new Float32Array(matrices * queries * this.size),
        leading: dims.slice(0, -2),
      });
    }
  }

  /** For a run of `queries` tokens that ends at `end`. */
  of(queries: number, end: number): Tensors {
    const tensors: Record<string, Tensor> = {};
    for (const [name, { values, leading }] of this.#buffers) {
      const dims = [...leading, queries, end];
      const length = dims.reduce((a, b) => a * b);
      tensors[name] = new Tensor('float32', values.subarray(0, length), dims);
    }
    return tensors;
  }
}

/** Bytes of one layer's weights in the largest run. */
function layerBytes({ chunks }: ModelSession, heads: number, size: number): number {
  return heads * (chunks ? Math.min(size, chunkTokens) : size) * size * Float32Array.BYTES_PER_ELEMENT;
}

/** The most tokens whose attention can be had from a model that takes a text in one piece. */
export function onePieceLimit(heads: number): number {
  return Math.floor(Math.sqrt(runBytes / (heads * Float32Array.BYTES_PER_ELEMENT)));
}

function grouped<T>(items: readonly T[], count: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / count) }, (_, i) => items.slice(i * count, (i + 1) * count));
}
