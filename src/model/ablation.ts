import { logProbabilityOf } from '../core/generation/probabilities';
import { sameIds } from './attentionCapture';
import { forward } from './forward';
import type { HeadPair, InsideModel } from './inside';
import { logitRows } from './logitRows';
import { lastRow, type Tensors } from './session';

export interface Ablation {
  /** By position, the change in −log p of that token, in nats; null for the first, of an encoder for all but the hidden one. */
  readonly lossChange: readonly (number | null)[];
  readonly meanLossChange: number | null;
  /** For the token after `ids`, or the hidden one, once the heads are gone, shape [vocabulary]. */
  readonly logits: Float32Array;
}

/** The whole model's losses on the last text: head after head is compared with them. */
const wholes = new WeakMap<InsideModel, { readonly ids: readonly number[]; readonly losses: readonly number[] }>();

/**
 * What an encoder fills a gap with without some heads, which are set to zero as in {@link ablate}.
 * @param hidden the token that is masked and guessed again, from all others
 */
export async function ablateGap(
  inside: InsideModel,
  logitsName: string,
  ids: readonly number[],
  { hidden, maskId }: { readonly hidden: number; readonly maskId: number },
  heads: readonly HeadPair[],
  signal?: AbortSignal,
): Promise<Ablation> {
  const masked = ids.map((id, i) => (i === hidden ? maskId : id));
  const run = async (off: readonly HeadPair[]): Promise<Float32Array> => {
    const own = (): Tensors => inside.masks(off);
    for await (const { outputs } of forward(inside.session, masked, { fetch: [logitsName], own, signal })) {
      return logitRows(inside.session, outputs[logitsName]!, ids.length)(hidden).slice();
    }
    throw new Error('An encoder reads a text in one piece.');
  };
  const was = ids[hidden]!;
  const logits = await run(heads);
  // What stands for a gap in the text itself hides nothing that is known.
  const whole = heads.length === 0 || was === maskId ? logits : await run([]);
  const change = was === maskId ? null : logProbabilityOf(whole, was) - logProbabilityOf(logits, was);
  return { lossChange: ids.map((_, i) => (i === hidden ? change : null)), meanLossChange: change, logits };
}

/**
 * What the model loses without some heads: their output is set to zero at every position (zero ablation), before the
 * layer's output projection, whose bias stays.
 */
export async function ablate(
  inside: InsideModel,
  logitsName: string,
  ids: readonly number[],
  heads: readonly HeadPair[],
  signal?: AbortSignal,
): Promise<Ablation> {
  const run = async (off: readonly HeadPair[]): Promise<{ losses: number[]; logits: Float32Array }> => {
    const losses: number[] = [];
    let logits: Float32Array | undefined;
    for await (const pass of forward(inside.session, ids, {
      fetch: [logitsName],
      own: () => inside.masks(off),
      signal,
    })) {
      const rows = pass.end - pass.start;
      const row = logitRows(inside.session, pass.outputs[logitsName]!, rows);
      for (let i = 0; i < rows; i++) {
        const next = ids[pass.start + i + 1];
        if (next !== undefined) losses.push(-logProbabilityOf(row(i), next));
      }
      logits = lastRow(pass.outputs[logitsName]!);
    }
    return { losses, logits: logits! };
  };
  const known = wholes.get(inside);
  const whole = known && sameIds(known.ids, ids) ? known.losses : (await run([])).losses;
  wholes.set(inside, { ids, losses: whole });
  const without = await run(heads);
  const changes = without.losses.map((loss, i) => loss - whole[i]!);
  return {
    lossChange: [null, ...changes],
    meanLossChange: changes.length === 0 ? null : changes.reduce((a, b) => a + b, 0) / changes.length,
    logits: without.logits,
  };
}
