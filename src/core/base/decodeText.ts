import { UserError } from './userError';
import { decodeUtf8 } from './utf8';
import { decodeWindows1252 } from './windows1252';

export const textEncodings = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'] as const;
export type TextEncoding = (typeof textEncodings)[number];

export interface DecodedText {
  /** Every character of the file; only a byte order mark is dropped. */
  readonly text: string;
  readonly encoding: TextEncoding;
  /**
   * False for a guess, which the person should see and may override: UTF-16 without a byte order mark, Windows-1252,
   * and anything else of one byte a character, which looks like it.
   */
  readonly certain: boolean;
}

/**
 * Reads a text file. Without `encoding` it is found: a byte order mark decides; else UTF-16 if every other byte is
 * mostly zero; else UTF-8 if it is valid throughout; else Windows-1252. Encoding the text again gives the same bytes.
 *
 * @param file the file's name, for messages only
 * @param encoding what the person says it is; never a guess then
 * @throws UserError `fileInvalid` when the file is no text, or has bytes that the encoding does not know
 */
export function decodeText(bytes: Uint8Array, file: string, encoding?: TextEncoding): DecodedText {
  refuseDocuments(bytes, file);
  const decoded = encoding ? { text: decodeAs(bytes, file, encoding), encoding, certain: true } : detect(bytes, file);
  if (decoded.text.includes('\0')) throw binary(file);
  return decoded;
}

function detect(bytes: Uint8Array, file: string): DecodedText {
  const marked = textEncodings.find((encoding) => markLength(bytes, encoding) > 0);
  if (marked) return { text: decodeAs(bytes, file, marked), encoding: marked, certain: true };
  if (bytes.includes(0)) {
    const encoding = utf16Order(bytes);
    if (!encoding) throw binary(file);
    const text = decodeAs(bytes, file, encoding);
    if (controlCharacter.test(text)) throw binary(file);
    return { text, encoding, certain: false };
  }
  const utf8 = decodeUtf8(bytes);
  if ('text' in utf8) return { text: utf8.text, encoding: 'utf-8', certain: true };
  return { text: decodeWindows1252(bytes), encoding: 'windows-1252', certain: false };
}

/** What no text holds, though by chance binary data read as UTF-16 does; CHAT files do hold U+0015. */
const controlCharacter = /[\0-\x08\x0E-\x14\x16-\x1F\uFFFE\uFFFF]/;

const marks: Readonly<Record<TextEncoding, readonly number[]>> = {
  'utf-8': [0xef, 0xbb, 0xbf],
  'utf-16le': [0xff, 0xfe],
  'utf-16be': [0xfe, 0xff],
  'windows-1252': [],
};

function markLength(bytes: Uint8Array, encoding: TextEncoding): number {
  const mark = marks[encoding];
  return mark.every((byte, i) => bytes[i] === byte) ? mark.length : 0;
}

/** Line ends, spaces and Latin letters have a zero byte in UTF-16: at odd places when the low byte comes first. */
function utf16Order(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  if (bytes.length % 2 !== 0) return null;
  const zeros = [0, 0];
  bytes.forEach((byte, i) => {
    if (byte === 0) zeros[i % 2]!++;
  });
  const [even = 0, odd = 0] = zeros;
  // The low byte is zero only in U+0100, U+0200 …: rare in any language.
  if (Math.min(even, odd) * 10 > Math.max(even, odd)) return null;
  return odd > even ? 'utf-16le' : 'utf-16be';
}

function decodeAs(bytes: Uint8Array, file: string, encoding: TextEncoding): string {
  const body = bytes.subarray(markLength(bytes, encoding));
  switch (encoding) {
    case 'windows-1252':
      return decodeWindows1252(body);
    case 'utf-8': {
      const result = decodeUtf8(body);
      if ('text' in result) return result.text;
      throw notEncoded(file, `line ${result.line}`, 'UTF-8');
    }
    case 'utf-16le':
    case 'utf-16be':
      try {
        return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(body);
      } catch (error) {
        if (!(error instanceof TypeError)) throw error;
        throw notEncoded(file, 'as a whole', 'UTF-16');
      }
  }
}

/** Documents that people take for text, by their first characters. */
const documents = [
  ['%PDF-', 'a PDF document'],
  ['{\\rtf', 'a rich text (RTF) document'],
  ['\xD0\xCF\x11\xE0', 'a document of an old Office program (such as .doc)'],
  ['PK\x03\x04', 'a zip file, or an Office document'],
] as const;

function refuseDocuments(bytes: Uint8Array, file: string): void {
  const head = String.fromCharCode(...bytes.subarray(0, 8));
  const kind = documents.find(([signature]) => head.startsWith(signature))?.[1];
  if (!kind) return;
  throw new UserError(
    'fileInvalid',
    `${file} is ${kind}, not a text file.`,
    'Open it in the program that it comes from, and save it as Word (.docx) or as plain text (.txt, UTF-8).',
  );
}

function binary(file: string): UserError {
  return new UserError(
    'fileInvalid',
    `${file} is not a text file: it holds bytes that stand for no character.`,
    'Choose a transcript; a recording must be transcribed first.',
  );
}

function notEncoded(file: string, place: string, encoding: string): UserError {
  return new UserError(
    'fileInvalid',
    `${file}, ${place}: not valid ${encoding}.`,
    'Choose another encoding, or save the file again as UTF-8 in the program that it comes from.',
  );
}
