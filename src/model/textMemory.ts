import { Tensor } from 'onnxruntime-node';
import { chunkTokens } from './forward';
import type { Past } from './session';

/** For the logits, and again for the cache. */
const budgetBytes = 64 * 1024 * 1024;

/** What is known of the text that was scored last, so that its continuations need not be computed from its start. */
export class TextMemory {
  #ids: readonly number[] = [];
  /** Logits by position; empty where they would not fit. */
  #logits: readonly Float32Array[] = [];
  #past: Past | null = null;

  /** Whether logits of `size` values may be kept. */
  static fits(size: number): boolean {
    return size * Float32Array.BYTES_PER_ELEMENT <= budgetBytes;
  }

  /** @param logits by position, or empty; they are kept, not copied. */
  remember(ids: readonly number[], logits: readonly Float32Array[], past: Past | null): void {
    this.#ids = ids;
    this.#logits = logits;
    this.#past = past && bytesOf(past) <= budgetBytes ? past : null;
  }

  /** Logits for the token after `ids`, shape [vocabulary], if `ids` begins the text. */
  logitsAfter(ids: readonly number[]): Float32Array | undefined {
    return this.#shared(ids) === ids.length ? this.#logits[ids.length - 1] : undefined;
  }

  /** A cache of the beginning that `ids` share with the text, leaving at least one token to run; null if there is none. */
  resume(ids: readonly number[]): Past | null {
    const shared = Math.min(this.#shared(ids), ids.length - 1);
    const length = Math.floor(shared / chunkTokens) * chunkTokens;
    return this.#past && length > 0 ? shortened(this.#past, length) : null;
  }

  #shared(ids: readonly number[]): number {
    const known = this.#ids;
    let shared = 0;
    while (shared < ids.length && shared < known.length && ids[shared] === known[shared]) shared++;
    return shared;
  }
}

function bytesOf({ tensors }: Past): number {
  return Object.values(tensors).reduce((sum, { data }) => sum + (ArrayBuffer.isView(data) ? data.byteLength : 0), 0);
}

/** The first `length` tokens of a cache of shape [1, heads, tokens, width]; null when it is kept in another form. */
function shortened(past: Past, length: number): Past | null {
  if (past.length === length || past.buffer) return { ...past, length };
  const tensors: Record<string, Tensor> = {};
  for (const [name, { type, data, dims }] of Object.entries(past.tensors)) {
    const [, heads = 0, tokens = 0, width = 0] = dims;
    // A sliding window has dropped its first tokens.
    if (tokens !== past.length) return null;
    const shape = [1, heads, length, width];
    if (data instanceof Float32Array) {
      tensors[name] = new Tensor('float32', firstTokens(data, new Float32Array(heads * length * width), heads), shape);
    } else if (type === 'float16' && ArrayBuffer.isView(data)) {
      const bits = new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2);
      tensors[name] = new Tensor('float16', firstTokens(bits, new Uint16Array(heads * length * width), heads), shape);
    } else return null;
  }
  return { length, tensors };
}

/** Copies the beginning of each head's stretch of `from` into `to`. */
function firstTokens<T extends Float32Array | Uint16Array>(from: T, to: T, heads: number): T {
  const [fromStride, toStride] = [from.length / heads, to.length / heads];
  for (let head = 0; head < heads; head++) {
    to.set(from.subarray(head * fromStride, head * fromStride + toStride), head * toStride);
  }
  return to;
}
