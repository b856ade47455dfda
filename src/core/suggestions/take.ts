import type { OffsetMap } from '../base/offsets';
import { provenanceContext } from '../adjudication/settlements';
import { placeTargets, type Placement } from '../coding/anchor';
import { makeSegmentTarget, type AnnotationCollection, type Segment, type TextSource } from '../coding/annotations';
import { judgePlacement, withoutMarks } from '../coding/correctionMarks';
import type { PlannedRun } from '../prompting/runSheet';
import { readAsked, withAsked } from './asked';
import { codeIn, leftOutIn, quoteIn, reasonIn, suggestionRunsPath, type SuggestionRecord } from './request';
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
  const leftOut = leftOutIn(record);
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
    ...(leftOut.length > 0 && { leftOut }),
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
  /** Of these, open ones that now say what the model answers today. */
  readonly renewed: number;
  /** Open ones that the model no longer makes, now that it was asked again. */
  readonly replaced: number;
  /** Stretches that the file did not say it was asked about. */
  readonly askedAnew: number;
}

/**
 * Puts answers into the model coder's collection. A stretch that was asked about again has the answer of today, also where
 * the transcript has changed around it: an open suggestion of before is renewed, or gives way. What a person has decided
 * on stays, and so does all else in the collection.
 */
export function takeAnswers(
  collection: AnnotationCollection,
  answered: readonly Answered[],
  to: SuggestionText,
): Taken {
  const made = answered.map((one) => ({ place: one.run.item, segment: toSuggestion(one, to) }));
  const stretches = made.map(({ place }) => place);
  const asked = new Set(stretches.map(placeKey));
  const wanted = new Map(
    made.flatMap(({ place, segment }) => (segment ? [[`${placeKey(place)} ${codeOf(segment)}`, segment]] : [])),
  );
  const placeOf = placesNow(collection, to);
  let [renewed, replaced] = [0, 0];
  const items = collection.first.items.flatMap((item) => {
    const place = placeOf.get(item.id);
    if (item.motivation !== 'classifying' || !place) return [item];
    const isDecided = readDecisions(item).length > 0;
    const key = `${placeKey(place.range)} ${codeOf(item)}`;
    const same = wanted.get(key);
    if (same) {
      wanted.delete(key);
      if (isDecided || saysTheSame(item, same)) return [item];
      renewed++;
      return [{ ...withoutMarks(item), ...same, id: item.id }];
    }
    // A guess at where its words went is as good as gone once what stands there was asked about.
    const isAsked = asked.has(placeKey(place.range)) || (place.state === 'moved' && overlaps(place.range, stretches));
    if (isDecided || !isAsked) return [item];
    replaced++;
    return [];
  });
  const taken = new Set(items.map(({ id }) => id));
  const added = [...wanted.values()].map((segment) => withFreeId(segment, taken, to));
  const all = [...items, ...added];
  const noted = withAsked(
    collection,
    to.source['schema:sha256'],
    stretches.map(({ start, end }) => ({ start: to.offsets.toCodePoint(start), end: to.offsets.toCodePoint(end) })),
  );
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
    renewed,
    replaced,
  };
}

/** Where the suggestions of before stand in the text as it is now, by id; without those whose words are gone. */
function placesNow({ first }: AnnotationCollection, { text, source, offsets }: SuggestionText) {
  const sha256 = source['schema:sha256'];
  const segments = first.items.filter(
    (item): item is Segment => item.motivation === 'classifying' && readSuggestion(item) !== null,
  );
  const targets = segments.map(({ target }) => target);
  const placements = placeTargets(text, sha256, targets, offsets);
  return new Map(
    segments.flatMap((segment, i): [string, Exclude<Placement, { state: 'orphaned' }>][] => {
      const placement = judgePlacement(segment, placements[i]!, sha256);
      return placement.state === 'orphaned' ? [] : [[segment.id, placement]];
    }),
  );
}

/** Whether a suggestion is of the same run on the same version of the text. */
function saysTheSame(item: Segment, now: Segment): boolean {
  const hash = 'schema:sha256';
  return readSuggestion(item)?.run === readSuggestion(now)?.run && item.target.source[hash] === now.target.source[hash];
}

/** A run's id may be that of a suggestion which a person decided on, at words that stood there before. */
function withFreeId(segment: Segment, taken: Set<string>, { nameUuid }: SuggestionText): Segment {
  let { id } = segment;
  for (let n = 2; taken.has(id); n++) id = `urn:uuid:${nameUuid(`${segment.id} ${n}`)}`;
  taken.add(id);
  return { ...segment, id };
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

interface Place {
  readonly start: number;
  readonly end: number;
}

function placeKey({ start, end }: Place): string {
  return `${start}-${end}`;
}

function overlaps({ start, end }: Place, stretches: readonly Place[]): boolean {
  return stretches.some((one) => one.start < end && start < one.end);
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
