import { Tensor } from 'onnxruntime-node';
import { HeadSummary } from '../core/attention/headSummary';
import { PairWeights, type PairWeight } from '../core/attention/pairWeights';
import { HeadPool, type RowSink, tokensPerCell, tokensPerSmallCell } from '../core/attention/pooling';
import { inductionChance, repeatsOf } from '../core/attention/repeats';
import { RowKernel } from '../core/attention/rowKernel';
import type { AttentionSite } from '../core/onnx/attention';
import type { HeadOverviewResult } from '../protocol/headOverview';
import type { AttentionOverviewResult } from '../protocol/modelHost';
import { chunkTokens, forward, type Pass } from './forward';
import type { ModelSession, Tensors } from './session';
import { SiteRows } from './siteRows';

/** What the weights of the layers that are fetched at once may take in one run. */
export const runBytes = 2 ** 30;
/** What is kept of it for the next text: enough for 1,024 tokens of a model of 270 heads. */
const keptBytes = 160 * 2 ** 20;

export interface OverviewOptions {
  readonly signal?: AbortSignal | undefined;
  /** @param done of 1, after every run of the model. */
  readonly onProgress?: ((done: number) => void) | undefined;
}

/** What is asked about every head at once: each is answered by one pass over the text. */
export class AttentionOverview {
  /** Kept for the next text, unless a capture is using them. */
  #targets: Targets | undefined;
  #kernel: RowKernel | undefined;

  constructor(
    private readonly session: ModelSession,
    private readonly sites: readonly AttentionSite[],
    private readonly heads: number,
  ) {}

  /** Pooled as `tokensPerCell` says. */
  async capture(ids: readonly number[], options: OverviewOptions = {}): Promise<AttentionOverviewResult> {
    const { sites, heads } = this;
    const size = ids.length;
    const span = tokensPerCell(size, sites.length * heads);
    const cells = Math.ceil(size / span);
    const weights = new Uint8Array(sites.length * heads * cells * cells);
    const scales = new Float32Array(sites.length * heads * cells);
    const makePool = (matrix: number): HeadPool => {
      const [at, next] = [matrix * cells, (matrix + 1) * cells];
      return new HeadPool(size, span, weights.subarray(at * cells, next * cells), scales.subarray(at, next));
    };
    await this.#walk(ids, makePool, options);
    return { layers: sites.length, heads, size, tokensPerCell: span, cells, weights, scales };
  }

  /** Every head in small, with its measures. @param most cells on a side */
  async summarise(ids: readonly number[], most: number, options: OverviewOptions = {}): Promise<HeadOverviewResult> {
    const { sites, heads, session } = this;
    const size = ids.length;
    const matrices = sites.length * heads;
    const span = tokensPerSmallCell(size, matrices, most);
    const cells = Math.ceil(size / span);
    const weights = new Uint8Array(matrices * cells * cells);
    const [scales, firsts] = [new Float32Array(matrices * cells), new Float32Array(matrices * cells)];
    const repeats = repeatsOf(ids);
    const kernel = this.#kernelFor(size, span);
    const makeSummary = (matrix: number): HeadSummary => {
      const [at, next] = [matrix * cells, (matrix + 1) * cells];
      const targets = {
        weights: weights.subarray(at * cells, next * cells),
        scales: scales.subarray(at, next),
        firsts: firsts.subarray(at, next),
      };
      return new HeadSummary(size, span, targets, repeats, kernel);
    };
    const measures = (await this.#walk(ids, makeSummary, options)).map((summary) => summary.measures);
    const chance = inductionChance(repeats, session.chunks);
    const form = { layers: sites.length, heads, size, tokensPerCell: span, cells };
    return { ...form, weights, scales, firsts, measures, inductionChance: chance };
  }

  #kernelFor(size: number, span: number): RowKernel | undefined {
    const { keys = 0, queries = 0 } = this.#kernel ?? {};
    if (keys >= size && queries >= span) return this.#kernel;
    try {
      this.#kernel = new RowKernel(Math.max(keys, size), Math.max(queries, span));
      return this.#kernel;
    } catch (error) {
      // WebAssembly asks for gigabytes of addresses, which some systems ration. It goes more slowly without.
      if (error instanceof RangeError) return undefined;
      throw error;
    }
  }

  /** What every head gives from some tokens to others, by [layer · heads + head]. */
  async between(
    ids: readonly number[],
    from: readonly number[],
    to: readonly number[],
    options: OverviewOptions = {},
  ): Promise<PairWeight[]> {
    const sorted = [...new Set(to)].sort((a, b) => a - b);
    const pairs = await this.#walk(ids, () => new PairWeights(ids.length, from, sorted), options);
    return pairs.map(({ result }) => result);
  }

  /**
   * Hands every head's rows to a sink of its own. The text goes through in chunks; where even one chunk's weights of all
   * layers would not fit 1 GiB, it goes through once for every few layers.
   * @param makeSink called once for each matrix, by [layer · heads + head]
   */
  async #walk<S extends RowSink>(
    ids: readonly number[],
    makeSink: (matrix: number) => S,
    { signal, onProgress }: OverviewOptions,
  ): Promise<S[]> {
    const { session, sites, heads } = this;
    const size = ids.length;
    const sinks = Array.from({ length: sites.length * heads }, (_, matrix) => makeSink(matrix));
    const groups = grouped(sites, Math.max(1, Math.floor(runBytes / layerBytes(session, heads, size))));
    const targets = this.#targets ?? new Targets();
    this.#targets = undefined;
    for (const [turn, group] of groups.entries()) {
      const fetch = group.map(({ output }) => output);
      const into = (queries: number, end: number): Tensors => targets.of(fetch, queries, end, size);
      for await (const pass of forward(session, ids, { fetch, signal, into })) {
        for (const site of group) {
          const rows = new SiteRows(site, heads, pass);
          for (let head = 0; head < heads; head++) {
            rows.poolInto(sinks[site.layer * heads + head]!, head, session.chunks);
          }
        }
        targets.learn(fetch, pass);
        onProgress?.((turn + pass.end / size) / groups.length);
      }
    }
    if (targets.bytes <= keptBytes) this.#targets = targets;
    return sinks;
  }
}

/**
 * Memory that the weights are written to, the same in every run. Left to the garbage collector, those of a long text
 * would pile up to gigabytes; and fresh memory costs a page fault for every 4 KiB.
 */
class Targets {
  /** All but the last two dimensions, which are queries and keys, by output: the graph does not state them. */
  readonly #leading = new Map<string, readonly number[]>();
  #memory = new Float32Array(0);

  get bytes(): number {
    return this.#memory.byteLength;
  }

  /** Takes the form of outputs that a run made by itself. */
  learn(names: readonly string[], { start, end, outputs }: Pass): void {
    for (const name of names) {
      const { data, dims } = outputs[name]!;
      const [queries, keys] = dims.slice(-2);
      // A cache that drops its oldest tokens has fewer keys; a float16 model's weights are another array.
      if (data instanceof Float32Array && queries === end - start && keys === end) {
        this.#leading.set(name, dims.slice(0, -2));
      } else this.#leading.delete(name);
    }
  }

  /** For a run of `queries` tokens that ends at `end`, of a text of `size`; of outputs whose form is not known, nothing. */
  of(names: readonly string[], queries: number, end: number, size: number): Tensors {
    const known = names.filter((name) => this.#leading.has(name));
    const matrices = (name: string): number => this.#leading.get(name)!.reduce((a, b) => a * b, 1);
    const total = known.reduce((sum, name) => sum + matrices(name), 0);
    if (this.#memory.length < total * queries * end) this.#memory = new Float32Array(total * queries * size);
    let at = 0;
    return Object.fromEntries(
      known.map((name) => {
        const length = matrices(name) * queries * end;
        const values = this.#memory.subarray(at, (at += length));
        return [name, new Tensor('float32', values, [...this.#leading.get(name)!, queries, end])];
      }),
    );
  }
}

/** Bytes of one layer's weights in the largest run. */
export function layerBytes({ chunks }: ModelSession, heads: number, size: number): number {
  return heads * (chunks ? Math.min(size, chunkTokens) : size) * size * Float32Array.BYTES_PER_ELEMENT;
}

/** The most tokens whose attention can be had from a model that takes a text in one piece. */
export function onePieceLimit(heads: number): number {
  return Math.floor(Math.sqrt(runBytes / (heads * Float32Array.BYTES_PER_ELEMENT)));
}

function grouped<T>(items: readonly T[], count: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / count) }, (_, i) => items.slice(i * count, (i + 1) * count));
}
