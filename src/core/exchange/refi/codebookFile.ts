import { UserError } from '../../base/userError';
import type { Codebook } from '../../codebook/codebook';
import type { Imported } from '../import/imported';
import { child, decodeXml, parseXml } from '../xml';
import { codesXml, readCodes } from './codes';

/**
 * Reads a REFI-QDA codebook (.qdc; standard versions 0.4, 1.0 and 1.5).
 *
 * @param file the file's name, for messages only
 * @throws UserError `fileInvalid`: no such codebook, or no well-formed XML
 */
export function parseQdc(bytes: Uint8Array, file: string): Imported {
  const root = parseXml(decodeXml(bytes, file), file);
  if (root.name !== 'CodeBook') {
    throw new UserError(
      'fileInvalid',
      `${file} is not a REFI-QDA codebook.`,
      'In the program that made it, export the codebook in the REFI-QDA format (.qdc).',
    );
  }
  const { codes, warnings } = readCodes(root);
  const sets = child(root, 'Sets')?.children.length ?? 0;
  const setWarning = { place: null, message: `${sets} ${sets === 1 ? 'set' : 'sets'} of codes left out.` };
  return { documents: [], codes, warnings: [...warnings, ...(sets > 0 ? [setWarning] : [])] };
}

/**
 * Writes a REFI-QDA 1.0 codebook, UTF-8.
 *
 * @throws UserError `badRequest` for a codebook without codes, which the format does not allow
 */
export function formatQdc(codebook: Codebook): string {
  if (codebook.codes.length === 0) {
    throw new UserError('badRequest', 'The codebook has no codes.', 'Add a code, then export the codebook.');
  }
  return `<?xml version="1.0" encoding="UTF-8"?>\n<CodeBook xmlns="urn:QDA-XML:codebook:1.0" origin="Introspect">\n${codesXml(codebook.codes)}</CodeBook>\n`;
}
