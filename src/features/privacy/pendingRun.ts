import * as z from 'zod';

const schema = z.object({
  /** Path of the key that knows how to finish it. */
  keyFile: z.string(),
  /** Of its passes; null where an earlier version did not note it. */
  when: z.string().nullable(),
});
/** A run that has not ended; kept over a crash. */
export type PendingRun = z.infer<typeof schema>;

/** Undefined for what is none; earlier versions kept the path of the key alone. */
export function parsePendingRun(value: unknown): PendingRun | undefined {
  if (typeof value === 'string') return { keyFile: value, when: null };
  return schema.safeParse(value).data;
}
