import { codePoint, OffsetMap, type RangeUtf16 } from '../base/offsets';
import { placeTargets } from '../coding/anchor';
import {
  makeSegmentTarget,
  verifyQuote,
  type AnnotationCollection,
  type SegmentTarget,
  type TextSource,
} from '../coding/annotations';
import type { Pass } from './privacyKey';
import { replaceStretches, type ReplacedText, type Replacement } from './replaceStretches';
import { wholeWordsPattern } from './wholeWords';

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
    changes: replaced.placed.map(({ original, words }) => ({ from: original, to: words })),
    missing: targets.length - found.length,
  };
}

/** The source of a transcript's text in one of its states. */
export function sourceOf({ transcript }: Pass, sha256: string): TextSource {
  return { id: transcript, type: 'Text', format: 'text/plain', 'schema:sha256': sha256 };
}

/**
 * A coder's annotations on the new text. What stood in the old text for certain stands in the new one for certain; what
 * did not keeps its old anchor, in which replaced words are replaced too. Notes' own words stay.
 */
export function carryAnnotations(collection: AnnotationCollection, texts: PassTexts): CarriedOver {
  const { before, after, map, changes } = texts;
  const oldOffsets = new OffsetMap(before.text);
  const newOffsets = new OffsetMap(after.text);
  const scrub = scrubber(changes);
  let carried = 0;
  let uncertain = 0;
  const stretches = collection.first.items.flatMap(({ target }) => (typeof target === 'string' ? [] : [target]));
  const pending = stretches.filter((target) => !isOn(target, after.source['schema:sha256'], after.text, newOffsets));
  const placements = placeTargets(before.text, before.sha256, pending, oldOffsets);
  const placeOf = new Map(pending.map((target, i) => [target, placements[i]!]));
  const carry = (target: SegmentTarget): SegmentTarget => {
    const place = placeOf.get(target);
    // A pass that was interrupted and runs again meets what it has done.
    if (!place) {
      carried++;
      return target;
    }
    if (place.state === 'verified' || place.state === 'exact') {
      carried++;
      const made = makeSegmentTarget(after.text, map(place.range), after.source, newOffsets);
      const [position, quote] = target.selector;
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
    const [position, quote] = target.selector;
    const scrubbed = { exact: scrub(quote.exact), prefix: scrub(quote.prefix), suffix: scrub(quote.suffix) };
    return { ...target, selector: [position, { ...quote, ...scrubbed }] };
  };
  const items = collection.first.items.map((item) => {
    if (item.motivation === 'classifying') return { ...item, target: carry(item.target) };
    return typeof item.target === 'string' ? item : { ...item, target: carry(item.target) };
  });
  return { collection: { ...collection, first: { ...collection.first, items } }, carried, uncertain };
}

function isOn(target: SegmentTarget, sha256: string, text: string, offsets: OffsetMap): boolean {
  return target.source['schema:sha256'] === sha256 && verifyQuote(text, target, offsets) !== null;
}

/** Replaces words outside the text, the longest first, whole words. */
export function scrubber(changes: PassTexts['changes']): (words: string) => string {
  const to = new Map(changes.map((change) => [change.from, change.to]));
  const pattern = wholeWordsPattern(to.keys());
  if (!pattern) return (words) => words;
  return (words) => words.replace(pattern, (form) => to.get(form) ?? form);
}
