import { leaveOneOut } from '../core/attribution/leaveOneOut';
import { findUnits, leaveOut } from '../core/attribution/units';
import type { RangeUtf16 } from '../core/base/offsets';
import { UserError } from '../core/base/userError';
import { logProbabilityOf } from '../core/generation/probabilities';
import type { Token } from '../core/tokenizer/token';
import type { AttributeParams, AttributeResult } from '../protocol/modelHost';
import { forward } from './forward';
import { PrefixCache } from './prefixCache';
import { floats, type ModelSession, type Past } from './session';

/** A text with what follows it, as tokens. */
interface Continued {
  readonly tokens: readonly Token[];
  /** The first token that holds a character of the continuation. */
  readonly first: number;
}

export interface AttributeOptions {
  readonly encode: (text: string) => readonly Token[];
  /** Throws when the model cannot read these. */
  readonly check: (ids: readonly number[]) => void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Leave-one-out attribution: by how much the log-probability of the target falls without each unit of the text. Text and
 * target are tokenised as one; the target's probability is that of all tokens with a character of it. For `token`, the
 * token itself is taken out and nothing is tokenised anew; other units are taken out of the text as `leaveOut` says.
 * What the texts share from their start is computed once, in whole chunks, so that the numbers stay those of scoring
 * each text alone.
 */
export async function attribute(
  session: ModelSession,
  { text, target, foil, unit }: AttributeParams,
  { encode, check, signal }: AttributeOptions,
): Promise<AttributeResult> {
  if (text === '') {
    throw new UserError('textEmpty', 'There is no text to predict the target from.', 'Give some text.');
  }
  const scorer = new Scorer(session, check, signal);
  const continuations = foil === undefined ? [target] : [target, foil];
  const whole = continuations.map((continuation) => join(encode, text, continuation));
  if (whole.some(({ first }) => first < 0)) {
    throw new UserError('textEmpty', 'There is no target to predict.', 'Give the words that the model should predict.');
  }
  const evidenceWithout = async (left: RangeUtf16 | null): Promise<number | null> => {
    const logprobs: (number | null)[] = [];
    for (const [i, continuation] of continuations.entries()) {
      const joined = left && unit !== 'token' ? join(encode, leaveOut(text, left), continuation) : whole[i]!;
      logprobs.push(await scorer.score(i, left && unit === 'token' ? withoutTokens(joined, left) : joined));
    }
    const [forTarget = null, forFoil = 0] = logprobs;
    return forTarget === null || forFoil === null ? null : forTarget - forFoil;
  };
  const units = findUnits(text, unit, whole[0]!.tokens);
  const result = await leaveOneOut(text, units, evidenceWithout);
  if (result.whole === null) {
    throw new UserError('textEmpty', 'The text has no token before the target.', 'Give a longer text.');
  }
  return { units: result.units, logprob: result.whole };
}

/** Tokens that close the text, such as `</s>`, come after the continuation and are left out. */
function join(encode: AttributeOptions['encode'], text: string, continuation: string): Continued {
  const all = encode(text + continuation);
  const tokens = all.slice(0, all.findLastIndex(({ special }) => !special) + 1);
  return { tokens, first: tokens.findIndex(({ end, special }) => !special && end > text.length) };
}

function withoutTokens({ tokens, first }: Continued, { start, end }: RangeUtf16): Continued {
  const isLeft = (token: Token, i: number): boolean =>
    i < first && !token.special && token.start >= start && token.end <= end;
  const left = tokens.filter(isLeft).length;
  return { tokens: tokens.filter((token, i) => !isLeft(token, i)), first: first - left };
}

class Scorer {
  /** One for the target, one for the foil. */
  readonly #prefixes = new Map<number, PrefixCache>();

  constructor(
    private readonly session: ModelSession,
    private readonly check: (ids: readonly number[]) => void,
    private readonly signal: AbortSignal | undefined,
  ) {}

  /** Log-probability of the continuation, in nats; null when no token comes before it. */
  async score(slot: number, { tokens, first }: Continued): Promise<number | null> {
    const ids = tokens.map(({ id }) => id);
    this.check(ids);
    if (first < 1) return null;
    const { session, signal } = this;
    const known = this.#prefixes.get(slot);
    const name = session.io.logits!.name;
    const options = { fetch: [name], from: known?.resume(ids.slice(0, first)) ?? null, signal };
    let logprob = 0;
    let past: Past | null = null;
    for await (const pass of forward(session, ids, options)) {
      past = pass.past;
      const from = Math.max(first - 1, pass.start);
      if (from >= pass.end) continue;
      const values = floats(pass.outputs[name]!);
      const width = values.length / (pass.end - pass.start);
      for (let i = from; i < Math.min(pass.end, ids.length - 1); i++) {
        const row = values.subarray((i - pass.start) * width, (i - pass.start + 1) * width);
        logprob += logProbabilityOf(row, ids[i + 1]!);
      }
    }
    if (!known) {
      const prefixes = new PrefixCache();
      prefixes.add(ids, session.io.useCacheBranch ? null : past);
      this.#prefixes.set(slot, prefixes);
    }
    return logprob;
  }
}
