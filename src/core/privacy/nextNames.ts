import { utf16 } from '../base/offsets';
import { isCommonCapital } from './capitals';
import { fold, type Hit } from './identifiers';

const nextWord = /[ \u00a0](\p{Lu}\p{Ll}[\p{L}\p{M}]*(?:-\p{Lu}[\p{L}\p{M}]+)?)/uy;
const capitalised = /(?<![\p{L}\p{M}])\p{Lu}[\p{L}\p{M}]*(?:-\p{Lu}[\p{L}\p{M}]+)?/gu;

/**
 * Words with a capital right after a single name, which stand nowhere else in the texts: the surname in `Anna Lindemann`,
 * where it is on no list. `Angst` in “weil Anna Angst hat” is mostly spoken of elsewhere too. Each is for a person to look at.
 *
 * @param found hits of all texts
 * @returns the hits of each text
 */
export function findNextNames(found: readonly { readonly text: string; readonly hits: readonly Hit[] }[]): Hit[][] {
  const beside = found.map(({ text, hits }) => hits.flatMap((hit) => afterName(text, hit) ?? []));
  const times = counts(found.flatMap(({ text }) => text.match(capitalised) ?? []).map(fold));
  const timesBeside = counts(beside.flat().map(({ entity }) => entity));
  return beside.map((hits) => hits.filter(({ entity }) => times.get(entity) === timesBeside.get(entity)));
}

function afterName(text: string, { kind, range }: Hit): Hit | null {
  if (kind !== 'name' || /\s/u.test(text.slice(range.start, range.end))) return null;
  nextWord.lastIndex = range.end;
  const word = nextWord.exec(text)?.[1];
  if (word === undefined || isCommonCapital(word)) return null;
  const start = range.end + 1;
  const next = { start: utf16(start), end: utf16(start + word.length) };
  return { kind: 'name', certainty: 'possible', entity: fold(word), range: next };
}

function counts(words: readonly string[]): Map<string, number> {
  const times = new Map<string, number>();
  for (const word of words) times.set(word, (times.get(word) ?? 0) + 1);
  return times;
}
