// Lines that have the form of a turn, and are about the interview: told by what they say.
import { guessRole } from '../../coding/speakerRoles';
import type { Turn } from '../../transcript/transcript';

/** Words that a part of an interview is numbered with; of people, `TN 3` and `Speaker 2`, none begins so. */
const section =
  /^(?:Teil|Abschnitt|Kapitel|Themenblock|Themenbereich|Thema|Block|Phase|Part|Section|Chapter|Topic|Theme|Partie|Parte|Sección|Seção|Deel|Hoofdstuk|Del)\s(?:\d{1,2}|[IVX]{1,5}|[A-H])$/iu;
const id = /^(?:(?:ID|Nr\.?|No\.?|#)\s?)?(?:\p{L}{1,12}[ _-]?)?\d{1,6}\p{L}?$/u;
const initial = /^(?:\p{Lu}\p{M}*[\p{L}\p{M}'’-]*\.?|von|van|de|der|den|zu|la|le|da|di)$/u;
const firstName =
  /^(?!(?:Hallo|Hello|Hey|Welcome|Willkommen|Danke|Nein|Yes|Okay|Well|Also|Doch|Bonjour|Hola|Ciao)$)\p{Lu}\p{Ll}{2,20}$/u;
/** What somebody says first, and what else may stand at the head of an answer. */
const greeting =
  /^(?:guten?|grüß|grüezi|servus|moin|hallo|hello|hi|hey|good|welcome|willkommen|herzlich|ja|nein|doch|yes|no|okay|ok|danke|vielen|thanks?|thank|bonjour|buenos|buenas|hola|ciao|buon|so|also|mhm|hm|gut|well|please|bitte|frau|herr|mr|mrs|ms)\b/iu;

/** Whether the line opens a part of the interview, as `Teil 2: Arbeit`; a name that comes again is somebody’s. */
export function isSection(name: string, value: string, times: number): boolean {
  return times === 1 && section.test(name) && !/[?!…]\s*$/u.test(value);
}

/**
 * The turns at the top that are none: `Interviewer: Anna Meier`, `Date: 12.3.2024`, `Participant: P01`, also where the
 * interviewer and the participant speak under these names afterwards. A role counts by what follows it, a full name or
 * an identifier; anything else where it comes once, is no role, and is no sentence.
 *
 * @param isNote whether a value is no sentence
 */
export function topOfInterview(
  turns: readonly Turn[],
  text: string,
  isNote: (value: string) => boolean,
): readonly Turn[] {
  const counts = new Map<string, number>();
  for (const { speaker } of turns) counts.set(speaker, (counts.get(speaker) ?? 0) + 1);
  const block: { readonly turn: Turn; readonly isSubject: boolean; readonly value: string }[] = [];
  for (const turn of turns) {
    const value = text.slice(turn.words.start, turn.words.end);
    if (value === '' || value.includes('\n') || turn.startMs !== null) break;
    const isRole = counts.get(turn.speaker)! > 1 || guessRole(turn.speaker, null) !== null;
    const isSubject = !isRole && isNote(value);
    // Twice in the block, it is a conversation.
    const isNew = !block.some((one) => one.turn.speaker === turn.speaker);
    if (!isNew || !(isSubject || isWho(value) || firstName.test(value))) break;
    block.push({ turn, isSubject, value });
  }
  // A date, an age, a length: what nobody says above a conversation. Of who stands below, only a full name is enough.
  const fact = block.findLastIndex(({ isSubject, value }) => isSubject && /\d/.test(value));
  const end = block.findIndex(({ isSubject, value }, i) => i > fact && (isSubject ? fact < 0 : !isWho(value)));
  const found = block.slice(0, end < 0 ? undefined : end);
  const speaksAgain = found.some(({ turn, isSubject }) => !isSubject && counts.get(turn.speaker)! > 1);
  const isAbout = fact >= 0 || (found.length > 0 && !speaksAgain);
  return isAbout ? found.map(({ turn }) => turn) : [];
}

/** A full name, or an identifier. */
function isWho(value: string): boolean {
  if (id.test(value)) return true;
  const words = value.replace(/^(?:(?:Prof|Dr|Mag|Dipl|M|B)\.?(?:-?[A-Z][\p{L}-]*\.?)?\s)+/u, 'X ').split(/[\s,]+/);
  return words.length >= 2 && words.length <= 5 && words.every((word) => initial.test(word)) && !greeting.test(value);
}
