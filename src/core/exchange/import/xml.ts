import { SaxesParser } from 'saxes';
import { UserError } from '../../base/userError';

export interface XmlElement {
  /** With the prefix that the file gives it. */
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface XmlHandlers {
  readonly open: (element: XmlElement) => void;
  readonly close: (name: string) => void;
  /** A run of characters; an element may have several. */
  readonly text: (text: string) => void;
}

/** No format of ours comes near; a file past it was made to do harm, or is not what it says. */
export const xmlLimits = { maxDepth: 64, maxCharacters: 200_000_000 } as const;

const pieceUtf16 = 1 << 16;

/**
 * Reads XML 1.0 from one end to the other. Only the five entities of the standard and numeric references are known: a
 * file that declares others, as "XML bombs" do, is refused.
 *
 * @param file the file's name, for messages only; what `handlers` throw goes through
 * @throws UserError `fileInvalid`, which names the line and quotes nothing
 */
export function readXml(xml: string, file: string, handlers: XmlHandlers): void {
  const parser = new SaxesParser();
  let depth = 0;
  const invalid = (what: string) => new UserError('fileInvalid', `${file}, line ${parser.line}: ${what}.`, remedy);
  if (xml.length > xmlLimits.maxCharacters) throw invalid('more than 200 million characters');
  parser.on('error', () => {
    throw invalid('not well-formed XML');
  });
  parser.on('doctype', (doctype) => {
    if (doctype.includes('['))
      throw invalid('declares entities or elements of its own, which are not read, for safety');
  });
  parser.on('opentag', ({ name, attributes }) => {
    if (++depth > xmlLimits.maxDepth) throw invalid(`elements nested more than ${xmlLimits.maxDepth} deep`);
    handlers.open({ name, attributes });
  });
  parser.on('closetag', ({ name }) => {
    depth--;
    handlers.close(name);
  });
  parser.on('text', handlers.text);
  parser.on('cdata', handlers.text);
  for (let at = 0; at < xml.length; at += pieceUtf16) parser.write(xml.slice(at, at + pieceUtf16));
  parser.close();
}

const remedy = 'Save or export the file again in the program that it comes from.';
