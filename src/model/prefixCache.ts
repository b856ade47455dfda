import { Tensor } from './onnxruntime';
import { chunkTokens } from './forward';
import type { Past } from './session';

interface Entry {
  readonly ids: readonly number[];
  readonly past: Past;
  readonly bytes: number;
}

/**
 * Key/value caches of texts that were computed, so that what a text begins with need not be computed again: the codebook
 * and the instructions before 200 segments, a segment before 15 labels. Those used longest ago are dropped first.
 *
 * A cache is handed out only up to a multiple of `chunkTokens`, where `forward` begins a chunk in any case: so a text
 * gives the same numbers with the cache as without it, also where int8 activations are scaled by chunk.
 */
export class PrefixCache {
  /** The one used last at the end. */
  #entries: Entry[] = [];

  /** @param budgetBytes what the caches may take together; 0 keeps none */
  constructor(private readonly budgetBytes = 256 * 1024 * 1024) {}

  /** @param past the cache after all of `ids`; it is kept, not copied */
  add(ids: readonly number[], past: Past | null): void {
    if (!past) return;
    const bytes = bytesOf(past);
    this.#entries = this.#entries.filter((entry) => !isSame(entry.ids, ids));
    this.#entries.push({ ids, past, bytes });
    let total = this.#entries.reduce((sum, entry) => sum + entry.bytes, 0);
    while (total > this.budgetBytes) total -= this.#entries.shift()!.bytes;
  }

  /** The cache of the longest beginning of `ids` that is known, leaving at least one token to run; null if there is none. */
  resume(ids: readonly number[]): Past | null {
    let best: { entry: Entry; length: number } | undefined;
    for (const entry of this.#entries) {
      const length = wholeChunks(Math.min(sharedLength(entry.ids, ids), ids.length - 1));
      const isLonger = length > (best?.length ?? 0);
      // Of the same length, the one that need not be shortened.
      if (isLonger || (length > 0 && length === best?.length && length === entry.past.length)) best = { entry, length };
    }
    if (!best) return null;
    const { entry, length } = best;
    const past = shortened(entry.past, length);
    // Where one text left another, others will: the shortened copy is made once.
    this.add(ids.slice(0, length), past);
    return past;
  }
}

function wholeChunks(length: number): number {
  return Math.floor(length / chunkTokens) * chunkTokens;
}

function sharedLength(a: readonly number[], b: readonly number[]): number {
  let shared = 0;
  while (shared < a.length && shared < b.length && a[shared] === b[shared]) shared++;
  return shared;
}

function isSame(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && sharedLength(a, b) === a.length;
}
function bytesOf({ tensors }: Past): number {
  return Object.values(tensors).reduce((sum, { data }) => sum + (ArrayBuffer.isView(data) ? data.byteLength : 0), 0);
}

/**
 * The first `length` tokens of a cache of shape [1, heads, tokens, width] or [2, 1, heads, tokens, width]; null when it is
 * kept in another form.
 */
function shortened(past: Past, length: number): Past | null {
  // A buffer's owner copies it before it writes over what others read.
  if (past.length === length || past.buffer) return { ...past, length };
  const tensors: Record<string, Tensor> = {};
  for (const [name, { type, data, dims }] of Object.entries(past.tensors)) {
    const [tokens = 0, width = 0] = dims.slice(-2);
    const stretches = dims.slice(0, -2);
    const heads = stretches.reduce((product, size) => product * size, 1);
    // A sliding window has dropped its first tokens.
    if (tokens !== past.length) return null;
    const shape = [...stretches, length, width];
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
