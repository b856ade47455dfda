import type { LabViewState } from '../../src/protocol/lab';

const tabs: readonly LabViewState['tab'][] = ['setup', 'answers', 'figures', 'report'];
const filters: readonly LabViewState['filter'][] = ['all', 'differ', 'notPerson', 'noLabel'];

/** What an earlier page saved, field by field where it is sound, with defaults for the rest. */
export function readViewState(saved: unknown): LabViewState {
  const fields = typeof saved === 'object' && saved !== null ? (saved as Record<string, unknown>) : {};
  return {
    tab: tabs.find((tab) => tab === fields['tab']) ?? 'setup',
    filter: filters.find((filter) => filter === fields['filter']) ?? 'all',
    of: typeof fields['of'] === 'string' ? fields['of'] : null,
    compare: pairOf(fields['compare']),
  };
}

function pairOf(saved: unknown): LabViewState['compare'] {
  if (!Array.isArray(saved)) return null;
  const [a, b] = saved as unknown[];
  return typeof a === 'string' && typeof b === 'string' ? [a, b] : null;
}
