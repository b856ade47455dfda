import { guessRole } from '../../coding/speakerRoles';
import { isWrittenName } from './writtenNames';

/** Columns beside a conversation that hold words, but nobody's. */
const remarks =
  /^(notes?|notizen?|comments?|remarks?|observations?|memos?|codes?|topics?|themes?|anmerkung(en)?|kommentare?|bemerkung(en)?|observaciones|commentaires?|remarques?)$/iu;

/** Columns whose cells are mostly words that are said, not names, numbers or codes that come again. */
export function wordColumns(width: number, rows: readonly (readonly string[])[]): number[] {
  return Array.from({ length: width }, (_, i) => i).filter((i) => {
    const cells = rows.map((row) => row[i]?.trim() ?? '').filter((cell) => cell !== '');
    const sentences = cells.filter((cell) => /\p{L}/u.test(cell) && /\s/u.test(cell));
    const isLong = sentences.some((cell) => cell.length >= 12);
    return isLong && 3 * sentences.length >= cells.length && 3 * new Set(cells).size > cells.length;
  });
}

/**
 * The columns that each hold the words of the person they are named after, as in a table of `Time`, `Interviewer` and
 * `Anna`: of at least two, with a name in the first row, mostly one alone is filled in each row, or one is named after
 * who asks and the other stands beside it. Empty where the table is another one, such as answers to a questionnaire.
 *
 * @param names of the columns, from the first row
 * @param words positions of columns of words
 */
export function personColumns(
  names: readonly string[],
  rows: readonly (readonly string[])[],
  words: readonly number[],
): number[] {
  const persons = words.filter((i) => isWrittenName(names[i]!.trim()) && !remarks.test(names[i]!.trim()));
  if (persons.length < 2) return [];
  const filled = rows.map((row) => persons.filter((i) => row[i]?.trim()).length).filter((n) => n > 0);
  const takeTurns = filled.length > 1 && filled.filter((n) => n === 1).length >= 0.8 * filled.length;
  const roles = persons.map((i) => guessRole(names[i]!, null));
  const areRoles = roles.includes('interviewer') && (persons.length === 2 || !roles.includes(null));
  return takeTurns || areRoles ? persons : [];
}
