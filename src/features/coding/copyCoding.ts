import path from 'node:path';
import { UserError } from '../../core/base/userError';
import type { AnnotationCollection } from '../../core/coding/annotations';
import { copyCollection } from '../../core/coding/copyCollection';
import { codingPath, coderOfFile } from '../../core/coding/study';
import { codingFolder } from '../../core/coding/studyFiles';
import { locateStudy } from '../../platform/study/locateStudy';
import type { StudyFiles } from '../../platform/study/studyFiles';

/**
 * Before a text is put in the place of another.
 *
 * @param file absolute path of that place
 * @throws UserError `badRequest`: somebody has coded the text there; their codes would be on a text that is not theirs
 */
export async function requireUncoded(file: string, openFiles: (folder: string) => StudyFiles): Promise<void> {
  const place = await locateStudy(file);
  if (!place) return;
  const files = openFiles(place.root);
  for (const name of await files.list(`${codingFolder}/${place.path}`)) {
    const coder = coderOfFile(name);
    if (coder === undefined) continue;
    // What cannot be read may hold codes.
    const stored = await files.loadAnnotations(codingPath(place.path, coder)).catch(() => null);
    if (stored?.value?.first.items.length !== 0) throw isCoded(file);
  }
}

export function isCoded(file: string): UserError {
  return new UserError(
    'badRequest',
    `${path.basename(file)} is already coded, and its codes would be on a text that is not theirs. Nothing was written.`,
    'Choose another name for the copy.',
  );
}

/** Writes a person's coding beside a copy of the transcript. @param transcript path of the copy in the study */
export async function writeCopy(
  files: StudyFiles,
  transcript: string,
  { coder, name, collection }: { coder: string; name: string; collection: AnnotationCollection },
  newId: () => string,
): Promise<void> {
  const copy = { ...copyCollection(collection, transcript, newId), label: `${name} on ${transcript}` };
  // Merged as if neither knew of the other: whatever is there by now stays.
  await files.saveAnnotations(codingPath(transcript, coder), { value: null, hash: null }, copy);
}
