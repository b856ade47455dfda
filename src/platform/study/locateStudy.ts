import { access } from 'node:fs/promises';
import path from 'node:path';
import { studyFile } from '../../core/coding/studyFiles';

/** A file of a study. */
export interface StudyPlace {
  /** The study's folder: an absolute path. */
  readonly root: string;
  /** Path relative to it, with `/`. */
  readonly path: string;
}

/** The study that a file belongs to: the nearest folder above it that holds introspect/study.json. */
export async function locateStudy(file: string): Promise<StudyPlace | null> {
  let folder = path.dirname(file);
  for (;;) {
    if (await exists(path.join(folder, studyFile))) {
      return { root: folder, path: path.relative(folder, file).split(path.sep).join('/') };
    }
    const above = path.dirname(folder);
    if (above === folder) return null;
    folder = above;
  }
}

function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
