import { rankOf } from '../../src/core/generation/probabilities';
import {
  rankedIds,
  reshapeBySteps,
  type Reshaped,
  type SamplingRule,
  type Spread,
  spreadOf,
} from '../../src/core/generation/spread';
import type { WordsToPanel } from '../../src/protocol/words';
import type { Sampling } from './viewState';

export type NextMessage = Extract<WordsToPanel, { type: 'next' }>;

/** What the model expects at one place, without any setting. */
export interface OwnChances {
  readonly next: NextMessage;
  /** Ids of the whole vocabulary, most probable first. */
  readonly ranked: Uint32Array;
  /** The token that came next in the text; null at its end, and off it. */
  readonly said: { readonly id: number; readonly rank: number } | null;
}

/** The same with the settings at work. */
export interface Chances extends OwnChances {
  readonly reshaped: Reshaped;
  readonly before: Spread;
  readonly after: Spread;
  /** Whether a setting changes anything. */
  readonly isReshaped: boolean;
}

/** @throws UserError where the logits allow no probabilities */
export function ownChances(next: NextMessage, said: number | null): OwnChances {
  const { logits } = next;
  return {
    next,
    ranked: rankedIds(logits),
    said: said === null ? null : { id: said, rank: rankOf(logits, said) },
  };
}

/** @throws UserError as `reshape` */
export function withSampling(own: OwnChances, sampling: Sampling): Chances {
  const { logits, ids } = own.next;
  const reshaped = reshapeBySteps(logits, sampling, ids);
  const isReshaped = reshaped.steps.length > 0;
  const before = spreadOf(reshaped.before);
  return { ...own, reshaped, before, after: isReshaped ? spreadOf(reshaped.after) : before, isReshaped };
}

export interface BarRow {
  readonly id: number;
  /** By the model's own chances, from 1. */
  readonly rank: number;
  readonly before: number;
  readonly after: number;
  /** The model's own chance of this one and all before it. */
  readonly cumulative: number;
  /** Which rule cut it; null where none did. */
  readonly cutBy: SamplingRule | null;
  readonly isSaid: boolean;
}

/** The rows of ranks `from` (from 0) to `to`, half-open. */
export function barRows({ ranked, reshaped, before, said }: Chances, from: number, to: number): BarRow[] {
  const { steps, cutBy } = reshaped;
  return Array.from(ranked.subarray(from, to), (id, i) => ({
    id,
    rank: from + i + 1,
    before: reshaped.before[id]!,
    after: reshaped.after[id]!,
    cumulative: before.cumulative[from + i]!,
    cutBy: cutBy[id] ? steps[cutBy[id] - 1]!.rule : null,
    isSaid: id === said?.id,
  }));
}

export const ruleNames: { readonly [R in SamplingRule]: string } = {
  repetitionPenalty: 'Repetition penalty',
  temperature: 'Temperature',
  topK: 'Top-k',
  topP: 'Top-p',
  minP: 'Min-p',
};

/** "0.80", "40", or that it does nothing. */
export function ruleValue(rule: SamplingRule, value: number): string {
  if (rule === 'topK') return value === 0 ? 'off' : String(value);
  if (rule === 'minP' && value === 0) return 'off';
  if ((rule === 'topP' || rule === 'repetitionPenalty') && value === 1) return 'off';
  return value.toFixed(2);
}

export interface CurvePoint {
  readonly rank: number;
  /** Sum of the chances down to it. */
  readonly share: number;
}

/** Points of a cumulative curve that lie evenly on a logarithmic axis of ranks, first and last included. */
export function curvePoints(cumulative: Float64Array, count = 160): CurvePoint[] {
  const size = cumulative.length;
  const points: CurvePoint[] = [];
  let last = 0;
  for (let i = 0; i <= count; i++) {
    const rank = Math.min(size, Math.max(last + 1, Math.round(size ** (i / count))));
    if (rank === last) break;
    points.push({ rank, share: Math.min(1, cumulative[rank - 1]!) });
    last = rank;
  }
  return points;
}
