// Finds out where a decoder can write its key/value cache in place.
import type { OnnxModel } from './graph';

/** GroupQueryAttention: input of the cache, and output that continues it. */
const slots = [
  { past: 3, present: 1 },
  { past: 4, present: 2 },
] as const;

/**
 * Inputs `past` and outputs `present` that may be one buffer, longer than the text so far: those of GroupQueryAttention,
 * which takes the length of its cache from other inputs and not from the buffer's shape, if nothing else reads them.
 * See https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md#com.microsoft.GroupQueryAttention.
 * @returns `past` → `present`.
 */
export function inPlaceCache({ graph }: OnnxModel): ReadonlyMap<string, string> {
  const reads = new Map<string, number>();
  for (const node of graph.nodes) {
    for (const input of node.inputs) reads.set(input, (reads.get(input) ?? 0) + 1);
  }
  const cache = new Map<string, string>();
  for (const { op, inputs, outputs } of graph.nodes) {
    if (op !== 'GroupQueryAttention') continue;
    for (const slot of slots) {
      const [past, present] = [inputs[slot.past], outputs[slot.present]];
      if (past && present && reads.get(past) === 1) cache.set(past, present);
    }
  }
  return cache;
}
