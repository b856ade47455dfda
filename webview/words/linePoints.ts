import { surprisalBits } from '../../src/core/generation/probabilities';
import { perUnit, turnNumbers } from '../../src/core/surprisal/summary';
import type { WordsViewState } from '../../src/protocol/words';
import { formatBits, formatCount, spokenToken } from '../shared/format';
import { clock, firstWords, speakerName, type LookedText } from './lookedText';

/** One point of the line: a turn or a token. */
export interface SurprisalPoint {
  /** From 0 to 1 along the picture. */
  readonly x: number;
  /** Bits; null where there is no score. */
  readonly bits: number | null;
  /** The token that it leads to. */
  readonly token: number;
  /** Index among the speakers; tokens have none. */
  readonly speaker: number | null;
}

export interface SurprisalLine {
  readonly points: readonly SurprisalPoint[];
  readonly kind: WordsViewState['points'];
  readonly along: WordsViewState['along'];
  /** Labels below, with their places. */
  readonly ticks: readonly { readonly x: number; readonly label: string }[];
  readonly axis: string;
}

/** Whether every turn tells when it began: only then there is a line along time. */
export function hasTimes({ summary }: LookedText): boolean {
  const turns = summary.parts.filter(({ part }) => part.speaker !== null);
  return turns.length > 1 && turns.every(({ part }) => part.startMs !== null);
}

export function lineOf(
  looked: LookedText,
  { points: kind, along }: Pick<WordsViewState, 'points' | 'along'>,
): SurprisalLine {
  const { summary, tokens } = looked;
  const byTime = along === 'time' && hasTimes(looked);
  const speakers = summary.speakers.map(({ speaker }) => speaker);
  if (kind === 'tokens') {
    const last = Math.max(1, tokens.length - 1);
    const points = tokens.map(({ logprob }, token) => ({
      x: token / last,
      bits: logprob === null || logprob === -Infinity ? null : surprisalBits(logprob),
      token,
      speaker: null,
    }));
    return { points, kind, along: 'order', ticks: orderTicks(tokens.length), axis: 'tokens of the text, in order' };
  }
  const numbers = turnNumbers(summary.parts);
  const parts = summary.parts.filter((_, i) => numbers[i] !== null);
  const times = parts.map(({ part }) => part.startMs ?? 0);
  const [start, end] = byTime ? [Math.min(...times), Math.max(...times)] : [0, Math.max(1, parts.length - 1)];
  const points = parts.map((part, i) => ({
    x: ((byTime ? times[i]! : i) - start) / Math.max(1, end - start),
    bits: perUnit(part.bits, part.tokens, part.tokens),
    token: firstWord(looked, part),
    speaker: speakers.indexOf(part.part.speaker),
  }));
  return {
    points,
    kind,
    along: byTime ? 'time' : 'order',
    ticks: byTime ? timeTicks(start, end) : orderTicks(parts.length),
    axis: byTime ? 'time of the recording' : 'turns, in order',
  };
}

/** What a point is, in words. */
export function describePoint({ text, tokens, summary }: LookedText, line: SurprisalLine, index: number): string {
  const point = line.points[index];
  if (!point) return '';
  const bits = point.bits === null ? 'no score' : formatBits(point.bits);
  if (line.kind === 'tokens') return `token ${formatCount(index + 1)}, ${spokenToken(tokens[index]!.text)}: ${bits}`;
  const part = summary.parts.find(({ from, to }) => from <= point.token && point.token < to);
  if (!part) return bits;
  const time = part.part.startMs === null ? '' : ` at ${clock(part.part.startMs)}`;
  const per = point.bits === null ? bits : `${bits} per token, ${formatCount(part.tokens)} tokens`;
  return `turn ${formatCount(index + 1)}, ${speakerName(part.part.speaker)}${time}: ${per}, “${firstWords(text, part.part, 40)}”`;
}

/** The first token of the words of a part, after its head. */
export function firstWord({ tokens }: LookedText, part: LookedText['summary']['parts'][number]): number {
  for (let i = part.from; i < part.to; i++) if (tokens[i]!.end > part.part.words.start) return i;
  return Math.min(part.from, Math.max(0, tokens.length - 1));
}

function orderTicks(count: number): SurprisalLine['ticks'] {
  if (count <= 1) return count === 1 ? [{ x: 0, label: '1' }] : [];
  const step = niceStep((count - 1) / 6);
  const numbers = [1];
  for (let n = step; n < count; n += step) if (n > step / 2 && n > 1) numbers.push(n);
  return numbers.map((n) => ({ x: (n - 1) / (count - 1), label: formatCount(n) }));
}

function timeTicks(start: number, end: number): SurprisalLine['ticks'] {
  const minutes = [0.25, 0.5, 1, 2, 5, 10, 15, 30, 60];
  const span = Math.max(1, end - start);
  const step = 60_000 * (minutes.find((m) => span / (m * 60_000) <= 7) ?? 120);
  const ticks = [];
  for (let ms = Math.ceil(start / step) * step; ms <= end; ms += step) {
    ticks.push({ x: (ms - start) / span, label: clock(ms) });
  }
  return ticks;
}

/** 1, 2 or 5 times a power of ten, at least `least`. */
export function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(least, 1e-9)));
  const step = [1, 2, 5, 10].find((n) => n * power >= least) ?? 10;
  return Math.max(1, step * power);
}
