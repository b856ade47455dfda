import { hitsOf, type Certainty, type Hit } from './identifiers';

const edge = String.raw`(?<![\p{L}\p{N}-])`;
const end = String.raw`(?![\p{L}\p{N}-])`;
const ssn = new RegExp(String.raw`${edge}(?!000|666|9)\d{3}-(?!00)\d\d-(?!0000)\d{4}${end}`, 'gu');
const nhs = new RegExp(String.raw`${edge}\d{3} \d{3} \d{4}${end}`, 'gu');
/** German health insurance: a letter and nine figures. */
const kvnr = new RegExp(String.raw`${edge}[A-Z]\d{9}${end}`, 'gu');
const iban = new RegExp(String.raw`${edge}[A-Z]{2}\d\d(?: ?[A-Z\d]{4}){2,7}(?: ?[A-Z\d]{1,3})?${end}`, 'gu');
/** None begins with 0, as phone numbers do. */
const card = new RegExp(String.raw`${edge}[1-9]\d{3}(?:[ -]\d{4}){2,4}${end}`, 'gu');
/** German `B-AB 123`, British `AB12 CDE`. */
const plate = new RegExp(
  String.raw`${edge}(?:[A-ZÄÖÜ]{1,3}-[A-Z]{1,2} ?[1-9]\d{0,3}[EH]?|[A-Z]{2}\d\d ?[A-Z]{3})${end}`,
  'gu',
);
const what =
  'mrn|medical record|patient|record|chart|case|file|account|policy|insurance|member(?:ship)?|social security|passport|licen[cs]e(?: plate)?|number plate|registration|badge|employee|student|nhs|aktenzeichen|fallnummer|patientennummer|versichertennummer|versicherungsnummer|personalnummer|matrikelnummer|kontonummer|ausweisnummer|kennzeichen';
const named = new RegExp(
  String.raw`(?<![\p{L}\p{N}])(?:${what}|ID)(?: (?:number|no\.?|nr\.?|id|code|plate))?(?: (?:is|was|ist|lautet|ending in))?[:# ]{1,3}(?<hit>[\p{L}\d](?:[\p{L}\d]|[-/. ](?=[\p{Lu}\d])){2,24}[\p{L}\d])`,
  'giu',
);
const secret =
  /(?<![\p{L}\p{N}])(?:password|passcode|passwort|kennwort|pin)(?: (?:is|was|ist|war))?[: ]{1,2}(?<hit>[\p{L}\d][^\s,.;!?]{2,40}[\p{L}\d])/giu;

/**
 * Numbers of records, insurances, accounts and licences, by their form (US social security, NHS with its check digit,
 * German health insurance, IBAN, cards, German and British number plates) or by the word before them; and passwords.
 */
export function findIdNumbers(text: string): Hit[] {
  return [
    ...hitsOf(text, 'id', ssn),
    ...hitsOf(text, 'id', nhs, (words) => (isNhsNumber(words) ? 'sure' : null)),
    ...hitsOf(text, 'id', kvnr, () => 'likely'),
    ...hitsOf(text, 'id', iban),
    ...hitsOf(text, 'id', card, () => 'likely'),
    ...hitsOf(text, 'id', plate, () => 'likely'),
    ...hitsOf(text, 'id', named, judgeNamed),
    ...hitsOf(text, 'id', secret, (words) => (/\d/.test(words) ? 'likely' : null)),
  ];
}

function judgeNamed(words: string): Certainty | null {
  return (words.match(/\d/g) ?? []).length >= 4 ? 'sure' : null;
}

/** Modulus 11, https://www.datadictionary.nhs.uk/attributes/nhs_number.html */
function isNhsNumber(words: string): boolean {
  const digits = [...words.replace(/\D/g, '')].map(Number);
  const sum = digits.slice(0, 9).reduce((total, digit, i) => total + digit * (10 - i), 0);
  return (11 - (sum % 11)) % 11 === digits[9];
}
