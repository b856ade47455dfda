import { groupBy } from '../base/groupBy';
import { OffsetMap, utf16, type RangeUtf16 } from '../base/offsets';
import { certainRanges } from '../coding/anchor';
import { verifyQuote, type AnnotationCollection, type SegmentTarget } from '../coding/annotations';

/** A segment of a coder in the text as it is. */
export interface CodedStretch {
  /** The annotation's id. */
  readonly id: string;
  readonly coder: string;
  /** `urn:uuid:` and the code's id. */
  readonly code: string;
  readonly range: RangeUtf16;
  /** Where it stood before the text was changed, where that is elsewhere: what a difference is known by again. */
  readonly filed?: { readonly start: number; readonly end: number };
}

export interface Side {
  readonly coder: string;
  /** In the order of the text; empty where the coder has nothing of this. */
  readonly stretches: readonly CodedStretch[];
}

/**
 * What there is to talk about: the same code with other boundaries; coded by some and not by others; other codes on
 * stretches that overlap. `agreed`: every coder gave the same code to exactly the same stretch.
 */
export type DifferenceKind = 'boundaries' | 'missing' | 'codes' | 'agreed';

export interface Difference {
  /** UUID made from the annotations and what they say: the same in every session until a coder changes one of them. */
  readonly id: string;
  readonly kind: DifferenceKind;
  /** From the first to the last character of any side. */
  readonly range: RangeUtf16;
  /** One for each coder, in the coders' order. */
  readonly sides: readonly Side[];
}

export interface Comparison {
  /** In the order of the text. */
  readonly differences: readonly Difference[];
  readonly agreed: readonly Difference[];
}

/** A UUID that depends on the name alone (RFC 9562, version 5). */
export type NameUuid = (name: string) => string;

export interface PlacedCoding {
  readonly stretches: readonly CodedStretch[];
  /** Segments whose words are not found for certain: the text was changed since they were made. */
  readonly unplaced: number;
}

/** A coder's segments, each at the place where exactly its words stand. */
export function placeSegments(
  text: { readonly text: string; readonly sha256: string },
  coder: string,
  collection: AnnotationCollection,
  offsets = new OffsetMap(text.text),
): PlacedCoding {
  const segments = collection.first.items.filter((item) => item.motivation === 'classifying');
  const targets = segments.map(({ target }) => target);
  const ranges = certainRanges(text, targets, offsets);
  const stretches = segments.flatMap(({ id, body, target }, i): CodedStretch[] => {
    const range = ranges[i];
    if (!range) return [];
    const isShifted = verifyQuote(text.text, target, offsets)?.start !== range.start;
    return [{ id, coder, code: body.source, range, ...(isShifted && { filed: filedRange(target, range, offsets) }) }];
  });
  return { stretches, unplaced: segments.length - stretches.length };
}

/** In UTF-16 units, as if the characters of two units before it had stayed as they are. */
function filedRange({ selector: [position] }: SegmentTarget, { start, end }: RangeUtf16, offsets: OffsetMap) {
  return {
    start: position.start + start - offsets.toCodePoint(start),
    end: position.end + end - offsets.toCodePoint(end),
  };
}

/** Stretches with one code and the same boundaries, or several that belong together. */
interface Group {
  readonly range: RangeUtf16;
  readonly stretches: readonly CodedStretch[];
}

/**
 * Walks through what two or more coders marked on one text. Every stretch stands in exactly one difference or
 * agreement. Stretches of one code that overlap between coders are one difference of boundaries; of the others, those
 * of different coders that overlap are one difference of codes.
 *
 * @param stretches of these coders, in any order
 */
export function compareCodings(
  coders: readonly string[],
  stretches: readonly CodedStretch[],
  nameUuid: NameUuid,
): Comparison {
  const alike = [...groupBy(stretches, ({ code, range }) => `${code} ${range.start} ${range.end}`).values()].map(join);
  const isShared = (group: Group) => codersOf(group).size === coders.length;
  const rest = alike.filter((group) => !isShared(group));
  const byCode = groupBy(rest, ({ stretches: [first] }) => first?.code ?? '');
  const ofOneCode = [...byCode.values()].flatMap((groups) => joinOverlapping(groups, () => true));
  const isBoundaries = (group: Group) => codersOf(group).size > 1 && !hasOneRange(group);
  const loose = ofOneCode.filter((group) => !isBoundaries(group));
  const others = joinOverlapping(loose, haveNoCoderInCommon);

  const toDifference = (kind: DifferenceKind, group: Group): Difference => {
    const ordered = [...group.stretches].sort(compareStretches);
    const name = ordered
      .map(({ id, code, range, filed = range }) => `${id} ${code} ${filed.start} ${filed.end}`)
      .sort();
    return {
      id: nameUuid(name.join('\n')),
      kind,
      range: group.range,
      sides: coders.map((coder) => ({ coder, stretches: ordered.filter((stretch) => stretch.coder === coder) })),
    };
  };
  const differences = [
    ...ofOneCode.filter(isBoundaries).map((group) => toDifference('boundaries', group)),
    ...others.map((group) => toDifference(codesOf(group).size > 1 ? 'codes' : 'missing', group)),
  ];
  return {
    differences: differences.sort(compareDifferences),
    agreed: alike
      .filter(isShared)
      .map((group) => toDifference('agreed', group))
      .sort(compareDifferences),
  };
}

function join(stretches: readonly CodedStretch[]): Group {
  const start = Math.min(...stretches.map(({ range }) => range.start));
  const end = Math.max(...stretches.map(({ range }) => range.end));
  return { range: { start: utf16(start), end: utf16(end) }, stretches };
}

/** Joins groups that overlap, directly or through others, where `may` allows the pair. */
function joinOverlapping(groups: readonly Group[], may: (a: Group, b: Group) => boolean): Group[] {
  const sorted = [...groups].sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
  const leader = sorted.map((_, i) => i);
  const find = (i: number): number => (leader[i] === i ? i : (leader[i] = find(leader[i]!)));
  sorted.forEach((group, i) => {
    for (let j = i + 1; j < sorted.length && sorted[j]!.range.start < group.range.end; j++) {
      if (may(group, sorted[j]!)) leader[find(j)] = find(i);
    }
  });
  const members = groupBy(
    sorted.map((group, i) => ({ group, root: find(i) })),
    ({ root }) => String(root),
  );
  return [...members.values()].map((parts) => join(parts.flatMap(({ group }) => group.stretches)));
}

function haveNoCoderInCommon(a: Group, b: Group): boolean {
  const coders = codersOf(a);
  return b.stretches.every(({ coder }) => !coders.has(coder));
}

function codersOf({ stretches }: Group): Set<string> {
  return new Set(stretches.map(({ coder }) => coder));
}

function codesOf({ stretches }: Group): Set<string> {
  return new Set(stretches.map(({ code }) => code));
}

function hasOneRange({ range, stretches }: Group): boolean {
  return stretches.every((stretch) => stretch.range.start === range.start && stretch.range.end === range.end);
}

function compareStretches(a: CodedStretch, b: CodedStretch): number {
  return (
    a.range.start - b.range.start || a.range.end - b.range.end || compareText(a.code, b.code) || compareText(a.id, b.id)
  );
}

function compareDifferences(a: Difference, b: Difference): number {
  return a.range.start - b.range.start || a.range.end - b.range.end || compareText(a.id, b.id);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
