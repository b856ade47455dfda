// Makes a decoder give only what a run adds to its key/value cache, in place of the whole cache. onnxruntime-node copies
// every output that is fetched, and GroupQueryAttention gives the whole cache after every token: for a model of 135
// million parameters that has read 1,000 tokens, 50 MB a token, which takes as long as the model itself.
import type { GraphEdit } from './attentionForms';
import { encodeIntAttribute, encodeNode, encodeValue } from './encode';
import type { OnnxModel } from './graph';
import type { WireWriter } from './wire';

/** Input that the edit adds: the positions whose keys and values are wanted, int64 of shape [rows], required. */
export const cacheRowsInput = 'introspect/cacheRows';

/** The output that takes the place of `present`. */
export function cacheRowsOutput(present: string): string {
  return `${cacheRowsInput}/${present}`;
}

/** The `present` whose place an output takes; of any other output, its own name. */
export function presentOf(output: string): string {
  const prefix = cacheRowsOutput('');
  return output.startsWith(prefix) ? output.slice(prefix.length) : output;
}

export interface CacheRows {
  /** @param elsewhere the `present`s whose rows another edit gives, under the same names */
  readonly edit: (elsewhere: ReadonlySet<string>) => GraphEdit;
  /** `past` → `present`, as the file names them. */
  readonly slots: ReadonlyMap<string, string>;
}

/** GroupQueryAttention: input of the cache, and output that continues it. */
const places = [
  { past: 3, present: 1 },
  { past: 4, present: 2 },
] as const;
/** Axis of [batch, heads, tokens, width] on which the cache grows. */
const tokenAxis = 2;
const int64 = 7;

/**
 * The edit that makes every `present`, shape [batch, heads, tokens so far, width], one of shape [batch, heads, rows,
 * width]. The `past` may then be a buffer that is longer than the text so far: GroupQueryAttention takes the length of
 * its cache from other inputs, and nothing else may read it.
 * See https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md#com.microsoft.GroupQueryAttention.
 * @returns null for a model part of whose cache is of another kind, or that has none
 */
export function planCacheRows({ graph }: OnnxModel): CacheRows | null {
  const reads = new Map<string, number>();
  for (const name of graph.nodes.flatMap(({ inputs }) => inputs)) reads.set(name, (reads.get(name) ?? 0) + 1);
  const given = new Set(graph.inputs.map(({ name }) => name));
  const taken = new Set(graph.outputs.map(({ name }) => name));
  const slots = new Map<string, string>();
  let others = false;
  for (const { op, inputs, outputs } of graph.nodes) {
    if (op !== 'GroupQueryAttention') continue;
    for (const place of places) {
      const [past = '', present = ''] = [inputs[place.past], outputs[place.present]];
      if (given.has(past) && taken.has(present) && reads.get(past) === 1) slots.set(past, present);
      else others = true;
    }
  }
  // A cache that only grows, beside one in a buffer of a length of its own, would not fit the same mask.
  others ||= graph.inputs.some(({ name }) => /^past/.test(name) && !slots.has(name));
  if (others || slots.size === 0) return null;
  return {
    slots,
    edit: (elsewhere) => ({
      nodes: new Map(),
      appended: [...slots.values()]
        .filter((present) => !elsewhere.has(present))
        .map((present) => cacheRowsNode(present, cacheRowsOutput(present))),
      inputs: [encodeValue(cacheRowsInput, int64)],
      outputs: [...slots.values()].map((present) => ({ name: cacheRowsOutput(present), statedType: null })),
      // As an output the whole cache would be kept to the end of a run.
      removedOutputs: new Set(slots.values()),
    }),
  };
}

/** A NodeProto that gives as `output` the rows of a `present`. */
export function cacheRowsNode(present: string, output: string): WireWriter {
  return encodeNode({
    op: 'Gather',
    name: output,
    inputs: [present, cacheRowsInput],
    outputs: [output],
    attributes: [encodeIntAttribute('axis', tokenAxis)],
  });
}
