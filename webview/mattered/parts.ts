// What the panel shows, computed from what it was told.
import type { Pooling } from '../../src/core/attribution/embedding';
import { evidenceOf, type Evidence } from '../../src/core/attribution/evidence';
import { meanOverHeads } from '../../src/core/attribution/headMeans';
import { overlaps, partWeights } from '../../src/core/attribution/partWeights';
import { unitsBeside, type UnitKind } from '../../src/core/attribution/units';
import type { RangeUtf16 } from '../../src/core/base/offsets';
import type {
  CodedStretch,
  MatteredAsk,
  MatteredContent,
  MatteredParts,
  MatteredViewState,
  StudyMarks,
} from '../../src/protocol/mattered';

/** A part of the text with what leaving it out does, and the attention that it receives. */
export interface Part extends RangeUtf16 {
  readonly index: number;
  readonly text: string;
  /**
   * By how much the log-probability of the target, or its lead over the foil, falls without it, in nats; of a model that
   * only embeds, the cosine distance by which the embedding moves.
   */
  readonly delta: number | null;
  /** Probability of the target without it; null where there is none. */
  readonly p: number | null;
  /** Evidence without it, as `evidenceOf`. */
  readonly rest: number | null;
  /** Share of the attention; null where the model shows none. */
  readonly attention: number | null;
}

export interface Attribution {
  readonly ask: MatteredAsk;
  readonly parts: readonly Part[];
  /** Of the target after the whole text; null without a target. */
  readonly p: number | null;
  /** How the embedding is made; null where words are predicted. */
  readonly pooling: Pooling | null;
  /** Log-probability of the target, or its lead over the foil, in nats; 0 of an embedding. */
  readonly evidence: number;
  /** Attention on no part: punctuation and white space; null where there is none. */
  readonly between: number | null;
  /** Attention on the first token and special tokens, where these are left out. */
  readonly leftOut: number | null;
}

/** What is told about attention, each as soon as it has come. */
export interface AttentionTold {
  readonly layers: number;
  readonly heads: number;
  readonly weights: Float32Array;
}

export type AttentionChoice = Pick<MatteredViewState, 'attention' | 'layer' | 'head'>;

/** Weights of the tokens for the chosen measure; null until they have come. */
export function tokenWeights(
  told: AttentionTold | null,
  rollout: Float32Array | null,
  { attention, layer, head }: AttentionChoice,
): ArrayLike<number> | null {
  if (attention === 'rollout') return rollout;
  if (!told) return null;
  const size = told.weights.length / (told.layers * told.heads);
  if (attention === 'mean') return meanOverHeads(told.weights, size);
  const at = (Math.min(layer, told.layers - 1) * told.heads + Math.min(head, told.heads - 1)) * size;
  return told.weights.subarray(at, at + size);
}

/** The chosen measure, for people. */
export function attentionNameOf(told: AttentionTold | null, { attention, layer, head }: AttentionChoice): string {
  if (attention === 'mean') return 'mean over all heads, from the last token';
  if (attention === 'rollout') return 'rollout through all layers, from the last token';
  const { layers = 1, heads = 1 } = told ?? {};
  return `layer ${Math.min(layer, layers - 1) + 1}, head ${Math.min(head, heads - 1) + 1}, from the last token`;
}

export function attributionOf(
  content: MatteredContent,
  ask: MatteredAsk,
  { units, whole, without }: MatteredParts,
  weights: ArrayLike<number> | null,
  hideFirst: boolean,
): Attribution {
  const isContrast = ask.foil !== null;
  const evidence = evidenceOf(whole, isContrast) ?? NaN;
  const attention = weights && partWeights(content.text, units, content.tokens, weights, hideFirst);
  const parts = units.map((unit, index): Part => {
    const rest = evidenceOf(without[index]!, isContrast);
    return {
      ...unit,
      index,
      text: content.text.slice(unit.start, unit.end),
      delta: rest === null ? null : evidence - rest,
      p: chanceOf(without[index]!),
      rest,
      attention: attention ? attention.parts[index]! : null,
    };
  });
  const [between, leftOut] = attention ? [attention.between, attention.leftOut] : [null, null];
  const { embedding } = content;
  const pooling = embedding.available ? embedding.pooling : null;
  return { ask, parts, p: chanceOf(whole), pooling, evidence, between, leftOut };
}

function chanceOf(evidence: Evidence): number | null {
  return 'distance' in evidence || evidence.target === null ? null : Math.exp(evidence.target);
}

/** Stretches of the chosen coders with the chosen code. */
export function chosenStretches(
  marks: StudyMarks,
  coders: readonly string[] | null,
  code: string | null,
): CodedStretch[] {
  return marks.stretches.filter(
    (stretch) => (coders === null || coders.includes(stretch.coder)) && (code === null || stretch.code === code),
  );
}

/** Whether each part holds a coded character. */
export function insideOf(parts: readonly RangeUtf16[], stretches: readonly RangeUtf16[]): boolean[] {
  return overlaps(parts, stretches);
}

/** How many parts could be left out. */
export function countParts({ parts, text, tokens }: MatteredContent, unit: UnitKind, gap?: RangeUtf16): number {
  return gap ? unitsBeside(text, unit, tokens, gap).length : parts[unit];
}

/** Words for short texts; else sentences or turns, whatever keeps the runs few. */
export function suitableUnit(parts: MatteredContent['parts']): UnitKind {
  if (parts.word <= 60) return parts.word === 0 ? 'token' : 'word';
  if (parts.sentence <= 60 || parts.turn < 2) return 'sentence';
  return 'turn';
}

/** What is typed goes after the text as a word of its own, unless it begins with a space or a mark. */
export function asContinuation(text: string, typed: string): string {
  if (typed === '' || /\s$/u.test(text) || /^[\s\p{P}]/u.test(typed)) return typed;
  return ` ${typed}`;
}
