declare const unit: unique symbol;

/** Position in a string as JavaScript, VS Code and the DOM count: UTF-16 code units. */
export type OffsetUtf16 = number & { readonly [unit]: 'utf16' };

/** Position in a text as the W3C Web Annotation model counts: Unicode code points. */
export type OffsetCodePoint = number & { readonly [unit]: 'codePoint' };

/** Half-open stretch [start, end) of a text. */
export interface Range<Offset extends number> {
  readonly start: Offset;
  readonly end: Offset;
}
export type RangeUtf16 = Range<OffsetUtf16>;

export function utf16(n: number): OffsetUtf16 {
  return n as OffsetUtf16;
}

export function codePoint(n: number): OffsetCodePoint {
  return n as OffsetCodePoint;
}

/**
 * Converts offsets of one text between the two units, in O(log n) a call after one pass over the text.
 * A lone surrogate counts as one code point; an offset inside a surrogate pair maps to the pair's start.
 */
export class OffsetMap {
  /** UTF-16 offsets at which a two-unit code point starts, ascending. */
  readonly #pairs: number[] = [];
  readonly #lengthUtf16: number;

  constructor(text: string) {
    this.#lengthUtf16 = text.length;
    for (let i = 0; i < text.length; i++) {
      if ((text.codePointAt(i) ?? 0) > 0xffff) this.#pairs.push(i++);
    }
  }

  /** @throws RangeError when the offset lies outside the text. */
  toCodePoint(offset: OffsetUtf16): OffsetCodePoint {
    if (!(offset >= 0 && offset <= this.#lengthUtf16)) {
      throw new RangeError(`UTF-16 offset ${offset} is outside a text of ${this.#lengthUtf16} units.`);
    }
    return codePoint(offset - this.#countPairs((start) => start < offset));
  }

  /** @throws RangeError when the offset lies outside the text. */
  toUtf16(offset: OffsetCodePoint): OffsetUtf16 {
    const length = this.#lengthUtf16 - this.#pairs.length;
    if (!(offset >= 0 && offset <= length)) {
      throw new RangeError(`Code point offset ${offset} is outside a text of ${length} code points.`);
    }
    return utf16(offset + this.#countPairs((start, i) => start - i < offset));
  }

  /** Number of leading pairs for which `isBefore` holds; it must hold for a prefix of them. */
  #countPairs(isBefore: (startUtf16: number, index: number) => boolean): number {
    let low = 0;
    let high = this.#pairs.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (isBefore(this.#pairs[middle]!, middle)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
