import { maximalAssignment, rowsPerSlice } from './assignment';
import { provenGroups } from './provenGroups';
import type { Sliced } from './slices';

/** One coder's segment; the code as a number. */
export interface AlignedUnit {
  readonly start: number;
  readonly end: number;
  readonly code: number;
}

/**
 * Dissimilarity of two segments, positional plus categorial with equal weights:
 * d(u, v) = ((|s₁ − s₂| + |e₁ − e₂|) / (l₁ + l₂))² + [the codes differ], in multiples of Δø, the cost of a segment that
 * has no counterpart. Source: Mathet, Widlöcher & Métivier (2015), Computational Linguistics 41, 437–479.
 */
export function dissimilarity(u: AlignedUnit, v: AlignedUnit): number {
  const apart = Math.abs(u.start - v.start) + Math.abs(u.end - v.end);
  return (apart / (u.end - u.start + v.end - v.start)) ** 2 + (u.code === v.code ? 0 : 1);
}

/** A segment in a group of segments that stand for the same thing. */
export interface Member {
  readonly unit: AlignedUnit;
  readonly coder: number;
}
/** At most one segment of each coder: a “unitary alignment”. */
export type Group = readonly Member[];

export interface Alignment {
  /** Each segment is in one group. */
  readonly groups: readonly Group[];
  /** 0 means that all coders marked the same. */
  readonly disorder: number;
  /** Whether no alignment is better; otherwise the disorder is an upper bound. */
  readonly isExact: boolean;
}

/**
 * The best alignment: segments are grouped, at most one of each coder in a group; a group costs the mean over all pairs
 * of coders of d, which is 1 where either has no segment in it; the disorder is the sum of costs divided by the mean
 * number of segments per coder. Definition: Mathet et al. (2015).
 *
 * For two coders it is an assignment problem, solved exactly. For more it is NP-hard: coders join one by one, then each
 * in turn is realigned exactly to the groups of the others until a round saves less than 0.1 %; what this finds is then
 * proved or improved by `provenGroups`, where the problem is small enough for that.
 *
 * @param prove without it the search is taken as it is
 */
export function* bestAlignment(coders: readonly (readonly AlignedUnit[])[], prove = true): Sliced<Alignment> {
  const pairs = (coders.length * (coders.length - 1)) / 2;
  const sorted = coders.map((units) => [...units].sort((a, b) => a.start - b.start || a.end - b.end));
  const found = yield* searchedGroups(sorted, pairs);
  let best: Pick<Alignment, 'groups' | 'isExact'> = { groups: found, isExact: coders.length <= 2 };
  if (!best.isExact && prove) best = yield* provenGroups(sorted, found, totalCost(found, pairs));
  const segments = sorted.reduce((sum, units) => sum + units.length, 0);
  return { ...best, disorder: (totalCost(best.groups, pairs) * coders.length) / segments };
}

/** What a group adds to the disorder, before that is divided by the mean number of segments per coder. */
export function groupCost(group: Group, pairs: number): number {
  let saved = 0;
  for (let i = 0; i < group.length; i++) {
    for (let j = 0; j < i; j++) saved += 1 - dissimilarity(group[i]!.unit, group[j]!.unit);
  }
  return 1 - saved / pairs;
}

function* searchedGroups(sorted: readonly (readonly AlignedUnit[])[], pairs: number): Sliced<Group[]> {
  let groups: Group[] = [];
  for (const [coder, units] of sorted.entries()) {
    groups = yield* join(groups, units, coder, pairs);
  }
  let cost = totalCost(groups, pairs);
  for (let before = Infinity; sorted.length > 2 && cost < before * (1 - worthwhile);) {
    before = cost;
    for (const [coder, units] of sorted.entries()) {
      const others = groups.map((group) => group.filter((member) => member.coder !== coder));
      groups = yield* join(
        others.filter((group) => group.length > 0),
        units,
        coder,
        pairs,
      );
    }
    cost = totalCost(groups, pairs);
  }
  return groups;
}

/** The share of the disorder that a round of realigning must save for another round to follow. */
const worthwhile = 0.001;

/** Adds one coder's segments to groups of the other coders' in the best possible way. */
function* join(groups: readonly Group[], units: readonly AlignedUnit[], coder: number, pairs: number): Sliced<Group[]> {
  const members = groups.flatMap((group, index) => group.map(({ unit }) => ({ unit, index })));
  members.sort((a, b) => a.unit.start - b.unit.start);
  const longest = members.reduce((length, { unit }) => Math.max(length, unit.end - unit.start), 0);
  // A group gains from a segment only if one of its members is nearer than this.
  const reach = Math.sqrt(pairs + 1);
  const starts = new Int32Array(units.length + 1);
  const columns: number[] = [];
  const benefits: number[] = [];
  const seenFor = new Int32Array(groups.length).fill(-1);
  for (const [row, unit] of units.entries()) {
    if (row % rowsPerSlice === 0) yield 0;
    const radius = reach * (unit.end - unit.start + longest);
    for (let i = firstFrom(members, unit.start - radius); i < members.length; i++) {
      const { unit: other, index } = members[i]!;
      if (other.start > unit.start + radius) break;
      if (seenFor[index] === row) continue;
      seenFor[index] = row;
      const benefit = joiningBenefit(groups[index]!, unit, pairs);
      if (benefit <= 1e-12) continue;
      columns.push(index);
      benefits.push(benefit);
    }
    starts[row + 1] = columns.length;
  }
  const groupOf = yield* maximalAssignment({
    starts,
    columns: Int32Array.from(columns),
    benefits: Float64Array.from(benefits),
    columnCount: groups.length,
  });
  const joined = groups.map((group) => [...group]);
  units.forEach((unit, row) => {
    const group = joined[groupOf[row]!];
    if (group) group.push({ unit, coder });
    else joined.push([{ unit, coder }]);
  });
  return joined;
}

/** What is saved when the segment joins the group instead of standing alone, which would cost 1. */
function joiningBenefit(group: Group, unit: AlignedUnit, pairs: number): number {
  let saved = 0;
  for (const { unit: other } of group) saved += 1 - dissimilarity(other, unit);
  return 1 + saved / pairs;
}

function totalCost(groups: readonly Group[], pairs: number): number {
  return groups.reduce((sum, group) => sum + groupCost(group, pairs), 0);
}

function firstFrom(members: readonly { readonly unit: AlignedUnit }[], start: number): number {
  let low = 0;
  let high = members.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (members[middle]!.unit.start >= start) high = middle;
    else low = middle + 1;
  }
  return low;
}
