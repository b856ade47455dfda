import * as z from 'zod';
import { formatJsonFile, parseJsonFile } from '../../core/base/jsonFile';
import { annotationSchema, type Annotation, type AnnotationCollection } from '../../core/coding/annotations';
import { mergeAnnotations, type MergedAnnotations } from '../../core/coding/mergeAnnotations';

const backupSchema = z.object({
  formatVersion: z.literal(1),
  coder: z.string(),
  changes: z.array(z.object({ before: annotationSchema.nullable(), after: annotationSchema.nullable() })),
  /** Suggestions by id: whether the person has rejected them, or taken that back. */
  rejected: z.record(z.string(), z.boolean()).optional(),
});

/** What one coder has changed and not saved: what hot exit keeps. It stays small however large the coding is. */
export interface CodingBackup {
  readonly formatVersion: 1;
  readonly coder: string;
  readonly changes: readonly { readonly before: Annotation | null; readonly after: Annotation | null }[];
  readonly rejected?: Readonly<Record<string, boolean>> | undefined;
}

/** @throws UserError `fileInvalid` */
export function parseBackup(json: string): CodingBackup {
  return parseJsonFile(json, 'The unsaved coding', backupSchema);
}

export function serializeBackup(backup: CodingBackup): string {
  return formatJsonFile(backup);
}

/** Makes the changes again in what the coder's file holds now; what was changed in both is kept in both versions. */
export function restoreBackup(
  { changes }: CodingBackup,
  stored: AnnotationCollection,
  newId: () => string,
): MergedAnnotations {
  const touched = new Set(changes.map(({ before, after }) => (before ?? after)?.id));
  const rest = stored.first.items.filter(({ id }) => !touched.has(id));
  const having = (side: 'before' | 'after'): AnnotationCollection => {
    const items = [...rest, ...changes.flatMap((change) => change[side] ?? [])];
    return { ...stored, total: items.length, first: { ...stored.first, items } };
  };
  return mergeAnnotations(having('before'), having('after'), stored, newId);
}
