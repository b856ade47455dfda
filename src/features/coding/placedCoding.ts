import { placeTarget, placeTargets, type Placement } from '../../core/coding/anchor';
import { utf16, type RangeUtf16 } from '../../core/base/offsets';
import type { Annotation, Memo, Segment, SegmentTarget } from '../../core/coding/annotations';
import type { Change } from '../../core/coding/codingModel';
import { judgePlacement } from '../../core/coding/correctionMarks';
import type { CodingMemo, CodingSegment, MemoTarget, OrphanedSegment } from '../../protocol/coding';
import type { TranscriptText } from './transcriptText';

/** What has changed in a coder's coding as a page shows it. */
export interface CodingDelta {
  readonly segments: readonly CodingSegment[];
  readonly memos: readonly CodingMemo[];
  /** Ids of segments and memos that are gone. */
  readonly removed: readonly string[];
  readonly orphansChanged: boolean;
}

export const nothingNew: CodingDelta = { segments: [], memos: [], removed: [], orphansChanged: false };

/** The codebook's id of a code that an annotation names by `urn:uuid:`; null when it has no such code. */
export type CodeLookup = (urn: string) => string | null;

/** Where one coder's annotations stand in the text, kept up by single changes. */
export class PlacedCoding {
  readonly #segments = new Map<string, CodingSegment>();
  readonly #orphans = new Map<string, OrphanedSegment>();
  readonly #memos = new Map<string, CodingMemo>();
  /** What each note is on, for notes on notes. */
  readonly #subjects = new Map<string, string>();

  constructor(
    readonly coder: string,
    private readonly text: TranscriptText,
    private readonly codeOf: CodeLookup,
    annotations: Iterable<Annotation> = [],
  ) {
    const all = [...annotations];
    const placed = all.flatMap((item) => (typeof item.target === 'string' ? [] : [{ item, target: item.target }]));
    const targets = placed.map(({ target }) => target);
    const placements = placeTargets(text.text, text.sha256, targets, text.offsets);
    const placementOf = new Map(placed.map(({ item }, i) => [item, judgePlacement(item, placements[i]!, text.sha256)]));
    // A note on a note may stand before it.
    for (const item of all) this.#noteSubject(item);
    for (const item of all) this.#show(item, placementOf.get(item));
  }

  get segments(): readonly CodingSegment[] {
    return [...this.#segments.values()];
  }

  get orphans(): readonly OrphanedSegment[] {
    return [...this.#orphans.values()];
  }

  get memos(): readonly CodingMemo[] {
    return [...this.#memos.values()];
  }

  /** Ids of all that is shown in the text. */
  get ids(): readonly string[] {
    return [...this.#segments.keys(), ...this.#memos.keys()];
  }

  hasMemo(id: string): boolean {
    return this.#memos.has(id);
  }

  placeOf(id: string): RangeUtf16 | null {
    return (this.#segments.get(id) as RangeUtf16 | undefined) ?? null;
  }

  update(changes: readonly Change[]): CodingDelta {
    const segments: CodingSegment[] = [];
    const memos: CodingMemo[] = [];
    const removed: string[] = [];
    let orphansChanged = false;
    for (const { before, after } of changes) {
      const id = (after ?? before)?.id;
      if (id === undefined) continue;
      const wasShown = this.#segments.delete(id) || this.#memos.delete(id);
      const wasOrphan = this.#orphans.delete(id);
      this.#subjects.delete(id);
      if (after) {
        this.#noteSubject(after);
        this.#show(after);
      }
      const segment = this.#segments.get(id);
      const memo = this.#memos.get(id);
      if (segment) segments.push(segment);
      else if (memo) memos.push(memo);
      else if (wasShown) removed.push(id);
      orphansChanged ||= wasOrphan || this.#orphans.has(id);
    }
    return { segments, memos, removed, orphansChanged };
  }

  #noteSubject(item: Annotation): void {
    if (item.motivation === 'commenting' && typeof item.target === 'string') this.#subjects.set(item.id, item.target);
  }

  #show(item: Annotation, placement?: Placement): void {
    if (item.motivation === 'classifying') this.#showSegment(item, placement ?? this.#place(item, item.target));
    else this.#memos.set(item.id, this.#toMemo(item, placement));
  }

  #showSegment({ id, body, target }: Segment, placement: Placement): void {
    const code = this.codeOf(body.source) ?? uuidOf(body.source);
    if (placement.state === 'orphaned') {
      this.#orphans.set(id, { id, coder: this.coder, code, quote: target.selector[1].exact });
    } else {
      const state = placement.state === 'moved' ? 'moved' : 'exact';
      this.#segments.set(id, { id, coder: this.coder, code, state, ...placement.range });
    }
  }

  #toMemo(memo: Memo, placement?: Placement): CodingMemo {
    return { id: memo.id, coder: this.coder, text: memo.body.value, target: this.#memoTarget(memo, placement) };
  }

  #memoTarget(memo: Memo, placement?: Placement): MemoTarget {
    const { target } = memo;
    if (typeof target !== 'string') {
      const place = placement ?? this.#place(memo, target);
      if (place.state !== 'orphaned') return { kind: 'stretch', start: place.range.start, end: place.range.end };
      // A note whose words are gone stays where they stood, and says so.
      const { text, offsets } = this.text;
      const [{ start }, { exact }] = target.selector;
      const end = offsets.toCodePoint(utf16(text.length));
      const at = offsets.toUtf16(start < end ? start : end);
      return { kind: 'stretch', start: at, end: at, gone: exact };
    }
    let subject = target;
    const seen = new Set<string>();
    for (
      let next = this.#subjects.get(subject);
      next !== undefined && !seen.has(next);
      next = this.#subjects.get(next)
    ) {
      seen.add(next);
      subject = next;
    }
    const code = this.codeOf(subject);
    return code === null ? { kind: 'segment', segment: subject } : { kind: 'code', code };
  }

  #place(item: Annotation, target: SegmentTarget): Placement {
    const { text, sha256, offsets } = this.text;
    return judgePlacement(item, placeTarget(text, sha256, target, offsets), sha256);
  }
}

function uuidOf(urn: string): string {
  return urn.slice('urn:uuid:'.length);
}
