// The same question asked otherwise: what an answer should not depend on.
import { sampleSeed } from '../generation/random';
import { shuffled } from './material';
import { noneId, type Task } from './task';
import { paraphrases } from './wording';
import type { Sheet } from './sheet';

/** What a run changes of the question, besides its seed. */
export interface Variation {
  readonly kind: 'order' | 'paraphrase';
  /** From 1. */
  readonly number: number;
}

export interface Repetition {
  readonly repeat: number;
  readonly seed: number;
  readonly variation?: Variation;
}

/**
 * The runs of one column on one segment: first the repeats, each with a seed of its own; then, with the seed of the first
 * repeat, so that nothing else changes, other orders of the options and other wordings of the question.
 */
export function repetitionsOf(
  { repeats, variations = {} }: Pick<Sheet, 'repeats' | 'variations'>,
  task: Task,
  seed: number,
): Repetition[] {
  const first = sampleSeed(seed, 0);
  const varied = [
    ...numbered('order', task.kind === 'codes' ? (variations.orders ?? 0) : 0),
    ...numbered('paraphrase', variations.paraphrases ?? 0),
  ];
  return [
    ...Array.from({ length: repeats }, (_, repeat) => ({ repeat, seed: sampleSeed(seed, repeat) })),
    ...varied.map((variation, i) => ({ repeat: repeats + i, seed: first, variation })),
  ];
}

/** The task as a variation asks it. An answer that no code fits stays the last option. */
export function varied(task: Task, { kind, number }: Variation, seed: number): Task {
  if (kind === 'paraphrase') return { ...task, question: paraphrases(task)[number - 1] ?? task.question };
  if (task.kind !== 'codes') return task;
  const last = task.labels.filter(({ id }) => id === noneId);
  const codes = task.labels.filter(({ id }) => id !== noneId);
  return { ...task, labels: [...shuffled(codes, sampleSeed(seed, number)), ...last] };
}

function numbered(kind: Variation['kind'], count: number): Variation[] {
  return Array.from({ length: count }, (_, i) => ({ kind, number: i + 1 }));
}
