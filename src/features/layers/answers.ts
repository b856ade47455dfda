// What the Layers panel is told, asked of a model host. Knows no VS Code, so that tests ask a real host.
import { UserError } from '../../core/base/userError';
import { divergenceBits, probabilityChanges } from '../../core/generation/divergence';
import { logProbabilityOf, rankOf } from '../../core/generation/probabilities';
import { continuationOf } from '../../core/tokenizer/continuation';
import {
  lensPositions,
  lensTop,
  type AblationAnswer,
  type ContributionsAnswer,
  type HeadPlace,
  type LensAnswer,
  type PartsOf,
  type TargetChoice,
} from '../../protocol/layers';
import type { ModelHostMethod, ParamsOf, ResultOf, Token } from '../../protocol/modelHost';

/** Candidates that a target can be picked from. */
const candidateCount = 20;
/** The best next words of either model that are compared. */
const comparedCount = 10;

/** Asks the model host. */
export type Ask = <M extends Exclude<ModelHostMethod, 'load'>>(method: M, params: ParamsOf<M>) => Promise<ResultOf<M>>;

export interface AskedText {
  /** The whole subject: tokens count their places in it. */
  readonly text: string;
  readonly tokens: readonly Token[];
  /** False for an encoder. */
  readonly predictsNext: boolean;
}

/** What the layers hold at `lensPositions` tokens from `start`, or at as many as there are. */
export async function lensAnswer(ask: Ask, { tokens }: AskedText, start: number): Promise<LensAnswer> {
  const end = Math.min(tokens.length, start + lensPositions);
  const { layers } = await ask('lens', { ids: idsOf(tokens), top: lensTop, positions: { start, end } });
  return { start, layers };
}

/** What each layer adds to the target's logit after the token at `position`, and to another's if there is one. */
export async function contributionsAnswer(
  ask: Ask,
  asked: AskedText,
  { position, target, against }: Pick<ContributionsRequest, 'position' | 'target' | 'against'>,
): Promise<ContributionsAnswer> {
  const at = asked.tokens[position];
  if (!at) throw new UserError('badRequest', `There is no token ${position + 1}.`, '');
  if (!asked.predictsNext) {
    // Its graph tells why not.
    await ask('contributions', { ids: idsOf(asked.tokens), position, target: at.id });
    const remedy = 'Choose a model such as GPT-2 or Llama for this.';
    throw new UserError('modelUnsupported', 'This is shown of models that continue text alone.', remedy);
  }
  const ids = idsOf(asked.tokens.slice(0, position + 1));
  const { logits, top } = await ask('next', { ids, top: candidateCount });
  const candidates = top.map(({ id, text }) => ({ id, text, p: Math.exp(logProbabilityOf(logits, id)) }));
  const partsOf = async (choice: TargetChoice): Promise<PartsOf> => {
    const { id, typedTokens } = await targetOf(ask, asked, position, choice);
    const parts = await ask('contributions', { ids, position, target: id });
    const { texts } = await ask('tokenTexts', { ids: [id] });
    const p = Math.exp(logProbabilityOf(logits, id));
    return { target: { id, text: texts[0] ?? '', p, rank: rankOf(logits, id) }, typedTokens, parts };
  };
  const chosen = await partsOf(target ?? { id: top[0]!.id });
  return { position, candidates, chosen, against: against && (await partsOf(against)) };
}

interface ContributionsRequest {
  readonly position: number;
  readonly target: TargetChoice | null;
  readonly against: TargetChoice | null;
}

/**
 * What the model says next, and how well it knows the text, without some heads; of an encoder, what it fills a gap with.
 * @param hidden the token that an encoder guesses again
 */
export async function ablationAnswer(
  ask: Ask,
  { tokens, predictsNext }: AskedText,
  heads: readonly HeadPlace[],
  hidden: number | null = null,
): Promise<AblationAnswer> {
  const ids = idsOf(tokens);
  const about = predictsNext || hidden === null ? { ids, top: 1 } : { ids, hidden, top: 1 };
  const { logits: before } = await ('hidden' in about ? ask('ablate', { ...about, heads: [] }) : ask('next', about));
  const { logits: after, lossChange, meanLossChange } = await ask('ablate', { ...about, heads });
  const changes = probabilityChanges(before, after, comparedCount);
  const { texts } = await ask('tokenTexts', { ids: changes.map(({ id }) => id) });
  const next = changes.map((change, i) => ({ ...change, text: texts[i] ?? '' }));
  return {
    heads,
    hidden: 'hidden' in about ? hidden : null,
    next,
    divergenceBits: divergenceBits(before, after),
    lossChange,
    meanLossChange,
  };
}

async function targetOf(
  ask: Ask,
  { text, tokens }: AskedText,
  position: number,
  choice: TargetChoice,
): Promise<{ readonly id: number; readonly typedTokens: number | null }> {
  if ('id' in choice) return { id: choice.id, typedTokens: null };
  const { end } = tokens[position]!;
  const joined = await ask('tokenize', { text: text.slice(0, end) + choice.typed, addSpecialTokens: true });
  const before = idsOf(tokens.slice(0, position + 1));
  const { firstId, count } = continuationOf(joined.tokens, end, before);
  return { id: firstId, typedTokens: count };
}

function idsOf(tokens: readonly Token[]): number[] {
  return tokens.map(({ id }) => id);
}
