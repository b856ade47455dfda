import { snapToGraphemes } from '../base/graphemes';
import type { OffsetMap, RangeUtf16 } from '../base/offsets';
import { UserError } from '../base/userError';
import {
  makeSegmentTarget,
  type Annotation,
  type Memo,
  type Segment,
  type SegmentTarget,
  type TextSource,
} from './annotations';
import type { Change, CodingModel, Edit } from './codingModel';
import { withoutMarks } from './correctionMarks';

/** What acts on a transcript are made from. */
export interface CodingScene {
  readonly model: CodingModel;
  /** Working text. */
  readonly text: string;
  readonly source: TextSource;
  /** Of `text`. */
  readonly offsets: OffsetMap;
  /** Where a segment stands now; null when its words are not found. */
  readonly placeOf: (segmentId: string) => RangeUtf16 | null;
  readonly now: () => Date;
  /** A UUID. */
  readonly newId: () => string;
}

/** What a memo is put on; ids are `urn:uuid:`. */
export type MemoSubject = { readonly id: string } | { readonly range: RangeUtf16 };

/** Collects the changes of one edit; each sees what the ones before it have done. */
class Draft {
  readonly changes: Change[] = [];
  /** Ids in the order of the file; made when it is asked for, since most acts only add. */
  #order: string[] | undefined;
  #size: number;

  constructor(private readonly scene: CodingScene) {
    this.#size = scene.model.size;
  }

  add(annotation: Annotation): void {
    this.changes.push({ index: this.#size++, before: null, after: annotation });
    this.#order?.push(annotation.id);
  }

  replace(before: Annotation, after: Annotation): void {
    this.changes.push({ index: this.#indexOf(before), before, after });
  }

  remove(before: Annotation): void {
    const index = this.#indexOf(before);
    this.#order?.splice(index, 1);
    this.#size--;
    this.changes.push({ index, before, after: null });
  }

  /** The notes on any of some segments. */
  memosOn(segments: readonly Segment[]): Memo[] {
    const ids = new Set(segments.map(({ id }) => id));
    return [...this.scene.model.annotations].filter(
      (item): item is Memo =>
        item.motivation === 'commenting' && typeof item.target === 'string' && ids.has(item.target),
    );
  }

  #indexOf({ id }: Annotation): number {
    this.#order ??= [
      ...Array.from(this.scene.model.annotations, (item) => item.id),
      ...this.changes.flatMap(({ after }) => (after ? [after.id] : [])),
    ];
    return this.#order.indexOf(id);
  }

  edit(label: string): Edit {
    return { coder: this.scene.model.coder, label, changes: this.changes };
  }
}

/**
 * Puts a code on a stretch, widened to whole characters; nothing where this coder has put it there already.
 *
 * @param code UUID in the codebook
 */
export function codeStretch(scene: CodingScene, range: RangeUtf16, code: string): Edit {
  const draft = new Draft(scene);
  const place = snapped(scene, range);
  if (!isCoded(scene, place, code)) draft.add(newSegment(scene, place, code));
  return draft.edit('Code');
}

/** Gives a segment another stretch, also one whose words were not found; notes on it stay. */
export function moveSegment(scene: CodingScene, id: string, range: RangeUtf16, label: string): Edit {
  const draft = new Draft(scene);
  const segment = ownSegment(scene, id);
  draft.replace(segment, retargeted(scene, segment, snapped(scene, range)));
  return draft.edit(label);
}

/** @param code UUID in the codebook */
export function recodeSegments(scene: CodingScene, ids: readonly string[], code: string): Edit {
  const draft = new Draft(scene);
  for (const segment of ownSegments(scene, ids)) {
    if (carries(segment, code)) continue;
    draft.replace(segment, { ...segment, modified: stamp(scene), body: { ...segment.body, source: urn(code) } });
  }
  return draft.edit('Change Code');
}

/** Cuts a segment in two at a place inside it; the first part keeps its id and the notes on it. */
export function splitSegment(scene: CodingScene, id: string, at: number): Edit {
  const draft = new Draft(scene);
  const segment = ownSegment(scene, id);
  const { start, end } = placed(scene, id);
  // Both ends of an empty range snap outwards: the start is before the character that `at` may lie in.
  const cut = snapToGraphemes(scene.text, { start: at, end: at } as RangeUtf16).start;
  if (cut > start && cut < end) {
    draft.replace(segment, retargeted(scene, segment, { start, end: cut }));
    draft.add({
      ...withoutMarks(segment),
      id: urn(scene.newId()),
      created: stamp(scene),
      target: targetAt(scene, { start: cut, end }, segment.target),
    });
  }
  return draft.edit('Split Segment');
}

/**
 * Makes segments of one code into one, from the first start to the last end; it keeps the id of the first, and all notes.
 *
 * @throws UserError `badRequest`: their codes differ
 */
export function mergeSegments(scene: CodingScene, ids: readonly string[]): Edit {
  const draft = new Draft(scene);
  const parts = ownSegments(scene, ids)
    .map((segment) => ({ segment, range: placed(scene, segment.id) }))
    .sort((a, b) => a.range.start - b.range.start);
  const [first, ...others] = parts;
  if (first && others.length > 0) {
    const code = first.segment.body.source;
    if (others.some(({ segment }) => segment.body.source.toLowerCase() !== code.toLowerCase())) {
      throw new UserError('badRequest', 'Segments of different codes cannot be merged.', 'Give them one code first.');
    }
    const end = parts.reduce((last, { range }) => (range.end > last ? range.end : last), first.range.end);
    draft.replace(first.segment, retargeted(scene, first.segment, { start: first.range.start, end }));
    const gone = others.map(({ segment }) => segment);
    for (const memo of draft.memosOn(gone)) {
      draft.replace(memo, { ...memo, modified: stamp(scene), target: first.segment.id });
    }
    for (const segment of gone) draft.remove(segment);
  }
  return draft.edit('Merge Segments');
}

/** Takes segments away, with the notes on them. */
export function deleteSegments(scene: CodingScene, ids: readonly string[]): Edit {
  const draft = new Draft(scene);
  const segments = ownSegments(scene, ids);
  for (const memo of draft.memosOn(segments)) draft.remove(memo);
  for (const segment of segments) draft.remove(segment);
  return draft.edit('Delete Segment');
}

/** Takes the places where segments stand now for good: they quote the text as it is now. */
export function confirmSegments(scene: CodingScene, ids: readonly string[]): Edit {
  const draft = new Draft(scene);
  for (const segment of ownSegments(scene, ids)) {
    draft.replace(segment, retargeted(scene, segment, placed(scene, segment.id)));
  }
  return draft.edit('Confirm Place');
}

/** Puts a note on something. @param id `urn:uuid:` */
export function addMemo(scene: CodingScene, subject: MemoSubject, text: string, id = urn(scene.newId())): Edit {
  const draft = new Draft(scene);
  draft.add({
    ...newAnnotation(scene, id),
    motivation: 'commenting',
    body: { type: 'TextualBody', purpose: 'commenting', format: 'text/plain', value: text },
    target: 'id' in subject ? subject.id : targetAt(scene, snapped(scene, subject.range)),
  });
  return draft.edit('Add Memo');
}

/** Gives a note another text; an empty one takes it away. */
export function rewriteMemo(scene: CodingScene, id: string, text: string): Edit {
  const draft = new Draft(scene);
  const memo = scene.model.get(id);
  if (memo?.motivation !== 'commenting') throw notOwn();
  if (text === '') draft.remove(memo);
  else if (text !== memo.body.value) {
    draft.replace(memo, { ...memo, modified: stamp(scene), body: { ...memo.body, value: text } });
  }
  return draft.edit(text === '' ? 'Delete Memo' : 'Edit Memo');
}

function isCoded({ model, placeOf }: CodingScene, { start, end }: RangeUtf16, code: string): boolean {
  for (const item of model.annotations) {
    const at = placeOf(item.id);
    if (at?.start === start && at.end === end && item.motivation === 'classifying' && carries(item, code)) return true;
  }
  return false;
}

function newSegment(scene: CodingScene, place: RangeUtf16, code: string): Segment {
  return {
    ...newAnnotation(scene),
    motivation: 'classifying',
    body: { type: 'SpecificResource', purpose: 'classifying', source: urn(code) },
    target: targetAt(scene, place),
  };
}

function newAnnotation(scene: CodingScene, id = urn(scene.newId())) {
  return {
    id,
    type: 'Annotation',
    creator: { id: scene.model.coder, type: 'Person' },
    created: stamp(scene),
  } as const;
}

function retargeted(scene: CodingScene, segment: Segment, place: RangeUtf16): Segment {
  return { ...withoutMarks(segment), modified: stamp(scene), target: targetAt(scene, place, segment.target) };
}

/**
 * The target for a stretch.
 *
 * @param old what it takes the place of: fields of a newer version stay
 */
export function targetAt(
  { text, source, offsets }: Pick<CodingScene, 'text' | 'source' | 'offsets'>,
  place: RangeUtf16,
  old?: SegmentTarget,
): SegmentTarget {
  const made = makeSegmentTarget(text, place, source, offsets);
  if (!old) return made;
  const [position, quote] = made.selector;
  return {
    ...old,
    source: { ...old.source, ...source },
    selector: [
      { ...old.selector[0], ...position },
      { ...old.selector[1], ...quote },
    ],
  };
}

/** @throws UserError `badRequest`: empty, or outside the text */
function snapped({ text }: CodingScene, range: RangeUtf16): RangeUtf16 {
  const place = snapToGraphemes(text, range);
  if (place.start >= 0 && place.start < place.end && place.end <= text.length) return place;
  throw new UserError('badRequest', 'Nothing is selected.', 'Select some words of the transcript first.');
}

function placed(scene: CodingScene, id: string): RangeUtf16 {
  const place = scene.placeOf(id);
  if (place) return place;
  throw new UserError(
    'badRequest',
    'The words of this segment are not found in the transcript.',
    'Re-attach it first.',
  );
}

function ownSegments(scene: CodingScene, ids: readonly string[]): Segment[] {
  return [...new Set(ids)].map((id) => ownSegment(scene, id));
}

function ownSegment(scene: CodingScene, id: string): Segment {
  const item = scene.model.get(id);
  if (item?.motivation === 'classifying') return item;
  throw notOwn();
}

export function notOwn(): UserError {
  return new UserError(
    'badRequest',
    'This is not in your own coding, or no longer.',
    'Choose one of your own segments.',
  );
}

function carries({ body }: Segment, code: string): boolean {
  return body.source.toLowerCase() === urn(code).toLowerCase();
}

function urn(uuid: string): string {
  return `urn:uuid:${uuid}`;
}

function stamp({ now }: CodingScene): string {
  return now().toISOString();
}
