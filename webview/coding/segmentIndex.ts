import type { Stretch } from '../../src/protocol/coding';

/** Stretches in reading order (the longer of two that begin alike first), and those that touch a place. */
export class SegmentIndex<S extends Stretch> {
  readonly sorted: readonly S[];
  /** The farthest end among the first i + 1. */
  readonly #reach: Float64Array;

  constructor(segments: Iterable<S>) {
    this.sorted = [...segments].sort((a, b) => a.start - b.start || b.end - a.end);
    this.#reach = new Float64Array(this.sorted.length);
    let reach = 0;
    this.sorted.forEach(({ end }, i) => (this.#reach[i] = reach = Math.max(reach, end)));
  }

  /** Those that share a character with the stretch, in reading order. */
  touching({ start, end }: Stretch): S[] {
    const found: S[] = [];
    for (let i = this.#firstFrom(end) - 1; i >= 0 && this.#reach[i]! > start; i--) {
      if (this.sorted[i]!.end > start) found.push(this.sorted[i]!);
    }
    return found.reverse();
  }

  /** Those that hold the place, innermost first. */
  around(offset: number): S[] {
    return this.touching({ start: offset, end: offset + 1 }).sort((a, b) => a.end - a.start - (b.end - b.start));
  }

  /** Index of the first that begins at or after the offset. */
  #firstFrom(offset: number): number {
    let low = 0;
    let high = this.sorted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.sorted[middle]!.start < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The next or the previous one from a place; `from` itself is stepped over. */
  step(offset: number, by: 1 | -1, from?: S): S | undefined {
    const known = from ? this.sorted.indexOf(from) : -1;
    if (known >= 0) return this.sorted[known + by];
    const at = this.#firstFrom(offset);
    return by === 1 ? this.sorted[at] : this.sorted[at - 1];
  }
}
