import { neutral } from '../../src/core/generation/spread';
import type { WordsViewState } from '../../src/protocol/words';

export type Sampling = WordsViewState['sampling'];
export type SamplingName = keyof Sampling;

/** In the order in which the rules work. */
export const samplingLimits: { readonly [N in SamplingName]: { min: number; max: number; step: number } } = {
  repetitionPenalty: { min: 1, max: 2, step: 0.05 },
  temperature: { min: 0, max: 2, step: 0.05 },
  topK: { min: 0, max: 200, step: 1 },
  topP: { min: 0.05, max: 1, step: 0.01 },
  minP: { min: 0, max: 1, step: 0.01 },
};

export const breadths = [3, 5, 10, 20] as const;
/** Tokens; 0 stands for as many as the model reads, at most 2,048. */
export const windows = [0, 256, 512, 1024, 2048, 4096] as const;

const defaults: WordsViewState = {
  view: 'chances',
  sampling: neutral,
  breadth: 5,
  window: 0,
  points: 'turns',
  along: 'order',
  source: null,
};

/** What an earlier page saved, field by field where it is sound, with defaults for the rest. */
export function readViewState(saved: unknown): WordsViewState {
  const fields = isRecord(saved) ? saved : {};
  const one = <T>(name: string, allowed: readonly T[], otherwise: T): T =>
    allowed.find((value) => value === fields[name]) ?? otherwise;
  const sampling = isRecord(fields['sampling']) ? fields['sampling'] : {};
  const set = (name: SamplingName): number => {
    const value = sampling[name];
    const { min, max } = samplingLimits[name];
    const isSound = typeof value === 'number' && value >= min && value <= max;
    return isSound && (name !== 'topK' || Number.isInteger(value)) ? value : neutral[name];
  };
  return {
    view: one('view', ['chances', 'tree', 'surprisal'], defaults.view),
    sampling: {
      repetitionPenalty: set('repetitionPenalty'),
      temperature: set('temperature'),
      topK: set('topK'),
      topP: set('topP'),
      minP: set('minP'),
    },
    breadth: one('breadth', [...breadths], defaults.breadth),
    window: one('window', [...windows], defaults.window),
    points: one('points', ['turns', 'tokens'], defaults.points),
    along: one('along', ['order', 'time'], defaults.along),
    source: toSource(fields['source']),
  };
}

function toSource(value: unknown): WordsViewState['source'] {
  if (!isRecord(value)) return null;
  const { uri, start, end } = value;
  return typeof uri === 'string' && isIndex(start) && isIndex(end) ? { uri, start, end } : null;
}

function isIndex(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
