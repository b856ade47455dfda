import { Tensor } from './onnxruntime';
import type { CacheSlot } from './graphIo';
import type { Tensors } from './session';

/** GroupQueryAttention clears as much memory as the buffer has, for every token: room costs time. */
const stepTokens = 32;

/**
 * A key/value cache that grows in place: tensors of shape [1, heads, capacity, width], of which the first tokens are
 * filled. What is written stays; only the first run that goes on where they end does so in the same buffer, any other
 * continues in a copy, also while the first has not ended.
 */
export class CacheBuffer {
  /** Up to where the buffer belongs to a run, one that is still under way included. */
  #claimed: number;

  private constructor(
    /** By the names of the graph's inputs. */
    readonly tensors: Tensors,
    readonly capacity: number,
    claimed: number,
  ) {
    this.#claimed = claimed;
  }

  /** A buffer whose first `start` tokens are those of `from`, in which those up to `end` are the caller's to write; with room for `total`. */
  static claim(
    slots: readonly CacheSlot[],
    from: CacheBuffer | undefined,
    { start, end, total }: { readonly start: number; readonly end: number; readonly total: number },
  ): CacheBuffer {
    if (from && from.#claimed === start && from.capacity >= total) {
      from.#claimed = end;
      return from;
    }
    // An eighth more: moving the cache now and then costs less than clearing half as much again for every token.
    const wanted = from && from.capacity < total ? Math.max(total, from.capacity * 1.125) : total;
    const capacity = Math.ceil(wanted / stepTokens) * stepTokens;
    const tensors = Object.fromEntries(
      slots.map((slot) => [slot.past, grown(slot, from?.tensors[slot.past], start, capacity)]),
    );
    return new CacheBuffer(tensors, capacity, end);
  }

  /** Writes `count` tokens where they were claimed: each slot's output, shape [1, heads, count, width]. */
  write(slots: readonly CacheSlot[], outputs: Tensors, start: number, count: number): void {
    for (const { past, present, emptyShape } of slots) {
      const [, heads = 0, , width = 0] = emptyShape;
      const tensor = this.tensors[past]!;
      const into = bitsOf(tensor);
      const added = bitsOf(outputs[present]!);
      if (added.length !== heads * count * width) throw new TypeError(`The cache ${present} has another shape.`);
      for (let head = 0; head < heads; head++) {
        const rows = added.subarray(head * count * width, (head + 1) * count * width);
        into.set(rows, (head * this.capacity + start) * width);
      }
    }
  }
}

function grown({ type, emptyShape }: CacheSlot, from: Tensor | undefined, length: number, capacity: number): Tensor {
  const [, heads = 0, , width = 0] = emptyShape;
  const size = heads * capacity * width;
  const data = type === 'float32' ? new Float32Array(size) : new Uint16Array(size);
  if (from) {
    const source = bitsOf(from);
    const [fromStride, toStride] = [source.length / heads, size / heads];
    for (let head = 0; head < heads; head++) {
      data.set(source.subarray(head * fromStride, head * fromStride + length * width), head * toStride);
    }
  }
  const shape = [1, heads, capacity, width];
  return data instanceof Float32Array ? new Tensor('float32', data, shape) : new Tensor('float16', data, shape);
}

/** Newer runtimes hold float16 in a `Float16Array`. */
function bitsOf({ data }: Tensor): Float32Array | Uint16Array {
  if (data instanceof Float32Array) return data;
  if (!ArrayBuffer.isView(data)) throw new TypeError('The cache is not in memory.');
  return new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2);
}
