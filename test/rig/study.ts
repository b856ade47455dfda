import { cpSync, existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export const repositoryDir = path.join(import.meta.dirname, '../..');

/** The study that ships with the extension. */
export function sampleStudyDir(): string {
  const shipped = path.join(repositoryDir, 'media/sample-study');
  return existsSync(shipped) ? shipped : placeholderStudy();
}

/** A copy that a test may change, in a folder of its own. */
export function copyStudy(study: string): string {
  const copy = path.join(mkdtempSync(path.join(tmpdir(), 'introspect-study-')), path.basename(study));
  cpSync(study, copy, { recursive: true });
  return copy;
}

function placeholderStudy(): string {
  const dir = path.join(mkdtempSync(path.join(tmpdir(), 'introspect-study-')), 'sample-study');
  mkdirSync(path.join(dir, 'transcripts'), { recursive: true });
  const turns = Array.from({ length: 60 }, (_, i) => [
    `[00:${String(i).padStart(2, '0')}:00.000] Interviewer: What was week ${i + 1} like for you?`,
    `[00:${String(i).padStart(2, '0')}:20.000] P01: In week ${i + 1} I woke up at four and lay there, worrying about nothing.`,
  ]);
  writeFileSync(path.join(dir, 'transcripts/P01.transcript.txt'), turns.flat().join('\n\n') + '\n');
  return dir;
}
