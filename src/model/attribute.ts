import { evidenceOf, type EvidenceLogprobs } from '../core/attribution/evidence';
import { leaveOneOut } from '../core/attribution/leaveOneOut';
import { findUnits, leaveOutAll } from '../core/attribution/units';
import type { RangeUtf16 } from '../core/base/offsets';
import { UserError } from '../core/base/userError';
import { logProbabilityOf } from '../core/generation/probabilities';
import type { Token } from '../core/tokenizer/token';
import type { AttributeParams, AttributeResult, RemovalsParams, RemovalsResult } from '../protocol/modelHost';
import { chunkTokens, forward } from './forward';
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
 * How strongly a model expects a target, and a foil if there is one, after a text from which units were taken. Text and
 * target are tokenised as one; the target's probability is that of all tokens with a character of it. For `token`, the
 * tokens themselves are taken out and nothing is tokenised anew; other units are taken out of the text as `leaveOut`
 * says. What the texts share from their start is computed once, in whole chunks, so that the numbers stay those of
 * scoring each text alone.
 */
class Evidence {
  readonly units: readonly RangeUtf16[];
  readonly #continuations: readonly string[];
  readonly #whole: readonly Continued[];
  readonly #scorer: Scorer;

  /** @throws UserError `textEmpty` where there is no text or no target */
  constructor(
    session: ModelSession,
    private readonly asked: AttributeParams,
    private readonly options: AttributeOptions,
  ) {
    const { text, target, foil, unit } = asked;
    if (text === '') {
      throw new UserError('textEmpty', 'There is no text to predict the target from.', 'Give some text.');
    }
    this.#scorer = new Scorer(session, options.check, options.signal);
    this.#continuations = foil === undefined ? [target] : [target, foil];
    this.#whole = this.#continuations.map((continuation) => join(options.encode, text, continuation));
    if (this.#whole.some(({ first }) => first < 0)) {
      throw new UserError(
        'textEmpty',
        'There is no target to predict.',
        'Give the words that the model should predict.',
      );
    }
    this.units = findUnits(text, unit, this.#whole[0]!.tokens);
  }

  /** Tokens of the whole text with its target. */
  get length(): number {
    return this.#whole[0]!.tokens.length;
  }

  /** @param left units that are taken out, in order */
  async without(left: readonly RangeUtf16[]): Promise<EvidenceLogprobs> {
    const { text, unit } = this.asked;
    const logprobs: (number | null)[] = [];
    for (const [i, continuation] of this.#continuations.entries()) {
      const isAnew = left.length > 0 && unit !== 'token';
      const joined = isAnew ? join(this.options.encode, leaveOutAll(text, left), continuation) : this.#whole[i]!;
      logprobs.push(await this.#scorer.score(i, unit === 'token' ? withoutTokens(joined, left) : joined));
    }
    const [target = null, foil = null] = logprobs;
    return { target, foil };
  }
}

/** Leave-one-out attribution: by how much the log-probability of the target falls without each unit of the text. */
export async function attribute(
  session: ModelSession,
  asked: AttributeParams,
  options: AttributeOptions,
): Promise<AttributeResult> {
  const evidence = new Evidence(session, asked, options);
  const isContrast = asked.foil !== undefined;
  const result = await leaveOneOut(asked.text, evidence.units, async (left) =>
    evidenceOf(await evidence.without(left ? [left] : []), isContrast),
  );
  if (result.whole === null) {
    throw new UserError('textEmpty', 'The text has no token before the target.', 'Give a longer text.');
  }
  return { units: result.units, logprob: result.whole };
}

/** The log-probabilities of target and foil without each of several sets of units. */
export async function removals(
  session: ModelSession,
  asked: RemovalsParams,
  options: AttributeOptions,
): Promise<RemovalsResult> {
  const evidence = new Evidence(session, asked, options);
  const { units } = evidence;
  const sets = asked.removals.map((indices) => {
    const wrong = indices.find((index) => !(Number.isInteger(index) && index >= 0 && index < units.length));
    if (wrong !== undefined) {
      throw new UserError('badRequest', `There is no part ${wrong} of the text; it has ${units.length}.`, '');
    }
    return [...new Set(indices)].sort((a, b) => a - b).map((index) => units[index]!);
  });
  // The whole text first: its beginning serves all others.
  if (evidence.length > chunkTokens) await evidence.without([]);
  const logprobs: EvidenceLogprobs[] = [];
  for (const left of sets) logprobs.push(await evidence.without(left));
  return { units, logprobs };
}

/** Tokens that close the text, such as `</s>`, come after the continuation and are left out. */
function join(encode: AttributeOptions['encode'], text: string, continuation: string): Continued {
  const all = encode(text + continuation);
  const tokens = all.slice(0, all.findLastIndex(({ special }) => !special) + 1);
  return { tokens, first: tokens.findIndex(({ end, special }) => !special && end > text.length) };
}

function withoutTokens({ tokens, first }: Continued, left: readonly RangeUtf16[]): Continued {
  const isLeft = (token: Token, i: number): boolean =>
    i < first && !token.special && left.some(({ start, end }) => token.start >= start && token.end <= end);
  const count = tokens.filter(isLeft).length;
  return count === 0
    ? { tokens, first }
    : { tokens: tokens.filter((token, i) => !isLeft(token, i)), first: first - count };
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
