import * as z from 'zod';
import { formatJsonFile, newerVersion, parseJsonFile } from '../base/jsonFile';
import { OffsetMap } from '../base/offsets';
import { makeSegmentTarget, segmentTargetSchema, type TextSource } from '../coding/annotations';
import { fieldSchema } from './fields';
import { identifierKinds } from './identifiers';
import { replaceStretches, type Replacement } from './replaceStretches';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 lower-case hexadecimal digits');

const passSchema = z.looseObject({
  /** In which it was made; keys of earlier versions do not say. */
  study: z.looseObject({ id: z.string().min(1), title: z.string() }).optional(),
  /** Path relative to the study's folder. */
  transcript: z.string().min(1),
  /** ISO 8601, UTC. */
  when: z.iso.datetime(),
  /** SHA-256 of the working text before and after. */
  before: sha256,
  after: sha256,
  /** Where each pseudonym stands in the text after, and what stood there. */
  replaced: z.array(z.looseObject({ original: z.string().min(1), target: segmentTargetSchema })),
  /** What else it changed: quotes without a certain place, and what annotations say of corrections and of models. */
  fields: z.array(fieldSchema).optional(),
});
/** What one pass did to one transcript. */
export type Pass = z.infer<typeof passSchema>;

const keySchema = z.looseObject({
  formatVersion: z.literal(1, { error: ({ input }) => (Number(input) > 1 ? newerVersion : 'expected 1') }),
  kind: z.literal('introspect-privacy-key', 'expected a key that Introspect wrote'),
  /** As the person typed them. */
  lists: z.looseObject({ names: z.string(), places: z.string() }),
  /** Days by which dates were moved; null until they are. */
  shiftDays: z.int().nullable(),
  pseudonyms: z.array(
    z.looseObject({ kind: z.enum(identifierKinds), entity: z.string().min(1), pseudonym: z.string().min(1) }),
  ),
  /** Oldest first. */
  passes: z.array(passSchema),
});
/**
 * What leads from pseudonyms back to people: kept outside the study. Whoever holds it can identify everyone, so that
 * under the GDPR (Art. 4(5)) texts for which a key exists are pseudonymised personal data.
 */
export type PrivacyKey = z.infer<typeof keySchema>;

/** @throws UserError `fileInvalid`: no key of ours, or a field missing or wrong */
export function parseKey(json: string, file: string): PrivacyKey {
  return parseJsonFile(json, file, keySchema);
}

export function serializeKey(key: PrivacyKey): string {
  return formatJsonFile(key);
}

export function makeKey(): PrivacyKey {
  return {
    formatVersion: 1,
    kind: 'introspect-privacy-key',
    lists: { names: '', places: '' },
    shiftDays: null,
    pseudonyms: [],
    passes: [],
  };
}

/**
 * The pass that makes replacements in a text.
 *
 * @param before source of `text`
 * @param hash SHA-256 of a working text
 */
export async function makePass(
  text: string,
  before: TextSource,
  replacements: readonly Replacement[],
  when: string,
  hash: (text: string) => Promise<string>,
): Promise<{ readonly pass: Pass; readonly text: string }> {
  const replaced = replaceStretches(text, replacements);
  const after = await hash(replaced.text);
  const source = { ...before, 'schema:sha256': after };
  const offsets = new OffsetMap(replaced.text);
  const pass: Pass = {
    transcript: before.id,
    when,
    before: before['schema:sha256'],
    after,
    replaced: replaced.placed.map(({ range, original }) => ({
      original,
      target: makeSegmentTarget(replaced.text, range, source, offsets),
    })),
  };
  return { pass, text: replaced.text };
}
