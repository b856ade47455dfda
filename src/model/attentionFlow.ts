// What attention weights leave out: how they compose over layers, and how much the values weigh that they bring.
import { UserError } from '../core/base/userError';
import type { AttentionCapture, HeadPlace } from './attentionCapture';
import { forward, throwIfCancelled } from './forward';
import type { Tensor } from './onnxruntime';
import { floats, type ModelSession, type Past } from './session';

/**
 * Attention rollout (Abnar & Zuidema 2020, arXiv:2005.00928): R = Â_layer · … · Â_0 with Â = 0.5·A + 0.5·I, where A is the
 * layer's attention averaged over its heads and I stands for the residual connection. Each row of Â is divided by its sum,
 * as they do: it is not 1 where a softmax leaves something over. So rows sum to 1; MLPs and values are not looked at.
 * @returns shape [size, size], row-major [position][input token]
 */
export async function rollout(
  capture: AttentionCapture,
  ids: readonly number[],
  { layer, heads }: { readonly layer: number; readonly heads: number },
  signal?: AbortSignal,
): Promise<Float32Array> {
  const size = ids.length;
  let product = identity(size);
  for (let l = 0; l <= layer; l++) {
    const mean = new Float32Array(size * size);
    for (let head = 0; head < heads; head++) {
      const weights = await capture.head(ids, { layer: l, head }, signal);
      for (let i = 0; i < mean.length; i++) mean[i]! += weights[i]! / heads;
    }
    await throwIfCancelled(signal);
    product = halfMixed(mean, product, size);
  }
  return product;
}

/** (0.5·A + 0.5·I)·B with the first factor's rows made to sum to 1, row-major; zeros in A, such as a decoder's future, cost nothing. */
function halfMixed(a: Float32Array, b: Float32Array, size: number): Float32Array {
  const result = b.slice();
  for (let q = 0; q < size; q++) {
    const row = result.subarray(q * size, (q + 1) * size);
    const total = 1 + a.subarray(q * size, (q + 1) * size).reduce((sum, weight) => sum + weight, 0);
    for (let i = 0; i < size; i++) row[i]! /= total;
    for (let k = 0; k < size; k++) {
      const weight = a[q * size + k]! / total;
      if (weight === 0) continue;
      for (let i = 0; i < size; i++) row[i]! += weight * b[k * size + i]!;
    }
  }
  return result;
}

function identity(size: number): Float32Array {
  const matrix = new Float32Array(size * size);
  for (let i = 0; i < size; i++) matrix[i * (size + 1)] = 1;
  return matrix;
}

export interface ValuePlace extends HeadPlace {
  readonly layers: number;
  readonly heads: number;
  /** Of the values of each layer, in a model without a cache; null or missing where there is none. */
  readonly outputs: readonly (string | null)[];
}

/**
 * Attention weights times the Euclidean length of the value vector they bring: α·‖v‖, after Kobayashi et al. 2020
 * (arXiv:2004.10102), who take the value after the head's part of the output projection; here it is the value as the
 * model's cache holds it, or as it goes into the product with the weights, before that projection. Heads that share
 * their values (grouped queries) share the lengths.
 * @returns shape [size, size], row-major [query][key]
 * @throws UserError `modelUnsupported` for a model whose values are not in reach, and one that forgets old values
 */
export async function valueNorms(
  session: ModelSession,
  capture: AttentionCapture,
  ids: readonly number[],
  place: ValuePlace,
  signal?: AbortSignal,
): Promise<Float32Array> {
  const { outputs, layer, head, heads } = place;
  const output = outputs[layer];
  const { all, dims } = output
    ? await valuesGiven(session, ids, output, signal)
    : await valuesCached(session, ids, place, signal);
  // A text is a batch of one: without an axis for it, heads come first.
  const byHead = dims.length === 4 ? dims : dims[0]! > 1 ? [1, ...dims] : null;
  const vector = byHead ? vectorByHead(all, byHead, { head, heads }) : vectorSideBySide(all, dims, head, heads);
  const norms = Float32Array.from(ids, (_, k) => Math.hypot(...vector(k)));
  const weights = await capture.head(ids, place, signal);
  return weights.map((weight, i) => weight * norms[i % ids.length]!);
}

interface Values {
  readonly all: Float32Array;
  readonly dims: readonly number[];
}

/** Of shape [1, key heads, keys, width]. */
export function vectorByHead(
  all: Float32Array,
  dims: readonly number[],
  { head, heads }: { readonly head: number; readonly heads: number },
): (key: number) => Float32Array {
  const [groups = 1, keys = 0, width = 0] = dims.slice(1);
  // Multiplied first: 15 / 22 · 22 is less than 15.
  const first = Math.floor((head * groups) / heads) * keys;
  return (key) => all.subarray((first + key) * width, (first + key + 1) * width);
}

/** Of shape [batch, keys, heads · width]. */
function vectorSideBySide(
  all: Float32Array,
  dims: readonly number[],
  head: number,
  heads: number,
): (key: number) => Float32Array {
  const stride = dims.at(-1)!;
  const width = stride / heads;
  return (key) => all.subarray(key * stride + head * width, key * stride + (head + 1) * width);
}

async function valuesGiven(
  session: ModelSession,
  ids: readonly number[],
  output: string,
  signal: AbortSignal | undefined,
): Promise<Values> {
  let values: Tensor | undefined;
  // A model without a cache reads a text in one piece.
  for await (const { outputs } of forward(session, ids, { fetch: [output], signal })) values = outputs[output];
  return { all: floats(values!), dims: values!.dims };
}

async function valuesCached(
  session: ModelSession,
  ids: readonly number[],
  { layer, layers }: ValuePlace,
  signal: AbortSignal | undefined,
): Promise<Values> {
  const slots = session.io.cache.filter(({ holds }) => holds !== 'key').sort((a, b) => a.layer - b.layer);
  const slot = slots.length === layers ? slots[layer] : undefined;
  let past: Past | null = null;
  if (slot) for await (const pass of forward(session, ids, { fetch: [], signal })) past = pass.past;
  const values = slot && past?.tensors[slot.past];
  // A buffer has room for more tokens than the text.
  if (!values || (past?.buffer ? past.length : values.dims.at(-2)) !== ids.length) {
    throw new UserError(
      'modelUnsupported',
      `The value vectors of ${session.file} cannot be read: ${values ? 'its cache keeps only the last of them' : 'no cache holds them for every layer, and they are not multiplied in a known form'}.`,
      'Choose a model with a key/value cache; the attention weights themselves can still be shown.',
    );
  }
  const all = floats(values);
  return { all: all.subarray(slot.holds === 'both' ? all.length / 2 : 0), dims: [1, ...values.dims.slice(-3)] };
}
