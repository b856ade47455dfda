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
 * @throws UserError `cancelled` when the signal is aborted, looked at before each chunk
 */
export async function nextLogits(
  session: ModelSession,
  ids: readonly number[],
  { from, signal }: { readonly from: Past | null; readonly signal?: AbortSignal | undefined },
): Promise<Prefill> {
  const name = session.io.logits!.name;
  let prefill: Prefill | undefined;
  for await (const { end, outputs, past } of forward(session, ids, { fetch: [name], rows: 'last', from, signal })) {
    if (end === ids.length) prefill = { logits: lastRow(outputs[name]!), past };
  }
  return prefill!;
}
