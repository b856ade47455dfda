import { evidenceOf, type EvidenceLogprobs } from '../core/attribution/evidence';
import { leaveOneOut } from '../core/attribution/leaveOneOut';
import { unitsBeside } from '../core/attribution/units';
import { utf16, type RangeUtf16 } from '../core/base/offsets';
import { UserError } from '../core/base/userError';
import type {
  AttributeParams,
  AttributeResult,
  ModelInfo,
  RemovalsParams,
  RemovalsResult,
} from '../protocol/modelHost';
import { chunkTokens } from './forward';
import {
  type Encode,
  fill,
  type Filled,
  gapOf,
  MaskedTokenScorer,
  type MaskToken,
  NextTokenScorer,
  type ScorerOptions,
  type TargetScorer,
  withoutTokens,
} from './gap';
import type { ModelSession } from './session';

export interface AttributeOptions extends ScorerOptions {
  readonly encode: Encode;
  /** Of an encoder that fills gaps; null for a model that predicts what comes next. */
  readonly mask: MaskToken | null;
}

/**
 * How strongly a model expects a target, and a foil if there is one, in the gap of a text from which units were taken:
 * after the text, or for an encoder where its mask stands. Text and target are tokenised as one; the target's probability
 * is that of all tokens with a character of it. For `token`, the tokens themselves are taken out and nothing is tokenised
 * anew; other units are taken out of the text as `leaveOut` says, but for one that holds the gap.
 */
class Evidence {
  readonly units: readonly RangeUtf16[];
  /** The text with the mask in place of what is hidden. */
  readonly #text: string;
  /** By how much what stands behind the mask is further on in the text itself. */
  readonly #shift: number;
  readonly #continuations: readonly string[];
  readonly #whole: readonly Filled[];
  readonly #scorer: TargetScorer;

  /** @throws UserError `textEmpty` where there is no text or no target */
  constructor(
    session: ModelSession,
    private readonly asked: AttributeParams,
    private readonly options: AttributeOptions,
  ) {
    const { text, target, foil, unit, gap: hidden } = asked;
    const { mask } = options;
    if (text === '') {
      throw new UserError('textEmpty', 'There is no text to predict the target from.', 'Give some text.');
    }
    const isIn = hidden && hidden.start >= 0 && hidden.start < hidden.end && hidden.end <= text.length;
    if (hidden && !(mask && isIn)) throw new UserError('badRequest', 'There is no such gap to fill.', '');
    this.#text = hidden && mask ? text.slice(0, hidden.start) + mask.text + text.slice(hidden.end) : text;
    this.#shift = text.length - this.#text.length;
    this.#scorer = mask ? new MaskedTokenScorer(session, mask, options) : new NextTokenScorer(session, options);
    this.#continuations = foil === undefined ? [target] : [target, foil];
    this.#whole = this.#continuations.map((continuation) => this.#filled(continuation, []));
    if (this.#whole.some(({ first }) => first < 0)) {
      throw new UserError(
        'textEmpty',
        'There is no target to predict.',
        'Give the words that the model should predict.',
      );
    }
    const gap = gapOf(this.#text, mask);
    this.units = unitsBeside(this.#text, unit, this.#whole[0]!.tokens, gap).map((one) =>
      one.start < gap.end ? one : moved(one, this.#shift),
    );
  }

  /** Tokens of the whole text with its target. */
  get length(): number {
    return this.#whole[0]!.tokens.length;
  }

  /** @param units that are taken out, in order */
  async without(units: readonly RangeUtf16[]): Promise<EvidenceLogprobs> {
    const { unit, gap } = this.asked;
    const left = units.map((one) => (gap && one.start >= gap.end ? moved(one, -this.#shift) : one));
    const logprobs: (number | null)[] = [];
    for (const [i, continuation] of this.#continuations.entries()) {
      const isAnew = left.length > 0 && unit !== 'token';
      const filled = isAnew ? this.#filled(continuation, left) : this.#whole[i]!;
      logprobs.push(await this.#scorer.score(i, unit === 'token' ? withoutTokens(filled, left) : filled));
    }
    const [target = null, foil = null] = logprobs;
    return { target, foil };
  }

  #filled(target: string, left: readonly RangeUtf16[]): Filled {
    return fill(this.options.encode, { text: this.#text, left, target }, this.options.mask);
  }
}

function moved({ start, end }: RangeUtf16, by: number): RangeUtf16 {
  return { start: utf16(start + by), end: utf16(end + by) };
}

/** @throws UserError `modelUnsupported` for encoders that only embed a text, such as MiniLM */
export function requirePrediction({ name, predictsNextToken, fillsGaps, embedding }: ModelInfo): void {
  if (predictsNextToken || fillsGaps) return;
  throw new UserError(
    'modelUnsupported',
    `The model ${name} neither predicts what comes next nor guesses hidden words: there is no target that a word could matter to.`,
    embedding.available
      ? 'Ask without a target what its embedding of the text rests on, or choose a model that continues text or fills gaps.'
      : 'Choose a model that continues text, or an encoder that fills gaps, such as BERT.',
  );
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
  const sets = setsOfUnits(units, asked.removals);
  // The whole text first: its beginning serves all others.
  if (evidence.length > chunkTokens) await evidence.without([]);
  const logprobs: EvidenceLogprobs[] = [];
  for (const left of sets) logprobs.push(await evidence.without(left));
  return { units, logprobs };
}

/** Each set in order, no unit twice. @throws UserError `badRequest` where there is no such unit */
export function setsOfUnits(
  units: readonly RangeUtf16[],
  removals: readonly (readonly number[])[],
): (readonly RangeUtf16[])[] {
  return removals.map((indices) => {
    const wrong = indices.find((index) => !(Number.isInteger(index) && index >= 0 && index < units.length));
    if (wrong !== undefined) {
      throw new UserError('badRequest', `There is no part ${wrong} of the text; it has ${units.length}.`, '');
    }
    return [...new Set(indices)].sort((a, b) => a - b).map((index) => units[index]!);
  });
}
