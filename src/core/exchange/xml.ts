import { SaxesParser } from 'saxes';
import { UserError } from '../base/userError';
import { decodeUtf8 } from '../base/utf8';
import { decodeWindows1252 } from '../base/windows1252';

export interface XmlElement {
  /** Without namespace prefix. */
  readonly name: string;
  /** 1-based line of the start tag's end. */
  readonly line: number;
  /** By the name as written, prefix included; has no prototype. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** Character data directly in the element, children left out. */
  readonly text: string;
}

export interface XmlLimits {
  /** UTF-16 units of the document. */
  readonly length: number;
  readonly depth: number;
  readonly elements: number;
}

export const xmlLimits: XmlLimits = {
  // All texts of a large project stand in one file of some ten MB.
  length: 256 * 2 ** 20,
  // The deepest trees of codes have some ten levels.
  depth: 200,
  // An element costs some 200 bytes of memory: this is what keeps `<a/><a/>…` under 500 MB.
  elements: 2_000_000,
};

interface OpenElement extends XmlElement {
  readonly children: XmlElement[];
  text: string;
}

export interface XmlHandlers {
  /** @param name as written, prefix included; `line` is 1-based, of the tag's end */
  readonly open: (name: string, attributes: Readonly<Record<string, string>>, line: number) => void;
  readonly close: (name: string) => void;
  /** A run of characters; an element may have several. */
  readonly text: (text: string) => void;
}

/** Saxes copies what it has not read yet: pieces keep a long file linear. */
const pieceUtf16 = 1 << 16;

/**
 * Reads XML 1.0 from one end to the other. Document type declarations, and with them entities of the document's
 * own, are refused: no format of ours needs them, and they blow up memory or read other files.
 *
 * @param file for messages only; what `handlers` throw goes through
 * @throws UserError `fileInvalid` with the line; quotes nothing of what the file holds
 */
export function readXml(text: string, file: string, handlers: XmlHandlers, limits: XmlLimits = xmlLimits): void {
  const parser = new SaxesParser({ xmlns: false });
  const refuse = (what: string, cause?: unknown) =>
    new UserError(
      'fileInvalid',
      `${file}, line ${parser.line}: ${what}.`,
      'Save or export the file again in the program that it comes from.',
      { cause },
    );
  if (text.length > limits.length) throw refuse(`more than the ${limits.length} characters that are read`);
  let depth = 0;
  let elements = 0;
  parser.on('error', (error) => {
    throw refuse('not well-formed XML', error);
  });
  parser.on('doctype', () => {
    throw refuse('a document type declaration, which is not read, for safety');
  });
  parser.on('opentag', ({ name, attributes }) => {
    if (++elements > limits.elements) throw refuse(`more than ${limits.elements} elements`);
    if (++depth > limits.depth) throw refuse(`elements nested more than ${limits.depth} deep`);
    handlers.open(name, attributes, parser.line);
  });
  parser.on('closetag', ({ name }) => {
    depth--;
    handlers.close(name);
  });
  parser.on('text', handlers.text);
  parser.on('cdata', handlers.text);
  const start = text.startsWith('\uFEFF') ? 1 : 0;
  for (let at = start; at < text.length; at += pieceUtf16) parser.write(text.slice(at, at + pieceUtf16));
  parser.close();
}

/**
 * The root of an XML document.
 *
 * @throws UserError as `readXml`
 */
export function parseXml(text: string, file: string, limits: XmlLimits = xmlLimits): XmlElement {
  const open: OpenElement[] = [];
  let root: XmlElement | undefined;
  readXml(
    text,
    file,
    {
      open: (name, attributes, line) => {
        const element = { name: name.slice(name.indexOf(':') + 1), line, attributes, children: [], text: '' };
        open.at(-1)?.children.push(element);
        root ??= element;
        open.push(element);
      },
      close: () => open.pop(),
      text: (data) => {
        const element = open.at(-1);
        if (element) element.text += data;
      },
    },
    limits,
  );
  if (root) return root;
  throw new UserError('fileInvalid', `${file} holds no XML element.`, 'Export it again from the program that made it.');
}

/**
 * An XML file's text, in the encoding that its byte order mark or its declaration names, else UTF-8.
 *
 * @throws UserError `fileInvalid` for bytes that the encoding does not know, or an encoding that is not known
 */
export function decodeXml(bytes: Uint8Array, file: string): string {
  const declared = /^(?:\xEF\xBB\xBF)?<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]+)["']/.exec(
    String.fromCharCode(...bytes.subarray(0, 200)),
  )?.[1];
  const [first, second] = bytes;
  const encoding =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : declared;
  if (encoding === undefined || /^utf-?8$/i.test(encoding)) {
    const result = decodeUtf8(bytes);
    if ('text' in result) return result.text;
    throw new UserError('fileInvalid', `${file}, line ${result.line}: bytes that are not UTF-8.`, 'Save it as UTF-8.');
  }
  if (/^windows-1252$/i.test(encoding)) return decodeWindows1252(bytes);
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (error) {
    throw new UserError('fileInvalid', `${file} is not in the encoding that it names.`, 'Save it as UTF-8.', {
      cause: error,
    });
  }
}

export function child(element: XmlElement, name: string): XmlElement | undefined {
  return element.children.find((one) => one.name === name);
}

export function childrenOf(element: XmlElement | undefined, name: string): XmlElement[] {
  return element?.children.filter((one) => one.name === name) ?? [];
}
