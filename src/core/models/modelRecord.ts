import { z } from 'zod';
import { formatJsonFile, parseJsonFile } from '../base/jsonFile';

/** Name of the file that says where a downloaded model came from, beside its config.json. */
export const modelRecordName = 'introspect-model.json';

const fileSchema = z.object({
  path: z.string(),
  bytes: z.int().nonnegative(),
  hash: z.object({ algorithm: z.enum(['sha256', 'gitBlob']), hex: z.string().regex(/^[0-9a-f]{40,64}$/) }),
});

const recordSchema = z.looseObject({
  formatVersion: z.literal(1),
  /** Address of the server. */
  hub: z.url(),
  repo: z.string(),
  /** Commit that every file is from. */
  revision: z.string().regex(/^[0-9a-f]{40}$/),
  onnxFile: z.string(),
  /** The Hub's id; null where the repository states none. */
  licence: z.string().nullable(),
  /** When the person agreed to it, ISO 8601. */
  licenceAgreedAt: z.iso.datetime(),
  /** When the last file was checked, ISO 8601; null while the download is under way. */
  downloadedAt: z.iso.datetime().nullable(),
  files: z.array(fileSchema),
});

/** What was agreed on and downloaded, as the server stated it; unknown fields of a newer version are kept. */
export type ModelRecord = z.infer<typeof recordSchema>;

/** @throws UserError `fileInvalid`, naming the file and the place */
export function parseModelRecord(json: string, file: string): ModelRecord {
  return parseJsonFile(json, file, recordSchema);
}

export function formatModelRecord(record: ModelRecord): string {
  return formatJsonFile(record);
}

export function recordBytes({ files }: ModelRecord): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}
