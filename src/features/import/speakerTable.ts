import { guessRole, type SpeakerRole } from '../../core/coding/speakerRoles';
import { isSpeakerName } from '../../core/transcript/transcript';
import type { SpeakerReview } from '../../protocol/import';
import type { PickedFile } from './pickedFile';

export interface SpeakerDecision {
  /** Absent: the name in the file. */
  readonly newName?: string;
  /** Absent: as guessed. */
  readonly role?: SpeakerRole | null;
}

/** The speakers of the files that are to be imported; one name is one speaker, in whichever file it stands. */
export function speakerTable(
  files: readonly PickedFile[],
  decisions: ReadonlyMap<string, SpeakerDecision>,
): SpeakerReview[] {
  const table = new Map<
    string,
    {
      files: Set<number>;
      turns: number;
      words: number;
      note: string | null;
      guess: SpeakerRole | null;
      mayBeNote: boolean;
    }
  >();
  for (const { id, documents } of files) {
    for (const { outline, participants, notes } of documents) {
      for (const { name, turns, words } of outline.speakers) {
        const participant = participants.find(({ speaker }) => speaker === name);
        const row = table.get(name) ?? {
          files: new Set(),
          turns: 0,
          words: 0,
          note: null,
          guess: null,
          mayBeNote: true,
        };
        table.set(name, row);
        row.files.add(id);
        row.mayBeNote &&= notes !== null;
        row.turns += turns;
        row.words += words;
        row.note ??= participant ? [participant.fullName, participant.role].filter(Boolean).join(', ') || null : null;
        row.guess ??= guessRole(name, participant?.role ?? null);
      }
    }
  }
  return [...table].map(([name, { files: of, turns, words, note, guess, mayBeNote }]) => {
    const { newName = name, role = guess } = decisions.get(name) ?? {};
    return { name, note, files: of.size, turns, words, newName, role, problem: problemOf(newName), mayBeNote };
  });
}

/** What lines of the files begin with that are kept as notes. */
export function notesOf(files: readonly PickedFile[]): string[] {
  return [...new Set(files.flatMap(({ documents }) => documents.flatMap(({ notes }) => notes ?? [])))];
}

function problemOf(newName: string): string | null {
  if (isSpeakerName(newName)) return null;
  return newName.trim() === ''
    ? 'A speaker needs a name.'
    : 'Use at most 40 characters and 4 words: letters, numbers, spaces and simple signs; no colon.';
}
