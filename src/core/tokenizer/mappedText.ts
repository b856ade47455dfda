/**
 * A rewritten stretch of a source text in which every UTF-16 unit knows the source range that it came from. Both halves
 * of a surrogate pair have the same range. The rules for what maps where are those of Hugging Face `tokenizers`
 * (NormalizedString), so that offsets agree with it.
 */
export class MappedText {
  constructor(
    readonly text: string,
    /** Source offset, UTF-16, at which the character of each unit starts; shape [text.length]. */
    readonly starts: readonly number[],
    /** Source offset, UTF-16, at which it ends; shape [text.length]. */
    readonly ends: readonly number[],
  ) {}

  /** The text that maps to itself. */
  static of(text: string): MappedText {
    const starts: number[] = [];
    const ends: number[] = [];
    for (let i = 0; i < text.length;) {
      const next = i + charLength(text, i);
      for (let unit = i; unit < next; unit++) {
        starts.push(i);
        ends.push(next);
      }
      i = next;
    }
    return new MappedText(text, starts, ends);
  }

  /** The stretch [from, to), in units of this text; it still maps to offsets of the whole source. */
  slice(from: number, to: number): MappedText {
    if (from === 0 && to === this.text.length) return this;
    return new MappedText(this.text.slice(from, to), this.starts.slice(from, to), this.ends.slice(from, to));
  }

  /** The stretches between ascending places of this text; empty ones are left out. */
  splitAt(places: readonly number[]): MappedText[] {
    const pieces: MappedText[] = [];
    let from = 0;
    for (const to of [...places, this.text.length]) {
      if (to > from) pieces.push(this.slice(from, to));
      from = to;
    }
    return pieces;
  }

  /** Each character (code point, or lone surrogate) replaced by `rewrite` of it, which maps to where it came from. */
  mapChars(rewrite: (char: string) => string): MappedText {
    const rewriter = new Rewriter(this);
    for (let i = 0; i < this.text.length;) {
      const next = i + charLength(this.text, i);
      rewriter.emit(rewrite(this.text.slice(i, next)), i);
      i = next;
    }
    return rewriter.finish();
  }

  /** With `prefix` put before it, mapping to the first character; an empty text stays empty. */
  prepend(prefix: string): MappedText {
    if (this.text === '') return this;
    const rewriter = new Rewriter(this);
    rewriter.emit(prefix, 0);
    rewriter.copy(0, this.text.length);
    return rewriter.finish();
  }

  /** Each match of a global pattern replaced by `content`, which maps to the last character of the match. */
  replaceAll(pattern: RegExp, content: string): MappedText {
    const matches = [...this.text.matchAll(pattern)];
    if (matches.length === 0) return this;
    const rewriter = new Rewriter(this);
    let done = 0;
    for (const match of matches) {
      const end = match.index + match[0].length;
      rewriter.copy(done, match.index);
      rewriter.emit(content, Math.max(0, end - 1));
      done = end;
    }
    rewriter.copy(done, this.text.length);
    return rewriter.finish();
  }
}

/** Builds a `MappedText` from another one, left to right. */
export class Rewriter {
  #text = '';
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];

  constructor(private readonly source: MappedText) {}

  /** Appends `text`, all of it mapped to where unit `index` of the source came from. */
  emit(text: string, index: number): void {
    const start = this.source.starts[index] ?? 0;
    const end = this.source.ends[index] ?? start;
    for (let unit = 0; unit < text.length; unit++) {
      this.#starts.push(start);
      this.#ends.push(end);
    }
    this.#text += text;
  }

  /** Appends the stretch [from, to) of the source as it is. */
  copy(from: number, to: number): void {
    for (let unit = from; unit < to; unit++) {
      this.#starts.push(this.source.starts[unit]!);
      this.#ends.push(this.source.ends[unit]!);
    }
    this.#text += this.source.text.slice(from, to);
  }

  finish(): MappedText {
    return new MappedText(this.#text, this.#starts, this.#ends);
  }
}

/** UTF-16 units of the character at `index`: 2 for a surrogate pair, else 1. */
function charLength(text: string, index: number): 1 | 2 {
  return (text.codePointAt(index) ?? 0) > 0xffff ? 2 : 1;
}
