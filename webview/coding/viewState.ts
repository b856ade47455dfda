import type { CodingViewState, Stretch, SuggestionView } from '../../src/protocol/coding';

/** What an earlier page saved, field by field where it is sound. */
export function readViewState(saved: unknown): CodingViewState {
  const { top, selection, sha256, filter, suggestions } = isRecord(saved) ? saved : {};
  return {
    top: isOffset(top) ? top : 0,
    selection: isStretch(selection) ? { start: selection.start, end: selection.end } : null,
    sha256: typeof sha256 === 'string' ? sha256 : null,
    filter: typeof filter === 'string' ? filter : null,
    suggestions: readSuggestionView(suggestions),
  };
}

function readSuggestionView(saved: unknown): SuggestionView {
  const { shown, open, at, least } = isRecord(saved) ? saved : {};
  return {
    shown: shown !== false,
    open: open === true,
    at: typeof at === 'string' ? at : null,
    least: typeof least === 'number' && least >= 0 && least <= 1 ? least : 0,
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
