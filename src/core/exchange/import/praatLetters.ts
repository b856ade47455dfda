/** Marks above and below letters, by the sign that Praat writes for them. */
const marks: Readonly<Record<string, string>> = {
  '"': '\u0308',
  "'": '\u0301',
  '`': '\u0300',
  '^': '\u0302',
  '~': '\u0303',
  ',': '\u0327',
};

const ligatures: Readonly<Record<string, string>> = {
  ss: 'ß',
  ae: 'æ',
  Ae: 'Æ',
  oe: 'œ',
  Oe: 'Œ',
  ao: 'å',
  Ao: 'Å',
  'o/': 'ø',
  'O/': 'Ø',
};

/**
 * Letters that Praat writes by a backslash and two signs, such as `\o"` for ö, as letters (manual page *Special
 * symbols*, https://www.fon.hum.uva.nl/praat/manual/Special_symbols.html); signs of phonetics stay as they are.
 */
export function praatLetters(text: string): string {
  return text.replace(/\\([A-Za-z])(["'`^~,/A-Za-z])/g, (whole, letter: string, sign: string) => {
    const mark = marks[sign];
    if (mark === undefined) return ligatures[letter + sign] ?? whole;
    const composed = (letter + mark).normalize('NFC');
    return composed.length === 1 ? composed : whole;
  });
}
