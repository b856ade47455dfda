import { UserError } from '../core/base/userError';
import { logProbabilityOf } from '../core/generation/probabilities';
import { SeededRandom } from '../core/generation/random';
import { reshape, sampleId } from '../core/generation/sampling';
import type { TextTokenizer } from '../core/tokenizer/textTokenizer';
import type { GeneratedToken, GenerateResult, SamplingSettings } from '../protocol/modelHost';
import { forward } from './forward';
import { lastRow, type ModelSession, type Past } from './session';

const primingTokens = 8;

export interface GenerationOptions {
  readonly maxNew: number;
  readonly sampling: SamplingSettings;
  readonly stop: readonly string[];
  readonly endOfTextIds: ReadonlySet<number>;
  readonly contextLength: number;
  /** The cache of the prompt's beginning, if one is at hand. */
  readonly from: Past | null;
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
): Promise<Pick<GenerateResult, 'text' | 'tokens' | 'stopReason'>> {
  const { sampling, stop, signal } = options;
  const random = new SeededRandom(sampling.seed);
  const stream = tokenizer.createStream();
  // Decoders take the leading space off the first token they see.
  for (const id of promptIds.slice(-primingTokens)) stream.push(id);
  const ids = [...promptIds];
  const tokens: GeneratedToken[] = [];
  let text = '';
  let past = options.from;

  const nextLogits = async (): Promise<Float32Array> => {
    const logitsName = session.io.logits!.name;
    let logits: Float32Array | undefined;
    for await (const pass of forward(session, ids, { fetch: [logitsName], rows: 'last', from: past, signal })) {
      past = pass.past;
      if (pass.end === ids.length) logits = lastRow(pass.outputs[logitsName]!);
    }
    return logits!;
  };
  const stopReason = async (): Promise<GenerateResult['stopReason']> => {
    for (;;) {
      if (tokens.length >= options.maxNew) return 'length';
      if (ids.length >= options.contextLength) return 'contextFull';
      let logits: Float32Array;
      try {
        logits = await nextLogits();
      } catch (error) {
        if (error instanceof UserError && error.code === 'cancelled') return 'cancelled';
        throw error;
      }
      const id = sampleId(reshape(logits, sampling, ids), random.next());
      if (options.endOfTextIds.has(id)) return 'endOfText';
      const token = { id, text: stream.push(id), logprob: logProbabilityOf(logits, id) };
      ids.push(id);
      tokens.push(token);
      options.onToken?.(token);
      text += token.text;
      const cut = firstOf(stop, text);
      if (cut >= 0) {
        text = text.slice(0, cut);
        return 'stopString';
      }
    }
  };

  const reason = await stopReason();
  const rest = reason === 'stopString' ? '' : stream.flush();
  const last = tokens.at(-1);
  if (rest && last) tokens[tokens.length - 1] = { ...last, text: last.text + rest };
  return { text: text + rest, tokens, stopReason: reason };
}

/** Where the first of the stop strings begins; -1 if none is there. */
function firstOf(stop: readonly string[], text: string): number {
  const places = stop.map((s) => (s === '' ? -1 : text.indexOf(s))).filter((at) => at >= 0);
  return places.length === 0 ? -1 : Math.min(...places);
}
