import { UserError } from '../../base/userError';
import { isSpeakerName, type TurnText } from '../../transcript/transcript';

export interface SpeakerCount {
  readonly name: string;
  readonly turns: number;
  /** Stretches without white space that hold a letter or a digit; in scripts without spaces, a stretch is not a word. */
  readonly words: number;
}

/** The speakers, in the order in which they first speak. */
export function speakersOf(turns: readonly TurnText[]): SpeakerCount[] {
  const counts = new Map<string, { turns: number; words: number }>();
  for (const { speaker, words } of turns) {
    const count = counts.get(speaker) ?? { turns: 0, words: 0 };
    count.turns++;
    count.words += countWords(words);
    counts.set(speaker, count);
  }
  return [...counts].map(([name, count]) => ({ name, ...count }));
}

/**
 * Makes one turn of a speaker's consecutive turns; it starts when the first one does. Words are joined by a space:
 * subtitles and speech recognition break in the middle of a sentence.
 *
 * @param maxGapMs turns further apart, from start to start, stay apart; turns without a time never do; a note keeps them apart
 */
export function mergeConsecutiveTurns(turns: readonly TurnText[], maxGapMs = Infinity): TurnText[] {
  const merged: { first: TurnText; last: TurnText; words: string[] }[] = [];
  for (const turn of turns) {
    const open = merged.at(-1);
    const gapMs = open && open.last.startMs !== null && turn.startMs !== null ? turn.startMs - open.last.startMs : 0;
    if (open?.first.speaker === turn.speaker && gapMs <= maxGapMs && !turn.afterNote) {
      open.words.push(turn.words);
      open.last = turn;
    } else {
      merged.push({ first: turn, last: turn, words: [turn.words] });
    }
  }
  return merged.map(({ first, words }) => ({ ...first, words: words.filter((part) => part !== '').join(' ') }));
}

/**
 * Gives speakers their roles or pseudonyms. Two speakers with one new name become one; who is not in the map keeps
 * the name.
 *
 * @throws UserError `badRequest` when a new name is none that a transcript can hold (`isSpeakerName`)
 */
export function renameSpeakers(turns: readonly TurnText[], names: ReadonlyMap<string, string>): TurnText[] {
  if (![...names.values()].every(isSpeakerName)) {
    throw new UserError(
      'badRequest',
      'A new name of a speaker is none that a transcript can hold.',
      'Give it at most 40 characters and 4 words, a letter among them, and no colon.',
    );
  }
  return turns.map((turn) => ({ ...turn, speaker: names.get(turn.speaker) ?? turn.speaker }));
}

/** A name as it is compared: white space at the ends and doubled does not tell two people apart. */
export function tidyName(name: string): string {
  return name.slice(0, maxRawName).trim().replace(/\s+/g, ' ');
}

/**
 * Names that a transcript can hold (`isSpeakerName`) for names of another program, each its own; names that are fine
 * already stay as they are.
 *
 * @param names tidied and distinct
 */
export function speakerNamesFor(names: readonly string[]): Map<string, string> {
  const given = new Map(names.filter(isSpeakerName).map((name) => [name, name]));
  const taken = new Set(given.keys());
  const nextNumber = new Map<string, number>();
  for (const name of names) {
    if (given.has(name)) continue;
    const unique = uniqueName(nearestName(name), taken, nextNumber);
    taken.add(unique);
    given.set(name, unique);
  }
  return given;
}

/**
 * `name`, or the same with the first free number after it.
 *
 * @param nextNumber by name: where to go on counting, so that thousands of like names take linear time
 */
export function uniqueName(name: string, taken: ReadonlySet<string>, nextNumber = new Map<string, number>()): string {
  if (!taken.has(name)) return name;
  const stem = cutName(name, 3, 32);
  let n = nextNumber.get(stem) ?? 2;
  while (taken.has(`${stem} ${n}`)) n++;
  nextNumber.set(stem, n + 1);
  return `${stem} ${n}`;
}

/** Speaker of words that the file gives to nobody. */
export const neutralSpeaker = 'Speaker';
const maxRawName = 200;

function nearestName(name: string): string {
  const kept = name.replace(/[^\p{L}\p{M}\p{N} .'’_&/#()-]+/gu, ' ').replace(/^[^\p{L}\p{N}]+/u, '');
  for (const candidate of [cutName(kept, 4, 40), cutName(`${neutralSpeaker} ${kept}`, 4, 40)]) {
    if (isSpeakerName(candidate)) return candidate;
  }
  return neutralSpeaker;
}

/** The first words and characters, ending on one that a name may end on. */
function cutName(name: string, maxWords: number, maxCharacters: number): string {
  const words = name.split(/ +/).slice(0, maxWords).join(' ');
  return [...words]
    .slice(0, maxCharacters)
    .join('')
    .replace(/[^\p{L}\p{M}\p{N}.)]+$/u, '');
}

function countWords(words: string): number {
  return words.match(/[\p{L}\p{N}]\S*/gu)?.length ?? 0;
}
