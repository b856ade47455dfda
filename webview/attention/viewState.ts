import { measureNames } from '../../src/core/attention/headMeasures';
import type { AttentionViewState, HeadOrder, HeadsState } from '../../src/protocol/attention';

type Source = AttentionViewState['source'];
const views = ['matrix', 'lines', 'heads'] as const;
const orders: readonly HeadOrder[] = ['layer', ...measureNames, 'loss', 'between'];

/** What an earlier page saved, field by field where it is sound, with defaults for the rest. */
export function readViewState(saved: unknown): AttentionViewState {
  const fields = isRecord(saved) ? saved : {};
  return {
    layer: toIndex(fields['layer']),
    head: toIndex(fields['head']),
    view: views.find((view) => view === fields['view']) ?? 'matrix',
    heads: toHeads(fields['heads']),
    hideFirstToken: fields['hideFirstToken'] === true,
    source: toSource(fields['source']),
  };
}

function toHeads(value: unknown): HeadsState {
  const { order, smallestFirst, show } = isRecord(value) ? value : {};
  return {
    order: orders.find((one) => one === order) ?? 'layer',
    smallestFirst: smallestFirst === true,
    show: show === 'table' ? 'table' : 'pictures',
  };
}

function toSource(value: unknown): Source {
  if (!isRecord(value)) return null;
  const { uri, start, end } = value as Record<keyof NonNullable<Source>, unknown>;
  return typeof uri === 'string' && isIndex(start) && isIndex(end) ? { uri, start, end } : null;
}

function toIndex(value: unknown): number {
  return isIndex(value) ? value : 0;
}

function isIndex(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
