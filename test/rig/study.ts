import { cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export const repositoryDir = path.join(import.meta.dirname, '../..');

/** The study that ships with the extension. */
export function sampleStudyDir(): string {
  return path.join(repositoryDir, 'media/sample-study');
}

/** A copy that a test may change, in a folder of its own. */
export function copyStudy(study: string): string {
  const copy = path.join(mkdtempSync(path.join(tmpdir(), 'introspect-study-')), path.basename(study));
  cpSync(study, copy, { recursive: true });
  return copy;
}
