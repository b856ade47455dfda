import * as vscode from 'vscode';
import { parseAnnotations, serializeAnnotations } from '../../core/coding/annotations';
import { withSource } from '../../core/coding/copyCollection';
import type { CodingFile } from '../../core/coding/loadStudy';
import { codingPath } from '../../core/coding/study';
import { codingFolder } from '../../core/coding/studyFiles';
import type { StudyFiles } from '../../platform/study/studyFiles';

const format = { parse: parseAnnotations, serialize: serializeAnnotations };

/** Lets codings say that they are on the transcript beside which they lie: after it was moved. */
export async function renameSources(files: StudyFiles, codings: readonly CodingFile[]): Promise<void> {
  for (const { file, transcript } of codings) {
    await files.update(file, format, (collection) => {
      const renamed = collection && withSource(collection, transcript);
      return renamed?.first.items.some((item, i) => item !== collection?.first.items[i]) ? renamed : undefined;
    });
  }
}

/** Puts everybody's codings of one transcript beside another, with a line in the journal. */
export async function relocateCodings(
  files: StudyFiles,
  root: vscode.Uri,
  codings: readonly CodingFile[],
  { from, to, who }: { readonly from: string; readonly to: string; readonly who: string | undefined },
): Promise<void> {
  const done = await copyCodings(files, codings, to);
  await files.appendJournal({
    when: new Date().toISOString(),
    who: [who ?? []].flat(),
    what: 'transcript.relocate',
    transcript: to,
    from,
    coders: codings.map(({ coder }) => coder),
  });
  for (const file of done) await vscode.workspace.fs.delete(vscode.Uri.joinPath(root, file));
  const folder = vscode.Uri.joinPath(root, codingFolder, from);
  if ((await vscode.workspace.fs.readDirectory(folder)).length === 0) await vscode.workspace.fs.delete(folder);
}

/**
 * Writes codings beside another transcript. What their coders noted there already stays, and both stand together.
 *
 * @returns the files that are no longer needed
 */
async function copyCodings(
  files: StudyFiles,
  codings: readonly CodingFile[],
  transcript: string,
): Promise<readonly string[]> {
  const done: string[] = [];
  for (const { file, coder } of codings) {
    const { value } = await files.loadAnnotations(file);
    if (!value) continue;
    const target = codingPath(transcript, coder);
    // Merged as if neither knew of the other: all that is in either file stays.
    await files.saveAnnotations(target, { value: null, hash: null }, withSource(value, transcript));
    done.push(file);
  }
  return done;
}
