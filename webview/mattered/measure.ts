// What answers are counted in: nats of log-probability, or of a model that only embeds the cosine distance.
import type { Pooling } from '../../src/core/attribution/embedding';
import type { MatteredAsk } from '../../src/protocol/mattered';

export interface Measure {
  readonly isDistance: boolean;
  /** Over a column of what leaving a part out does. */
  readonly head: string;
  /** Along the curves of the deletion check. */
  readonly axis: string;
  /** Above the numbers of the deletion check. */
  readonly caption: string;
  /** Begins the names of columns in a file. */
  readonly column: string;
  /** A number by itself. */
  format(value: number, digits?: number): string;
  /** With its unit, where it has one. */
  formatWhole(value: number): string;
}

const noBreakSpace = '\u00a0';

/** 1.4321 → "+1.43"; with a minus sign, not a hyphen. */
export function signed(nats: number, digits = 2): string {
  const rounded = nats.toFixed(digits);
  if (Number(rounded) === 0) return (0).toFixed(digits);
  return nats > 0 ? `+${rounded}` : `−${rounded.slice(1)}`;
}

export function formatNats(nats: number): string {
  return `${signed(nats)}${noBreakSpace}nats`;
}

/** No sign: a distance has none. */
export function formatDistance(distance: number, digits = 3): string {
  const least = 10 ** -digits;
  return distance > 0 && distance < least / 2 ? `< ${least.toFixed(digits)}` : distance.toFixed(digits);
}

const inNats: Measure = {
  isDistance: false,
  head: 'Adds (nats)',
  axis: 'loss (nats)',
  caption: 'Loss in nats.',
  column: 'loss',
  format: signed,
  formatWhole: formatNats,
};

const inDistance: Measure = {
  isDistance: true,
  head: 'Cosine distance',
  axis: 'cosine distance',
  caption: 'Cosine distance from the embedding of the whole text, 0 = no change.',
  column: 'cosine_distance',
  format: (distance, digits = 2) => formatDistance(distance, digits + 1),
  formatWhole: (distance) => formatDistance(distance),
};

export function measureOf({ target }: Pick<MatteredAsk, 'target'>): Measure {
  return target === null ? inDistance : inNats;
}

/** How the embedding is made, for people: a clause after “the embedding is”. */
export const poolingWords: Readonly<Record<Pooling, string>> = {
  own: 'the vector that the model’s file itself gives for a text',
  mean: 'the mean of the last layer’s states over all tokens, special ones included (mean pooling; Reimers & Gurevych, 2019)',
  cls: 'the last layer’s state of the first token (CLS pooling)',
  max: 'the largest value of the last layer’s states over all tokens, in each dimension (max pooling)',
};
