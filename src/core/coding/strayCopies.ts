import { copyOf, type StrayCopy } from './copiedTranscripts';
import { transcriptFiles } from './loadStudy';
import { codebookFile, studyFile, type StudyFolder } from './studyFiles';

/** Finds copies of study.json, of the codebook and of transcripts by their names; nothing is read. */
export async function strayCopies(folder: StudyFolder): Promise<StrayCopy[]> {
  const within = studyFile.slice(0, studyFile.lastIndexOf('/'));
  const names = (await folder.list(within)).filter(({ isFolder }) => !isFolder).map(({ name }) => `${within}/${name}`);
  const transcripts = await transcriptFiles(folder);
  return [
    ...names.flatMap((file) => copyOf(file, [studyFile, codebookFile]) ?? []),
    ...transcripts.flatMap((file) => copyOf(file, transcripts) ?? []),
  ];
}
