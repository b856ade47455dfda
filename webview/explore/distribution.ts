import { entropyBits, rankOf, softmax } from '../../src/core/generation/probabilities';
import { SeededRandom } from '../../src/core/generation/random';
import { reshape, sampleId } from '../../src/core/generation/sampling';
import type { Candidate, SamplingSettings } from '../../src/protocol/modelHost';

/** One token that may come next. */
export interface WordRow extends Candidate {
  /** Under the chosen temperature and top-p. */
  readonly probability: number;
  /** Under the model alone. */
  readonly original: number;
  /** 1 = the model's first choice. */
  readonly rank: number;
  /** Came next in the text itself. */
  readonly actual: boolean;
  readonly drawn: number;
}

/** All other tokens taken together. */
export interface RestRow {
  readonly count: number;
  readonly probability: number;
  readonly original: number;
  readonly drawn: number;
}

export interface Distribution {
  /** Best first; the token that came next is the last one when it is not among the best. */
  readonly rows: readonly WordRow[];
  readonly rest: RestRow;
  readonly entropyBits: number;
  /** Token ids in the order they were drawn. */
  readonly drawn: readonly number[];
}

export interface DistributionInput {
  /** Shape [vocabularySize]. */
  readonly logits: Float32Array;
  /** The most probable candidates, best first. */
  readonly top: readonly Candidate[];
  /** The token that came next in the text, if there is one. */
  readonly actual: Candidate | null;
  readonly sampling: SamplingSettings;
  readonly draws: number;
}

const shownRows = 12;

/**
 * The next-token distribution as the panel shows it, over the whole vocabulary.
 * @throws UserError when the logits or the settings allow no probabilities
 */
export function describeDistribution({ logits, top, actual, sampling, draws }: DistributionInput): Distribution {
  const original = softmax(logits);
  const reshaped = reshape(logits, sampling);
  const drawn = drawIds(reshaped, sampling.seed, draws);
  const tally = new Map<number, number>();
  for (const id of drawn) tally.set(id, (tally.get(id) ?? 0) + 1);

  const row = ({ id, text }: Candidate, rank: number): WordRow => ({
    id,
    text,
    probability: reshaped[id] ?? 0,
    original: original[id] ?? 0,
    rank,
    actual: id === actual?.id,
    drawn: tally.get(id) ?? 0,
  });
  const rows = top.slice(0, shownRows).map((candidate, i) => row(candidate, i + 1));
  if (actual && !rows.some((r) => r.actual)) rows.push(row(actual, rankOf(logits, actual.id)));

  const shown = new Set(rows.map((r) => r.id));
  return {
    rows,
    rest: {
      count: logits.length - rows.length,
      probability: massWithout(reshaped, shown),
      original: massWithout(original, shown),
      drawn: drawn.filter((id) => !shown.has(id)).length,
    },
    entropyBits: entropyBits(reshaped),
    drawn,
  };
}

/** The first `count` draws of the seed's stream. */
function drawIds(probabilities: Float64Array, seed: number, count: number): number[] {
  const random = new SeededRandom(seed);
  return Array.from({ length: count }, () => sampleId(probabilities, random.next()));
}

/** Summed directly, not as 1 − the rest: where everything else is cut it is exactly 0. */
function massWithout(probabilities: Float64Array, ids: ReadonlySet<number>): number {
  return probabilities.reduce((mass, p, id) => (ids.has(id) ? mass : mass + p), 0);
}
