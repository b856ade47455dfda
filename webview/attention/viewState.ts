import { measureNames } from '../../src/core/attention/headMeasures';
import { unitKinds } from '../../src/core/attribution/units';
import { readings, type AttentionViewState, type HeadOrder, type HeadsState } from '../../src/protocol/attention';

type Source = AttentionViewState['source'];
const views = ['heads', 'matrix', 'lines', 'text'] as const;
const orders: readonly HeadOrder[] = ['layer', ...measureNames, 'loss', 'between'];

/** What an earlier page saved, field by field where it is sound, with defaults for the rest. */
export function readViewState(saved: unknown): AttentionViewState {
  const fields = isRecord(saved) ? saved : {};
  return {
    reading: readings.find((one) => one === fields['reading']) ?? 'head',
    layer: toIndex(fields['layer']),
    head: toIndex(fields['head']),
    view: views.find((one) => one === fields['view']) ?? 'matrix',
    heads: toHeads(fields['heads']),
    unit: unitKinds.find((one) => one === fields['unit']) ?? 'token',
    hideFirstToken: fields['hideFirstToken'] === true,
    hideSpecialTokens: fields['hideSpecialTokens'] === true,
    direction: fields['direction'] === 'to' ? 'to' : 'from',
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
