import { logProbabilityOf } from '../core/generation/probabilities';
import { forward } from './forward';
import { lastRow, type ModelSession, type Past } from './session';

/** Where a text can be continued from. */
export interface Prefill {
  /** For the token that follows, shape [vocabulary]. */
  readonly logits: Float32Array;
  readonly past: Past | null;
}

/**
 * Reads `ids`, of which `from` holds a beginning.
 * @param options.room tokens that the cache will hold in the end, where that is more than `ids`
 * @throws UserError `cancelled` when the signal is aborted, looked at before each chunk
 */
export async function nextLogits(
  session: ModelSession,
  ids: readonly number[],
  {
    from,
    room = 0,
    signal,
  }: { readonly from: Past | null; readonly room?: number; readonly signal?: AbortSignal | undefined },
): Promise<Prefill> {
  const name = session.io.logits!.name;
  let prefill: Prefill | undefined;
  const options = { fetch: [name], rows: 'last', from, room, signal } as const;
  for await (const { end, outputs, past } of forward(session, ids, options)) {
    if (end === ids.length) prefill = { logits: lastRow(outputs[name]!), past };
  }
  return prefill!;
}

/**
 * The summed log-probability of the tokens from `first` on, each by a run of all before it, as files need it that give the
 * logits of the last token alone.
 * @returns the cache after all but the last, too
 */
export async function logprobByRuns(
  session: ModelSession,
  ids: readonly number[],
  first: number,
  { from, signal }: { readonly from: Past | null; readonly signal?: AbortSignal | undefined },
): Promise<{ readonly logprob: number; readonly past: Past | null }> {
  let [logprob, past] = [0, from];
  for (let at = first; at < ids.length; at++) {
    const read = await nextLogits(session, ids.slice(0, at), { from: past, signal });
    logprob += logProbabilityOf(read.logits, ids[at]!);
    past = read.past;
  }
  return { logprob, past };
}
