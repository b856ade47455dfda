import * as z from 'zod';
import { identifierKinds } from '../../core/privacy/identifiers';

const place = z.int().nonnegative();
const kind = z.enum(identifierKinds);

const hit = z.object({
  /** Index into `texts`. */
  transcript: place,
  kind,
  certainty: z.enum(['sure', 'likely', 'possible']),
  start: place,
  end: place,
  added: z.boolean(),
  proposed: z.number().nullable(),
  decision: z.enum(['open', 'replace', 'keep']),
});

const review = z.object({
  texts: z.array(z.object({ path: z.string(), sha256: z.string() })),
  hits: z.array(hit),
  /** What the person calls the group of a hit (index into `hits`), where that is not what was assigned. */
  called: z.array(z.object({ hit: place, pseudonym: z.string() })),
  marks: z.array(z.object({ transcript: place, kind, start: place, end: place })),
});

const session = z.object({
  formatVersion: z.literal(1),
  keyFile: z.string().nullable(),
  choices: z.object({
    transcripts: z.array(z.string()),
    style: z.enum(['numbered', 'madeUp']),
    dates: z.enum(['label', 'shift']),
    order: z.enum(['dayFirst', 'monthFirst']),
  }),
  /** In days, by which dates move. */
  shiftDays: z.int(),
  review,
});

export type MemorisedHit = z.infer<typeof hit>;
/** A review without a word of the texts: places and what was said to them. */
export type ReviewMemory = z.infer<typeof review>;
/** What is kept of a session, for the case that the window is loaded anew; the lists of names are in the key alone. */
export type SessionMemory = z.infer<typeof session>;

/** Null for what is none. */
export function parseSessionMemory(value: unknown): SessionMemory | null {
  return session.safeParse(value).data ?? null;
}
