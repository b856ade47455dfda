import type { CodingSegment, CodingSuggestion, SuggestionView } from '../../src/protocol/coding';

/** A suggestion with the segment that it is. */
export interface QueuedSuggestion {
  readonly segment: CodingSegment;
  readonly suggestion: CodingSuggestion;
}

export interface SuggestionQueue {
  /** In the order of the text; those decided on stay in their place. */
  readonly items: readonly QueuedSuggestion[];
  /** Left out because the model gave them less probability than the person wants to see. */
  readonly belowLeast: number;
  readonly open: number;
}

interface Suggested {
  readonly segments: ReadonlyMap<string, CodingSegment>;
  readonly suggestions: ReadonlyMap<string, CodingSuggestion>;
}

/** Once the person has decided, their own coding is what is drawn. */
export function isDrawn(suggestion: CodingSuggestion | undefined): boolean {
  return suggestion === undefined || suggestion.status === 'open';
}

/** @param least probability; a suggestion without one is never left out */
export function queueOf({ segments, suggestions }: Suggested, least: number): SuggestionQueue {
  const all = [...suggestions.values()].flatMap((suggestion): QueuedSuggestion[] => {
    const segment = segments.get(suggestion.segment);
    // What the person had coded alike is no question to them.
    return segment && suggestion.status !== 'same' ? [{ segment, suggestion }] : [];
  });
  all.sort((a, b) => a.segment.start - b.segment.start || b.segment.end - a.segment.end);
  const items = all.filter(({ suggestion: { probability } }) => probability === null || probability >= least);
  const open = items.filter(({ suggestion }) => suggestion.status === 'open').length;
  return { items, belowLeast: all.length - items.length, open };
}

/** The suggestion that the view is at: that one, or the first that is open at or after a place, or the first. */
export function currentOf({ items }: SuggestionQueue, { at }: Pick<SuggestionView, 'at'>, place: number) {
  const known = items.findIndex(({ segment }) => segment.id === at);
  if (known >= 0) return known;
  const open = items.findIndex(({ segment, suggestion }) => suggestion.status === 'open' && segment.start >= place);
  return open >= 0
    ? open
    : items.length > 0
      ? Math.max(
          0,
          items.findIndex(({ suggestion }) => suggestion.status === 'open'),
        )
      : -1;
}

/** The next that nobody has decided on, after an index and then from the beginning; −1 when all are. */
export function nextOpen({ items }: SuggestionQueue, from: number): number {
  const isOpen = ({ suggestion }: QueuedSuggestion) => suggestion.status === 'open';
  const after = items.findIndex((item, i) => i > from && isOpen(item));
  return after >= 0 ? after : items.findIndex(isOpen);
}

/** What a single key does in the queue. */
export type QueueKey = 'accept' | 'edit' | 'reject' | 'next' | 'previous';

const keys: Readonly<Record<string, QueueKey>> = { a: 'accept', e: 'edit', r: 'reject', n: 'next', p: 'previous' };

/** Null for a key that is not the queue's, or with a modifier, which is VS Code's. */
export function queueKey(
  press: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'isComposing' | 'repeat'>,
): QueueKey | null {
  if (press.ctrlKey || press.metaKey || press.altKey || press.isComposing) return null;
  const key = keys[press.key.toLowerCase()] ?? null;
  // A key held down would decide on suggestions that nobody has looked at.
  return press.repeat && key !== 'next' && key !== 'previous' ? null : key;
}
