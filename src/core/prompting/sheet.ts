import * as z from 'zod';
import { formatJsonFile, newerVersion, parseJsonFile } from '../base/jsonFile';
import { modelKey } from './sheetChanges';
import { taskSchema } from './task';
import { findTechnique, techniques } from './techniques';
import { paraphraseCount } from './wording';

/** Grows when an older Introspect would misread the file; a field more does not count, since unknown fields are kept. */
export const sheetFormatVersion = 1;

const transcriptPath = z.string().regex(/^transcripts\/.+/, 'expected a path that begins with transcripts/');

/** The stretches that the sheet asks about. */
const segmentsSchema = z.discriminatedUnion('kind', [
  /** Turns of the transcripts, of some speakers where they are named. */
  z.looseObject({
    kind: z.literal('turns'),
    transcripts: z.array(transcriptPath).min(1).optional(),
    speakers: z.array(z.string().min(1)).min(1).optional(),
  }),
  /** The segments of a code: of one coder where one is named, else of all people. */
  z.looseObject({
    kind: z.literal('coded'),
    code: z.guid(),
    coder: z.string().min(1).optional(),
    transcripts: z.array(transcriptPath).min(1).optional(),
  }),
  /** Stretches that were selected: UTF-16 offsets in the working text, which has this hash. */
  z.looseObject({
    kind: z.literal('stretches'),
    stretches: z
      .array(
        z
          .looseObject({
            transcript: transcriptPath,
            start: z.int().min(0),
            end: z.int().min(1),
            sha256: z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 lower-case hexadecimal digits'),
          })
          .refine(({ start, end }) => start < end, { path: ['end'], message: 'expected an end after the start' }),
      )
      .min(1)
      .superRefine((stretches, context) => {
        const places = stretches.map(({ transcript, start, end }) => `${transcript}#${start}-${end}`);
        places.forEach((place, i) => {
          const earlier = places.indexOf(place);
          if (earlier === i) return;
          const message = `the same stretch as segments.stretches[${earlier}]`;
          context.addIssue({ code: 'custom', path: [i], message });
        });
      }),
  }),
]);
export type SegmentsSetting = z.infer<typeof segmentsSchema>;

const seed = z.int().min(0).max(0xffffffff);

const techniqueSchema = z
  .looseObject({
    /** Unique in the sheet; runs refer to it. */
    id: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'expected letters, digits, ".", "_" and "-"'),
    kind: z.string(),
    options: z.unknown().optional(),
  })
  .superRefine(({ kind, options }, context) => {
    const technique = findTechnique(kind);
    if (!technique) {
      const known = techniques.map((one) => one.kind).join(', ');
      context.addIssue({ code: 'custom', path: ['kind'], message: `no technique of this kind; there are ${known}` });
      return;
    }
    for (const { path, message } of technique.options.safeParse(options ?? {}).error?.issues ?? [])
      context.addIssue({ code: 'custom', path: ['options', ...path], message });
  });
export type TechniqueSetting = z.infer<typeof techniqueSchema>;

const samplingFields = {
  temperature: z.number().min(0).max(5),
  topP: z.number().gt(0).max(1).default(1),
  topK: z.int().min(0).default(0),
  minP: z.number().min(0).max(1).default(0),
  seed,
};

/** A model by its name; file and hash are a record of what answered, and never a path to load from. */
const modelSchema = z.looseObject({
  name: z.string().trim().min(1),
  /** Path of the ONNX file in its folder; null for a server. */
  file: z.string().nullable().optional(),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'expected 64 lower-case hexadecimal digits')
    .nullable()
    .optional(),
  /** What was asked of a server, and where; absent in older files. */
  served: z.string().exactOptional(),
});
export type ModelSetting = z.infer<typeof modelSchema>;

const sheetSchema = z
  .looseObject({
    formatVersion: z.int().min(1).max(sheetFormatVersion, newerVersion),
    title: z.string(),
    segments: segmentsSchema,
    /** So many of the segments, drawn with the seed; absent: all. */
    sample: z.looseObject({ size: z.int().min(1).max(100_000), seed }).optional(),
    task: taskSchema,
    techniques: z.array(techniqueSchema).min(1, 'expected at least one technique'),
    /** Absent: the model in use. */
    models: z.array(modelSchema).min(1, 'expected at least one model').max(20).optional(),
    sampling: z.looseObject(samplingFields),
    /** Several settings to compare; they stand in place of `sampling`. */
    samplings: z
      .array(z.looseObject({ name: z.string().trim().min(1), ...samplingFields }))
      .min(1, 'expected at least one setting')
      .max(20)
      .optional(),
    /** Runs of every technique on every segment, each with a seed of its own. */
    repeats: z.int().min(1).max(100).default(1),
    /** Further runs that ask the same question otherwise, to see whether the answers stay. */
    variations: z
      .looseObject({
        /** Other orders of the codes, shuffled by the seed. */
        orders: z.int().min(0).max(20).optional(),
        /** Other wordings of the question. */
        paraphrases: z.int().min(0).max(paraphraseCount).optional(),
      })
      .optional(),
    /** Transcripts that no prompt is tried on, until the test part is opened, once. */
    test: z
      .looseObject({ transcripts: z.array(transcriptPath), openedAt: z.iso.datetime().nullable().default(null) })
      .default({ transcripts: [], openedAt: null }),
    /** Whose codings the answers are measured against; absent: nobody's. */
    reference: z.string().min(1).optional(),
  })
  .superRefine((sheet, context) => {
    const refuseTwice = (list: string, field: string, keys: readonly string[]): void =>
      keys.forEach((key, i) => {
        const earlier = keys.indexOf(key);
        if (earlier === i) return;
        const message = `the same ${field} as ${list}[${earlier}]`;
        context.addIssue({ code: 'custom', path: [list, i, field], message });
      });
    refuseTwice(
      'techniques',
      'id',
      sheet.techniques.map(({ id }) => id),
    );
    refuseTwice('samplings', 'name', sheet.samplings?.map(({ name }) => name) ?? []);
    refuseTwice('models', 'name', sheet.models?.map(modelKey) ?? []);
    sheet.techniques.forEach(({ kind }, i) => {
      const technique = findTechnique(kind);
      if (technique && !technique.tasks.includes(sheet.task.kind)) {
        const message = `“${technique.card.name}” is for other tasks: ${technique.tasks.join(', ')}`;
        context.addIssue({ code: 'custom', path: ['techniques', i, 'kind'], message });
      }
    });
  });
export type Sheet = z.infer<typeof sheetSchema>;

/**
 * Reads a `*.lab.json`.
 *
 * @param file the file's path, for messages only
 * @throws UserError `fileInvalid`: not JSON, a field missing or wrong, a technique or an option that does not exist
 */
export function parseSheet(json: string, file: string): Sheet {
  return parseJsonFile(json, file, sheetSchema);
}

/** Writes a `*.lab.json`, fields unknown to this version included. */
export function serializeSheet(sheet: Sheet): string {
  return formatJsonFile(sheet);
}

/** Where the runs of a sheet are kept: beside it, append-only. */
export function runsPath(sheetPath: string): string {
  return sheetPath.replace(/\.lab\.json$/, '') + '.runs.jsonl';
}
