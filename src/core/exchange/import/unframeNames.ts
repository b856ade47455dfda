import { recurring } from './writtenNames';

/** Marks of direction, which nobody sees; also those within `Name‏: words`. */
const marks = String.raw`[\u200E\u200F\u061C\u202A-\u202E\u2066-\u2069]`;
const leading = new RegExp(`^${marks}+`, 'u');
const beforeHeads = new RegExp(String.raw`^${marks}+(?=[^\n]{0,80}[:：])`, 'gmu');
const beforeColons = new RegExp(String.raw`^([^\n:：]{1,60}?)${marks}+(?=[ \u00A0\u202F]?[:：])`, 'gmu');
const bold = /^(\[[\d:.,]{4,16}\][ \t]{1,4})?(\*\*|__)([^*_\n:]{1,60})(?:(:)\2|\2(?=:|[ \t]{0,4}[[(]?\d{1,4}:\d))/gm;
const bracketed = /^\[([^[\]\n:]{1,60})\](?=:(?:\s|$))/gm;

/** Takes bold, underline and brackets from names at the start of lines: `**Name:** words`, `__Name__ (00:01)`, `[00:01] **Name:** words`, `[Name]: words`. */
export function unframeNames(text: string): string {
  const plain = text.replace(
    bold,
    (_, time: string | undefined, _frame, name: string, colon?: string) => (time ?? '') + name + (colon ?? ''),
  );
  const names = [...plain.matchAll(bracketed)].map(([, name]) => name!);
  if (names.length === 0) return plain;
  // What comes once, among other lines, may be a note of the transcriber.
  const lines = plain.split('\n').filter((line) => line.trim() !== '').length;
  return recurring(names).size > 0 || 2 * names.length >= lines ? plain.replace(bracketed, '$1') : plain;
}

/** Without marks of direction before what may be a head, and before its colon. */
export function withoutMarks(text: string): string {
  return text.replace(beforeHeads, '').replace(beforeColons, '$1');
}

export function withoutLeadingMarks(line: string): string {
  return line.replace(leading, '');
}
