// What the panel says of numbers, in sentences.
import type { Computed, StretchScore } from '../../src/core/beside/surprisal';
import type { BesideStretch, Both } from '../../src/protocol/beside';
import { formatBits, formatOrdinal, spokenToken } from '../shared/format';

export const sides = ['left', 'right'] as const;

/** 0.1234 → "+12.3"; in percentage points. */
export function formatPoints(difference: number): string {
  const points = (difference * 100).toFixed(1);
  if (Number(points) === 0) return difference === 0 ? '0' : '± < 0.1';
  return difference > 0 ? `+${points}` : `−${points.slice(1)}`;
}

export function formatComputed(figure: Computed, unit: string): string {
  return 'value' in figure ? `${figure.value.toFixed(2)}\u00a0${unit}` : 'not computable';
}

function describeScore({ bits, rank, tokens }: StretchScore): string {
  if (bits === null) return 'no score';
  const choice = rank === null ? '' : `, its ${formatOrdinal(rank)} choice`;
  const pieces = tokens > 1 ? ` in ${tokens} tokens` : '';
  return `${formatBits(bits)}${pieces}${choice}`;
}

/** “sleep”: 9.1 bits for Left, its 80th choice; 2.0 bits for Right, its 1st choice. */
export function describeStretch({ text, left, right }: BesideStretch, names: Both<string>): string {
  return `${spokenToken(text)}: ${names.left} ${describeScore(left)}; ${names.right} ${describeScore(right)}`;
}

/** Bits of a bar of full height: those of the largest, and never so few that a text without surprises looks full of them. */
export function barScale(stretches: readonly BesideStretch[]): number {
  return stretches.reduce((most, { left, right }) => Math.max(most, left.bits ?? 0, right.bits ?? 0), 8);
}

/** The last words up to and including a place, shortened at the front. */
export function wordsBefore(stretches: readonly BesideStretch[], place: number, maxLength = 40): string {
  let words = '';
  let i = place;
  for (; i >= 0 && words.length <= maxLength; i--) words = (stretches[i]?.text ?? '') + words;
  const shown = words.replace(/\s+/g, ' ').trim();
  return i >= 0 ? `… ${shown}` : shown;
}
