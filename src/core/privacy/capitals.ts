import { utf16 } from '../base/offsets';
import { fold, type Hit } from './identifiers';

/** Words that begin with a capital though no sentence begins with them, and name nobody. */
const commonCapitals = new Set(
  'i i’m i’d i’ll i’ve english german french spanish christmas easter monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december god ok okay tv mr mrs ms miss dr prof professor doctor herr frau sister nurse gp cbt dbt adhd ptsd ocd emdr nhs mri a&e uk us usa er'.split(
    ' ',
  ),
);
/** Whether a word has a capital wherever it stands and names nobody. */
export function isCommonCapital(word: string): boolean {
  const folded = fold(word).replaceAll("'", '’');
  return commonCapitals.has(folded) || (folded.endsWith('days') && commonCapitals.has(folded.slice(0, -1)));
}

const wordPattern = /[\p{L}][\p{L}\p{M}’'&-]*/gu;
/** Share of words within sentences above which a text is written with capital nouns, as German is. */
const capitalNounShare = 0.12;

/**
 * Words with a capital in the middle of a sentence: names that are on no list.
 *
 * @param taken hits already, in the order of the text; words in them are no news
 * @returns null for a text whose nouns all have capitals
 */
export function findCapitalised(text: string, taken: readonly Hit[]): Hit[] | null {
  const hits: Hit[] = [];
  const small = new Set(text.match(/(?<![\p{L}\p{M}])\p{Ll}[\p{L}\p{M}]*/gu));
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
    // Whoever is quoted begins a sentence: “Well, …”
    if (
      !capital ||
      isCommonCapital(match[0]) ||
      (/["“‘„]/.test(text[start - 1] ?? '') && small.has(word.toLowerCase()))
    )
      continue;
    hits.push({
      kind: 'name',
      certainty: 'possible',
      entity: fold(word),
      range: { start: utf16(start), end: utf16(start + word.length) },
    });
  }
  return hits.length > Math.max(4, capitalNounShare * within) ? null : hits;
}

/** Whether the word before the one at `start` stands in the same sentence. */
export function isWithinSentence(text: string, start: number): boolean {
  return /[\p{L}\p{N},;’'][ \u00a0]["“‘„(]?$/u.test(text.slice(Math.max(0, start - 3), start));
}
