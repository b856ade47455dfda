import { jensenShannonBits } from '../generation/divergence';
import { entropyBits, softmax, topIds } from '../generation/probabilities';

export interface StageWords {
  /** Token ids that any stage has among its best, those first that the last stage finds likeliest. */
  readonly ids: readonly number[];
  /** [word][stage], over the whole vocabulary. */
  readonly probabilities: readonly (readonly number[])[];
  /** [stage]: all other tokens. */
  readonly rest: readonly number[];
  /** [stage], in bits. */
  readonly entropy: readonly number[];
  /** [stage]: Jensen–Shannon divergence from the stage before, in bits; null for the first. */
  readonly change: readonly (number | null)[];
}

/**
 * The same words under every stage.
 * @param logits of each stage at the same place, all over the same vocabulary
 * @param best how many of each stage's best are taken in
 */
export function stageWords(logits: readonly Float32Array[], best: number): StageWords {
  const distributions = logits.map((values) => softmax(values));
  const last = distributions.at(-1)!;
  const ids = [...new Set(logits.flatMap((values) => topIds(values, best)))].sort((a, b) => last[b]! - last[a]!);
  const shown = new Set(ids);
  return {
    ids,
    probabilities: ids.map((id) => distributions.map((p) => p[id]!)),
    rest: distributions.map((p) => p.reduce((mass, value, id) => (shown.has(id) ? mass : mass + value), 0)),
    entropy: distributions.map(entropyBits),
    change: distributions.map((p, i) => (i === 0 ? null : jensenShannonBits(distributions[i - 1]!, p))),
  };
}
