import type { FoundGroup, TickedIn } from '../../src/protocol/retrieval';

/** Ticks as they are kept: by transcript, so that those of a text that was changed do not come to stand on other words. */
export function toTicked(chosen: ReadonlySet<number>, groups: readonly FoundGroup[]): TickedIn[] {
  let first = 0;
  return groups.flatMap((group) => {
    const hits = Array.from({ length: group.count }, (_, i) => i).filter((i) => chosen.has(first + i));
    first += group.count;
    return hits.length > 0 ? [{ ...group, hits }] : [];
  });
}

/** The ticks among hits of the same question, and how many are no longer there since their texts are others. */
export function fromTicked(ticked: readonly TickedIn[], groups: readonly FoundGroup[]) {
  const chosen = new Set<number>();
  let first = 0;
  for (const { transcript, sha256, count } of groups) {
    const same = ticked.find((one) => one.transcript === transcript && one.sha256 === sha256 && one.count === count);
    for (const hit of same?.hits ?? []) if (hit < count) chosen.add(first + hit);
    first += count;
  }
  return { chosen, dropped: ticked.reduce((sum, { hits }) => sum + hits.length, 0) - chosen.size };
}
