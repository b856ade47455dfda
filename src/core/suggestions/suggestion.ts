import * as z from 'zod';
import type { Annotation, Segment } from '../coding/annotations';
import { coderIdSchema } from '../coding/study';

/** How a model came to a coding; on the segment in the model coder's own file. */
export const suggestionKey = 'introspect:suggestion';
/** What people decided about it; beside the coding, which they never change. */
export const decisionsKey = 'introspect:decisions';
/** On a person's segment: the suggestion that it was accepted from. */
export const acceptedFromKey = 'introspect:acceptedFrom';

const modelSchema = z.looseObject({
  name: z.string(),
  /** Path of the model's file in its folder; null for a server. */
  file: z.string().nullable(),
  /** Of that file, hexadecimal; null where it is not known. */
  sha256: z.string().nullable(),
  /** What people call it, where that is not its name. */
  title: z.string().optional(),
});

const techniqueSchema = z.looseObject({
  /** In its lab sheet. */
  id: z.string(),
  kind: z.string(),
  /** Path of the lab sheet in the study; null for the plain default. */
  sheet: z.string().nullable(),
});

const suggestionSchema = z.looseObject({
  model: modelSchema,
  technique: techniqueSchema,
  /** Key of the run in `runs`, a hash of all that the answer depends on; the exact prompt and reply stand there. */
  run: z.string(),
  /** Path of the journal of runs, relative to the study. */
  runs: z.string(),
  seed: z.int(),
  /** Of the code among the answers that the model could choose from; null where the technique gives none. */
  probability: z.number().min(0).max(1).nullable(),
  /** How many answers these were. */
  choices: z.int().min(1),
  /** What the model wrote when it was asked to quote, unchecked; null where it wrote nothing. */
  quote: z.string().nullable(),
  /** What the model wrote when it was asked why. Its words, not a cause of its answer. */
  reason: z.string().nullable(),
  /** What of the questions did not fit in the model's context window, in words; absent where all did. */
  leftOut: z.array(z.string()).optional(),
});
export type Suggestion = z.infer<typeof suggestionSchema>;

const decisionSchema = z.looseObject({
  coder: coderIdSchema,
  decision: z.enum(['accepted', 'changed', 'rejected']),
  /** ISO 8601, UTC. */
  at: z.string(),
  /** The person's segments that came of it. */
  annotations: z.array(z.string()).optional(),
});
/** What one person decided; `changed`: accepted with another code or other words. */
export type Decision = z.infer<typeof decisionSchema>;

const acceptedFromSchema = z.looseObject({
  /** `urn:uuid:` of the suggestion. */
  suggestion: z.string(),
  /** The model coder in whose file it stands. */
  coder: coderIdSchema,
  model: modelSchema,
  technique: techniqueSchema,
  run: z.string(),
  seed: z.int(),
  probability: z.number().nullable(),
  /** What was suggested, so that a change stays visible: the code's `urn:uuid:` and the words. */
  suggested: z.looseObject({ code: z.string(), exact: z.string() }),
  decidedAt: z.string(),
});
export type AcceptedFrom = z.infer<typeof acceptedFromSchema>;

/** How the model came to a segment; null for a segment that says nothing of it, such as one that was imported. */
export function readSuggestion(segment: Annotation): Suggestion | null {
  return suggestionSchema.safeParse(segment[suggestionKey]).data ?? null;
}

/** Decisions that can be read; others stay in the file, unread. */
export function readDecisions(segment: Annotation): Decision[] {
  const list = segment[decisionsKey];
  return Array.isArray(list) ? list.flatMap((one) => decisionSchema.safeParse(one).data ?? []) : [];
}

export function decisionOf(segment: Annotation, coder: string): Decision | undefined {
  return readDecisions(segment).findLast((one) => one.coder === coder);
}

/**
 * Notes a person's decision on a suggestion, in the place of an earlier one of theirs. The coding itself, and what
 * others decided, stay as they are.
 *
 * @param decision null takes it back
 */
export function withDecision(segment: Segment, coder: string, decision: Decision | null): Segment {
  const { [decisionsKey]: list, ...rest } = segment;
  const others = (Array.isArray(list) ? list : []).filter(
    (one) => decisionSchema.safeParse(one).data?.coder !== coder,
  ) as unknown[];
  const kept = decision ? [...others, decision] : others;
  return kept.length > 0 ? { ...rest, [decisionsKey]: kept } : rest;
}

/** Where a person's segment came from; null for one that they made themselves. */
export function readAcceptedFrom(segment: Annotation): AcceptedFrom | null {
  return acceptedFromSchema.safeParse(segment[acceptedFromKey]).data ?? null;
}
