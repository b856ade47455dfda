import { hitsOf, type Certainty, type Hit } from './identifiers';

const email =
  /(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}][\p{L}\p{N}._%+-]{0,63}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,5}/gu;
/** As it is dictated: "anna dot berg at mail dot org". */
const spokenEmail =
  /\b[\w-]{1,40}(?:(?: (?:dot|punkt) |\.)[\w-]{1,40}){0,3} ?(?:\b(?:at|ät)\b|[([](?:at|ät)[)\]]) ?[\w-]{1,40}(?: ?(?:\b(?:dot|punkt)\b|[([](?:dot|punkt)[)\]]) ?[\w-]{2,20}){1,3}\b/giu;

/** E-mail addresses, also as they are said aloud. */
export function findEmails(text: string): Hit[] {
  return [...hitsOf(text, 'email', email), ...hitsOf(text, 'email', spokenEmail, () => 'likely')];
}

const url = /\b(?:https?:\/\/|www\.)[^\s<>"“”()]{1,2000}[^\s<>"“”().,;:!?'’]/giu;
const bareHost =
  /(?<![\p{L}\p{N}@._-])(?:[a-z0-9-]{1,63}\.){1,4}(?:com|org|net|edu|gov|info|io|co\.uk|uk|de|at|ch|eu)(?:\/[^\s<>"“”()]{0,200}[^\s<>"“”().,;:!?'’])?(?![\p{L}\p{N}])/giu;
/** `@anna`, and Reddit's `u/anna`. */
const handle = /(?<![\p{L}\p{N}._/@-])(?:@|\/?u\/)[A-Za-z][\w.-]{1,28}\w\b/gu;
const ipAddress = /(?<![\d.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\d.]*\d)/gu;

/** Web addresses, handles and IPv4 addresses. */
export function findUrls(text: string): Hit[] {
  return [
    ...hitsOf(text, 'url', url),
    ...hitsOf(text, 'url', bareHost, () => 'likely'),
    ...hitsOf(text, 'url', handle, () => 'likely'),
    ...hitsOf(text, 'url', ipAddress),
  ];
}

const phone = /(?<![\p{L}\p{N}.,])(?:\+ ?)?\(?\d(?:[ \u00a0().\/–-]{0,2}\d){5,16}(?![\p{L}\p{N}])/gu;

const digitWord =
  '(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|null|eins|zwei|zwo|drei|vier|fünf|sechs|sieben|acht|neun)';
/** As it is dictated: "oh seven seven double nine …"; longer than anybody counts without "ten". */
const spokenPhone = new RegExp(
  String.raw`(?<![\p{L}\p{N}])${digitWord}(?:,? (?:double |triple |doppel)?(?:${digitWord}|hundred)){5,16}(?![\p{L}\p{N}])`,
  'giu',
);

/**
 * Phone and fax numbers: international (`+49 …`, `0049 …`), German and British (a leading 0), North American (3-3-4), and
 * local ones of seven figures (3-4). Figures that are written together without a leading 0 or + are no phone number. Also numbers that are said figure by figure.
 */
export function findPhones(text: string): Hit[] {
  return [
    ...hitsOf(text, 'phone', phone, judgePhone),
    ...hitsOf(text, 'phone', spokenPhone, (words) => (isCounting(words) ? null : 'likely')),
  ];
}

/** "One, two, three, four, five, six": breathing is counted so. */
function isCounting(words: string): boolean {
  const said = words.toLowerCase().match(/\p{L}+/gu) ?? [];
  const counts = ['one two three four five six seven eight nine', 'eins zwei drei vier fünf sechs sieben acht neun'];
  return counts.some(
    (count) => (count + ' ' + count).includes(said.join(' ')) || reversed(count).includes(said.join(' ')),
  );
}

const reversed = (words: string) => words.split(' ').reverse().join(' ');

function judgePhone(words: string): Certainty | null {
  const digits = words.replace(/\D/g, '');
  if (digits.length > 15) return null;
  if (/^(\+|00)/.test(words)) return digits.length >= 8 ? 'sure' : null;
  if (/^\(?(?:1[ .-])?\(?[2-9]\d\d\)?[ .-]{0,2}\d{3}[ .-]\d{4}$/.test(words)) return 'sure';
  if (/^\(?0/.test(words)) return digits.length >= 7 ? 'likely' : null;
  if (/^\d{3}[ -]\d{4}$/.test(words)) return 'possible';
  return null;
}
