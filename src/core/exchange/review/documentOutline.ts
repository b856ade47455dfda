import { speakersOf, type SpeakerCount } from '../import/speakers';
import type { ImportedDocument } from '../import/imported';
import { parseTranscript, type TurnText } from '../../transcript/transcript';
import type { TurnChoices } from './reviewedDocument';
import { turnsOf } from './reviewedDocument';

/** How many turns a person sees before deciding. */
const headTurns = 40;
const headCharacters = 2000;

/** What a document holds, without its words: small, however long the document is. */
export interface DocumentOutline {
  readonly speakers: readonly SpeakerCount[];
  readonly words: number;
  readonly segments: number;
  /** Its first turns; with words cut where they are long. */
  readonly firstTurns: readonly TurnText[];
  /** What stands before the first turn, such as a title; where no turn comes, the beginning of the text. Null: nothing. */
  readonly firstText: string | null;
  /** By turn: position among the speakers. */
  readonly speakerAt: Uint32Array;
  /** By turn; NaN where there is no time. */
  readonly startMs: Float64Array;
  /** Positions of the turns before which a note stands. */
  readonly afterNotes: ReadonlySet<number>;
}

export function outlineOf(document: ImportedDocument): DocumentOutline {
  const turns = turnsOf(document);
  const speakers = speakersOf(turns);
  const position = new Map(speakers.map(({ name }, i) => [name, i]));
  const { content } = document;
  const text = content.kind === 'text' ? content.text : '';
  return {
    speakers,
    words: turns.length > 0 ? speakers.reduce((sum, { words }) => sum + words, 0) : countWords(text),
    segments: content.kind === 'text' ? content.segments.length : 0,
    firstTurns: turns.slice(0, headTurns).map((turn) => ({ ...turn, words: cut(turn.words) })),
    firstText: cut(beforeTurns(text)) || null,
    speakerAt: Uint32Array.from(turns, ({ speaker }) => position.get(speaker)!),
    startMs: Float64Array.from(turns, ({ startMs }) => startMs ?? NaN),
    afterNotes: new Set(turns.flatMap(({ afterNote }, i) => (afterNote ? [i] : []))),
  };
}

/** How many turns the transcript will have (`mergeConsecutiveTurns`). */
export function countTurns(
  { speakers, speakerAt, startMs, afterNotes }: DocumentOutline,
  choices: TurnChoices,
): number {
  const { names, mergeGapMs } = choices;
  if (mergeGapMs === null) return speakerAt.length;
  const renamed = speakers.map(({ name }) => names.get(name) ?? name);
  let n = 0;
  speakerAt.forEach((speaker, i) => {
    const isSame = i > 0 && renamed[speakerAt[i - 1]!] === renamed[speaker];
    // A comparison with NaN is false: a turn without a time is never too far.
    const isApart = i > 0 && startMs[i]! - startMs[i - 1]! > mergeGapMs;
    if (!isSame || isApart || afterNotes.has(i)) n++;
  });
  return n;
}

function beforeTurns(text: string): string {
  const { preamble } = parseTranscript(text);
  return preamble ? text.slice(preamble.start, preamble.end) : '';
}

function cut(words: string): string {
  if (words.length <= headCharacters) return words;
  return `${words.slice(0, headCharacters).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

function countWords(text: string): number {
  return speakersOf([{ speaker: 'any', startMs: null, words: text }])[0]!.words;
}
