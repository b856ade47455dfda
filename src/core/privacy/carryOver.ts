import { codePoint, OffsetMap, type RangeUtf16 } from '../base/offsets';
import { placeTargets } from '../coding/anchor';
import {
  makeSegmentTarget,
  verifyQuote,
  type Annotation,
  type AnnotationCollection,
  type SegmentTarget,
  type TextSource,
} from '../coding/annotations';
import { isPlaced, orphanedInKey, type PlacedAnnotation } from '../coding/correctionMarks';
import { mapWords, type Field, type FieldPath } from './fields';
import { fold } from './identifiers';
import type { Pass } from './privacyKey';
import { replaceStretches, type ReplacedText, type Replacement } from './replaceStretches';
import { wholeWordsPattern } from './wholeWords';

/** Fields of annotations that are Introspect's own. */
const ownPrefix = 'introspect:';

/** The two texts of a pass. */
export interface PassTexts {
  readonly before: { readonly text: string; readonly sha256: string };
  readonly after: { readonly text: string; readonly source: TextSource };
  /** From before to after. */
  readonly map: (range: RangeUtf16) => RangeUtf16;
  readonly changes: readonly { readonly from: string; readonly to: string }[];
}

export interface CarriedOver {
  readonly collection: AnnotationCollection;
  /** Strings with words that were replaced, or would be taken back, which the pass did not know of. */
  readonly fields: readonly Field[];
  /** Targets that stand in the new text for certain. */
  readonly carried: number;
  /** Targets that had no certain place before, and have none now; words that were replaced are replaced in their quotes. */
  readonly uncertain: number;
}

/** The replacements of a pass in the text before it. */
export function replacementsOf(pass: Pass, before: string): Replacement[] {
  const offsets = new OffsetMap(before);
  let grown = 0;
  return pass.replaced.map(({ original, target: { selector } }) => {
    const [{ start, end }, { exact }] = selector;
    const length = [...original].length;
    const from = codePoint(start - grown);
    grown += end - start - length;
    const range = { start: offsets.toUtf16(from), end: offsets.toUtf16(codePoint(from + length)) };
    return { range, words: exact };
  });
}

/** A pass made in the text before it. */
export function forwardTexts(before: { text: string; sha256: string }, pass: Pass, replaced: ReplacedText): PassTexts {
  return {
    before,
    after: { text: replaced.text, source: sourceOf(pass, pass.after) },
    map: replaced.map,
    changes: replaced.placed.map(({ original, words }) => ({ from: original, to: words })),
  };
}

/**
 * A pass taken back from a text that may have been corrected since.
 *
 * @param sha256 of `text`
 * @returns `missing`: pseudonyms that are no longer found where they stood; these stay
 */
export function backwardTexts(
  text: string,
  sha256: string,
  pass: Pass,
): { readonly replaced: ReplacedText; readonly changes: PassTexts['changes']; readonly missing: number } {
  const targets = pass.replaced.map(({ target }) => target);
  const placements = placeTargets(text, sha256, targets, new OffsetMap(text));
  let end = 0;
  const found = placements.flatMap((placement, i) => {
    if (placement.state !== 'verified' && placement.state !== 'exact') return [];
    if (placement.range.start < end) return [];
    ({ end } = placement.range);
    return [{ range: placement.range, words: pass.replaced[i]!.original }];
  });
  const replaced = replaceStretches(text, found);
  return {
    replaced,
    changes: plainChanges(replaced.placed.map(({ original, words }) => ({ from: original, to: words }))),
    missing: targets.length - found.length,
  };
}

/** Changes that say what stood there: `[DATE]` stood for many dates, and none of them is put where it may not have stood. */
function plainChanges(changes: PassTexts['changes']): PassTexts['changes'] {
  const first = new Map<string, string>();
  const unclear = new Set<string>();
  for (const { from, to } of changes) {
    const known = first.get(from);
    if (known === undefined) first.set(from, to);
    else if (fold(known) !== fold(to)) unclear.add(from);
  }
  return [...first].flatMap(([from, to]) => (unclear.has(from) ? [] : [{ from, to }]));
}

/** The source of a transcript's text in one of its states. */
export function sourceOf({ transcript }: Pass, sha256: string): TextSource {
  return { id: transcript, type: 'Text', format: 'text/plain', 'schema:sha256': sha256 };
}

/**
 * A coder's annotations on the new text. What stood in the old text for certain stands in the new one for certain; what
 * did not keeps its old anchor, in which replaced words are replaced too, as they are in the fields of Introspect
 * (`introspect:…`): what was marked before a correction, what a model quoted, wrote and suggested. Notes' own words stay.
 *
 * @param known what the pass changed in this file besides: made again, it does the same; taken back, exactly that returns
 */
export function carryAnnotations(
  collection: AnnotationCollection,
  texts: PassTexts,
  known: readonly Field[] = [],
  direction: 'forward' | 'back' = 'forward',
): CarriedOver {
  const { before, after, map, changes } = texts;
  const newHash = after.source['schema:sha256'];
  const oldOffsets = new OffsetMap(before.text);
  const newOffsets = new OffsetMap(after.text);
  const scrub = scrubber(changes);
  const pseudonyms = wholeWordsPattern(changes.map(({ to }) => to));
  const hasPseudonym = (words: string) => pseudonyms !== null && words.search(pseudonyms) >= 0;
  const placeOfField = (annotation: string, at: FieldPath) => JSON.stringify([annotation, ...at]);
  const knownAt = new Map(known.map((field) => [placeOfField(field.annotation, field.at), field]));
  const requoted = new Map<string, Field[]>();
  for (const field of known.filter(({ at }) => at[0] === 'target')) {
    requoted.set(field.annotation, [...(requoted.get(field.annotation) ?? []), field]);
  }
  const fields: Field[] = [];
  let carried = 0;
  let uncertain = 0;

  const changeIn = (annotation: string) => (words: string, at: FieldPath) => {
    const field = knownAt.get(placeOfField(annotation, at));
    if (field && (words === field.words || words === field.original)) {
      return direction === 'forward' ? field.words : field.original;
    }
    const changed = scrub(words);
    // A pseudonym that stood there before, from an earlier pass, is not taken back with this one.
    if (changed !== words || hasPseudonym(words)) fields.push({ annotation, at, original: words, words: changed });
    return changed;
  };
  const scrubFields = <T extends object>(holder: T, id: string): T =>
    Object.fromEntries(
      Object.entries(holder).map(([key, value]) => [
        key,
        key.startsWith(ownPrefix) ? mapWords(value, changeIn(id), [key]) : (value as unknown),
      ]),
    ) as T;

  // Words that were deleted are not looked for, nor is what the pass found no place for.
  const isUnplaced = (item: PlacedAnnotation) => {
    if (item[orphanedInKey] === before.sha256 || item[orphanedInKey] === newHash) return true;
    const quote = item.target.selector[1];
    const quoted = requoted.get(item.id) ?? [];
    return (
      quoted.length > 0 &&
      quoted.every(({ at, words, original }) => [words, original].includes(String(quote[String(at.at(-1))])))
    );
  };
  const placed = collection.first.items.filter(isPlaced).filter((item) => !isUnplaced(item));
  const pending = placed.map(({ target }) => target).filter((target) => !isOn(target, newHash, after.text, newOffsets));
  const placements = placeTargets(before.text, before.sha256, pending, oldOffsets);
  const placeOf = new Map(pending.map((target, i) => [target, placements[i]!]));

  const carry = (item: PlacedAnnotation): SegmentTarget => {
    const target: SegmentTarget = item.target;
    const [position, quote] = target.selector;
    const place = placeOf.get(target);
    // A pass that was interrupted and runs again meets what it has done.
    if (!place && !isUnplaced(item)) {
      carried++;
      return target;
    }
    if (place?.state === 'verified' || place?.state === 'exact') {
      carried++;
      const made = makeSegmentTarget(after.text, map(place.range), after.source, newOffsets);
      return {
        ...target,
        source: { ...target.source, ...made.source },
        selector: [
          { ...position, ...made.selector[0] },
          { ...quote, ...made.selector[1] },
        ],
      };
    }
    uncertain++;
    const change = changeIn(item.id);
    const inQuote = (part: 'exact' | 'prefix' | 'suffix') => change(quote[part], ['target', 'selector', 1, part]);
    const scrubbed = { exact: inQuote('exact'), prefix: inQuote('prefix'), suffix: inQuote('suffix') };
    return { ...target, selector: [position, { ...quote, ...scrubbed }] };
  };
  const items = collection.first.items.map((item): Annotation => {
    const carriedItem = isPlaced(item) ? ({ ...item, target: carry(item) } as Annotation) : item;
    const isDeleted = item[orphanedInKey] === before.sha256;
    return scrubFields(isDeleted ? { ...carriedItem, [orphanedInKey]: newHash } : carriedItem, item.id);
  });
  const carriedOver = { ...collection, first: { ...collection.first, items } };
  return { collection: scrubFields(carriedOver, collection.id), carried, uncertain, fields };
}

function isOn(target: SegmentTarget, sha256: string, text: string, offsets: OffsetMap): boolean {
  return target.source['schema:sha256'] === sha256 && verifyQuote(text, target, offsets) !== null;
}

/**
 * Replaces words outside the text, the longest first, whole words, also where a line ends within them. Capitals do not
 * count, but for words that are written small though the replaced ones are not: `will` is not Will.
 */
export function scrubber(changes: PassTexts['changes']): (words: string) => string {
  const to = new Map(changes.map((change) => [squeezed(change.from), change.to]));
  const pattern = wholeWordsPattern(to.keys(), 'giu');
  if (!pattern) return (words) => words;
  const anyCase = new Map([...to].map(([from, words]) => [from.toLowerCase(), words]));
  return (words) =>
    words.replace(pattern, (form) => {
      const met = squeezed(form);
      const isSmall = met === met.toLowerCase();
      return to.get(met) ?? (isSmall ? form : (anyCase.get(met.toLowerCase()) ?? form));
    });
}

function squeezed(words: string): string {
  return words.replace(/\s+/gu, ' ');
}
