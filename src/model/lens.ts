import { logSumExp, rankOf, topIds } from '../core/generation/probabilities';
import type { LensReading, LensResult } from '../protocol/modelHost';
import { forward, throwIfCancelled } from './forward';
import type { InsideModel } from './inside';
import { floats } from './session';

export interface LensOptions {
  readonly top: number;
  /** Whether the model continues texts, so that position i predicts token i + 1. */
  readonly predictsNext: boolean;
  readonly textOf: (id: number) => string;
  readonly signal?: AbortSignal | undefined;
}

/** Bounds the logits that are held at once. */
const rowsAtOnce = 64;

/**
 * The logit lens (nostalgebraist 2020): the model's last norm and head read the residual stream of every layer and
 * position as if it were the last. The last layer gives the model's own prediction. In a post-LN model the stream is
 * what comes out of each layer's norm.
 */
export async function lens(inside: InsideModel, ids: readonly number[], options: LensOptions): Promise<LensResult> {
  const { stream, session } = inside;
  const tail = await inside.tail();
  const values = [stream.embeddings, ...stream.layers.map(({ output }) => output)];
  const layers: LensReading[][] = values.map(() => []);
  const { signal } = options;
  for await (const pass of forward(session, ids, { fetch: values, own: inside.masks([]), signal })) {
    for (const [layer, value] of values.entries()) {
      const hidden = floats(pass.outputs[value]!);
      const width = hidden.length / (pass.end - pass.start);
      for (let start = pass.start; start < pass.end; start += rowsAtOnce) {
        await throwIfCancelled(signal);
        const end = Math.min(pass.end, start + rowsAtOnce);
        const rows = hidden.slice((start - pass.start) * width, (end - pass.start) * width);
        const logits = await tail.read(rows, end - start);
        const vocabulary = logits.length / (end - start);
        for (let at = start; at < end; at++) {
          const row = logits.subarray((at - start) * vocabulary, (at - start + 1) * vocabulary);
          layers[layer]!.push(reading(row, ids[options.predictsNext ? at + 1 : at], options));
        }
      }
    }
  }
  return { layers };
}

function reading(logits: Float32Array, actual: number | undefined, { top, textOf }: LensOptions): LensReading {
  const total = logSumExp(logits);
  const p = (id: number): number => Math.exp(logits[id]! - total);
  return {
    top: topIds(logits, top).map((id) => ({ id, text: textOf(id), p: p(id) })),
    actual: actual === undefined ? null : { id: actual, p: p(actual), rank: rankOf(logits, actual) },
  };
}
