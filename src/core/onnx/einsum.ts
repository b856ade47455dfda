// What an Einsum multiplies, and what its equation says of the axes of attention weights.
import type { OnnxNode } from './graph';

/** The axes of each operand and of the result, each by its letter; `…` stands for any number of them. */
export interface EinsumAxes {
  readonly operands: readonly (readonly string[])[];
  readonly result: readonly string[];
}

/** How attention weights lie, told by the Einsum that multiplies them with the values. */
export interface WeightsLayout {
  /**
   * Brings them to [batch, head, query, key]; null where they lie so already. Where heads that share keys and values have
   * an axis for their groups, to [batch, query, key, group, head of the group].
   */
  readonly toStandard: readonly number[] | null;
  /** Whether groups of heads have an axis of their own: there are five axes then. */
  readonly isGrouped: boolean;
  /** How many axes follow that of the heads. */
  readonly axesAfterHeads: number;
  /** How many follow that of the keys. */
  readonly axesAfterKeys: number;
  readonly rank: number | null;
  /** Brings the values to [batch, head, key, width]; null where they have other axes, as those that heads share. */
  readonly valuesToStandard: readonly number[] | null;
}

const anyAxes = '…';

/** @returns null for a node that is no Einsum, and for an equation that is none */
export function readEinsum({ op, domain, attributes }: OnnxNode): EinsumAxes | null {
  if (op !== 'Einsum' || domain !== '') return null;
  const equation = attributes.get('equation')?.text?.replace(/\s/g, '').replaceAll('...', anyAxes) ?? '';
  if (!/^[a-zA-Z…]*(,[a-zA-Z…]*)*(->[a-zA-Z…]*)?$/u.test(equation)) return null;
  const [left = '', right] = equation.split('->');
  const operands = left.split(',').map((axes) => [...axes]);
  const all = operands.flat();
  // Where no result is given, it has what occurs once, in the order of the alphabet.
  const once = (axis: string) => axis !== anyAxes && all.indexOf(axis) === all.lastIndexOf(axis);
  const implied = [...(all.includes(anyAxes) ? [anyAxes] : []), ...all.filter(once).sort()];
  return { operands, result: right === undefined ? implied : [...right] };
}

/**
 * Weights lose the axis of their keys and keep that of their queries, which values do not have. Softmaxes of routers and of
 * poolings have nothing that takes the place of queries.
 * @param weights which of the node's two operands they are
 * @returns null where the product is another
 */
export function weightsLayout(axes: EinsumAxes, weights: number): WeightsLayout | null {
  const { operands, result } = axes;
  const [own, values] = [operands[weights], operands[1 - weights]];
  if (operands.length !== 2 || !own || !values) return null;
  if ([own, values, result].some((one) => new Set(one).size < one.length)) return null;
  const keys = own.filter((axis) => !result.includes(axis));
  const [key] = keys;
  if (key === undefined || keys.length > 1 || !values.includes(key) || key === anyAxes) return null;
  const hasVectors = values.some((axis) => result.includes(axis) && !own.includes(axis));
  const kept = own.filter((axis) => axis !== key);
  const shared = kept.filter((axis) => values.includes(axis));
  // Heads that share keys and values have an axis that these lack, in front of that of the queries.
  const others = kept.filter((axis) => !values.includes(axis));
  const query = others.at(-1);
  const isKnown = hasVectors && query !== undefined && query !== anyAxes && others.length <= 2;
  if (isKnown && own.length === 5) return groupedLayout(own, { shared, others, key }, valuesPerm(values, shared, key));
  if (!isKnown || own.length < 3 || own.length > 4) return null;
  const standard = [...shared, ...others, key];
  const head = standard.at(-3)!;
  const isStandard = standard.every((axis, i) => axis === own[i]);
  // Without an axis for the batch nothing tells heads from it.
  if (!isStandard && (own.length < 4 || own.includes(anyAxes))) return null;
  return {
    toStandard: isStandard ? null : standard.map((axis) => own.indexOf(axis)),
    isGrouped: false,
    axesAfterHeads: own.length - 1 - own.indexOf(head),
    axesAfterKeys: own.length - 1 - own.indexOf(key),
    rank: own.includes(anyAxes) ? null : own.length,
    valuesToStandard: valuesPerm(values, shared, key),
  };
}

/**
 * Weights with an axis for the groups of heads that share keys and values. The axis of a group's heads lies beside that of
 * the groups; where that of the queries does so too, nothing tells them apart.
 */
function groupedLayout(
  own: readonly string[],
  axes: { readonly shared: readonly string[]; readonly others: readonly string[]; readonly key: string },
  valuesToStandard: readonly number[] | null,
): WeightsLayout | null {
  const { shared, others, key } = axes;
  const [batch, group] = shared;
  if (batch === undefined || group === undefined || others.length !== 2 || own.includes(anyAxes)) return null;
  const at = (axis: string): number => own.indexOf(axis);
  const [head, ...rivals] = others.filter((axis) => Math.abs(at(axis) - at(group)) === 1);
  const query = others.find((axis) => axis !== head);
  if (head === undefined || query === undefined || rivals.length > 0) return null;
  return {
    toStandard: [batch, query, key, group, head].map(at),
    isGrouped: true,
    axesAfterHeads: 0,
    axesAfterKeys: own.length - 1 - at(key),
    rank: own.length,
    valuesToStandard,
  };
}

/** To [batch, key head, key, width]; null where values have other axes, as those that all heads share. */
function valuesPerm(values: readonly string[], shared: readonly string[], key: string): readonly number[] | null {
  const [vector, ...more] = values.filter((axis) => axis !== key && !shared.includes(axis));
  const isWhole = shared.length === 2 && values.length === 4 && more.length === 0 && !values.includes(anyAxes);
  return isWhole && vector !== undefined ? [...shared, key, vector].map((axis) => values.indexOf(axis)) : null;
}
