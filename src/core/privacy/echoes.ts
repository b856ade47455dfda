import { utf16 } from '../base/offsets';
import { fold, type Hit } from './identifiers';
import { findListed, type ListedName } from './listedNames';
import { wholeWordsPattern } from './wholeWords';

/** Kinds that a form tells wherever it stands; what their words say elsewhere is another matter (`93`). */
const toldByForm: ReadonlySet<Hit['kind']> = new Set(['date', 'age']);

/**
 * Where the words of hits stand once more without what told them there: the second `Berg` in “Dr. Berg came. Berg left.”,
 * or `Leeds` at the start of a sentence. Each is for a person to look at. Parts of a name count as in `findListed`.
 *
 * @param found of any texts of the study
 */
export function echoesOf(found: readonly { readonly text: string; readonly hits: readonly Hit[] }[]) {
  const names = new Map<string, ListedName>();
  const others = new Map<string, Hit>();
  for (const { text, hits } of found) {
    for (const hit of hits) {
      const words = text.slice(hit.range.start, hit.range.end);
      if (hit.kind === 'name') names.set(hit.entity, [words]);
      else if (!toldByForm.has(hit.kind) && words.length > 3) others.set(words, hit);
    }
  }
  const list = [...names.values()];
  const pattern = wholeWordsPattern(others.keys());
  return (text: string): Hit[] => [
    ...findListed(text, 'name', list)
      .filter((hit) => !beginsSmall(text, hit))
      .map((hit): Hit => ({ ...hit, certainty: 'possible' })),
    ...(pattern ? [...text.matchAll(pattern)] : []).map(({ 0: words, index }): Hit => {
      const range = { start: utf16(index), end: utf16(index + words.length) };
      return { kind: others.get(words)!.kind, certainty: 'possible', entity: fold(words), range };
    }),
  ];
}

/** `koch` may be a verb, where `Koch` was a name. */
export function beginsSmall(text: string, { range }: Hit): boolean {
  return /^\p{Ll}/u.test(text.slice(range.start, range.end));
}
