import type { CodebookViewState } from '../../src/protocol/codebook';

/** What an earlier page saved, where it is sound. */
export function readViewState(saved: unknown): CodebookViewState {
  const { folder, code }: Partial<Record<keyof CodebookViewState, unknown>> =
    typeof saved === 'object' && saved !== null ? saved : {};
  return { folder: typeof folder === 'string' ? folder : null, code: typeof code === 'string' ? code : null };
}
