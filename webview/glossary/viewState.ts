import type { GlossaryViewState } from '../../src/protocol/glossary';

/** What an earlier page saved, where it is sound. */
export function readViewState(saved: unknown): GlossaryViewState {
  const { search, term } = (typeof saved === 'object' && saved !== null ? saved : {}) as Record<string, unknown>;
  return { search: typeof search === 'string' ? search : '', term: typeof term === 'string' ? term : null };
}
