import { fold } from './identifiers';
import { formsOf, parseNameList } from './listedNames';
import type { Pass, PrivacyKey } from './privacyKey';
import { entityKey } from './pseudonyms';
import { wholeWordsPattern } from './wholeWords';

/**
 * Tells whether a text holds words that passes replaced, whatever their case and marks, or another form or a part of the
 * name of somebody whom they replaced. Numbers of up to three figures (an age) say nothing elsewhere and do not count.
 *
 * @param key its lists tell the other forms
 */
export function holdsWordsOf(passes: readonly Pass[], key: Pick<PrivacyKey, 'lists' | 'pseudonyms'>) {
  const originals = passes.flatMap(({ replaced }) => replaced.map(({ original }) => original));
  const named = new Set(key.pseudonyms.map(entityKey));
  const people = parseNameList(key.lists.names).filter(([main = '']) =>
    named.has(entityKey({ kind: 'name', entity: fold(main) })),
  );
  const forms = [...originals, ...people.flatMap(formsOf)].map(compared);
  const pattern = wholeWordsPattern(forms.filter((form) => form !== '' && !/^\d{1,3}$/.test(form)));
  return (text: string) => pattern !== null && compared(text).search(pattern) >= 0;
}

function compared(text: string): string {
  return fold(text).replace(/\s+/gu, ' ').trim();
}
