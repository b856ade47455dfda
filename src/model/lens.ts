import type { LensReading, LensResult } from '../protocol/modelHost';
import { forward, throwIfCancelled } from './forward';
import type { InsideModel } from './inside';
import { floats } from './session';

export interface LensOptions {
  /** How many candidates, at most the vocabulary. */
  readonly top: number;
  /** Whether the model continues texts, so that position i predicts token i + 1. */
  readonly predictsNext: boolean;
  /** Which positions are read, half-open. */
  readonly positions: { readonly start: number; readonly end: number };
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
  const { top, predictsNext, positions, textOf, signal } = options;
  for await (const pass of forward(session, ids, { fetch: values, own: () => inside.masks([]), signal })) {
    // A later chunk changes nothing before it.
    if (pass.start >= positions.end) break;
    for (const [layer, value] of values.entries()) {
      const hidden = floats(pass.outputs[value]!);
      const width = hidden.length / (pass.end - pass.start);
      const last = Math.min(pass.end, positions.end);
      for (let start = Math.max(pass.start, positions.start); start < last; start += rowsAtOnce) {
        await throwIfCancelled(signal);
        const end = Math.min(last, start + rowsAtOnce);
        const rows = hidden.slice((start - pass.start) * width, (end - pass.start) * width);
        const asked = Array.from({ length: end - start }, (_, i) => ids[start + i + (predictsNext ? 1 : 0)]);
        const readings = await tail.read(
          rows,
          asked.map((id) => id ?? 0),
          top,
        );
        for (const [i, reading] of readings.entries()) {
          const id = asked[i];
          layers[layer]!.push({
            top: reading.top.map((candidate) => ({ ...candidate, text: textOf(candidate.id) })),
            actual: id === undefined ? null : { id, ...reading.actual },
          });
        }
      }
    }
  }
  return { layers };
}
