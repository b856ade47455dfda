import { parseChat } from './chat';
import { parseElan } from './elan';
import type { NoteChoices } from './headerLines';
import type { Imported } from './imported';
import { parsePlainText } from './plainText';
import { parseSubRip } from './subRip';
import { parseTextGrid } from './textGrid';
import { parseWebVtt } from './webVtt';
import { parseWhatsApp } from './whatsApp';
import { readChatHead } from './whatsAppHead';
import { parseWhisper } from './whisper';

/** Formats that are text, each with its parser; a parser throws nothing but `UserError`. */
export const textParsers = {
  plainText: parsePlainText,
  webVtt: parseWebVtt,
  subRip: parseSubRip,
  chat: parseChat,
  elan: parseElan,
  textGrid: parseTextGrid,
  whisper: parseWhisper,
  whatsApp: parseWhatsApp,
} as const satisfies Record<string, (fileText: string, file: string, choices?: NoteChoices) => Imported>;

export type TextFormat = keyof typeof textParsers;
export type FileFormat = TextFormat | 'csv' | 'word' | 'refiProject' | 'refiCodebook';

/** How many bytes of a file `detectFormat` looks at. */
export const detectionBytes = 8192;

/**
 * What a file is, by its first bytes; by the ending of its name where they do not tell. Null for what cannot be
 * imported, or not without knowing more.
 *
 * @param head the first `detectionBytes` bytes, or more
 */
export function detectFormat(name: string, head: Uint8Array): FileFormat | null {
  // Signatures are ASCII: without zero bytes and byte order marks, UTF-16 shows them as well.
  const start = String.fromCharCode(...head.subarray(0, detectionBytes).filter((byte) => byte !== 0));
  const ending = /\.([^./\\]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
  if (start.startsWith('PK\x03\x04')) return zipFormat(start) ?? zipEndings.get(ending) ?? null;
  const text = start.replace(/^(?:\xEF\xBB\xBF|\xFF\xFE|\xFE\xFF)/, '').trimStart();
  const found = signatures.find(([signature]) => signature.test(text))?.[1];
  return found ?? (beginsWithMessages(head) ? 'whatsApp' : (textEndings.get(ending) ?? null));
}

/** Its signature is a date and a time in any language: in the first line, and in another one unless there is none. */
function beginsWithMessages(head: Uint8Array): boolean {
  const [first, second] = head;
  const encoding =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
  const text = new TextDecoder(encoding).decode(head.subarray(0, detectionBytes));
  const lines = text.split(/\r\n?|\n/).filter((line) => line.trim() !== '');
  const heads = lines.slice(0, 200).filter((line) => readChatHead(line) !== null).length;
  return readChatHead(lines[0] ?? '') !== null && heads >= Math.min(2, lines.length);
}

const signatures: readonly (readonly [RegExp, TextFormat | 'refiCodebook'])[] = [
  [/^WEBVTT(?=\s|$)/, 'webVtt'],
  [/^(?:\d+[ \t]*\r?\n)?\d{1,3}:\d\d:\d\d(?:[,.]\d{1,3})?[ \t]*-->/, 'subRip'],
  [/^\d{1,3}:\d\d:\d\d\.\d{1,3},\d{1,3}:\d\d:\d\d\.\d{1,3}\s/, 'subRip'],
  [/^(?:@UTF8|@Begin)\s/, 'chat'],
  [/^(?:File type = )?"ooTextFile(?: short)?"\s+(?:Object class = )?"TextGrid"/, 'textGrid'],
  [/^<(?:[^]*<)?ANNOTATION_DOCUMENT\s/, 'elan'],
  [/^<(?:[^]*<)?CodeBook\s/, 'refiCodebook'],
  [/^[[{][^]*"(?:segments|transcription)"\s*:/, 'whisper'],
];

const textEndings = new Map<string, FileFormat>([
  ['txt', 'plainText'],
  ['text', 'plainText'],
  ['md', 'plainText'],
  ['markdown', 'plainText'],
  ['vtt', 'webVtt'],
  ['srt', 'subRip'],
  ['sbv', 'subRip'],
  ['cha', 'chat'],
  ['eaf', 'elan'],
  ['textgrid', 'textGrid'],
  ['json', 'whisper'],
  ['csv', 'csv'],
  ['tsv', 'csv'],
  ['tab', 'csv'],
  ['qdc', 'refiCodebook'],
]);

const zipEndings = new Map<string, FileFormat>([
  ['docx', 'word'],
  ['qdpx', 'refiProject'],
]);

/** By the names of the first entries, which stand in the bytes as they are. */
function zipFormat(start: string): FileFormat | null {
  if (start.includes('word/')) return 'word';
  // Sheets and slides have the same first entry.
  if (/xl\/(?:workbook|worksheets|styles|_rels)|ppt\/(?:presentation|slides|_rels)/.test(start)) return null;
  if (start.includes('[Content_Types].xml')) return 'word';
  return /project\.qde|sources\//i.test(start) ? 'refiProject' : null;
}
