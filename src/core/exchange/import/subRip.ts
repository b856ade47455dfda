import { UserError } from '../../base/userError';
import { toWorkingText } from '../../transcript/transcript';
import { isNumber, parseCueStart, readCueBlocks, resolveReferences, utterancesOf } from './cues';
import type { Imported } from './imported';
import { parseCueEnd, withoutRepeatedLines, type TimedCue } from './rollingCues';
import { toImported, warnAt } from './utterances';

/** How SubViewer writes the times of a cue, in the form that YouTube exports (.sbv). */
const subViewer = /^(\d{1,3}:\d\d:\d\d\.\d{1,3}),(\d{1,3}:\d\d:\d\d\.\d{1,3})[ \t]*$/gm;

/**
 * Reads SubRip subtitles (.srt), and SubViewer's as YouTube exports them (.sbv), each cue a turn; `Name:` at the start of a line names the speaker (`utterancesOf`).
 * There is no standard: as SubRip and its readers do (https://docs.fileformat.com/video/srt/), with a point for the
 * comma, missing numbers and missing blank lines allowed. Formatting (`<i>`, `<font …>`, `{\an8}`) is left aside,
 * words without a time are kept.
 *
 * @throws UserError `fileInvalid` when no line has a time
 */
export function parseSubRip(fileText: string, file: string): Imported {
  const blocks = readCueBlocks(toWorkingText(fileText).replace(subViewer, '$1 --> $2'));
  if (blocks.every(({ timing }) => timing === null)) {
    throw new UserError(
      'fileInvalid',
      `${file} is not a subtitle file: no line has a time such as 00:00:01,000 --> 00:00:02,500.`,
      'Export the transcript again, or import it as plain text by giving it the ending .txt.',
    );
  }
  const untimed: string[] = [];
  const cues = blocks.flatMap(({ line, timing, lines }): TimedCue[] => {
    const startMs = timing === null ? null : parseCueStart(timing);
    const numbered = timing === null && isNumber(lines[0] ?? '');
    const words = readLines(numbered ? lines.slice(1) : lines);
    if (startMs === null && words.length > 0) untimed.push(`line ${line}`);
    if (words.length === 0) return [];
    const endMs = timing === null ? null : parseCueEnd(timing);
    return [{ startMs, endMs, lines: words.map((text) => ({ speaker: null, words: text })) }];
  });
  const utterances = utterancesOf(withoutRepeatedLines(cues));
  return toImported(file, utterances, warnAt(untimed, 'Words without a readable time, kept without one.'));
}

const formatting = /<\/?(?:[biusv]|font|span|c)(?:[ .][^<>]*)?>|\{\\[^{}]*\}/gi;

function readLines(lines: readonly string[]): string[] {
  return resolveReferences(lines.join('\n').replace(formatting, ''))
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
