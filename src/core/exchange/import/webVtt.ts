import { UserError } from '../../base/userError';
import { toWorkingText } from '../../transcript/transcript';
import { parseCueStart, readCueBlocks, resolveReferences, utterancesOf, type CueLine } from './cues';
import type { Imported } from './imported';
import { parseCueEnd, withoutRepeatedLines, type TimedCue } from './rollingCues';
import { about, toImported, warnAt } from './utterances';

const signature = /^WEBVTT(?=[ \t\n]|$)/;

/**
 * Reads WebVTT (W3C, https://www.w3.org/TR/webvtt1/), each cue a turn: voice spans `<v Name>` name the speaker, else
 * `Name:` at the start of a line does, as Zoom writes it (`utterancesOf`). Comments, styles, regions, cue settings,
 * formatting and the repeated lines of captions that roll are left aside.
 *
 * More lenient than the standard, which drops what it cannot read: words without a readable time are kept without
 * one, and a `<` that opens no tag of WebVTT stays, such as in `<inaudible>`.
 *
 * @throws UserError `fileInvalid` when it has neither the signature nor a cue
 */
export function parseWebVtt(fileText: string, file: string): Imported {
  const text = toWorkingText(fileText);
  const signed = signature.test(text);
  const body = signed ? withoutHeader(text) : { text, firstLine: 1 };
  const blocks = readCueBlocks(body.text);
  if (!signed && blocks.every(({ timing }) => timing === null)) {
    throw new UserError(
      'fileInvalid',
      `${file} is not a WebVTT file: its first line is not WEBVTT, and no line has a time.`,
      'Export the transcript again, or import it as plain text by giving it the ending .txt.',
    );
  }
  const untimed: string[] = [];
  const cues = blocks.flatMap(({ line, timing, lines }): TimedCue[] => {
    if (timing === null && /^(?:NOTE|STYLE|REGION)(?:[ \t]|$)/.test(lines[0] ?? '')) return [];
    const startMs = timing === null ? null : parseCueStart(timing);
    const words = readCueText(lines.join('\n'));
    if (startMs === null && words.length > 0) untimed.push(`line ${body.firstLine + line - 1}`);
    return words.length > 0 ? [{ startMs, endMs: timing === null ? null : parseCueEnd(timing), lines: words }] : [];
  });
  return toImported(file, utterancesOf(withoutRepeatedLines(cues)), [
    ...(signed ? [] : [about('The first line is not WEBVTT; the file was read as WebVTT all the same.')]),
    ...warnAt(untimed, 'Words without a readable time, kept without one.'),
  ]);
}

/** The header ends at the first blank line, or where a cue begins. */
function withoutHeader(text: string): { text: string; firstLine: number } {
  const lines = text.split('\n');
  let at = 1;
  while (at < lines.length && lines[at] !== '' && !lines[at]!.includes('-->')) at++;
  return { text: lines.slice(at).join('\n'), firstLine: at + 1 };
}

/** A tag of the standard (section 4.2.2), or a time within a cue. */
const tag = /<(?:(\/)?(v|c|i|b|u|ruby|rt|lang)(?:\.[^\s<>.]+)*(?:[ \t\n]([^<>]*))?|\d[\d:.]*|\/)>/g;

/** The lines of a cue, with the voice that speaks each; a voice may change within a line. */
function readCueText(text: string): CueLine[] {
  const lines: CueLine[] = [];
  let voice: string | null = null;
  let plain = '';
  const flush = () => {
    for (const line of resolveReferences(plain).split('\n')) {
      const words = line.trim();
      if (words !== '') lines.push({ speaker: voice, words });
    }
    plain = '';
  };
  let end = 0;
  for (const { 0: whole, 1: closing, 2: name, 3: annotation = '', index } of text.matchAll(tag)) {
    plain += text.slice(end, index);
    end = index + whole.length;
    if (name !== 'v') continue;
    flush();
    voice = closing ? null : resolveReferences(annotation.replaceAll('\n', ' ')).trim() || null;
  }
  plain += text.slice(end);
  flush();
  return lines;
}
