/** Heights of a column of blocks, in CSS pixels: places by index and indices by place in O(log n) (a Fenwick tree). */
export class HeightIndex {
  readonly #heights: Float64Array;
  /** `#sums[i]` is the sum of the `i & -i` heights that end before block i. */
  readonly #sums: Float64Array;
  readonly #highestBit: number;

  constructor(heights: ArrayLike<number>) {
    const count = heights.length;
    this.#heights = Float64Array.from(heights);
    this.#sums = new Float64Array(count + 1);
    for (let i = 1; i <= count; i++) {
      this.#sums[i]! += this.#heights[i - 1]!;
      const parent = i + (i & -i);
      if (parent <= count) this.#sums[parent]! += this.#sums[i]!;
    }
    this.#highestBit = count === 0 ? 0 : 1 << (31 - Math.clz32(count));
  }

  get count(): number {
    return this.#heights.length;
  }

  get total(): number {
    return this.top(this.count);
  }

  height(index: number): number {
    return this.#heights[index] ?? 0;
  }

  set(index: number, height: number): void {
    const change = height - this.height(index);
    if (change === 0) return;
    this.#heights[index] = height;
    for (let i = index + 1; i <= this.count; i += i & -i) this.#sums[i]! += change;
  }

  /** Where a block begins; `count` gives the end of the last. */
  top(index: number): number {
    let sum = 0;
    for (let i = Math.min(index, this.count); i > 0; i &= i - 1) sum += this.#sums[i]!;
    return sum;
  }

  /** The block at a place, kept within the column; −1 when there is none. */
  indexAt(y: number): number {
    let index = 0;
    let left = Math.max(0, y);
    for (let bit = this.#highestBit; bit > 0; bit >>= 1) {
      const next = index + bit;
      if (next <= this.count && this.#sums[next]! <= left) {
        index = next;
        left -= this.#sums[next]!;
      }
    }
    return Math.min(index, this.count - 1);
  }
}

export interface TextMetrics {
  /** Characters that a line holds on average. */
  readonly columns: number;
  /** In CSS pixels. */
  readonly lineHeight: number;
}

/** How many lines a text is likely to take; measuring it later corrects the guess. */
export function estimateLines(text: string, start: number, end: number, columns: number): number {
  let lines = 0;
  for (let at = start; at <= end;) {
    const feed = text.indexOf('\n', at);
    const lineEnd = feed < 0 || feed > end ? end : feed;
    lines += Math.max(1, Math.ceil((lineEnd - at) / columns));
    at = lineEnd + 1;
  }
  return Math.max(1, lines);
}
