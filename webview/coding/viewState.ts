import type { CodingViewState, Stretch } from '../../src/protocol/coding';

/** What an earlier page saved, field by field where it is sound. */
export function readViewState(saved: unknown): CodingViewState {
  const { top, selection, filter } = isRecord(saved) ? saved : {};
  return {
    top: isOffset(top) ? top : 0,
    selection: isStretch(selection) ? { start: selection.start, end: selection.end } : null,
    filter: typeof filter === 'string' ? filter : null,
  };
}

function isStretch(value: unknown): value is Stretch {
  return isRecord(value) && isOffset(value['start']) && isOffset(value['end']) && value['start'] <= value['end'];
}

function isOffset(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isRecord(value: unknown): value is Partial<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
