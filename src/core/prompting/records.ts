import * as z from 'zod';

const score = z.object({ label: z.string(), logprob: z.number(), tokens: z.number() });
const stepSchema = z.object({
  purpose: z.string(),
  prompt: z.string().nullable(),
  promptTokens: z.number().nullable(),
  /** What was sent, where the server keeps its prompt to itself. */
  messages: z.array(z.object({ role: z.string(), content: z.string() })).optional(),
  leftOut: z.string().optional(),
  reply: z.string().optional(),
  isComplete: z.boolean().optional(),
  logprob: z.number().nullable().optional(),
  /** Absent in older files, as is `temperature`. */
  maxNew: z.number().optional(),
  /** Of draws. */
  temperature: z.number().optional(),
  labels: z.array(score).optional(),
});
const answerSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('label'), label: z.string() }),
  z.object({ kind: z.literal('noLabel'), why: z.enum(['empty', 'cut', 'unknown', 'several', 'unclear']) }),
  z.object({ kind: z.literal('text'), text: z.string() }),
]);
const passage = z.object({ transcript: z.string(), speaker: z.string().nullable(), text: z.string() });

/** One run, as a line of `<name>.runs.jsonl` keeps it under `result`. */
const runRecordSchema = z.object({
  technique: z.string(),
  /** Kind and options of the technique when the run was made; absent in older files. */
  kind: z.string().optional(),
  options: z.unknown().optional(),
  item: z.string(),
  /** Which version made the run, such as “Introspect 0.1.0”; absent in older files. */
  program: z.string().optional(),
  /** From 0. */
  repeat: z.int().min(0),
  seed: z.int(),
  /** What the run changed of the question; absent where it asked as the sheet does. */
  variation: z.object({ kind: z.enum(['order', 'paraphrase']), number: z.int().min(1) }).optional(),
  /** Absent in older files. */
  sampling: z.object({ temperature: z.number(), topP: z.number(), topK: z.number(), minP: z.number() }).optional(),
  model: z.object({
    name: z.string(),
    file: z.string().nullable(),
    sha256: z.string().nullable(),
    served: z.string().exactOptional(),
  }),
  answer: answerSchema,
  probabilities: z.record(z.string(), z.number()).optional(),
  votes: z.record(z.string(), z.number()).optional(),
  rationale: z.string().optional(),
  passages: z.array(passage).optional(),
  examples: z.array(z.string()).optional(),
  steps: z.array(stepSchema),
});
export type RunRecord = z.infer<typeof runRecordSchema>;

/** A run read back from the journal; undefined for what is none. */
export function parseRunRecord(value: unknown): RunRecord | undefined {
  return runRecordSchema.safeParse(value).data;
}
