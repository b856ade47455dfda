import { layersParts, lensPositions, type HeadPlace, type LayersViewState } from '../../src/protocol/layers';

type Source = LayersViewState['source'];

/** What an earlier page saved, field by field where it is sound, with defaults for the rest: the lens is open. */
export function readViewState(saved: unknown): LayersViewState {
  const fields = isRecord(saved) ? saved : {};
  const { open, off, after, hidden } = fields;
  const start = toIndex(fields['start']);
  return {
    open: Array.isArray(open) ? layersParts.filter((part) => open.includes(part)) : ['lens'],
    start: start - (start % lensPositions),
    // The last one, which is what the model says, however many there are.
    layer: isIndex(fields['layer']) ? fields['layer'] : Number.MAX_SAFE_INTEGER,
    position: toIndex(fields['position']),
    after: isIndex(after) ? after : null,
    off: Array.isArray(off) ? off.filter(isHead) : [],
    hidden: isIndex(hidden) ? hidden : null,
    source: toSource(fields['source']),
  };
}

function isHead(value: unknown): value is HeadPlace {
  return Array.isArray(value) && value.length === 2 && value.every(isIndex);
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
