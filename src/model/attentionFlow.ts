// What attention weights leave out: how they compose over layers, and how much the values weigh that they bring.
import { UserError } from '../core/base/userError';
import type { AttentionCapture, HeadPlace } from './attentionCapture';
import { forward, throwIfCancelled } from './forward';
import { floats, type ModelSession, type Past } from './session';

/**
 * Attention rollout (Abnar & Zuidema 2020, arXiv:2005.00928): R = Â_layer · … · Â_0 with Â = 0.5·A + 0.5·I, where A is the
 * layer's attention averaged over its heads and I stands for the residual connection. Rows sum to 1; MLPs and values are
 * not looked at.
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

/** (0.5·A + 0.5·I)·B, row-major; zeros in A, such as a decoder's future, cost nothing. */
function halfMixed(a: Float32Array, b: Float32Array, size: number): Float32Array {
  const result = b.map((value) => value / 2);
  for (let q = 0; q < size; q++) {
    const row = result.subarray(q * size, (q + 1) * size);
    for (let k = 0; k < size; k++) {
      const weight = a[q * size + k]! / 2;
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

/**
 * Attention weights times the Euclidean length of the value vector they bring: α·‖v‖, after Kobayashi et al. 2020
 * (arXiv:2004.10102), who take the value after the head's part of the output projection; here it is the value as the
 * model's cache holds it, before that projection. Heads that share their values (grouped queries) share the lengths.
 * @returns shape [size, size], row-major [query][key]
 * @throws UserError `modelUnsupported` for a model without a cache, such as an encoder, and one that forgets old values
 */
export async function valueNorms(
  session: ModelSession,
  capture: AttentionCapture,
  ids: readonly number[],
  { layer, head, heads, layers }: HeadPlace & { readonly heads: number; readonly layers: number },
  signal?: AbortSignal,
): Promise<Float32Array> {
  const slots = session.io.cache.filter(({ holds }) => holds !== 'key').sort((a, b) => a.layer - b.layer);
  const slot = slots.length === layers ? slots[layer] : undefined;
  let past: Past | null = null;
  if (slot) for await (const pass of forward(session, ids, { fetch: [], signal })) past = pass.past;
  const values = slot && past?.tensors[slot.past];
  // A buffer has room for more tokens than the text.
  if (!values || (past?.buffer ? past.length : values.dims.at(-2)) !== ids.length) {
    throw new UserError(
      'modelUnsupported',
      `The value vectors of ${session.file} cannot be read: ${values ? 'its cache keeps only the last of them' : 'it has no cache that holds them for every layer'}.`,
      'Choose a model with a key/value cache; the attention weights themselves can still be shown.',
    );
  }
  const [groups = 1, tokens = 0, width = 0] = values.dims.slice(-3);
  const group = Math.floor((head * groups) / heads);
  const all = floats(values);
  const vectors = all
    .subarray(slot.holds === 'both' ? all.length / 2 : 0)
    .subarray(group * tokens * width, (group + 1) * tokens * width);
  const norms = Float32Array.from(ids, (_, k) => Math.hypot(...vectors.subarray(k * width, (k + 1) * width)));
  const weights = await capture.head(ids, { layer, head }, signal);
  return weights.map((weight, i) => weight * norms[i % ids.length]!);
}
