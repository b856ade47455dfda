// What the panel says in words: about one weight, one token's row, one head.
import { formatCount, formatProbability, spokenToken } from '../shared/format';
import type { UnitKind } from '../../src/core/attribution/units';
import type { Reading } from '../../src/protocol/attention';
import type { SubjectLabel } from '../../src/protocol/panel';
import type { Cell } from './matrixGeometry';
import {
  type FirstKey,
  type HeadWeights,
  shownSum,
  strongestSources,
  strongestTargets,
  weightAt,
  rowOf,
} from './headWeights';
import { aboutReadings, unitNames } from './readings';

/** Four decimals; a weight too small for them is not passed off as 0. */
export function formatWeight(weight: number): string {
  if (weight === 0) return '0';
  return weight < 0.0001 ? '<\u00a00.0001' : weight.toFixed(4);
}

/** Weights as they are shown, with the text they belong to. */
export interface ReadHead extends HeadWeights {
  /** Texts of the tokens, or of what they are merged to, shape [size]. */
  readonly tokens: readonly string[];
  /** Their numbers, counted from 1, shape [size]. */
  readonly numbers: readonly number[];
  /** Whether the model reads from left to right, as next-token predictors do. */
  readonly leftToRight: boolean;
  readonly reading: Reading;
  readonly unit: UnitKind;
  /** What each row gives to special tokens that are left out, shape [size]; null when none are. */
  readonly hidden: Float32Array | null;
}

/** “sleep” looks at “night”: 0.3142 (31.4 % of its attention). */
export function describeCell(head: ReadHead, { query, key }: Cell): string {
  const weight = weightAt(head, query, key);
  const from = nameOf(head, query);
  const to = query === key ? 'itself' : nameOf(head, key);
  const { verb } = aboutReadings[head.reading];
  if (weight === 0 && key > query && head.leftToRight) {
    return `${from} cannot ${verb.replace('s ', ' ')} ${to}, which comes later: 0`;
  }
  return `${from} ${verb} ${to}: ${sayWeight(head, weight)}`;
}

/** The number, and what it is. */
export function sayWeight({ reading }: Pick<ReadHead, 'reading'>, weight: number): string {
  const { shareOf, number } = aboutReadings[reading];
  return `${formatWeight(weight)} (${shareOf === null ? number : `${formatProbability(weight)} ${shareOf}`})`;
}

export function nameOf({ tokens }: Pick<ReadHead, 'tokens'>, token: number): string {
  return spokenToken(tokens[token] ?? '');
}

/** Which tokens those are, counted from 1: the same word may stand in many places. */
export function placeOf(
  { unit, numbers }: Pick<ReadHead, 'unit' | 'numbers'>,
  query: number,
  key: number | null,
): string {
  const place = (at: number) => `${unitNames[unit].one} ${numbers[at] ?? at + 1}`;
  return key === null ? place(query) : `${place(query)} → ${place(key)}`;
}

/** “sleep” looks most at “night”: 0.3142 (31.4 % of its attention). */
export function describeRow(head: ReadHead, query: number, firstKey: FirstKey): string {
  const from = nameOf(head, query);
  const { verb, mostVerb } = aboutReadings[head.reading];
  const [strongest] = strongestTargets(head, query, firstKey, 1);
  if (!strongest)
    return `${from} ${verb} nothing else than ${firstKey === 1 ? 'the hidden first token' : 'what is hidden'}`;
  const to = strongest.key === query ? 'itself' : nameOf(head, strongest.key);
  return `${from} ${mostVerb} ${to}: ${sayWeight(head, strongest.weight)}`;
}

/** Who looks most at a token. */
export function describeColumn(head: ReadHead, key: number): string {
  const [strongest] = strongestSources(head, key, 1);
  const to = nameOf(head, key);
  const { verb } = aboutReadings[head.reading];
  if (!strongest) return `Nothing ${verb} ${to}`;
  const from = strongest.query === key ? `${to} itself` : nameOf(head, strongest.query);
  return `Of all, ${from} ${verb} ${to} most: ${sayWeight(head, strongest.weight)}`;
}

/** What the listed and the shown weights of a token add up to, and where the rest went. */
export function describeSum(head: ReadHead, query: number, firstKey: FirstKey, listed: number): string {
  const targets = strongestTargets(head, query, firstKey, listed);
  const count = rowOf(head, query).reduce((all, weight, key) => (key >= firstKey && weight > 0 ? all + 1 : all), 0);
  const sum = formatWeight(shownSum(head, query, firstKey));
  const listedSum = targets.reduce((total, { weight }) => total + weight, 0);
  const parts = [
    count > listed
      ? `These ${listed} weights add up to ${formatWeight(listedSum)}, all ${count} to ${sum}.`
      : `Together ${sum}.`,
  ];
  if (!aboutReadings[head.reading].sumsToOne) parts.push('They are no shares: a row need not sum to 1.');
  if (firstKey === 1) parts.push(`The other ${formatWeight(weightAt(head, query, 0))} is on the hidden first token.`);
  if (head.hidden) parts.push(`${formatWeight(head.hidden[query] ?? 0)} is on hidden special tokens.`);
  return parts.join(' ');
}

/** Which part of the text was left out, and by whose limit; null when nothing was. */
export function describeOmission({ omittedTokens, limit }: SubjectLabel): string | null {
  if (omittedTokens === 0) return null;
  const tokens = omittedTokens === 1 ? '1 token was' : `${formatCount(omittedTokens)} tokens were`;
  const most = formatCount(limit.tokens);
  const why = {
    panel: `this panel shows at most ${most}`,
    model: `this model reads at most ${most}`,
    onePiece: `this model takes a text in one piece, and shows its attention for at most ${most}`,
  }[limit.by];
  return `The last ${tokens} left out: ${why}.`;
}
