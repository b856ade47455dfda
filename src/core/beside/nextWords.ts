import { jensenShannonBits } from '../generation/divergence';
import { entropyBits, softmax } from '../generation/probabilities';
import { type StatedCandidate, type StatedShare, statedShare } from '../generation/stated';
import type { Computed } from './surprisal';

export interface NextCandidate {
  readonly id: number;
  readonly text: string;
}

/** One model's prediction at the place that both have read up to. */
export type SidePrediction = WholePrediction | StatedPrediction;

export interface WholePrediction {
  /** Over the whole vocabulary. */
  readonly logits: Float32Array;
  /** Best first. */
  readonly top: readonly NextCandidate[];
}

/** Of a model on a server. */
export interface StatedPrediction {
  /** Best first. */
  readonly stated: readonly StatedCandidate[];
}

export interface ComparedWord {
  readonly text: string;
  /** Probability over the model's whole vocabulary; null where that has no such token, or a server does not state it. */
  readonly left: number | null;
  readonly right: number | null;
}

export interface ComparedNext {
  /** What either model thinks likely. */
  readonly words: readonly ComparedWord[];
  /** All other tokens of each. */
  readonly rest: { readonly left: number; readonly right: number };
  /** Null where the whole distribution is known. */
  readonly stated: { readonly left: StatedShare | null; readonly right: StatedShare | null };
  readonly entropyBits: { readonly left: Computed; readonly right: Computed };
  /** Jensen–Shannon divergence in bits. */
  readonly divergence: Computed;
}

/** How the tokens of two whole predictions, or of one beside a server's, are found among each other. */
export interface Vocabularies {
  /** Why the two cannot be laid upon each other; null where they are the same. */
  readonly differ: string | null;
  /** The token of that text in the left vocabulary; null where there is none. A server's are found among those stated. */
  readonly leftIdOf: (word: NextCandidate) => number | null;
  readonly rightIdOf: (word: NextCandidate) => number | null;
}

/** The words that either model has among its best `count`. @throws UserError for logits that allow no probabilities */
export function compareNext(
  left: SidePrediction,
  right: SidePrediction,
  vocabularies: Vocabularies,
  count: number,
): ComparedNext {
  const a = readSide(left, vocabularies.leftIdOf);
  const b = readSide(right, vocabularies.rightIdOf);
  const words: ComparedWord[] = [];
  const seen = { left: new Set<number>(), right: new Set<number>() };
  const add = (text: string, leftId: number | null, rightId: number | null): void => {
    if ((leftId !== null && seen.left.has(leftId)) || (rightId !== null && seen.right.has(rightId))) return;
    if (leftId !== null) seen.left.add(leftId);
    if (rightId !== null) seen.right.add(rightId);
    words.push({
      text,
      left: leftId === null ? null : (a.p[leftId] ?? 0),
      right: rightId === null ? null : (b.p[rightId] ?? 0),
    });
  };
  for (const word of a.top.slice(0, count)) add(word.text, word.id, b.idOf(word));
  for (const word of b.top.slice(0, count)) add(word.text, a.idOf(word), word.id);
  return {
    words,
    rest: { left: a.massWithout(seen.left), right: b.massWithout(seen.right) },
    stated: { left: a.stated, right: b.stated },
    entropyBits: { left: entropyOf(a), right: entropyOf(b) },
    divergence: divergenceOf(a, b, vocabularies.differ),
  };
}

interface ReadSide {
  /** By id; of a server by place among those stated. */
  readonly p: Float64Array;
  readonly top: readonly NextCandidate[];
  readonly stated: StatedShare | null;
  readonly idOf: (word: NextCandidate) => number | null;
  readonly massWithout: (ids: ReadonlySet<number>) => number;
}

function readSide(prediction: SidePrediction, idOf: Vocabularies['leftIdOf']): ReadSide {
  if (!('stated' in prediction)) {
    const p = softmax(prediction.logits);
    return { p, top: prediction.top, stated: null, idOf, massWithout: (ids) => massWithout(p, ids) };
  }
  const { stated } = prediction;
  const p = Float64Array.from(stated, (word) => word.p);
  const ids = idsByText(stated.map(({ text }) => text));
  return {
    p,
    top: stated.map(({ text }, id) => ({ id, text })),
    stated: statedShare(stated),
    idOf: ({ text }) => ids.get(text) ?? null,
    // What a server does not state is what is left of 1.
    massWithout: (seen) => Math.max(0, 1 - [...seen].reduce((sum, id) => sum + p[id]!, 0)),
  };
}

/** Place of every text that no other has; parts of characters all read alike, and say nothing of the token. */
export function idsByText(texts: readonly string[]): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  const twice = new Set<string>();
  texts.forEach((text, id) => (found.has(text) ? twice.add(text) : found.set(text, id)));
  for (const text of found.keys()) {
    if (text === '' || text.includes('\ufffd') || twice.has(text)) found.delete(text);
  }
  return found;
}

function entropyOf({ p, stated }: ReadSide): Computed {
  return stated === null
    ? { value: entropyBits(p) }
    : { notComputable: 'A server states only its likeliest tokens: uncertainty needs the chances of all.' };
}

function divergenceOf(a: ReadSide, b: ReadSide, differ: string | null): Computed {
  if (a.stated !== null || b.stated !== null) {
    return {
      notComputable: 'A server states only its likeliest tokens: the divergence needs all chances of both models.',
    };
  }
  if (differ !== null) return { notComputable: differ };
  return a.p.length === b.p.length
    ? { value: jensenShannonBits(a.p, b.p) }
    : { notComputable: `Their outputs differ in size: ${a.p.length} and ${b.p.length} tokens.` };
}

function massWithout(probabilities: Float64Array, ids: ReadonlySet<number>): number {
  return probabilities.reduce((mass, p, id) => (ids.has(id) ? mass : mass + p), 0);
}
