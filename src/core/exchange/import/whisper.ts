import * as z from 'zod';
import { UserError } from '../../base/userError';
import type { Imported } from './imported';
import { about, many, toImported, type Utterance } from './utterances';

const seconds = z.number().nullish();
const speaker = z.union([z.string(), z.number().transform(String)]).nullish();

/** openai-whisper and faster-whisper; whisperX adds the speakers, after diarization. */
const segmentSchema = z.object({
  start: seconds,
  text: z.string(),
  speaker,
  words: z.array(z.object({ word: z.string(), start: seconds, speaker })).nullish(),
});
type Segment = z.infer<typeof segmentSchema>;

/** `whisper-cli --output-json` of whisper.cpp; offsets are milliseconds. */
const cppSchema = z.object({
  transcription: z.array(z.object({ offsets: z.object({ from: z.number() }).nullish(), text: z.string(), speaker })),
});

const fileSchema = z.union([z.object({ segments: z.array(segmentSchema) }), z.array(segmentSchema), cppSchema]);

/**
 * Reads the JSON that Whisper programs write, each segment a turn: openai-whisper (`--output_format json`) and
 * faster-whisper (`segments`, or the list alone), whisperX with its speakers (a segment in which the words' speaker
 * changes is parted there), and whisper.cpp (`transcription`).
 *
 * @throws UserError `fileInvalid`, which quotes nothing of what the file holds
 */
export function parseWhisper(fileText: string, file: string): Imported {
  const parsed = fileSchema.safeParse(parseJson(fileText, file));
  if (!parsed.success) {
    throw new UserError(
      'fileInvalid',
      `${file} is JSON, but not a transcript of Whisper: it needs "segments" or "transcription", with a text in each.`,
      'Export the transcript again as JSON, or as WebVTT (.vtt).',
    );
  }
  const { data } = parsed;
  const utterances =
    'transcription' in data
      ? data.transcription.map(({ offsets, text, ...segment }): Utterance => ({
          speaker: segment.speaker ?? null,
          startMs: offsets?.from ?? null,
          words: text,
        }))
      : (Array.isArray(data) ? data : data.segments).flatMap(partBySpeaker);
  const untimed = utterances.filter(({ startMs }) => startMs === null).length;
  return toImported(file, utterances, untimed > 0 ? [about(`${many(untimed, 'segment')} without a time.`)] : []);
}

function parseJson(text: string, file: string): unknown {
  const json = text.replace(/^\uFEFF/, '');
  try {
    return JSON.parse(json);
  } catch {
    // Parsed again below, as most files need no look at each of their strings.
  }
  try {
    return JSON.parse(withoutNaN(json));
  } catch {
    throw new UserError(
      'fileInvalid',
      `${file} is not valid JSON: it may have been cut off.`,
      'Export the transcript again, as JSON or as WebVTT (.vtt).',
    );
  }
}

/** Python writes numbers that JSON does not have; a whole string is matched first, so that its words stay. */
function withoutNaN(json: string): string {
  return json.replace(/"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g, (found) => (found.startsWith('"') ? found : 'null'));
}

/** Parts the segment's own text, so that its spaces and punctuation stay; not at all if a word is not found in it. */
function partBySpeaker(segment: Segment): Utterance[] {
  const whole: Utterance = { speaker: segment.speaker ?? null, startMs: toMs(segment.start), words: segment.text };
  const words = segment.words ?? [];
  const speakers = new Set(words.flatMap((word) => word.speaker ?? []));
  const first = whole.speaker ?? [...speakers][0] ?? null;
  if (speakers.size < 2) return [{ ...whole, speaker: first }];
  const parts: { speaker: string | null; startMs: number | null; start: number }[] = [];
  let at = 0;
  for (const word of words) {
    const start = segment.text.indexOf(word.word.trim(), at);
    if (start < 0) return [whole];
    at = start + word.word.trim().length;
    const speaks = word.speaker ?? parts.at(-1)?.speaker ?? first;
    if (parts.at(-1)?.speaker === speaks) continue;
    parts.push(
      parts.length === 0
        ? { speaker: speaks, startMs: whole.startMs, start: 0 }
        : { speaker: speaks, startMs: toMs(word.start), start },
    );
  }
  return parts.map(({ start, ...part }, i) => ({ ...part, words: segment.text.slice(start, parts[i + 1]?.start) }));
}

function toMs(s: number | null | undefined): number | null {
  return typeof s === 'number' ? s * 1000 : null;
}
