import { HeadSummary } from '../../../src/core/attention/headSummary';
import { tokensPerSmallCell } from '../../../src/core/attention/pooling';
import { inductionChance, repeatsOf } from '../../../src/core/attention/repeats';
import { overviewCells } from '../../../src/protocol/attentionOverview';
import type { AttentionToPanel } from '../../../src/protocol/attention';

export type OverviewMessage = Extract<AttentionToPanel, { type: 'overview' }>;
/** One head's weights: [query][key]. */
export type Rows = readonly (readonly number[])[];

/** What a model host makes of these weights. @param heads by [layer · heads + head] */
export function overviewOf(
  matrices: readonly Rows[],
  ids: readonly number[],
  { layers, most = overviewCells, subjectId = 1 }: { layers: number; most?: number; subjectId?: number },
): OverviewMessage {
  const size = ids.length;
  const heads = matrices.length / layers;
  const span = tokensPerSmallCell(size, matrices.length, most);
  const cells = Math.ceil(size / span);
  const weights = new Uint8Array(matrices.length * cells * cells);
  const [scales, firsts] = [new Float32Array(matrices.length * cells), new Float32Array(matrices.length * cells)];
  const repeats = repeatsOf(ids);
  const measures = matrices.map((rows, i) => {
    const [at, next] = [i * cells, (i + 1) * cells];
    const targets = {
      weights: weights.subarray(at * cells, next * cells),
      scales: scales.subarray(at, next),
      firsts: firsts.subarray(at, next),
    };
    const summary = new HeadSummary(size, span, targets, repeats);
    for (const row of rows) {
      summary.add({ values: Float32Array.from(row), start: 0, stride: 0, queries: 1, keys: row.length, growth: 0 });
    }
    return summary.measures;
  });
  const form = { layers, heads, size, tokensPerCell: span, cells };
  const chance = inductionChance(repeats, matrices[0]?.[0]?.length === 1);
  return {
    type: 'overview',
    subjectId,
    overview: { ...form, weights, scales, firsts, measures, inductionChance: chance },
  };
}

/** A decoder of 30 layers of 9 heads over any number of tokens, each head with a lean of its own. */
export function largeOverview(size: number, most = overviewCells): OverviewMessage {
  const matrices = Array.from({ length: 270 }, (_, head) =>
    Array.from({ length: size }, (_, query) => {
      const row = Array.from({ length: query + 1 }, (_, key) => {
        const away = query - key;
        const lean = head % 3 === 0 ? Math.exp(-away / (1 + (head % 17))) : key % (3 + (head % 11)) === 0 ? 1 : 0.05;
        return lean + (key === 0 ? head % 9 : 0);
      });
      const sum = row.reduce((a, b) => a + b, 0);
      return row.map((weight) => weight / sum);
    }),
  );
  return overviewOf(
    matrices,
    Array.from({ length: size }, (_, i) => i % 12),
    { layers: 30, most },
  );
}
