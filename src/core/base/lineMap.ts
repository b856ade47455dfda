import { type OffsetUtf16, utf16 } from './offsets';

/** 0-based line and UTF-16 character, as editors count. */
export interface LinePosition {
  readonly line: number;
  readonly character: number;
}

/** Converts between offsets in a text and line positions, whatever its line ends (LF, CRLF, CR). */
export class LineMap {
  readonly #starts: number[] = [0];

  constructor(private readonly text: string) {
    for (const { index, 0: lineEnd } of text.matchAll(/\r\n|\r|\n/g)) this.#starts.push(index + lineEnd.length);
  }

  positionAt(offset: OffsetUtf16): LinePosition {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.#starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low, character: offset - this.#starts[low]! };
  }

  /** The nearest offset inside the text. */
  offsetAt({ line, character }: LinePosition): OffsetUtf16 {
    if (line < 0) return utf16(0);
    const start = this.#starts[line];
    if (start === undefined) return utf16(this.text.length);
    return utf16(Math.min(start + Math.max(0, character), this.#starts[line + 1] ?? this.text.length));
  }
}
