import { UserError } from '../core/base/userError';
import type { ContributionsResult } from '../protocol/modelHost';
import { forward } from './forward';
import type { InsideModel } from './inside';
import { floats, type Tensors } from './session';

export interface ContributionsOptions {
  readonly name: string;
  readonly position: number;
  readonly target: number;
  readonly signal?: AbortSignal | undefined;
}

/** Of the rows that the tail reads: far above the norm's epsilon, far below float16's limit. */
const rowScale = 4;

/**
 * Direct logit attribution: what the embeddings and each layer's attention and MLP, with their biases, add to one
 * token's logit at one position.
 *
 * The stream x is the sum of these parts c, and the logit is W·norm(x) + b. The norm divides by a scale s(x) (root mean
 * square; standard deviation where it subtracts the mean); with s fixed at its actual value it is linear, and so
 * logit = constant + Σ u(c) / s(x), where u(c) = W·γ⊙(c − mean c) and `constant` is the logit of x = 0 (biases alone).
 * That s itself depends on every part, and what parts do through later layers, is left out: hence *direct*.
 *
 * u is read off the model's own last norm and head: a part brought to scale 1 passes the norm unchanged but for γ, and
 * multiplied by its scale again gives u. s(x) is fitted to the logits of x over the whole vocabulary.
 */
export async function contributions(
  inside: InsideModel,
  logitsName: string,
  ids: readonly number[],
  { name, position, target, signal }: ContributionsOptions,
): Promise<ContributionsResult> {
  const { stream, session } = inside;
  const { embeddings, layers, finalNorm } = stream;
  const tail = await inside.tail();
  if (tail.notAffine !== null || !finalNorm) {
    throw new UserError(
      'modelUnsupported',
      `The logits of ${name} cannot be split into the parts of its layers, because ${tail.notAffine}.`,
      'Choose a model such as GPT-2 or Llama for this.',
    );
  }
  const last = layers.at(-1)!.output;
  const fetch = [...new Set([logitsName, embeddings, last, ...layers.flatMap((l) => [...l.attention, ...l.mlp])])];
  let outputs: Tensors = {};
  let row = 0;
  for await (const pass of forward(session, ids, { fetch, own: () => inside.masks([]), signal })) {
    if (position < pass.start || position >= pass.end) continue;
    outputs = pass.outputs;
    row = position - pass.start;
  }
  const at = (value: string): Float32Array => {
    const tensor = outputs[value]!;
    const width = tensor.dims.at(-1)!;
    return floats(tensor).slice(row * width, (row + 1) * width);
  };
  const x = at(last);
  const parts = [at(embeddings), ...layers.flatMap((l) => [sum(l.attention.map(at), x), sum(l.mlp.map(at), x)])];

  const scaled = [x, ...parts].map((part) => ({ scale: scaleOf(part, finalNorm.centred), part }));
  const rows = [new Float32Array(x.length), x, ...scaled.map(({ part, scale }) => divided(part, scale / rowScale))];
  const read = await tail.logits(concatenated(rows), rows.length);
  const vocabulary = read.length / rows.length;
  const less = (i: number, id: number): number => read[i * vocabulary + id]! - read[id]!;
  const u = (i: number, id: number): number => less(i + 2, id) * scaled[i]!.scale;
  let [dot, square] = [0, 0];
  for (let id = 0; id < vocabulary; id++) {
    dot += u(0, id) * less(1, id);
    square += less(1, id) ** 2;
  }
  const scale = square > 0 ? dot / square : scaled[0]!.scale;
  const [fromEmbeddings = 0, ...fromLayers] = parts.map((_, i) => u(i + 1, target) / scale);
  const constant = read[target]!;
  const logit = at(logitsName)[target]!;
  return {
    logit,
    constant,
    embeddings: fromEmbeddings,
    layers: layers.map((_, l) => ({ attention: fromLayers[2 * l]!, mlp: fromLayers[2 * l + 1]! })),
    rounding: logit - constant - fromEmbeddings - fromLayers.reduce((a, b) => a + b, 0),
  };
}

function sum(parts: readonly Float32Array[], like: Float32Array): Float32Array {
  return like.map((_, i) => parts.reduce((total, part) => total + part[i]!, 0));
}

/** Root mean square, of the deviations from the mean where the norm is centred. */
function scaleOf(values: Float32Array, centred: boolean): number {
  const mean = centred ? values.reduce((a, b) => a + b, 0) / values.length : 0;
  return Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length);
}

function divided(values: Float32Array, by: number): Float32Array {
  return by > 0 ? values.map((value) => value / by) : new Float32Array(values.length);
}

function concatenated(rows: readonly Float32Array[]): Float32Array {
  const width = rows[0]?.length ?? 0;
  const all = new Float32Array(rows.length * width);
  for (const [i, row] of rows.entries()) all.set(row, i * width);
  return all;
}
