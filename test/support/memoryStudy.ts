import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { StudyFolder } from '../../src/core/coding/studyFiles';

export type StudyFileTexts = Readonly<Record<string, string>>;

/** Every file of the study that ships, by its path. */
export function sampleStudyTexts(): StudyFileTexts {
  const root = path.resolve(import.meta.dirname, '../../media/sample-study');
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    files.map(({ parentPath, name }) => {
      const file = path.join(parentPath, name);
      return [path.relative(root, file).split(path.sep).join('/'), readFileSync(file, 'utf8')];
    }),
  );
}

/** A study's folder that is not on disk. */
export function memoryFolder(texts: StudyFileTexts): StudyFolder {
  return {
    read: (file) => Promise.resolve(texts[file] === undefined ? undefined : new TextEncoder().encode(texts[file])),
    list: (folder) => {
      const below = Object.keys(texts).filter((file) => file.startsWith(`${folder}/`));
      const parts = below.map((file) => file.slice(folder.length + 1).split('/'));
      const folders = new Map(parts.map(([name = '', ...rest]) => [name, rest.length > 0]));
      return Promise.resolve([...folders].map(([name, isFolder]) => ({ name, isFolder })));
    },
  };
}
