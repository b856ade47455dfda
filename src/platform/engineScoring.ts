// What can be found out through any engine that scores a text: the model host has quicker ways of its own.
import type { EvidenceLogprobs } from '../core/attribution/evidence';
import { leaveOneOut, type AttributedUnit } from '../core/attribution/leaveOneOut';
import { findUnits, leaveOut, leaveOutAll, type UnitKind } from '../core/attribution/units';
import { utf16, type RangeUtf16 } from '../core/base/offsets';
import { UserError } from '../core/base/userError';
import { softmax } from '../core/generation/probabilities';
import type { Token } from '../core/tokenizer/token';
import type { StatedCandidate } from '../core/generation/stated';
import type { Engine, EngineOptions, EngineScoredToken } from '../protocol/engine';
import type { ScoredToken } from '../protocol/modelHost';

type Scorer = Pick<Engine, 'score'>;

export interface EngineAttribution {
  readonly target: string;
  /** Asks instead what speaks for the target rather than for this. */
  readonly foil?: string;
  readonly unit: UnitKind;
}

/**
 * Leave-one-out attribution as the model host gives it, but for tokens: here each text is cut into tokens anew.
 * @returns by unit, the fall of the log-probability of the target, or of its lead over the foil, in nats
 * @throws UserError as `Engine.score`
 */
export async function attributeByScores(
  engine: Scorer,
  text: string,
  { target, foil, unit }: EngineAttribution,
  options: EngineOptions = {},
): Promise<AttributedUnit[]> {
  const whole = await engine.score(text + target, options);
  const tokens = whole.map(asToken);
  const continuations = foil === undefined ? [target] : [target, foil];
  const evidenceWithout = async (left: RangeUtf16 | null): Promise<number | null> => {
    const rest = left ? leaveOut(text, left) : text;
    const logprobs = await Promise.all(
      continuations.map(async (continuation) => {
        const scored =
          left === null && continuation === target ? whole : await engine.score(rest + continuation, options);
        return sum(scored.filter(({ end }) => end > rest.length));
      }),
    );
    const [forTarget = null, forFoil = 0] = logprobs;
    return forTarget === null || forFoil === null ? null : forTarget - forFoil;
  };
  return (await leaveOneOut(text, findUnits(text, unit, tokens), evidenceWithout)).units;
}

/**
 * The log-probabilities of target and foil without each of several sets of units, as the model host gives them, but for
 * tokens: here each text is cut into tokens anew.
 * @param removals by places among all units
 * @throws UserError as `Engine.score`
 */
export async function removalsByScores(
  engine: Scorer,
  text: string,
  { target, foil, unit }: EngineAttribution,
  removals: readonly (readonly number[])[],
  options: EngineOptions = {},
): Promise<{ units: RangeUtf16[]; logprobs: EvidenceLogprobs[] }> {
  const units = findUnits(text, unit, unit === 'token' ? (await engine.score(text, options)).map(asToken) : []);
  const logprobs: EvidenceLogprobs[] = [];
  for (const set of removals) {
    const left = [...set].sort((a, b) => a - b).map((index) => units[index]!);
    const rest = leaveOutAll(text, left);
    const after = async (continuation: string): Promise<number | null> =>
      sum((await engine.score(rest + continuation, options)).filter(({ end }) => end > rest.length));
    logprobs.push({ target: await after(target), foil: foil === undefined ? null : await after(foil) });
  }
  return { units, logprobs };
}

export interface ScoredLabel {
  /** Of all its tokens, in nats. */
  readonly logprob: number;
  readonly tokens: number;
  /** Among the labels: they sum to 1. */
  readonly probability: number;
}

/**
 * How probable each label is after a prompt, as the model host gives it: every label is scored from the first token on
 * that differs, for one of them, from those of the prompt alone.
 * @throws UserError as `Engine.score`; 'modelUnsupported' where the server gives a label no log-probability
 */
export async function labelsByScores(
  engine: Scorer,
  prompt: string,
  labels: readonly string[],
  normalise: 'none' | 'token',
  options: EngineOptions = {},
): Promise<ScoredLabel[]> {
  const [alone = [], ...wholes] = await Promise.all(
    ['', ...labels].map((label) => engine.score(prompt + label, options)),
  );
  const shared = Math.min(...wholes.map((whole) => sharedTokens(alone, whole)));
  const scored = wholes.map((whole) => {
    const own = whole.slice(shared);
    const logprob = sum(own);
    if (logprob !== null) return { logprob, tokens: own.length };
    throw new UserError(
      'modelUnsupported',
      'The server gives no log-probability of a label at the start of a text.',
      'Put a text before the labels.',
    );
  });
  const scores = scored.map(({ logprob, tokens }) => (normalise === 'token' ? logprob / tokens : logprob));
  const probabilities = softmax(Float64Array.from(scores));
  return scored.map((label, i) => ({ ...label, probability: probabilities[i]! }));
}

function sharedTokens(alone: readonly EngineScoredToken[], whole: readonly EngineScoredToken[]): number {
  const differs = alone.findIndex(({ text, start }, i) => text !== whole[i]?.text || start !== whole[i]?.start);
  return differs < 0 ? alone.length : differs;
}

/** Asked for of a server; most state fewer. */
const statedCandidates = 20;

/** The next tokens that the engine states after a text, best first. @throws UserError as `Engine.next` */
export async function statedNext(
  engine: Pick<Engine, 'next'>,
  text: string,
  options: EngineOptions = {},
): Promise<StatedCandidate[]> {
  const stated = await engine.next(text, statedCandidates, options);
  return stated.map(({ text: token, logprob }) => ({ text: token, p: Math.exp(logprob) }));
}

/** The tokens of a text with their log-probabilities, as panels show those of a model on this machine. @throws UserError as `Engine.score` */
export async function scoredTokensOf(
  engine: Scorer,
  text: string,
  options: EngineOptions = {},
): Promise<ScoredToken[]> {
  const scored = await engine.score(text, options);
  return scored.map((token, place) => ({ ...asToken(token, place), logprob: token.logprob, rank: token.rank }));
}

/** Servers tell no ids: the place stands for it. */
function asToken({ text, start, end }: EngineScoredToken, id: number): Token {
  return { id, text, start: utf16(start), end: utf16(end), special: start === end };
}

/** Null where one of them has none, or there are none. */
function sum(tokens: readonly EngineScoredToken[]): number | null {
  let total = 0;
  for (const { logprob } of tokens) {
    if (logprob === null) return null;
    total += logprob;
  }
  return tokens.length === 0 ? null : total;
}
