import type { CodingSegment } from '../../src/protocol/coding';
import type { Block } from './blocks';
import { assignLanes } from './lanes';
import type { CodingModel } from './model';

interface Group {
  readonly segments: readonly CodingSegment[];
  readonly lanes: ReadonlyMap<CodingSegment, number>;
  readonly count: number;
}

/** More that meet at one place share a coder's last lane. */
const mostLanes = 8;

/** Which lane each segment's bar takes. Every coder has lanes of their own, side by side, so that they can be compared. */
export class LanePlan {
  #groups = new Map<string, Group>();
  #firsts = new Map<string, number>();
  #columns = 0;
  #count = 0;

  /** Lanes of all coders together. */
  get count(): number {
    return this.#count;
  }

  laneOf(segment: CodingSegment): number {
    return (this.#firsts.get(segment.coder) ?? 0) + (this.#groups.get(segment.coder)?.lanes.get(segment) ?? 0);
  }

  /**
   * Takes up the model's segments; only the coders whose segments have changed are planned anew.
   * @param columns characters that a line holds: bars that end and begin on one line need a lane each
   */
  update({ shown, blocks, coders }: CodingModel, columns: number): void {
    const byCoder = new Map<string, CodingSegment[]>(coders.map(({ id }) => [id, []]));
    for (const segment of shown.sorted) byCoder.get(segment.coder)?.push(segment);
    const groups = new Map<string, Group>();
    this.#firsts = new Map();
    this.#count = 0;
    for (const [coder, segments] of byCoder) {
      const known = columns === this.#columns ? this.#groups.get(coder) : undefined;
      const isSame =
        known?.segments.length === segments.length && segments.every((one, i) => one === known.segments[i]);
      const group = isSame ? known : plan(segments, blocks, columns);
      groups.set(coder, group);
      this.#firsts.set(coder, this.#count);
      this.#count += group.count;
    }
    this.#groups = groups;
    this.#columns = columns;
  }
}

function plan(segments: readonly CodingSegment[], blocks: readonly Block[], columns: number): Group {
  const clearance = Math.ceil(columns * 1.25);
  let block = 0;
  const freeUntil = (start: number) => {
    // The segments come in the order of their starts.
    while (block + 1 < blocks.length && blocks[block + 1]!.start <= start) block++;
    return Math.max(blocks[block]?.start ?? 0, start - clearance);
  };
  const { lanes, count } = assignLanes(segments, freeUntil);
  return {
    segments,
    lanes: new Map(segments.map((segment, i) => [segment, Math.min(lanes[i]!, mostLanes - 1)])),
    count: Math.min(count, mostLanes),
  };
}
