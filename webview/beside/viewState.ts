import type { BesideViewState, Both, HeadChoice } from '../../src/protocol/beside';

type Fields = Readonly<Record<string, unknown>>;
const orders = ['difference', 'left', 'right'] as const;

/** What an earlier page saved, field by field where it is sound, with defaults for the rest. */
export function readViewState(saved: unknown): BesideViewState {
  const fields = toFields(saved);
  return {
    picks: both(fields['picks'], (pick) => (typeof pick === 'string' ? pick : null)),
    heads: both(fields['heads'], toHead),
    order: orders.find((order) => order === fields['order']) ?? 'difference',
    source: toSource(fields['source']),
  };
}

function both<T>(value: unknown, read: (side: unknown) => T): Both<T> {
  const { left, right } = toFields(value);
  return { left: read(left), right: read(right) };
}

function toHead(value: unknown): HeadChoice {
  const { layer, head } = toFields(value);
  return { layer: isIndex(layer) ? layer : 0, head: isIndex(head) ? head : 0 };
}

function toSource(value: unknown): BesideViewState['source'] {
  const { uri, start, end } = toFields(value);
  return typeof uri === 'string' && isIndex(start) && isIndex(end) ? { uri, start, end } : null;
}

function isIndex(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function toFields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}
