import type {
  AdjudicationPlace,
  AdjudicationViewState,
  DifferenceFilter,
  OwnDraft,
} from '../../src/protocol/adjudication';

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
    own: toOwn(fields['own']),
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

function toOwn(value: unknown): OwnDraft | null {
  if (!isRecord(value) || !isRecord(value['range'])) return null;
  const { difference, code, nextClick } = value;
  const { start, end } = value['range'];
  const isRange =
    Number.isSafeInteger(start) && Number.isSafeInteger(end) && Number(start) >= 0 && Number(start) < Number(end);
  if (typeof difference !== 'string' || typeof code !== 'string' || !isRange) return null;
  return {
    ...{ difference, code, range: { start: Number(start), end: Number(end) } },
    nextClick: nextClick === 'end' ? 'end' : 'start',
  };
}

function isStrings(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((part) => typeof part === 'string');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
