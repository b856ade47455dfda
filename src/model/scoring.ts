// Log-probability and rank of every token of a text given those before it.
import { UserError } from '../core/base/userError';
import { logProbabilityOf, rankOf } from '../core/generation/probabilities';
import { halfOverlap, planWindows } from '../core/surprisal/windows';
import type { LongTextParams, LongTextResult, ScoredToken, Token } from '../protocol/modelHost';
import { chunkTokens, forward } from './forward';
import { logitRows, requireAllLogits } from './logitRows';
import type { ModelSession, Past } from './session';

/** Tokens of a window unless told, where the model could read more: memory and time grow with the window. */
const defaultWindow = 2048;

/** Where a model's predictions come from. */
interface Predictions {
  readonly session: ModelSession;
  /** Output of the logits. */
  readonly name: string;
}

export function unscored(token: Token): ScoredToken {
  return { ...token, logprob: null, rank: null };
}

export function withScore(token: Token, row: Float32Array): ScoredToken {
  return { ...token, logprob: logProbabilityOf(row, token.id), rank: rankOf(row, token.id) };
}

/**
 * Reads `ids` once.
 * @param onRow gets the logits after the token at `index`, shape [vocabulary]
 * @returns the cache after all of them
 * @throws UserError `cancelled` when the signal is aborted, looked at before each chunk; as `requireAllLogits`
 */
export async function readRows(
  { session, name }: Predictions,
  ids: readonly number[],
  onRow: (row: Float32Array, index: number) => void,
  signal: AbortSignal | undefined,
): Promise<Past | null> {
  let past: Past | null = null;
  if (ids.length > 1) requireAllLogits(session);
  for await (const pass of forward(session, ids, { fetch: [name], signal })) {
    const row = logitRows(session, pass.outputs[name]!, pass.end - pass.start);
    for (let i = pass.start; i < pass.end; i++) onRow(row(i - pass.start), i);
    past = pass.past;
  }
  return past;
}

/**
 * The logits after `ids` as they come in a text that goes on with `after`: chunks end where they end in scoring it.
 * @param from cache of a beginning of `ids`, in whole chunks
 */
export async function rowWithin(
  { session, name }: Predictions,
  ids: readonly number[],
  after: readonly number[],
  { from, signal }: { readonly from: Past | null; readonly signal: AbortSignal | undefined },
): Promise<Float32Array> {
  const end = session.chunks ? Math.ceil(ids.length / chunkTokens) * chunkTokens : Infinity;
  let row: Float32Array | undefined;
  for await (const pass of forward(session, [...ids, ...after].slice(0, end), { fetch: [name], from, signal })) {
    const at = ids.length - 1 - pass.start;
    if (at < 0 || ids.length > pass.end) continue;
    row = logitRows(session, pass.outputs[name]!, pass.end - pass.start)(at).slice();
  }
  return row!;
}

/**
 * Scores a text of any length in windows that overlap (`planWindows`). Special tokens that open the text, such as BOS,
 * open every window.
 * @param contextLength tokens that the model reads at once
 * @param onProgress gets how many tokens are scored, of how many
 * @throws UserError 'badRequest' for a window the model cannot read, `cancelled`
 */
export async function scoreInWindows(
  predictions: Predictions,
  tokens: readonly Token[],
  { overlap, ...params }: Pick<LongTextParams, 'window' | 'overlap'>,
  contextLength: number,
  {
    signal,
    onProgress,
  }: { readonly signal?: AbortSignal; readonly onProgress?: (done: number, total: number) => void },
): Promise<LongTextResult> {
  const window = params.window ?? Math.min(contextLength, defaultWindow);
  if (!(Number.isInteger(window) && window >= 2 && window <= contextLength)) {
    throw new UserError(
      'badRequest',
      `A window of ${window} tokens cannot be read: the model takes 2 to ${contextLength}.`,
      'Choose a window in this range.',
    );
  }
  const first = tokens.findIndex(({ special }) => !special);
  const leading = first < 0 ? tokens.length : first;
  const size = Math.max(1, window - leading);
  const shared = overlap ?? halfOverlap(size);
  const windows = planWindows(leading, tokens.length, size, shared);
  const opening = tokens.slice(0, leading).map(({ id }) => id);
  const scored = tokens.map(unscored);
  for (const { start, end, scoredFrom } of windows) {
    const ids = [...opening, ...tokens.slice(start, end).map(({ id }) => id)];
    const score = (row: Float32Array, index: number): void => {
      const next = index + 1 - leading + start;
      if (next >= scoredFrom && next < end) scored[next] = withScore(tokens[next]!, row);
    };
    await readRows(predictions, ids, score, signal);
    onProgress?.(end, tokens.length);
  }
  return { tokens: scored, windows, leading, window, overlap: shared };
}
