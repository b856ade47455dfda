import { Tensor } from './onnxruntime';
import { UserError } from '../core/base/userError';
import { HeadSummary } from '../core/attention/headSummary';
import { PairWeights, type PairWeight } from '../core/attention/pairWeights';
import { HeadPool, type RowSink, tokensPerCell, tokensPerSmallCell } from '../core/attention/pooling';
import { inductionChance, type Repeats, repeatsOf } from '../core/attention/repeats';
import { poolRun, type RunPooling } from '../core/attention/runPooling';
import type { AttentionSite } from '../core/onnx/attention';
import { headSumsInputs, headSumsOutputs } from '../core/onnx/headSums';
import type { HeadOverviewResult } from '../protocol/headOverview';
import type { AttentionOverviewResult } from '../protocol/modelHost';
import { chunkTokens, forward } from './forward';
import { floats, type ModelSession, type Tensors } from './session';
import { SiteRows } from './siteRows';

/** What the weights of the layers that are fetched at once may take in one run. */
export const runBytes = 2 ** 30;

/** Weights of a head for which one is worth picking out by itself. */
const picksPerWeight = 16;

export interface OverviewOptions {
  readonly signal?: AbortSignal | undefined;
  /** @param done of 1, after every run of the model. */
  readonly onProgress?: ((done: number) => void) | undefined;
}

type PoolParameters = readonly [
  ids: readonly number[],
  span: number,
  repeats: Repeats,
  makeSummary: (matrix: number) => HeadSummary,
  options: OverviewOptions,
];

/** What is asked about every head at once: each is answered by one pass over the text. */
export class AttentionOverview {
  #canPool = true;
  #byScores = true;

  /** @param causal no token sees those after it */
  constructor(
    private readonly session: ModelSession,
    private readonly sites: readonly AttentionSite[],
    private readonly heads: number,
    private readonly causal: boolean,
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
    const { sites, heads } = this;
    const size = ids.length;
    const matrices = sites.length * heads;
    const span = tokensPerSmallCell(size, matrices, most);
    const cells = Math.ceil(size / span);
    const weights = new Uint8Array(matrices * cells * cells);
    const [scales, firsts] = [new Float32Array(matrices * cells), new Float32Array(matrices * cells)];
    const repeats = repeatsOf(ids);
    const makeSummary = (matrix: number): HeadSummary => {
      const [at, next] = [matrix * cells, (matrix + 1) * cells];
      const targets = {
        weights: weights.subarray(at * cells, next * cells),
        scales: scales.subarray(at, next),
        firsts: firsts.subarray(at, next),
      };
      return new HeadSummary(size, span, targets, repeats);
    };
    const summaries =
      (await this.#tryPooling(ids, span, repeats, makeSummary, options)) ??
      (await this.#walk(ids, makeSummary, options));
    const measures = summaries.map((summary) => summary.measures);
    const chance = inductionChance(repeats, this.causal);
    const form = { layers: sites.length, heads, size, tokensPerCell: span, cells };
    return { ...form, weights, scales, firsts, measures, inductionChance: chance };
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

  /** As `#pool`; a graph in which it does not work is asked no more. */
  async #tryPooling(...given: PoolParameters): Promise<HeadSummary[] | null> {
    if (!this.#canPool) return null;
    try {
      return await this.#pool(...given);
    } catch (error) {
      if (!(error instanceof UserError) || error.code !== 'modelUnsupported') throw error;
      this.#canPool = false;
      return null;
    }
  }

  /**
   * Sums of every head's weights, taken by the runtime.
   * @returns null where they cannot be had so: the weights themselves are then to be walked through, from the beginning
   */
  async #pool(...given: PoolParameters): Promise<HeadSummary[] | null> {
    const [ids, span, repeats, makeSummary, { signal, onProgress }] = given;
    const { session, sites, heads } = this;
    const size = ids.length;
    // Tokens that come again and again would make more picks than it saves.
    const isSparse = repeats.keys.length * picksPerWeight < size * size;
    if (!session.io.givesHeadSums || !this.causal || !isSparse) return null;
    const matrices = sites.length * heads;
    const summaries = Array.from({ length: matrices }, (_, matrix) => makeSummary(matrix));
    const { cells, logs, picks } = headSumsOutputs;
    let asked: RunPooling;
    const own = (start: number, end: number): Tensors =>
      feedsOf((asked = poolRun({ start, end, span }, repeats)), this.#byScores);
    for await (const pass of forward(session, ids, { fetch: [cells, logs, picks], own, keepsCache: false, signal })) {
      const all = {
        cells: floats(pass.outputs[cells]!),
        logs: floats(pass.outputs[logs]!),
        picks: floats(pass.outputs[picks]!),
      };
      if (all.cells.length !== matrices * asked!.rows * asked!.columns) return null;
      if (hasNaN(all.logs)) {
        if (!this.#byScores) return null;
        // Weights too small for floats: so this model may be in every text.
        this.#byScores = false;
        return this.#pool(...given);
      }
      const of = (values: Float32Array, matrix: number): Float32Array => {
        const length = values.length / matrices;
        return values.subarray(matrix * length, (matrix + 1) * length);
      };
      for (const [matrix, summary] of summaries.entries()) {
        const sums = { cells: of(all.cells, matrix), logs: of(all.logs, matrix), picks: of(all.picks, matrix) };
        summary.addPooled(asked!, sums);
      }
      onProgress?.(pass.end / size);
    }
    return summaries;
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
    for (const [turn, group] of groups.entries()) {
      const fetch = group.map(({ output }) => output);
      for await (const pass of forward(session, ids, { fetch, keepsCache: false, signal })) {
        for (const site of group) {
          const rows = new SiteRows(site, heads, pass, session.io.cache.length > 0);
          for (let head = 0; head < heads; head++) {
            rows.poolInto(sinks[site.layer * heads + head]!, head, this.causal);
          }
        }
        onProgress?.((turn + pass.end / size) / groups.length);
      }
    }
    return sinks;
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

function hasNaN(values: Float32Array): boolean {
  for (let i = 0; i < values.length; i++) if (values[i] !== values[i]) return true;
  return false;
}

function feedsOf(
  { rows, columns, queryWeights, keyWeights, picks, start, end }: RunPooling,
  byScores: boolean,
): Tensors {
  const { wanted, ...names } = headSumsInputs;
  return {
    [wanted]: new Tensor('bool', [true], [1]),
    [names.queryWeights]: new Tensor('float32', queryWeights, [rows, end - start]),
    [names.keyWeights]: new Tensor('float32', keyWeights, [end, columns]),
    [names.picks]: new Tensor('int64', BigInt64Array.from(picks, BigInt), [picks.length]),
    [names.byScores]: new Tensor('bool', [byScores], [1]),
    [names.positions]: new Tensor(
      'int64',
      BigInt64Array.from({ length: end - start }, (_, i) => BigInt(start + i)),
      [1, end - start],
    ),
    [names.length]: new Tensor('int64', BigInt64Array.of(BigInt(end)), [1]),
  };
}

function grouped<T>(items: readonly T[], count: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / count) }, (_, i) => items.slice(i * count, (i + 1) * count));
}
