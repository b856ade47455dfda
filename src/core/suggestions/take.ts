import type { RangeUtf16, OffsetMap } from '../base/offsets';
import { provenanceContext } from '../adjudication/settlements';
import { makeSegmentTarget, type AnnotationCollection, type Segment, type TextSource } from '../coding/annotations';
import type { PlannedRun } from '../prompting/runSheet';
import { readAsked, withAsked } from './asked';
import { codeIn, quoteIn, reasonIn, suggestionRunsPath, type SuggestionRecord } from './request';
import { readDecisions, readSuggestion, suggestionKey, type Suggestion } from './suggestion';

/** What was asked about one stretch, and what came of it. */
export interface Answered {
  /** Key of the run in the journal. */
  readonly key: string;
  readonly run: PlannedRun;
  readonly record: SuggestionRecord;
}

/** What suggestions are written on, and as whom. */
export interface SuggestionText {
  /** Working text. */
  readonly text: string;
  readonly source: TextSource;
  readonly offsets: OffsetMap;
  /** The model coder's id. */
  readonly coder: string;
  /** What the model is called for people. */
  readonly title: string;
  /** Path of the lab sheet that the technique is of; null for none. */
  readonly sheet: string | null;
  /** ISO 8601, UTC. */
  readonly when: string;
  /** A UUID that depends on the name alone. */
  readonly nameUuid: (name: string) => string;
}

/** The suggestion that an answer stands for; null where no code fits or none was named. */
function toSuggestion({ key, run, record }: Answered, to: SuggestionText): Segment | null {
  const code = codeIn(record.label, run);
  if (!code) return null;
  const { model } = record.label;
  const suggestion: Suggestion = {
    model: { ...model, ...(to.title !== model.name && { title: to.title }) },
    technique: { id: run.technique, kind: run.kind, sheet: to.sheet },
    run: key,
    runs: suggestionRunsPath,
    seed: run.seed,
    probability: probabilityOf(record, code.id),
    choices: 'labels' in run.task ? run.task.labels.length : 1,
    quote: quoteIn(record),
    reason: reasonIn(record),
  };
  return {
    id: `urn:uuid:${to.nameUuid(`suggestion ${key}`)}`,
    type: 'Annotation',
    creator: { id: to.coder, type: 'Software' },
    created: to.when,
    motivation: 'classifying',
    body: { type: 'SpecificResource', purpose: 'classifying', source: `urn:uuid:${code.id}` },
    target: makeSegmentTarget(to.text, run.item, to.source, to.offsets),
    [suggestionKey]: suggestion,
  };
}

export interface Taken {
  readonly collection: AnnotationCollection;
  readonly added: number;
  /** Suggestions that the file had already. */
  readonly kept: number;
  /** Open ones that the model no longer makes, now that it was asked again. */
  readonly replaced: number;
  /** Stretches that the file did not say it was asked about. */
  readonly askedAnew: number;
}

/**
 * Puts answers into the model coder's collection. A stretch that was asked about again has the answer of today: an open
 * suggestion of before gives way. What a person has decided on stays, and so does all else in the collection.
 */
export function takeAnswers(
  collection: AnnotationCollection,
  answered: readonly Answered[],
  to: SuggestionText,
): Taken {
  const made = answered.map((one) => ({ place: one.run.item, segment: toSuggestion(one, to) }));
  const asked = new Set(made.map(({ place }) => placeKey(place, to)));
  const wanted = new Map(
    made.flatMap(({ place, segment }) => (segment ? [[`${placeKey(place, to)} ${codeOf(segment)}`, segment]] : [])),
  );
  let replaced = 0;
  const items = collection.first.items.filter((item) => {
    if (item.motivation !== 'classifying' || !readSuggestion(item)) return true;
    const [position] = item.target.selector;
    const key = `${position.start}-${position.end} ${item.target.source['schema:sha256']}`;
    if (wanted.delete(`${key} ${codeOf(item)}`)) return true;
    const gives = asked.has(key) && readDecisions(item).length === 0;
    if (gives) replaced++;
    return !gives;
  });
  const added = [...wanted.values()];
  const all = [...items, ...added];
  const stretches = made.map(({ place }) => ({
    start: to.offsets.toCodePoint(place.start),
    end: to.offsets.toCodePoint(place.end),
  }));
  const noted = withAsked(collection, to.source['schema:sha256'], stretches);
  return {
    collection: {
      ...noted,
      '@context': withPrefix(collection['@context']),
      total: all.length,
      first: { ...collection.first, items: all },
    },
    askedAnew: noteCount(noted, to) - noteCount(collection, to),
    added: added.length,
    kept: made.filter(({ segment }) => segment !== null).length - added.length,
    replaced,
  };
}

function probabilityOf({ label }: SuggestionRecord, code: string): number | null {
  const p = label.probabilities?.[code];
  // Sums of rounded shares may pass 1 by a hair.
  return p === undefined ? null : Math.min(1, Math.max(0, p));
}

function noteCount(collection: AnnotationCollection, { source }: SuggestionText): number {
  const asked = readAsked(collection, source['schema:sha256']);
  return asked === null || asked === 'otherText' ? 0 : asked.length;
}

function placeKey(range: RangeUtf16, { offsets, source }: SuggestionText): string {
  return `${offsets.toCodePoint(range.start)}-${offsets.toCodePoint(range.end)} ${source['schema:sha256']}`;
}

function codeOf({ body }: Segment): string {
  return body.source.toLowerCase();
}

/** Declares the prefix of our own fields. */
function withPrefix(context: AnnotationCollection['@context']): AnnotationCollection['@context'] {
  const list = Array.isArray(context) ? context : [context];
  const declares = (one: unknown) => typeof one === 'object' && one !== null && 'introspect' in one;
  return list.some(declares) ? context : [...list, provenanceContext];
}
