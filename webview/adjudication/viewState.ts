import type { AdjudicationPlace, AdjudicationViewState, DifferenceFilter } from '../../src/protocol/adjudication';

const filters: { readonly [F in DifferenceFilter]: true } = { all: true, open: true, discuss: true, settled: true };

/** What an earlier page saved, field by field where it is sound, with defaults for the rest. */
export function readViewState(saved: unknown): AdjudicationViewState {
  const fields = isRecord(saved) ? saved : {};
  const filter = fields['filter'];
  const current = fields['current'];
  return {
    place: toPlace(fields['place']),
    current: typeof current === 'string' ? current : null,
    filter: isFilter(filter) ? filter : 'all',
    shortcuts: fields['shortcuts'] !== false,
    deciding: isStrings(fields['deciding']) ? fields['deciding'] : [],
  };
}

export function isFilter(value: unknown): value is DifferenceFilter {
  return typeof value === 'string' && value in filters;
}

function toPlace(value: unknown): AdjudicationPlace | null {
  if (!isRecord(value)) return null;
  const { folder, transcript, coders, mode } = value as Record<keyof AdjudicationPlace, unknown>;
  const sound = typeof folder === 'string' && typeof transcript === 'string' && isStrings(coders);
  return sound && (mode === 'decide' || mode === 'conversation') ? { folder, transcript, coders, mode } : null;
}

function isStrings(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((part) => typeof part === 'string');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
