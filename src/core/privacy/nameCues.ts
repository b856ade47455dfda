import { utf16 } from '../base/offsets';
import type { Transcript } from '../transcript/transcript';
import { fold, hitsOf, type Hit } from './identifiers';

const name = String.raw`\p{Lu}[\p{Ll}\p{M}'’-]{1,24}(?:[ \u00a0-]\p{Lu}[\p{Ll}\p{M}'’-]{1,24}){0,2}?`;
const titled = new RegExp(
  String.raw`(?<![\p{L}\p{N}])(?:Mrs?|Ms|Miss|Mx|Dr|Prof|Professor|Doctor|Herr|Frau|Sister|Nurse|Pastor|Rabbi|Imam|Aunt|Auntie|Aunty|Uncle|Grandma|Grandpa|Tante|Onkel)\.?[ \u00a0](?<hit>${name}(?:[ \u00a0]\p{Lu}[\p{Ll}\p{M}-]{1,24})?)(?![\p{L}\p{N}])`,
  'gu',
);
const introduced = new RegExp(
  String.raw`(?<![\p{L}\p{N}])(?:[Mm]y name(?:['’]s| is)|[Mm]ein Name ist|[Ii]ch heiße|called|named)[ \u00a0](?<hit>${name}(?:[ \u00a0]\p{Lu}[\p{Ll}\p{M}-]{1,24})?)(?![\p{L}\p{N}])`,
  'gu',
);

/** Names after a title (`Dr. Berg`, of which the hit is `Berg`) or an introduction (`my name is …`). */
export function findCuedNames(text: string): Hit[] {
  return [...hitsOf(text, 'name', titled, () => 'likely'), ...hitsOf(text, 'name', introduced, () => 'likely')].map(
    (hit) => ({ ...hit, entity: hit.entity.replace(/['’]s?$/, '') }),
  );
}

const roles = new Set(
  'interviewer interviewee therapist client patient participant moderator facilitator researcher speaker counsellor counselor clinician doctor nurse mother father partner group narrator observer unknown therapeut therapeutin patientin klient klientin interviewerin proband probandin sprecher sprecherin'.split(
    ' ',
  ),
);

/** Names of speakers that may be those of people: no role (`Interviewer`), number (`P01`, `Speaker 2`) or pseudonym. */
export function speakerNames({ turns }: Transcript): string[] {
  return [...new Set(turns.map(({ speaker }) => speaker))].filter((speaker) => {
    if (/^NAME-\d+$/.test(speaker)) return false;
    const words = fold(speaker).match(/\p{L}[\p{L}\p{M}]*/gu) ?? [];
    return !words.every((word) => isCode(word) || roles.has(word));
  });
}

/** Up to two letters of an alphabet, as in `P01` or `TN 3`; in other scripts two characters are a whole name. */
function isCode(word: string): boolean {
  return word.length <= 2 && /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]+$/u.test(word);
}

/** Words that begin with a capital though no sentence begins with them, and name nobody. */
const commonCapitals = new Set(
  'i i’m i’d i’ll i’ve english german french spanish christmas easter monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december god ok okay tv mr mrs ms miss dr prof professor doctor herr frau sister nurse gp cbt dbt adhd ptsd ocd emdr nhs mri a&e uk us usa er'.split(
    ' ',
  ),
);
/** Whether a word has a capital wherever it stands and names nobody. */
export function isCommonCapital(word: string): boolean {
  return commonCapitals.has(fold(word).replaceAll("'", '’'));
}

const wordPattern = /[\p{L}][\p{L}\p{M}’'&-]*/gu;
/** Share of words within sentences above which a text is written with capital nouns, as German is. */
const capitalNounShare = 0.12;

/**
 * Words with a capital in the middle of a sentence: names that are on no list. Nothing in a text whose nouns all have
 * capitals.
 *
 * @param taken hits already, in the order of the text; words in them are no news
 */
export function findCapitalised(text: string, taken: readonly Hit[]): Hit[] {
  const hits: Hit[] = [];
  let within = 0;
  let next = 0;
  for (const match of text.matchAll(wordPattern)) {
    const word = match[0].replace(/['’]s?$/, '');
    const start = match.index;
    if (!isWithinSentence(text, start)) continue;
    within++;
    while (next < taken.length && taken[next]!.range.end <= start) next++;
    const hit = taken[next];
    if (hit && hit.range.start < start + word.length) continue;
    const capital = /^\p{Lu}/u.test(word) && !/^\p{Lu}+$/u.test(word);
    if (!capital || isCommonCapital(match[0])) continue;
    hits.push({
      kind: 'name',
      certainty: 'possible',
      entity: fold(word),
      range: { start: utf16(start), end: utf16(start + word.length) },
    });
  }
  return hits.length > Math.max(4, capitalNounShare * within) ? [] : hits;
}

/** Whether the word before stands in the same sentence. */
function isWithinSentence(text: string, start: number): boolean {
  return /[\p{L}\p{N},;’'][ \u00a0]["“‘(]?$/u.test(text.slice(Math.max(0, start - 3), start));
}
