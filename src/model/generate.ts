import { UserError } from '../core/base/userError';
import { constrain, type Constraint } from '../core/generation/constraints/constraint';
import { logProbabilityOf } from '../core/generation/probabilities';
import { SeededRandom } from '../core/generation/random';
import { drawId, takesBest } from '../core/generation/sampling';
import type { TextTokenizer } from '../core/tokenizer/textTokenizer';
import type { GeneratedToken, Sample, SamplingSettings } from '../protocol/modelHost';
import { nextLogits, type Prefill } from './nextLogits';
import type { ModelSession } from './session';

const primingTokens = 8;

export interface GenerationOptions {
  readonly maxNew: number;
  readonly sampling: SamplingSettings;
  readonly stop: readonly string[];
  readonly constraint: Constraint | null;
  readonly endOfTextIds: ReadonlySet<number>;
  readonly contextLength: number;
  /** Reads the prompt; asked only when a first token is needed. */
  readonly prefill: () => Promise<Prefill>;
  readonly signal?: AbortSignal | undefined;
  readonly onToken?: ((token: GeneratedToken) => void) | undefined;
}

/**
 * Continues `promptIds` token by token until something stops it. The same seed gives the same tokens.
 * Cancellation ends it with what there is; it never throws for that.
 */
export async function generate(
  session: ModelSession,
  tokenizer: TextTokenizer,
  promptIds: readonly number[],
  options: GenerationOptions,
): Promise<Sample> {
  const { sampling, stop, constraint, endOfTextIds, signal } = options;
  const random = new SeededRandom(sampling.seed);
  const stream = tokenizer.createStream();
  // Decoders take the leading space off the first token they see.
  for (const id of promptIds.slice(-primingTokens)) stream.push(id);
  const ids = [...promptIds];
  const tokens: GeneratedToken[] = [];
  let text = '';
  let latest: Prefill | undefined;
  let state = constraint?.start ?? 0;

  const stopReason = async (): Promise<Sample['stopReason']> => {
    for (;;) {
      const allowed = constraint?.allowed(state);
      if (allowed && !allowed.mayGoOn) return 'constraintMet';
      if (tokens.length >= options.maxNew) return 'length';
      if (ids.length >= options.contextLength) return 'contextFull';
      try {
        latest = await (latest ? nextLogits(session, ids, { from: latest.past, signal }) : options.prefill());
      } catch (error) {
        if (error instanceof UserError && error.code === 'cancelled') return 'cancelled';
        throw error;
      }
      const { logits } = latest;
      const drawnFrom = allowed ? constrain(logits, allowed, endOfTextIds) : logits;
      const id = drawId(drawnFrom, sampling, ids, random.next());
      if (endOfTextIds.has(id)) return 'endOfText';
      // The best of all logits, which drawing it has checked, need not be looked for again.
      const max = !allowed && takesBest(sampling) ? logits[id] : undefined;
      const token = { id, text: stream.push(id), logprob: logProbabilityOf(logits, id, max) };
      ids.push(id);
      tokens.push(token);
      options.onToken?.(token);
      text += token.text;
      const cut = firstOf(stop, text);
      if (cut >= 0) {
        text = text.slice(0, cut);
        return 'stopString';
      }
      if (constraint) state = constraint.next(state, tokenizer.bytesOf(id)!);
    }
  };

  const reason = await stopReason();
  const rest = reason === 'stopString' ? '' : stream.flush();
  const last = tokens.at(-1);
  if (rest && last) tokens[tokens.length - 1] = { ...last, text: last.text + rest };
  return { text: text + rest, tokens, stopReason: reason, seed: sampling.seed };
}

/** Where the first of the stop strings begins; -1 if none is there. */
function firstOf(stop: readonly string[], text: string): number {
  const places = stop.map((s) => (s === '' ? -1 : text.indexOf(s))).filter((at) => at >= 0);
  return places.length === 0 ? -1 : Math.min(...places);
}
