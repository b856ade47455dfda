import type { AttentionSite } from '../core/onnx/attention';
import { forward } from './forward';
import type { ModelSession } from './session';
import { SiteRows } from './siteRows';

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

  /** One query's rows of every head, shape [layers, heads, ids.length]. */
  async rowsOf(ids: readonly number[], query: number, signal?: AbortSignal): Promise<Float32Array> {
    const size = ids.length;
    const rows = new Float32Array(this.sites.length * this.headCount * size);
    for (const layer of this.sites.keys()) {
      for (let head = 0; head < this.headCount; head++) {
        const matrix = await this.head(ids, { layer, head }, signal);
        rows.set(matrix.subarray(query * size, (query + 1) * size), (layer * this.headCount + head) * size);
      }
    }
    return rows;
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
    for await (const pass of forward(this.session, ids, { fetch, signal })) {
      for (const layer of layers) {
        const rows = new SiteRows(this.sites[layer]!, this.headCount, pass, this.session.io.cache.length > 0);
        for (const place of places) {
          if (place.layer !== layer) continue;
          const target = heads.get(keyOf(place))!;
          for (let query = pass.start; query < pass.end; query++) {
            target.set(rows.row(place.head, query - pass.start), query * size);
          }
        }
      }
    }
    return heads;
  }
}

function keyOf({ layer, head }: HeadPlace): string {
  return `${layer}.${head}`;
}

export function sameIds(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((id, i) => id === b[i]);
}
