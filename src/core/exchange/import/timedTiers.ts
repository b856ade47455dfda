import type { Utterance } from './utterances';

export interface TimedUtterance extends Utterance {
  /** Where it stands among the others when it has no time of its own. */
  readonly sortMs: number;
}

/** Utterances of several tiers as one conversation; those of one time stay in the order of the tiers. */
export function inOrderOfTime(utterances: readonly TimedUtterance[]): Utterance[] {
  return utterances.toSorted((a, b) => a.sortMs - b.sortMs);
}
