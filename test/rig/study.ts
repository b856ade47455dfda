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
  const dir = path.join(repositoryDir, 'out/placeholder/sample-study');
  mkdirSync(path.join(dir, 'transcripts'), { recursive: true });
  writeFileSync(path.join(dir, 'transcripts/P01.transcript.txt'), 'Interviewer: How do you sleep?\n\nP01: Badly.\n');
  return dir;
}
