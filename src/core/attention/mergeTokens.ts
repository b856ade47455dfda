// Attention between words, sentences or turns instead of tokens.
import { findUnits, type UnitKind } from '../attribution/units';
import type { RangeUtf16 } from '../base/offsets';
import type { Token } from '../tokenizer/token';

/** Consecutive tokens [from, to) that are looked at as one. */
export interface TokenGroup {
  readonly from: number;
  readonly to: number;
  /** A token that the model adds and that is not in the text; always alone. */
  readonly special: boolean;
}

/**
 * Cuts tokens into groups, in order, each token in exactly one. A token belongs to the unit in which its first visible
 * character stands. Tokens of white space go with the sentence or turn before them; of what is in no unit, such as
 * punctuation between words, every token stands alone, and so does every special token.
 * @param text the one that the tokens' offsets count in
 * @param firstAlone keeps the first token by itself, so that it can be left out
 */
export function groupTokens(
  text: string,
  tokens: readonly Token[],
  kind: UnitKind,
  { firstAlone = false }: { readonly firstAlone?: boolean } = {},
): TokenGroup[] {
  const units: readonly RangeUtf16[] = kind === 'token' ? [] : findUnits(text, kind, []);
  const joinsSpace = kind === 'sentence' || kind === 'turn';
  const groups: TokenGroup[] = [];
  let unit = 0;
  let last: number | null = null;
  for (const [i, token] of tokens.entries()) {
    const isSpecial = token.special || token.end <= token.start;
    const visible = isSpecial ? -1 : text.slice(token.start, token.end).search(/\S/u);
    let own: number | null = null;
    if (visible >= 0) {
      const at = token.start + visible;
      while (unit < units.length && units[unit]!.end <= at) unit++;
      const found = units[unit];
      own = found && found.start <= at ? unit : null;
    } else if (!isSpecial && joinsSpace) own = last;
    const group = groups.at(-1);
    const canJoin = own !== null && own === last && group && !group.special && !(firstAlone && i === 1);
    if (canJoin) groups[groups.length - 1] = { ...group, to: i + 1 };
    else groups.push({ from: i, to: i + 1, special: isSpecial });
    last = isSpecial ? null : own;
  }
  return groups;
}

/**
 * What groups of tokens give to groups of tokens: the sum over the keys of a group, the mean over its queries. So a row
 * sums to what its tokens' rows sum to on average: to 1, if they do.
 * @param weights row-major [query][key], shape [size, size]
 * @returns row-major, shape [groups, groups]
 */
export function mergeWeights(weights: Float32Array, size: number, groups: readonly TokenGroup[]): Float32Array {
  const count = groups.length;
  const merged = new Float32Array(count * count);
  const columnOf = new Uint32Array(size);
  for (const [column, { from, to }] of groups.entries()) columnOf.fill(column, from, to);
  const sums = new Float64Array(count);
  for (const [row, { from, to }] of groups.entries()) {
    sums.fill(0);
    for (let at = from * size; at < to * size;) {
      for (let key = 0; key < size; key++) sums[columnOf[key]!]! += weights[at++]!;
    }
    for (let column = 0; column < count; column++) merged[row * count + column] = sums[column]! / (to - from);
  }
  return merged;
}

/** A matrix without the rows and columns that are not in `kept`, and what each row that is left had in the others. */
export function keepOnly(
  weights: Float32Array,
  size: number,
  kept: readonly number[],
): { readonly weights: Float32Array; readonly hidden: Float32Array } {
  const count = kept.length;
  const rest = new Float32Array(count * count);
  const hidden = new Float32Array(count);
  for (const [row, query] of kept.entries()) {
    let [all, shown] = [0, 0];
    for (let key = 0; key < size; key++) all += weights[query * size + key]!;
    for (const [column, key] of kept.entries()) {
      const weight = weights[query * size + key]!;
      rest[row * count + column] = weight;
      shown += weight;
    }
    hidden[row] = count === size ? 0 : Math.max(0, all - shown);
  }
  return { weights: rest, hidden };
}
