import { invalidTokenizer } from './jsonNode';
import type { MappedText } from './mappedText';
import { Rewriter } from './mappedText';

/**
 * The normalisation table of a sentencepiece model: a Darts-clone double-array trie over UTF-8 from which a leaf points
 * into a list of NUL-terminated replacements (sentencepiece, src/normalizer.cc).
 */
export class PrecompiledCharsmap {
  readonly #units: Uint32Array;
  readonly #replacements: Uint8Array;
  readonly #found = new Map<string, string | null>();

  /** @throws UserError 'tokenizerInvalid' */
  constructor(base64: string) {
    const bytes = decodeBase64(base64);
    const view = new DataView(bytes.buffer);
    const trieBytes = bytes.length >= 4 ? view.getUint32(0, true) : 0;
    if (trieBytes < 4 || trieBytes % 4 !== 0 || 4 + trieBytes > bytes.length) {
      throw invalidTokenizer('the table of its Precompiled normalizer is damaged');
    }
    this.#units = Uint32Array.from({ length: trieBytes / 4 }, (_, i) => view.getUint32(4 + 4 * i, true));
    this.#replacements = bytes.subarray(4 + trieBytes);
  }

  normalize(source: MappedText): MappedText {
    const rewriter = new Rewriter(source);
    let at = 0;
    for (const grapheme of graphemes(source.text)) {
      // As in the Rust library, only short graphemes are looked up as a whole.
      const whole = encoder.encode(grapheme).length < 6 ? this.#replacementOf(grapheme) : null;
      if (whole !== null) emitReplacement(rewriter, grapheme, at, whole);
      else {
        let charAt = at;
        for (const char of grapheme) {
          emitReplacement(rewriter, char, charAt, this.#replacementOf(char) ?? char);
          charAt += char.length;
        }
      }
      at += grapheme.length;
    }
    return rewriter.finish();
  }

  /** What the shortest entry that begins `chunk` is replaced by; null when there is none. */
  #replacementOf(chunk: string): string | null {
    let found = this.#found.get(chunk);
    if (found === undefined) {
      found = this.#lookUp(encoder.encode(chunk));
      this.#found.set(chunk, found);
    }
    return found;
  }

  #lookUp(key: Uint8Array): string | null {
    const unitAt = (i: number) => this.#units[i] ?? 0;
    let node = offsetOf(unitAt(0));
    for (const byte of key) {
      node ^= byte;
      const unit = unitAt(node);
      if (byte === 0 || labelOf(unit) !== byte) return null;
      node ^= offsetOf(unit);
      if (hasLeaf(unit)) {
        const start = unitAt(node) & 0x7fffffff;
        const end = this.#replacements.indexOf(0, start);
        return new TextDecoder().decode(this.#replacements.subarray(start, end < 0 ? undefined : end));
      }
    }
    return null;
  }
}

const encoder = new TextEncoder();

function hasLeaf(unit: number): boolean {
  return ((unit >>> 8) & 1) === 1;
}
function labelOf(unit: number): number {
  return (unit & 0x800000ff) >>> 0;
}
function offsetOf(unit: number): number {
  return (unit >>> 10) << ((unit & 0x200) >>> 6);
}

/** Each new character maps to the old one in its place, those that are left over to the last one. */
function emitReplacement(rewriter: Rewriter, old: string, at: number, replacement: string): void {
  let offset = at;
  for (const char of replacement) {
    rewriter.emit(char, offset);
    const next = offset + ((old.codePointAt(offset - at) ?? 0) > 0xffff ? 2 : 1);
    if (next < at + old.length) offset = next;
  }
}

/** Grapheme clusters. The segmenter is slow, and between two ASCII characters other than CR LF there is a boundary. */
function* graphemes(text: string): Generator<string> {
  segmenter ??= new Intl.Segmenter('und', { granularity: 'grapheme' });
  for (const [stretch] of text.matchAll(/[\0-\x7f]?[^\0-\x7f]+|\r\n|[\0-\x7f]/g)) {
    if (stretch.length === 1) yield stretch;
    else yield* segments(segmenter, stretch);
  }
}
let segmenter: Intl.Segmenter | undefined;

/** In windows, because one call takes time quadratic in the length of its text (V8). */
function* segments(segmenter: Intl.Segmenter, text: string): Generator<string> {
  for (let at = 0, size = 256; at < text.length; size *= 2) {
    const end = at + size;
    const window = text.slice(at, (text.codePointAt(end - 1) ?? 0) > 0xffff ? end + 1 : end);
    let last = '';
    for (const { segment } of segmenter.segment(window)) {
      if (last !== '') {
        yield last;
        at += last.length;
        size = 256;
      }
      last = segment;
    }
    // The last one may go on past the window.
    if (at + last.length === text.length) {
      yield last;
      at = text.length;
    }
  }
}

function decodeBase64(base64: string): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  } catch (error) {
    throw invalidTokenizer('the table of its Precompiled normalizer is not base64', { cause: error });
  }
}
