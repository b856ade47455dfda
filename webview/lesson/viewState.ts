import { promptExamples } from '../../src/core/lesson/examples';
import type { LessonViewState } from '../../src/protocol/lesson';

/** What an earlier page saved, field by field where it is sound, with defaults for the rest. */
export function readViewState(saved: unknown): LessonViewState {
  const { example, temperature, seed } = (typeof saved === 'object' && saved !== null ? saved : {}) as Record<
    string,
    unknown
  >;
  return {
    example: isIndex(example) && example < promptExamples.length ? example : 0,
    temperature: typeof temperature === 'number' && temperature >= 0 && temperature <= 2 ? temperature : 0.8,
    seed: isIndex(seed) ? seed : 1,
  };
}

function isIndex(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
