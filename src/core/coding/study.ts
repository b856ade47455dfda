import * as z from 'zod';
import { withoutDevice } from '../base/fileNames';
import { formatJsonFile, newerVersion, parseJsonFile } from '../base/jsonFile';
import { speakerRoles } from './speakerRoles';

/** Grows when an older Introspect would misread the file; a field more does not count, since unknown fields are kept. */
export const studyFormatVersion = 1;

const modelIdPrefix = 'model:';

/** A coder's id: letters, digits, `.`, `_`, `-`; a model's begins with `model:`. It names the coder's files. */
export const coderIdSchema = z
  .string()
  .regex(
    /^(model:)?[A-Za-z0-9][A-Za-z0-9._-]*$/,
    'expected letters, digits, ".", "_" and "-", after "model:" for a model',
  );

const coderSchema = z
  .looseObject({
    id: coderIdSchema,
    /** As shown on screen and in tables. */
    name: z.string().refine((name) => name.trim() !== '', 'expected a name that is not empty'),
    kind: z.enum(['person', 'model']),
    /** `consensus`: no single person, but what several coders settled on; not compared with them by default. */
    role: z.literal('consensus').optional().catch(undefined),
  })
  .refine((coder) => isModelCoder(coder.id) === (coder.kind === 'model'), {
    path: ['kind'],
    message: 'an id that begins with "model:" is a model\'s, any other a person\'s',
  });
export type Coder = z.infer<typeof coderSchema>;

const speakerSchema = z.looseObject({
  /** As in the heads of the transcripts: a pseudonym, where one was given. */
  name: z
    .string()
    .min(1)
    .transform((name) => name.normalize('NFC')),
  role: z.enum(speakerRoles).optional().catch(undefined),
});

const studySchema = z
  .looseObject({
    formatVersion: z.int().min(1).max(studyFormatVersion, newerVersion),
    /** Tells studies apart that share a title or a folder's name; noted once something outside refers to the study. */
    id: z.guid().optional().catch(undefined),
    title: z.string(),
    /** The stretch of text over which coders are compared. */
    unitOfAnalysis: z.enum(['turn', 'sentence', 'character']),
    coders: z.array(coderSchema),
    /** What is known of who speaks, in all transcripts alike; a speaker need not be here. */
    speakers: z.array(speakerSchema).optional(),
  })
  .superRefine(({ coders }, context) => {
    const firstWith = new Map<string, number>();
    coders.forEach(({ id }, i) => {
      // Some file systems take `Ana.json` and `ana.json` for one file.
      const first = firstWith.get(id.toLowerCase());
      if (first === undefined) firstWith.set(id.toLowerCase(), i);
      else context.addIssue({ code: 'custom', path: ['coders', i, 'id'], message: `the same id as coders[${first}]` });
    });
  });
export type Study = z.infer<typeof studySchema>;

/**
 * Reads `introspect/study.json`.
 *
 * @param file the file's path, for messages only
 * @throws UserError `fileInvalid`: not JSON, a field missing or wrong, or two coders with one id
 */
export function parseStudy(json: string, file: string): Study {
  return parseJsonFile(json, file, studySchema);
}

/** Writes `introspect/study.json`, fields unknown to this version included. */
export function serializeStudy(study: Study): string {
  return formatJsonFile(study);
}

export function isModelCoder(coderId: string): boolean {
  return coderId.startsWith(modelIdPrefix);
}

/** The study's consensus coder: the one that it has, or a new one under an id that nobody has. */
export function consensusCoder({ coders }: Study): Coder {
  const existing = coders.find(({ role }) => role === 'consensus');
  if (existing) return existing;
  return { id: freeId(coders, 'consensus'), name: 'Consensus', kind: 'person', role: 'consensus' };
}

/** A new person among the study's coders: an id that nobody has, as near to the name as an id can be. */
export function makePersonCoder({ coders }: Study, name: string): Coder {
  // Letters without marks: é becomes e.
  const plain = name.normalize('NFKD').replace(/\p{M}/gu, '');
  const wanted = plain.replace(/[^A-Za-z0-9]+/g, '-').replace(/^-+|-+$/g, '') || 'coder';
  const id = withoutDevice(wanted.toLowerCase(), '-1');
  return { id: freeId(coders, id), name: name.trim(), kind: 'person' };
}

/**
 * Whom to offer as the one who codes, null for somebody new. What a hasty Enter chooses comes first: who gave their name
 * on this machine before, or else somebody new, so that nobody's codes go into another person's file.
 */
export function offeredCoders(people: readonly Coder[], lastName: string | undefined): readonly (Coder | null)[] {
  const isHere = ({ name }: Coder): boolean => name === lastName;
  const here = people.filter(isHere);
  const others = people.filter((coder) => !isHere(coder));
  return here.length > 0 ? [...here, ...others, null] : [null, ...others];
}

/** `wanted`, or with the lowest number that makes it new. */
export function freeId(coders: readonly Pick<Coder, 'id'>[], wanted: string): string {
  const taken = new Set(coders.map(({ id }) => id.toLowerCase()));
  let id = wanted;
  for (let n = 2; taken.has(id); n++) id = `${wanted}-${n}`;
  return id;
}

/**
 * Where a coder's segments and memos on a transcript are kept.
 *
 * @param transcriptPath relative to the study's folder, with `/` between folders
 */
export function codingPath(transcriptPath: string, coderId: string): string {
  return `introspect/coding/${transcriptPath}/${encodeURIComponent(coderId)}.json`;
}

/** The coder whose file in a transcript's coding folder has this name; undefined when it is no coder's file. */
export function coderOfFile(fileName: string): string | undefined {
  if (!fileName.endsWith('.json')) return undefined;
  try {
    const result = coderIdSchema.safeParse(decodeURIComponent(fileName.slice(0, -'.json'.length)));
    return result.success ? result.data : undefined;
  } catch {
    return undefined;
  }
}
