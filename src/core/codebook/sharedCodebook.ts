import { formatJsonFile } from '../base/jsonFile';
import { codebookFormatVersion, parseCodebook, type Codebook } from './codebook';

/** Ending of a codebook's file outside of a study. */
export const sharedCodebookEnding = '.codebook.json';

/** A codebook to be passed on, such as a starter: a study's codebook with words on what it is for. */
export interface SharedCodebook {
  readonly title: string;
  readonly summary: string;
  /** What must be read before it is used; null when there is nothing. */
  readonly notice: string | null;
  readonly codebook: Codebook;
}

/**
 * Reads a `*.codebook.json`; a study's own codebook.json is one without a title.
 *
 * @param file the file's path: named in messages, and the title where there is none
 * @throws UserError `fileInvalid`, as `parseCodebook`
 */
export function parseSharedCodebook(json: string, file: string): SharedCodebook {
  const codebook = parseCodebook(json, file);
  const { title, summary, notice } = codebook;
  const name = file.slice(file.lastIndexOf('/') + 1).replace(/(\.codebook)?\.json$/, '');
  return {
    title: typeof title === 'string' && title.trim() !== '' ? title : name,
    summary: typeof summary === 'string' ? summary : '',
    notice: typeof notice === 'string' ? notice : null,
    codebook,
  };
}

export function serializeSharedCodebook(title: string, { codes }: Codebook): string {
  return formatJsonFile({ formatVersion: codebookFormatVersion, title, codes });
}
