import { isSpeakerName, serializeTranscript } from '../transcript/transcript';
import type { Turn } from './conversation';

/** How long a head's name may be, with “Model ()” around it. */
const nameLength = 40;

/** The model as a speaker that a transcript's head can carry, such as “Model (tiny llama)”. */
export function modelSpeaker(model: string): string {
  const words = model
    .replace(/[^\p{L}\p{M}\p{N} .'’_&/#-]+/gu, ' ')
    .trim()
    .split(/ +/)
    .filter((word) => /[\p{L}\p{N}]/u.test(word));
  for (let taken = words.slice(0, 3); taken.length > 0; taken = taken.slice(0, -1)) {
    const name = `Model (${taken
      .join(' ')
      .slice(0, nameLength - 'Model ()'.length)
      .trimEnd()})`;
    if (isSpeakerName(name)) return name;
  }
  return 'Model';
}

/** Who spoke a turn, as a transcript and a table name them. */
export function speakerOf(turn: Turn): string {
  if (turn.role === 'person') return 'Person';
  return turn.asked === null ? 'Model (words by person)' : modelSpeaker(turn.asked.model);
}

/** One branch as a transcript that can be coded as any other. */
export function conversationTranscript(turns: readonly Turn[]): string {
  return serializeTranscript(
    turns.map((turn) => ({ speaker: speakerOf(turn), startMs: null, words: turn.text.replaceAll('\0', '\ufffd') })),
  );
}
