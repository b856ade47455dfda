// Does a model look at what people coded? Shares, a rank measure and a baseline by circular shifts.

/** Why there is no answer, in a whole sentence. */
export interface NotComputable {
  readonly notComputable: string;
}

export interface CodedComparison {
  /** Parts of the text: tokens or units. */
  readonly items: number;
  readonly coded: number;
  /** What the coded parts would receive if all received the same: coded ÷ items. */
  readonly chance: number;
  /** What they receive of all, from 0 to 1. */
  readonly share: number;
  /** share ÷ chance: 1 = no more than others, which is also mean of the coded ÷ mean of all. */
  readonly ratio: number;
  readonly meanCoded: number;
  readonly meanOther: number;
  /** How often a coded part receives more than one that is not (ties count half): area under the ROC curve, 0.5 = chance. */
  readonly auroc: number;
  /** Placements that were compared: the real one and all its circular shifts. */
  readonly shifts: number;
  /** Part of them in which the shifted marks receive at least as much: 1 ÷ shifts at best. */
  readonly p: number;
}

export interface CodePairComparison {
  readonly items: number;
  readonly first: number;
  readonly second: number;
  /** Parts with both codes: they are left out. */
  readonly both: number;
  readonly meanFirst: number;
  readonly meanSecond: number;
  /** meanFirst ÷ meanSecond; null where the second receives nothing. */
  readonly ratio: number | null;
  readonly auroc: number;
  readonly shifts: number;
  /** Two-sided: part of the placements in which the means differ at least as much. */
  readonly p: number;
}

/** Differences that rounding makes are none. */
const tolerance = 1e-12;

/**
 * Whether the coded parts of a text receive more than the others. Marks and what is received both hang together from
 * word to word, so that single words cannot be shuffled: the marks are shifted around the text as a whole, by every
 * distance there is, which keeps their lengths and gaps (circular shift or toroidal permutation; Upton and Fingleton
 * 1985, Spatial Data Analysis by Example). All shifts are looked at, so that no seed is needed.
 * @param values what each part receives, in the order of the text; none below 0
 */
export function compareCoded(values: readonly number[], coded: readonly boolean[]): CodedComparison | NotComputable {
  const items = values.length;
  const count = coded.filter(Boolean).length;
  const total = values.reduce((sum, value) => sum + value, 0);
  if (items === 0) return { notComputable: 'There is no part of the text to compare.' };
  if (count === 0) return { notComputable: 'Nothing of this text is coded in this way.' };
  if (count === items)
    return { notComputable: 'All of this text is coded in this way: there is nothing to compare with.' };
  if (total <= 0) return { notComputable: 'No part of the text receives anything.' };
  const received = (shift: number): number =>
    values.reduce((sum, value, i) => (coded[(i + shift) % items] === true ? sum + value : sum), 0);
  const own = received(0);
  let atLeast = 0;
  for (let shift = 0; shift < items; shift++) if (received(shift) >= own - tolerance * total) atLeast++;
  return {
    items,
    coded: count,
    chance: count / items,
    share: own / total,
    ratio: own / total / (count / items),
    meanCoded: own / count,
    meanOther: (total - own) / (items - count),
    auroc: areaUnderRoc(
      values.filter((_, i) => coded[i] === true),
      values.filter((_, i) => coded[i] !== true),
    ),
    shifts: items,
    p: atLeast / items,
  };
}

/** Whether parts with one code receive more than parts with another; both codes' marks are shifted together. */
export function compareCodes(
  values: readonly number[],
  first: readonly boolean[],
  second: readonly boolean[],
): CodePairComparison | NotComputable {
  const items = values.length;
  const inFirst = first.map((is, i) => is && second[i] !== true);
  const inSecond = second.map((is, i) => is && first[i] !== true);
  const counts = [inFirst, inSecond].map((marks) => marks.filter(Boolean).length) as [number, number];
  const both = first.filter((is, i) => is && second[i] === true).length;
  if (counts[0] === 0 || counts[1] === 0) {
    return {
      notComputable: `No part of this text carries only the ${counts[0] === 0 ? 'first' : 'second'} of the two codes.`,
    };
  }
  const total = values.reduce((sum, value) => sum + value, 0);
  if (total <= 0) return { notComputable: 'No part of the text receives anything.' };
  const meanOf = (marks: readonly boolean[], count: number, shift: number): number =>
    values.reduce((sum, value, i) => (marks[(i + shift) % items] === true ? sum + value : sum), 0) / count;
  const differenceAt = (shift: number): number =>
    meanOf(inFirst, counts[0], shift) - meanOf(inSecond, counts[1], shift);
  const own = Math.abs(differenceAt(0));
  let atLeast = 0;
  for (let shift = 0; shift < items; shift++) {
    if (Math.abs(differenceAt(shift)) >= own - tolerance * total) atLeast++;
  }
  const [meanFirst, meanSecond] = [meanOf(inFirst, counts[0], 0), meanOf(inSecond, counts[1], 0)];
  return {
    items,
    first: counts[0],
    second: counts[1],
    both,
    meanFirst,
    meanSecond,
    ratio: meanSecond > 0 ? meanFirst / meanSecond : null,
    auroc: areaUnderRoc(
      values.filter((_, i) => inFirst[i] === true),
      values.filter((_, i) => inSecond[i] === true),
    ),
    shifts: items,
    p: atLeast / items,
  };
}

/** Mann–Whitney U ÷ (n·m); both must hold something. */
function areaUnderRoc(positive: readonly number[], negative: readonly number[]): number {
  let wins = 0;
  for (const a of positive) for (const b of negative) wins += a > b ? 1 : a === b ? 0.5 : 0;
  return wins / (positive.length * negative.length);
}
