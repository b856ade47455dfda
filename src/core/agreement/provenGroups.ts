import { type AlignedUnit, dissimilarity, type Group, type Member } from './alignment';
import type { Sliced } from './slices';

/** Beyond these the proof is given up: they stand for about a second's work. */
const mostGroups = 30_000;
const mostTrials = 150_000;
const mostSteps = 500_000;
const stepsPerSlice = 4_000;
const tolerance = 1e-9;
const firstLimit = 0.05;
const membersPerSlice = 16;

/** A group that could pay: the indices of its members, ascending, and what it costs. */
interface Candidate {
  readonly members: readonly number[];
  readonly cost: number;
}

/**
 * The best alignment with a proof, for three coders or more: the integer programme of Mathet et al. (2015), “each
 * segment in exactly one group, at the least cost”, over all groups that could pay.
 *
 * Prices π of the segments with Σ π ≤ cost in every group (a solution of the dual programme) give the lower bound Σ π.
 * An alignment costs Σ π plus the slacks, cost − Σ π, of its groups. So the best one is made of groups with little slack
 * (reduced-cost fixing; Nemhauser & Wolsey 1988, Integer and Combinatorial Optimization, II.5), and among these it is
 * found from left to right.
 *
 * @param found an alignment to begin with, of the total cost `foundCost`; given back, not proved, where the problem is
 *   too large.
 */
export function* provenGroups(
  coders: readonly (readonly AlignedUnit[])[],
  found: readonly Group[],
  foundCost: number,
): Sliced<{ readonly groups: readonly Group[]; readonly isExact: boolean }> {
  const members = coders
    .flatMap((units, coder) => units.map((unit): Member => ({ unit, coder })))
    .sort((a, b) => a.unit.start - b.unit.start || a.coder - b.coder);
  const candidates = yield* payingGroups(members, coders.length);
  if (!candidates) return { groups: found, isExact: false };
  const slack = yield* slackOf(candidates, members.length);
  // A segment alone costs 1, so that its price is what is missing from that.
  const lowerBound = candidates.reduce((sum, group, g) => (group.members.length === 1 ? sum + 1 - slack[g]! : sum), 0);
  const gap = foundCost - lowerBound;
  // What is best has little slack, so that small limits are tried first.
  for (let limit = Math.min(firstLimit, gap); ; limit = Math.min(2 * limit, gap)) {
    const cover = yield* cheapestCover(candidates, slack, members.length, limit - tolerance);
    if (cover === 'tooMany') return { groups: found, isExact: false };
    if (cover) return { groups: cover.map((g) => candidates[g]!.members.map((i) => members[i]!)), isExact: true };
    if (limit >= gap) return { groups: found, isExact: true };
  }
}

/** All groups that no member could leave at a gain; undefined when there are too many. */
function* payingGroups(members: readonly Member[], coders: number): Sliced<Candidate[] | undefined> {
  const pairs = (coders * (coders - 1)) / 2;
  // A member gains from a group only if its dissimilarities to the others sum to less than this.
  const mostApart = pairs + coders - 1;
  const longest = members.reduce((length, { unit }) => Math.max(length, unit.end - unit.start), 0);
  const found: Candidate[] = [];
  let trials = 0;
  /** Adds the group, and all that follow from it by adding one of `near`. */
  const grow = (group: readonly number[], gains: readonly number[], near: readonly number[], saved: number): void => {
    if (gains.every((gain) => 1 + gain / pairs > tolerance)) found.push({ members: group, cost: 1 - saved / pairs });
    for (const [at, next] of near.entries()) {
      if (found.length > mostGroups || ++trials > mostTrials) return;
      const { unit, coder } = members[next]!;
      if (group.some((i) => members[i]!.coder === coder)) continue;
      const savings = group.map((i) => 1 - dissimilarity(members[i]!.unit, unit));
      const ofNext = savings.reduce((sum, one) => sum + one, 0);
      const grown = [...gains.map((gain, i) => gain + savings[i]!), ofNext];
      const open = coders - grown.length;
      if (grown.some((gain) => 1 + (gain + open) / pairs <= tolerance)) continue;
      grow([...group, next], grown, near.slice(at + 1), saved + ofNext);
    }
  };
  for (const [first, { unit, coder }] of members.entries()) {
    if (first % membersPerSlice === 0) yield 0;
    const radius = Math.sqrt(mostApart) * (unit.end - unit.start + longest);
    const near: number[] = [];
    for (let i = first + 1; i < members.length && members[i]!.unit.start <= unit.start + radius; i++) {
      if (members[i]!.coder !== coder && dissimilarity(unit, members[i]!.unit) < mostApart) near.push(i);
    }
    grow([first], [0], near, 0);
    if (found.length > mostGroups || trials > mostTrials) return undefined;
  }
  return found;
}

/**
 * The slack of each group, cost − Σ of its members' prices, none below 0: coordinate ascent on the dual programme,
 * smoothed by an entropy that is cooled down so that it does not stall (Bertsekas 1999, Nonlinear Programming, 6.3).
 */
function* slackOf(groups: readonly Candidate[], members: number): Sliced<Float64Array> {
  const groupsOf = Array.from({ length: members }, (): number[] => []);
  groups.forEach((group, g) => group.members.forEach((i) => groupsOf[i]!.push(g)));
  const slack = Float64Array.from(groups, ({ cost }) => cost);
  for (const temperature of [0.1, 0.03, 0.01, 0.003, 0]) {
    for (let round = 0; round < (temperature > 0 ? 15 : 2); round++) {
      yield 0;
      for (const own of round % 2 === 0 ? groupsOf : groupsOf.toReversed()) {
        let least = Infinity;
        for (const g of own) least = Math.min(least, slack[g]!);
        let raise = least;
        if (temperature > 0) {
          let sum = 0;
          for (const g of own) sum += Math.exp((least - slack[g]!) / temperature);
          raise -= temperature * Math.log(sum);
        }
        for (const g of own) slack[g]! -= raise;
      }
    }
  }
  return slack;
}

/** A way to cover all members before `next`, and some after. */
interface Cover {
  readonly next: number;
  /** Indices of the members after `next` that are covered, ascending. */
  readonly ahead: readonly number[];
  readonly slack: number;
  /** The group that was added last, and what it was added to. */
  readonly group: number;
  readonly before: Cover | null;
}

/**
 * The groups that cover each member once with the least slack, if that is below `limit`; undefined where there are
 * none. Dynamic programming from left to right: of the ways to cover all members up to some place that have covered the
 * same ones beyond it, only the cheapest can be part of the best.
 */
function* cheapestCover(
  groups: readonly Candidate[],
  slack: Float64Array,
  members: number,
  limit: number,
): Sliced<readonly number[] | undefined | 'tooMany'> {
  const beginningAt = Array.from({ length: members }, (): number[] => []);
  groups.forEach((group, g) => {
    if (slack[g]! < limit) beginningAt[group.members[0]!]!.push(g);
  });
  const coversAt = Array.from({ length: members + 1 }, () => new Map<string, Cover>());
  if (limit > 0) coversAt[0]!.set('', { next: 0, ahead: [], slack: 0, group: -1, before: null });
  let steps = 0;
  for (let at = 0; at < members; at++) {
    for (const cover of coversAt[at]!.values()) {
      for (const group of beginningAt[at]!) {
        if (++steps > mostSteps) return 'tooMany';
        if (steps % stepsPerSlice === 0) yield 0;
        const sum = cover.slack + slack[group]!;
        const [, ...others] = groups[group]!.members;
        if (sum >= limit || others.some((i) => cover.ahead.includes(i))) continue;
        const ahead = [...cover.ahead, ...others].sort((a, b) => a - b);
        let next = at + 1;
        for (; ahead[0] === next; next++) ahead.shift();
        const key = ahead.join();
        if (sum >= (coversAt[next]!.get(key)?.slack ?? Infinity)) continue;
        coversAt[next]!.set(key, { next, ahead, slack: sum, group, before: cover });
      }
    }
    coversAt[at]!.clear();
  }
  const [best] = coversAt[members]!.values();
  if (!best) return undefined;
  const chosen: number[] = [];
  for (let cover = best; cover.before; cover = cover.before) chosen.push(cover.group);
  return chosen;
}
