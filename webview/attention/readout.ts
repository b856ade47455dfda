// What the panel says in words: about one weight, one token's row, one head.
import { formatCount, formatProbability, spokenToken } from '../shared/format';
import type { SubjectLabel } from '../../src/protocol/panel';
import type { Cell } from './matrixGeometry';
import { type FirstKey, type HeadWeights, shownSum, strongestTargets, weightAt } from './headWeights';

/** Four decimals; a weight too small for them is not passed off as 0. */
export function formatWeight(weight: number): string {
  if (weight === 0) return '0';
  return weight < 0.0001 ? '<\u00a00.0001' : weight.toFixed(4);
}

/** One head's weights with the text they belong to. */
export interface ReadHead extends HeadWeights {
  /** Token texts, shape [size]. */
  readonly tokens: readonly string[];
  /** Whether the model reads from left to right, as next-token predictors do. */
  readonly leftToRight: boolean;
}

/** “sleep” looks at “night”: 0.3142 (31.4 % of its attention). */
export function describeCell(head: ReadHead, { query, key }: Cell): string {
  const weight = weightAt(head, query, key);
  const from = spokenToken(head.tokens[query] ?? '');
  const to = query === key ? 'itself' : spokenToken(head.tokens[key] ?? '');
  if (weight === 0 && key > query && head.leftToRight) {
    return `${from} cannot look at ${to}, which comes later: 0`;
  }
  return `${from} looks at ${to}: ${formatWeight(weight)} (${formatProbability(weight)} of its attention)`;
}

/** Which tokens those are, counted from 1: the same word may stand in many places. */
export function placeOf(query: number, key: number | null): string {
  return key === null ? `token ${query + 1}` : `token ${query + 1} → token ${key + 1}`;
}

/** “sleep” looks most at “night”: 0.3142 (31.4 % of its attention). */
export function describeRow(head: ReadHead, query: number, firstKey: FirstKey): string {
  const from = spokenToken(head.tokens[query] ?? '');
  const [strongest] = strongestTargets(head, query, firstKey, 1);
  if (!strongest) return `${from} looks at nothing else than the hidden first token`;
  const to = strongest.key === query ? 'itself' : spokenToken(head.tokens[strongest.key] ?? '');
  return `${from} looks most at ${to}: ${formatWeight(strongest.weight)} (${formatProbability(strongest.weight)} of its attention)`;
}

/** What the listed and the shown weights of a token add up to, and where the rest went. */
export function describeSum(head: ReadHead, query: number, firstKey: FirstKey, listed: number): string {
  const targets = strongestTargets(head, query, firstKey, head.size);
  const sum = formatWeight(shownSum(head, query, firstKey));
  const listedSum = targets.slice(0, listed).reduce((total, { weight }) => total + weight, 0);
  const shown =
    targets.length > listed
      ? `These ${listed} weights add up to ${formatWeight(listedSum)}, all ${targets.length} to ${sum}.`
      : `Together ${sum}.`;
  if (firstKey === 0) return shown;
  return `${shown} The other ${formatWeight(weightAt(head, query, 0))} is on the hidden first token.`;
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
