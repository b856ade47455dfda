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

/** Languages whose months are found too, written out as in a date. */
const otherLanguages = 'fr es it pt nl da nb sv fi pl cs sk ro tr el ru uk'.split(' ');

const longestFirst = (words: Iterable<string>) => [...new Set(words)].sort((a, b) => b.length - a.length).join('|');
/** A full stop after a whole month ends the sentence. */
const month = `(?:(?:${longestFirst(monthNames.flat())})(?![\\p{L}\\p{M}])|(?:jan|feb|mar|mär|apr|jun|jul|aug|sept?|o[ck]t|nov|de[cz])\\.)`;
const otherMonth = `(?:${longestFirst(otherLanguages.flatMap(monthsIn))})(?![\\p{L}\\p{M}])`;

function monthsIn(language: string): string[] {
  const format = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'long', timeZone: 'UTC' });
  return Array.from({ length: 12 }, (_, i) => {
    const parts = format.formatToParts(Date.UTC(2021, i, 15));
    return parts.find(({ type }) => type === 'month')!.value.toLowerCase();
  });
}

const units = 'first second third fourth fifth sixth seventh eighth ninth'.split(' ');
const spoken = longestFirst([
  ...units,
  ...'tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth thirtieth'.split(
    ' ',
  ),
  ...units.map((unit) => `twenty(?:-| )${unit}`),
  'thirty(?:-| )first',
]);
const germanUnits = 'zweit dritt viert fünft sechst siebt siebent acht neunt'.split(' ');
const germanSpoken = `(?:${longestFirst([
  'erst',
  ...germanUnits,
  ...'zehnt elft zwölft dreizehnt vierzehnt fünfzehnt sechzehnt siebzehnt achtzehnt neunzehnt zwanzigst dreißigst'.split(
    ' ',
  ),
  ...'ein zwei drei vier fünf sechs sieben acht neun'.split(' ').map((unit) => `${unit}undzwanzigst`),
  'einunddreißigst',
])})e[nrs]?`;

const number = String.raw`(?:0?[1-9]|[12]\d|3[01])`;
const day = String.raw`${number}(?:st|nd|rd|th|t?e[nr]?|\.)?`;
const monthNumber = '(?:0?[1-9]|1[0-2])';
const year = String.raw`(?:(?:18|19|20)\d\d)`;
const shortYear = String.raw`(?:${year}|[’']?\d\d)`;
const before = String.raw`(?<![\p{L}\p{N}]|\d[./-])`;
const after = String.raw`(?![\p{L}\p{N}]|[./-]\d)`;
const and = '(?:,? (?:and|or|to|until|through|und|oder|bis) (?:the )?| ?[-–&,/] ?)';

const written = [
  // 3 March 2024, the 3rd of March, 3. März; 3 and 4 March, 3. bis 5. März
  `${day}(?:${and}${day}){0,3} (?:of )?${month}(?:,? ${year})?`,
  // March 3rd, 2024; March 3; March 3rd and 4th
  `${month} (?:the )?${day}(?:${and}${day}(?![.:]?\\d)){0,3}(?:,? ${year})?`,
  // March 2024, May ’98
  `${month}(?: of)? (?:${year}|[’']\\d\\d)`,
  // the third of March, March the third, am dritten März
  `(?:${spoken}) (?:of |(?!may|mar))${month}(?:,? ${year})?`,
  `${month} (?:the |(?<!may ))(?:${spoken})(?:,? ${year})?`,
  `${germanSpoken} ${month}(?:,? ${year})?`,
  // 3 mars 2024, 12 de marzo de 2021, 3 марта
  `${number}(?:er|º|\\.)? (?:de )?${otherMonth}(?:,? (?:de )?${year})?`,
  `${otherMonth} (?:de )?${year}`,
];
const numeric = [
  // 2024-03-03
  String.raw`${year}([-/.])${monthNumber}\1${number}`,
  // 03/03/2024, 3.3.24, 3 / 3 / 1985
  String.raw`(?:${number}) ?([-/.]) ?(?:${number}) ?\1 ?${shortYear}`,
  // 3.3., as Germans write
  String.raw`${number}\.${monthNumber}\.(?!\d)`,
  // 03/2024
  String.raw`${monthNumber}[/.]${year}`,
  // 2024年3月3日
  String.raw`(?:\d{4}年)?\d{1,2}月(?:\d{1,2}日)?`,
];
const patterns = [...written, ...numeric].map(datePattern);
const possible = [
  // on 12/24; out of a scale it would be 7/10
  String.raw`(?<=\b(?:on|by|since|until|till|am|vom|seit|bis) )${number}/${number}`,
  // 2019-03, which may be a school year
  String.raw`${year}-(?:0[1-9]|1[0-2])`,
  // on the 24th
  String.raw`(?<=\b(?:on|by|since|until|till) the )${number}(?:st|nd|rd|th)(?=[.,;!?]|$| (?:and|I|we|he|she|they)\b)`,
].map(datePattern);

function datePattern(form: string): RegExp {
  return new RegExp(before + form.replaceAll(' ', '[ \\u00a0]') + after, 'gimu');
}

/**
 * Dates more exact than a year, written, spoken or in figures. Safe Harbor lets years stand; "last Tuesday" and "at
 * Easter" are no dates here, since they tell nothing without another date.
 */
export function findDates(text: string): Hit[] {
  return [
    ...patterns.flatMap((pattern) =>
      hitsOf(text, 'date', pattern, (words) => (/^\d+ may$/.test(words) ? 'possible' : 'sure')),
    ),
    ...possible.flatMap((pattern) => hitsOf(text, 'date', pattern, () => 'possible')),
  ];
}
