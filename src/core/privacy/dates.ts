import { hitsOf, type Hit } from './identifiers';

/** Names of months, in the order of the year; English and German, long and short. */
export const monthNames: readonly (readonly string[])[] = [
  ['january', 'januar', 'jänner', 'jan'],
  ['february', 'februar', 'feb'],
  ['march', 'märz', 'mar', 'mär'],
  ['april', 'apr'],
  ['may', 'mai'],
  ['june', 'juni', 'jun'],
  ['july', 'juli', 'jul'],
  ['august', 'aug'],
  ['september', 'sept', 'sep'],
  ['october', 'oktober', 'oct', 'okt'],
  ['november', 'nov'],
  ['december', 'dezember', 'dec', 'dez'],
];

const month = `(?:${monthNames
  .flat()
  .sort((a, b) => b.length - a.length)
  .join('|')})(?![\\p{L}\\p{M}])\\.?`;
const day = String.raw`(?:0?[1-9]|[12]\d|3[01])`;
const ordinal = String.raw`(?:st|nd|rd|th|\.)?`;
const year = String.raw`(?:(?:18|19|20)\d\d)`;
const shortYear = String.raw`(?:${year}|[’']?\d\d)`;
const before = String.raw`(?<![\p{L}\p{N}]|\d[./-])`;
const after = String.raw`(?![\p{L}\p{N}]|[./-]\d)`;

const written = [
  // 3 March 2024, the 3rd of March, 3. März
  `${day}${ordinal} (?:of )?${month}(?:,? ${year})?`,
  // March 3rd, 2024; March 3
  `${month} ${day}(?:st|nd|rd|th)?(?:,? ${year})?`,
  // March 2024
  `${month}(?: of)? ${year}`,
];
const numeric = [
  // 2024-03-03
  String.raw`${year}([-/.])(?:0?[1-9]|1[0-2])\1${day}`,
  // 03/03/2024, 3.3.24
  String.raw`(?:${day}|1[0-2])([-/.]) ?(?:${day}|1[0-2])\2 ?${shortYear}`,
  // 3.3., as Germans write
  String.raw`${day}\.(?:0?[1-9]|1[0-2])\.(?!\d)`,
];
const patterns = [...written, ...numeric].map(
  (form) => new RegExp(before + form.replaceAll(' ', '[ \\u00a0]').replaceAll('\\2', '\\1') + after, 'giu'),
);

/**
 * Dates more exact than a year, written or in figures. Safe Harbor lets years stand; "last Tuesday" and "at Easter" are
 * no dates here, since they tell nothing without another date.
 */
export function findDates(text: string): Hit[] {
  return patterns.flatMap((pattern) => hitsOf(text, 'date', pattern));
}
