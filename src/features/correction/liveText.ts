import { createHash } from 'node:crypto';
import { OffsetMap, utf16, type RangeUtf16 } from '../../core/base/offsets';
import { placeTargets } from '../../core/coding/anchor';
import type { Annotation, TextSource } from '../../core/coding/annotations';
import { correctAnnotation } from '../../core/coding/correction';
import {
  isPlaced,
  judgePlacement,
  movedFromKey,
  orphanedInKey,
  type PlacedAnnotation,
} from '../../core/coding/correctionMarks';
import { isSameAnnotation } from '../../core/coding/mergeAnnotations';
import { applyChanges, shiftAnchors, type LiveAnchor, type TextChange } from '../../core/coding/shiftAnchors';

/** An annotation where it stands in the text as it is now. */
export interface LiveAnnotation {
  readonly coder: string;
  readonly annotation: PlacedAnnotation;
  /** UTF-16, in the working text; null when its words are gone. */
  readonly range: RangeUtf16 | null;
}

/** A text at one moment, and where everything stood in it. */
export interface LiveMoment {
  readonly text: string;
  readonly sha256: string;
  readonly placed: ReadonlyMap<string, LiveAnnotation>;
}

interface Version {
  readonly length: number;
  readonly sha256: string;
  readonly anchors: ReadonlyMap<string, LiveAnchor | null>;
}

/** Versions that undo may come back to, besides those that were saved; a typed word is one step of undo. */
const maxVersions = 64;
/** Deleted stretches whose words are looked for elsewhere, as after cut and paste. */
const maxSearched = 500;

/** A transcript while it is edited, with the stretches of all coders, which follow their words. */
export class LiveText {
  #text: string;
  #annotations = new Map<string, { readonly coder: string; readonly annotation: PlacedAnnotation }>();
  #anchors = new Map<string, LiveAnchor | null>();
  #versions: Version[] = [];
  #saved: Version[] = [];

  /** @param text working text */
  constructor(text: string) {
    this.#text = text;
  }

  get text(): string {
    return this.#text;
  }

  /** By coder, whoever's file was read last; of one coder as the file has them. */
  get placed(): readonly LiveAnnotation[] {
    const placed = [...this.#annotations].map(([key, { coder, annotation }]) => {
      const anchor = this.#anchors.get(key);
      const range = anchor ? { start: utf16(anchor.start), end: utf16(anchor.end) } : null;
      return { coder, annotation, range };
    });
    return placed.sort((a, b) => (a.coder < b.coder ? -1 : a.coder > b.coder ? 1 : 0));
  }

  /** Follows edits, one after another; a text that was there before has everything where it was then. */
  change(changes: readonly TextChange[]): void {
    this.#versions.push(this.#version());
    if (this.#versions.length > maxVersions) this.#versions.shift();
    const keys = [...this.#anchors.keys()];
    const shifted = shiftAnchors([...this.#anchors.values()], changes);
    this.#anchors = new Map(keys.map((key, i) => [key, shifted[i]!]));
    this.#text = applyChanges(this.#text, changes);
    this.#returnToKnown();
  }

  /** Takes another text in which nothing is known to have moved along: stretches are looked for by their words. */
  replaceText(text: string): void {
    this.#text = text;
    this.#anchors = new Map();
    this.#placeNew();
    this.#returnToKnown();
  }

  /** Takes what a coder's file holds. What is in it unchanged stays where it is, the rest is looked for. */
  take(coder: string, annotations: readonly Annotation[]): void {
    this.#takeKeeping(coder, annotations, (known, annotation) => isSameAnnotation(known, annotation));
  }

  /** Takes what a correction wrote: all that has a place stays there. */
  takeWritten(coder: string, annotations: readonly Annotation[]): void {
    this.#takeKeeping(coder, annotations, (_known, _annotation, anchor) => anchor !== null);
  }

  /** Notes that the text as it is now was saved: undo may come back to it at any time. */
  noteSaved(): void {
    const version = this.#version();
    this.#saved = [...this.#saved.filter(({ sha256 }) => sha256 !== version.sha256), version];
  }

  moment(): LiveMoment {
    const placed = new Map(this.placed.map((one) => [keyOf(one.coder, one.annotation), one]));
    return { text: this.#text, sha256: hashOf(this.#text), placed };
  }

  #takeKeeping(
    coder: string,
    annotations: readonly Annotation[],
    keeps: (known: PlacedAnnotation, annotation: PlacedAnnotation, anchor: LiveAnchor | null) => boolean,
  ): void {
    const anchors = new Map(this.#anchors);
    const known = new Map(this.#annotations);
    for (const [key, one] of known) {
      if (one.coder !== coder) continue;
      this.#annotations.delete(key);
      this.#anchors.delete(key);
    }
    for (const annotation of annotations) {
      if (!isPlaced(annotation)) continue;
      const key = keyOf(coder, annotation);
      const before = known.get(key)?.annotation;
      const anchor = anchors.get(key);
      this.#annotations.set(key, { coder, annotation });
      if (before && anchor !== undefined && keeps(before, annotation, anchor)) this.#anchors.set(key, anchor);
    }
    this.#placeNew();
  }

  /** Looks for what has no place yet. */
  #placeNew(): void {
    const fresh = [...this.#annotations].filter(([key]) => !this.#anchors.has(key));
    if (fresh.length === 0) return;
    const placements = placeByWords(
      fresh.map(([, { annotation }]) => annotation),
      this.#text,
      hashOf(this.#text),
    );
    fresh.forEach(([key], i) => {
      const range = placements[i];
      this.#anchors.set(key, range ? { ...range, openEnd: false } : null);
    });
  }

  #version(): Version {
    return { length: this.#text.length, sha256: hashOf(this.#text), anchors: this.#anchors };
  }

  #returnToKnown(): void {
    const versions = [...this.#saved, ...this.#versions].filter(({ length }) => length === this.#text.length);
    if (versions.length === 0) return;
    const sha256 = hashOf(this.#text);
    const version = versions.findLast((one) => one.sha256 === sha256);
    if (!version) return;
    // What was coded since then has no place there: it stays where it has come to.
    this.#anchors = new Map([...this.#anchors].map(([key, anchor]) => [key, version.anchors.get(key) ?? anchor]));
  }
}

export interface Correction {
  readonly items: readonly Annotation[];
  /** Annotations whose own words are now others than the coder marked. */
  readonly moved: number;
  /** Annotations whose words are gone now. */
  readonly orphaned: number;
  readonly changed: boolean;
}

/**
 * A coder's annotations, as their file holds them, after the text was corrected.
 *
 * @param before the text before the correction, if it is known: words that stand as often after it were not deleted
 */
export function correctAll(
  coder: string,
  annotations: readonly Annotation[],
  { text, sha256, placed }: LiveMoment,
  source: Pick<TextSource, 'id' | 'type' | 'format'>,
  before: string | undefined,
): Correction {
  const scene = { text, offsets: new OffsetMap(text), source: { ...source, 'schema:sha256': sha256 } as TextSource };
  const strangers = annotations.filter(isPlaced).filter((one) => {
    const known = placed.get(keyOf(coder, one));
    return !known || !isSameAnnotation(known.annotation, one);
  });
  const strangerPlaces = placeByWords(strangers, text, sha256, scene.offsets);
  const places = new Map(strangers.map((one, i) => [one.id, strangerPlaces[i]!]));
  let [moved, orphaned, searched] = [0, 0, 0];
  const items = annotations.map((annotation): Annotation => {
    if (!isPlaced(annotation)) return annotation;
    let range = places.get(annotation.id) ?? placed.get(keyOf(coder, annotation))?.range ?? null;
    if (!range && before !== undefined && annotation[orphanedInKey] === undefined && searched++ < maxSearched) {
      range = findMoved(annotation, before, text, sha256, scene.offsets);
    }
    const corrected = correctAnnotation(annotation, range, scene);
    if (orphanedInKey in corrected && !(orphanedInKey in annotation)) orphaned++;
    if (movedFromKey in corrected && !(movedFromKey in annotation)) moved++;
    return isSameAnnotation(corrected, annotation) ? annotation : corrected;
  });
  return { items, moved, orphaned, changed: items.some((item, i) => item !== annotations[i]) };
}

/** Where deleted words stand now, if they were only cut out and put in again elsewhere. */
function findMoved(
  annotation: PlacedAnnotation,
  before: string,
  text: string,
  sha256: string,
  offsets: OffsetMap,
): RangeUtf16 | null {
  const { exact } = annotation.target.selector[1];
  if (countOf(text, exact) < countOf(before, exact)) return null;
  const [placement] = placeTargets(text, sha256, [annotation.target], offsets);
  return placement?.state === 'exact' ? placement.range : null;
}

function countOf(text: string, words: string): number {
  let count = 0;
  for (let at = text.indexOf(words); at >= 0 && words !== ''; at = text.indexOf(words, at + 1)) count++;
  return count;
}

function placeByWords(
  annotations: readonly PlacedAnnotation[],
  text: string,
  sha256: string,
  offsets = new OffsetMap(text),
): (RangeUtf16 | null)[] {
  const targets = annotations.map(({ target }) => target);
  return placeTargets(text, sha256, targets, offsets).map((placement, i) => {
    const judged = judgePlacement(annotations[i]!, placement, sha256);
    return judged.state === 'orphaned' ? null : judged.range;
  });
}

function keyOf(coder: string, { id }: Annotation): string {
  return `${coder} ${id}`;
}

export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
