import { hitsOf, type Hit } from './identifiers';

const unit = '(?:one|two|three|four|five|six|seven|eight|nine)';
const age = String.raw`(?<hit>9\d|1[0-2]\d|ninety(?:[- ]${unit})?|(?:a|one) hundred(?: and ${unit})?|(?:\p{L}{3,8}und)?neunzig|(?:ein)?hundert(?:\p{L}{3,6})?)`;
const patterns = [
  // 93 years old, 93-year-old, 93 Jahre, 93-jährig
  new RegExp(
    String.raw`(?<![\p{L}\p{N}.,])${age}[- ]?(?:years?[- ](?:old|of age)|yrs?\b|y\/o|jahre alt|jahre\b|jährige?[rsn]?\b)`,
    'giu',
  ),
  // aged 93, turned 93, age of 93, wurde 93
  new RegExp(
    String.raw`\b(?:age[ds]?(?: of)?|turn(?:s|ed|ing)|almost|nearly|wurde|wird|fast)[: ] ?${age}(?![\p{L}\p{N}%.,:/-]*\d|[\p{L}\p{N}%])`,
    'giu',
  ),
  // died at 93, lived to 101, mit 95
  new RegExp(
    String.raw`\b(?:(?:died|dead|passed(?: away)?|gone) at|lived? (?:to(?: be)?|till|until)|mit) ${age}(?=[.,;!?]|$| years| and| und| ist| war| gestorben| noch)`,
    'gimu',
  ),
  // My gran is 93.
  new RegExp(
    String.raw`\b(?:gran(?:ny|ma|dad|dpa|dmother|dfather)?|nana?|mother|father|mum|mom|dad|aunt(?:ie)?|uncle|oma|opa|mutter|vater|tante|onkel)(?:['’]s| is| was| ist| war)(?: now| about| jetzt)? ${age}(?=[.,;!?]|$| now| and| und| years)`,
    'gimu',
  ),
  // she is 93 now.
  new RegExp(
    String.raw`\b(?:I['’]m|I am|s?he['’]s|s?he is|s?he was|ich bin|(?:er|sie) ist)(?: now| about| jetzt)? ${age}(?=[.,;!?]|$| now| and| und|\n)`,
    'gimu',
  ),
];

/** Ages of 90 and more, in figures or words; the hit is the number alone. */
export function findAges(text: string): Hit[] {
  return patterns.flatMap((pattern) => hitsOf(text, 'age', pattern));
}
