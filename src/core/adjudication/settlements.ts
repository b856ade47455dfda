import * as z from 'zod';
import { OffsetMap, type RangeUtf16 } from '../base/offsets';
import { certainRanges } from '../coding/anchor';
import {
  makeSegmentTarget,
  type Annotation,
  type AnnotationCollection,
  type Memo,
  type Segment,
  type TextSource,
} from '../coding/annotations';
import { coderIdSchema } from '../coding/study';
import type { Decision, RecordedSettlement, Settlement } from './decision';
import type { Difference, NameUuid } from './differences';

/** What the consensus is written on, and as whom. */
export interface ConsensusText {
  readonly text: string;
  readonly source: TextSource;
  /** The consensus coder's id. */
  readonly coder: string;
  readonly nameUuid: NameUuid;
}

/** The field of an annotation that says how it came into the consensus; other tools leave it alone. */
export const provenanceKey = 'introspect:adjudication';
/** Declares the prefix of that field in the collection's JSON-LD context. */
export const provenanceContext = { introspect: 'urn:introspect:terms:' };

const provenanceSchema = z.looseObject({
  difference: z.guid(),
  kind: z.enum(['boundaries', 'missing', 'codes', 'agreed']),
  decision: z.enum(['take', 'own', 'neither', 'discuss', 'noted']),
  /** Whose coding was taken. */
  coders: z.array(coderIdSchema),
  /** Every annotation that was weighed, with its coder. */
  from: z.array(z.looseObject({ coder: coderIdSchema, annotation: z.string() })),
  decidedBy: z.array(coderIdSchema),
  decidedAt: z.string(),
  mode: z.enum(['decide', 'conversation']),
});
type Provenance = z.infer<typeof provenanceSchema>;

/**
 * Writes a decision into the consensus coder's collection, in the place of an earlier one about the same difference.
 * All else in the collection stays as it is.
 *
 * @throws RangeError when the decision's own stretch is empty or outside the text
 */
export function settle(
  collection: AnnotationCollection,
  difference: Difference,
  settlement: Settlement,
  consensus: ConsensusText,
  offsets = new OffsetMap(consensus.text),
): AnnotationCollection {
  const { text, source, coder, nameUuid } = consensus;
  const { decision, memo, decidedAt } = settlement;
  const earlier = new Map(collection.first.items.map((item) => [item.id, item]));
  // Fields in the order in which a file is read, so that it stays the same when it is read and written again.
  const annotate = <Rest extends Pick<Annotation, 'motivation' | 'body' | 'target'>>(part: string, rest: Rest) => {
    const id = `urn:uuid:${nameUuid(`${difference.id} ${part}`)}`;
    const before = earlier.get(id);
    return {
      id,
      type: 'Annotation' as const,
      creator: { id: coder, type: 'Person' as const },
      created: before?.created ?? decidedAt,
      ...(before && { modified: decidedAt }),
      ...rest,
      ...(before && unknownFields(before)),
      [provenanceKey]: toProvenance(difference, settlement),
    };
  };
  const target = (range: RangeUtf16) => makeSegmentTarget(text, range, source, offsets);
  const segments = chosenStretches(difference, decision).map(({ code, range }): Segment =>
    annotate(`${code} ${range.start} ${range.end}`, {
      motivation: 'classifying',
      body: { type: 'SpecificResource', purpose: 'classifying', source: code },
      target: target(range),
    }),
  );
  // A decision that leaves no segment is on record all the same.
  const memos: Memo[] =
    memo === '' && segments.length > 0
      ? []
      : [
          annotate('memo', {
            motivation: 'commenting',
            body: { type: 'TextualBody', purpose: 'commenting', format: 'text/plain', value: memo },
            target: target(difference.range),
          }),
        ];
  return withItems(collection, [...withoutSettlement(collection, difference.id), ...segments, ...memos]);
}

/** Takes a decision back. All else in the collection stays as it is. */
export function unsettle(collection: AnnotationCollection, difference: string): AnnotationCollection {
  return withItems(collection, withoutSettlement(collection, difference));
}

/** The annotations by which a difference was settled. */
export function settlementItems(collection: AnnotationCollection, difference: string): Annotation[] {
  return collection.first.items.filter((item) => readProvenance(item)?.difference === difference);
}

/** Puts annotations back that `settlementItems` gave earlier, in the place of what stands there now. */
export function restoreSettlement(
  collection: AnnotationCollection,
  difference: string,
  items: readonly Annotation[],
): AnnotationCollection {
  return withItems(collection, [...withoutSettlement(collection, difference), ...items]);
}

/** The decisions in a consensus coder's file by their difference, the latest last. */
export function readSettlements(
  collection: AnnotationCollection,
  { text, source }: Pick<ConsensusText, 'text' | 'source'>,
  offsets = new OffsetMap(text),
): Map<string, RecordedSettlement> {
  const present = { text, sha256: source['schema:sha256'] };
  const items = new Map<string, { item: Annotation; provenance: Provenance }[]>();
  for (const item of collection.first.items) {
    const provenance = readProvenance(item);
    if (!provenance) continue;
    const known = items.get(provenance.difference) ?? [];
    items.delete(provenance.difference);
    items.set(provenance.difference, [...known, { item, provenance }]);
  }
  const settlements = new Map<string, RecordedSettlement>();
  for (const [difference, records] of items) {
    const last = records.at(-1)!.provenance;
    const current = records.filter(({ provenance }) => provenance.decidedAt === last.decidedAt);
    const memo = current.map(({ item }) => item).find((item) => item.motivation === 'commenting');
    const segment = current.map(({ item }) => item).find((item) => item.motivation === 'classifying');
    const decision = toDecision(last, segment, (target) => certainRanges(present, [target], offsets)[0] ?? null);
    settlements.set(difference, {
      difference,
      agreed: last.kind === 'agreed',
      contradictory: current.length < records.length,
      decision,
      memo: memo?.body.value ?? '',
      decidedBy: last.decidedBy,
      decidedAt: last.decidedAt,
      mode: last.mode,
    });
  }
  return settlements;
}

/** What other tools, or a newer version, wrote into an annotation. */
function unknownFields({
  id: _id,
  type: _type,
  creator: _creator,
  created: _created,
  modified: _modified,
  motivation: _motivation,
  body: _body,
  target: _target,
  ...unknown
}: Annotation): Readonly<Record<string, unknown>> {
  return unknown;
}

/** What a decision puts into the consensus, each stretch once. */
function chosenStretches(difference: Difference, decision: Decision): { code: string; range: RangeUtf16 }[] {
  if (decision.kind === 'own') return [decision];
  if (decision.kind !== 'take') return [];
  const taken = difference.sides.filter(({ coder }) => decision.coders.includes(coder));
  const stretches = taken.flatMap((side) => side.stretches);
  return [...new Map(stretches.map((s) => [`${s.code} ${s.range.start} ${s.range.end}`, s])).values()];
}

function toProvenance({ id, kind, sides }: Difference, { decision, ...settlement }: Settlement): Provenance {
  return {
    difference: id,
    kind,
    decision: decision.kind,
    coders: decision.kind === 'take' ? [...decision.coders] : [],
    from: sides.flatMap(({ coder, stretches }) => stretches.map((stretch) => ({ coder, annotation: stretch.id }))),
    decidedBy: [...settlement.decidedBy],
    decidedAt: settlement.decidedAt,
    mode: settlement.mode,
  };
}

function toDecision(
  { decision, coders }: Provenance,
  segment: Segment | undefined,
  place: (target: Segment['target']) => RangeUtf16 | null,
): Decision {
  if (decision === 'take') return { kind: 'take', coders };
  if (decision !== 'own') return { kind: decision };
  const range = segment && place(segment.target);
  // The text was changed under it: what was decided is to be looked at again.
  return segment && range ? { kind: 'own', code: segment.body.source, range } : { kind: 'discuss' };
}

function readProvenance(item: Annotation): Provenance | null {
  return provenanceSchema.safeParse(item[provenanceKey]).data ?? null;
}

function withoutSettlement(collection: AnnotationCollection, difference: string): Annotation[] {
  return collection.first.items.filter((item) => readProvenance(item)?.difference !== difference);
}

function withItems(collection: AnnotationCollection, items: Annotation[]): AnnotationCollection {
  return { ...collection, total: items.length, first: { ...collection.first, items } };
}
