/** The study's folder, for reading only. Paths are relative to it, with `/` between folders. */
export interface StudyFolder {
  /** Undefined when there is no such file. */
  read(path: string): Promise<Uint8Array | undefined>;
  /** What the folder holds, in any order; nothing when there is no such folder. */
  list(path: string): Promise<readonly { readonly name: string; readonly isFolder: boolean }[]>;
}

/** Where a study keeps its parts (DESIGN 3). */
export const studyFile = 'introspect/study.json';
export const codebookFile = 'introspect/codebook.json';
export const codingFolder = 'introspect/coding';
export const transcriptFolder = 'transcripts';
