import { jensenShannonBits } from '../generation/divergence';
import { entropyBits, softmax } from '../generation/probabilities';
import type { Computed } from './surprisal';

export interface NextCandidate {
  readonly id: number;
  readonly text: string;
}

/** One model's prediction at the place that both have read up to. */
export interface SidePrediction {
  /** Over the whole vocabulary. */
  readonly logits: Float32Array;
  /** Best first. */
  readonly top: readonly NextCandidate[];
}

export interface ComparedWord {
  readonly text: string;
  /** Probability over the model's whole vocabulary; null where its vocabulary has no such token. */
  readonly left: number | null;
  readonly right: number | null;
}

export interface ComparedNext {
  /** What either model thinks likely. */
  readonly words: readonly ComparedWord[];
  /** All other tokens of each. */
  readonly rest: { readonly left: number; readonly right: number };
  readonly entropyBits: { readonly left: number; readonly right: number };
  /** Jensen–Shannon divergence in bits. */
  readonly divergence: Computed;
}

/** @param idOf the token of that text in the other vocabulary, where vocabularies differ; null where there is none */
export interface Vocabularies {
  /** Why the two cannot be laid upon each other; null where they are the same. */
  readonly differ: string | null;
  readonly leftIdOf: (word: NextCandidate) => number | null;
  readonly rightIdOf: (word: NextCandidate) => number | null;
}

/** The words that either model has among its best `count`. @throws UserError for logits that allow no probabilities */
export function compareNext(
  left: SidePrediction,
  right: SidePrediction,
  { differ, leftIdOf, rightIdOf }: Vocabularies,
  count: number,
): ComparedNext {
  const [p, q] = [softmax(left.logits), softmax(right.logits)];
  const words: ComparedWord[] = [];
  const seen = { left: new Set<number>(), right: new Set<number>() };
  const add = (text: string, leftId: number | null, rightId: number | null): void => {
    if ((leftId !== null && seen.left.has(leftId)) || (rightId !== null && seen.right.has(rightId))) return;
    if (leftId !== null) seen.left.add(leftId);
    if (rightId !== null) seen.right.add(rightId);
    words.push({
      text,
      left: leftId === null ? null : (p[leftId] ?? 0),
      right: rightId === null ? null : (q[rightId] ?? 0),
    });
  };
  for (const word of left.top.slice(0, count)) add(word.text, word.id, rightIdOf(word));
  for (const word of right.top.slice(0, count)) add(word.text, leftIdOf(word), word.id);
  return {
    words,
    rest: { left: massWithout(p, seen.left), right: massWithout(q, seen.right) },
    entropyBits: { left: entropyBits(p), right: entropyBits(q) },
    divergence:
      differ !== null
        ? { notComputable: differ }
        : p.length !== q.length
          ? { notComputable: `Their outputs differ in size: ${p.length} and ${q.length} tokens.` }
          : { value: jensenShannonBits(p, q) },
  };
}

function massWithout(probabilities: Float64Array, ids: ReadonlySet<number>): number {
  return probabilities.reduce((mass, p, id) => (ids.has(id) ? mass : mass + p), 0);
}
