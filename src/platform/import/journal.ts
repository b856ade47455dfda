import type { JournalEntry, StudyFiles } from '../study/studyFiles';

export const importAct = 'import';

/** An import that came to its end. */
export interface PastImport {
  /** SHA-256 of the file that was imported. */
  readonly originalSha256: string;
  readonly transcripts: readonly string[];
}

/** The imports that the journal tells of; lines that cannot be read are passed over. @throws UserError `fileUnreadable` */
export async function pastImports(files: StudyFiles): Promise<PastImport[]> {
  const { value } = await files.load('introspect/journal.jsonl', (text) => text.replace(/^\uFEFF/, '').split('\n'));
  return (value ?? []).flatMap((line) => {
    const entry = line.includes(`"${importAct}"`) ? parseLine(line) : null;
    if (entry?.what !== importAct || typeof entry['originalSha256'] !== 'string') return [];
    const transcripts: unknown = entry['transcripts'];
    const paths = Array.isArray(transcripts) ? transcripts.map(pathOf).filter((one) => one !== null) : [];
    return [{ originalSha256: entry['originalSha256'], transcripts: paths }];
  });
}

function parseLine(line: string): Partial<JournalEntry> | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? value : null;
  } catch {
    return null; // torn by a crash
  }
}

function pathOf(transcript: unknown): string | null {
  const isNamed = typeof transcript === 'object' && transcript !== null && 'path' in transcript;
  return isNamed && typeof transcript.path === 'string' ? transcript.path : null;
}
