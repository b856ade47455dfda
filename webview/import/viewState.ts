import type { ImportViewState } from '../../src/protocol/import';

/** What an earlier page saved, where it is sound; the host alone reads it again. */
export function readViewState(saved: unknown): ImportViewState {
  const { folder, files, merge, keepsRemarks } = fieldsOf(saved);
  return {
    folder: typeof folder === 'string' ? folder : null,
    files: Array.isArray(files) ? files.filter((file) => typeof file === 'string') : [],
    merge: readMerge(merge),
    keepsRemarks: keepsRemarks === true,
  };
}

function readMerge(saved: unknown): ImportViewState['merge'] {
  if (typeof saved !== 'object' || saved === null || !('gapSeconds' in saved)) return null;
  const { gapSeconds } = saved;
  return { gapSeconds: typeof gapSeconds === 'number' && gapSeconds >= 0 ? gapSeconds : null };
}

function fieldsOf(value: unknown): Partial<Record<keyof ImportViewState, unknown>> {
  return typeof value === 'object' && value !== null ? value : {};
}
