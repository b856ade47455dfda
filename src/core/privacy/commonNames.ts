import { withoutMarks } from '../base/marks';
import { utf16 } from '../base/offsets';
import { isCommonCapital, isWithinSentence } from './capitals';
import { fold, type Hit } from './identifiers';

/** Names that many people or towns have, as `keyOf` and without any marks. */
export interface CommonNames {
  readonly given: ReadonlySet<string>;
  /** Those that are no words. */
  readonly surnames: ReadonlySet<string>;
  /** Surnames that are words too, and tell a person only after another name. */
  readonly wordSurnames: ReadonlySet<string>;
  /** Names of towns as their words, by the first one, longest first. */
  readonly places: ReadonlyMap<string, readonly (readonly string[])[]>;
}

export const noCommonNames: CommonNames = {
  given: new Set(),
  surnames: new Set(),
  wordSurnames: new Set(),
  places: new Map(),
};

/** `O’Brien` is one word, `Anna’s` is two, and so is `Anna-Lena`. */
const wordPattern = /\p{L}[\p{L}\p{M}]*(?:['’]\p{L}[\p{L}\p{M}]+)*/gu;
/** What may part the words of a town, as in `St. Gallen` or `Garmisch-Partenkirchen`. */
const withinPlace = /^(?:\.?[ \u00a0]|-)$/;
const mostWordsOfPerson = 4;

/** @param lists a name a line */
export function parseCommonNames(
  lists: Readonly<Record<'given' | 'surnames' | 'wordSurnames' | 'places', string>>,
): CommonNames {
  // Who has no ü on the keyboard writes Mueller, or Muller.
  const lines = (list: string) =>
    [...new Set([keyOf(list), fold(list)].flatMap((all) => all.split(/\r?\n/)))].filter(Boolean);
  const places = new Map<string, string[][]>();
  for (const line of lines(lists.places)) {
    const words = line.match(wordPattern) ?? [];
    const [first] = words;
    if (first !== undefined) places.set(first, [...(places.get(first) ?? []), words]);
  }
  for (const forms of places.values()) forms.sort((a, b) => b.length - a.length);
  return {
    given: new Set(lines(lists.given)),
    surnames: new Set(lines(lists.surnames)),
    wordSurnames: new Set(lines(lists.wordSurnames)),
    places,
  };
}

/** Without case and marks, but for umlauts: `Völker` are no Volker, and `Juergen` is Jürgen. */
function keyOf(words: string): string {
  return fold(words.replace(/[äöü]/gi, (letter) => `${withoutMarks(letter)}e`));
}

/** Words that begin with a small letter anywhere in the texts, as `keyOf`. */
export function smallWordsOf(texts: readonly string[]): Set<string> {
  return new Set(texts.flatMap((text) => text.match(/(?<![\p{L}\p{M}])\p{Ll}[\p{L}\p{M}]*/gu) ?? []).map(keyOf));
}

interface Word {
  readonly key: string;
  readonly start: number;
  readonly end: number;
  readonly hasCapital: boolean;
}

/** `next`: index of the word after it. `trimmed`: units of a possessive s at its end. */
interface Found {
  readonly kind: 'name' | 'place';
  readonly next: number;
  readonly trimmed: number;
}

/**
 * Common given names and surnames, and towns, wherever they have a capital: at the start of a sentence
 * too, and in German, where all nouns have one. Each is `possible`, for a person to look at.
 *
 * @param small `smallWordsOf` all texts: a word that is among them names nobody where it begins a sentence (`Hope`, `Will`)
 */
export function findCommonNames(text: string, names: CommonNames, small: ReadonlySet<string>): Hit[] {
  const { given, surnames, wordSurnames, places } = names;
  if (given.size === 0 && places.size === 0) return [];
  const words = wordsOf(text);
  const hits: Hit[] = [];
  for (let i = 0; i < words.length;) {
    const found = words[i]!.hasCapital ? (placeOfWords(i) ?? personAt(i) ?? placeAt(i)) : null;
    if (!found) {
      i++;
      continue;
    }
    const range = { start: utf16(words[i]!.start), end: utf16(words[found.next - 1]!.end - found.trimmed) };
    hits.push({ kind: found.kind, certainty: 'possible', entity: fold(text.slice(range.start, range.end)), range });
    i = found.next;
  }
  return hits;

  function between(at: number): string {
    return text.slice(words[at - 1]!.end, words[at]?.start ?? words[at - 1]!.end);
  }

  /** Units of a possessive s after the name that the word is; null where it is none. */
  function trimmedOf({ key, start }: Word, known: { has(name: string): boolean }): number | null {
    const bare = key.endsWith('s') ? key.slice(0, -1) : '';
    const trimmed = known.has(key) ? 0 : known.has(bare) && !isName(key) && !isTown(key) ? 1 : null;
    const isSmall = small.has(key) || (trimmed === 1 && small.has(bare));
    return isSmall && !isWithinSentence(text, start) ? null : trimmed;
  }

  function placeOfWords(at: number): Found | null {
    const forms = places.get(words[at]!.key) ?? [];
    const stands = (form: readonly string[]) =>
      form.every((part, j) => words[at + j]?.key === part && (j === 0 || withinPlace.test(between(at + j))));
    const form = forms.find((one) => one.length > 1 && stands(one));
    return form ? { kind: 'place', next: at + form.length, trimmed: 0 } : null;
  }

  function placeAt(at: number): Found | null {
    const trimmed = trimmedOf(words[at]!, { has: isTown });
    return trimmed === null ? null : { kind: 'place', next: at + 1, trimmed };
  }

  function personAt(at: number): Found | null {
    const first = doubleAt(at);
    const own = words
      .slice(at, first)
      .map((word) => trimmedOf(word, given) ?? (trimmedOf(word, surnames) === 0 ? 0 : null));
    if (own.every((trimmed) => trimmed === null)) return null;
    let next = first;
    while (next < words.length && next - at < mostWordsOfPerson && /^[ \u00a0]$/.test(between(next))) {
      const { key, hasCapital } = words[next]!;
      if (!hasCapital || !(isName(key) || (key.endsWith('s') && isName(key.slice(0, -1))))) break;
      next = doubleAt(next);
    }
    if (next === first) return { kind: 'name', next, trimmed: own.at(-1) ?? 0 };
    const { key } = words[next - 1]!;
    return { kind: 'name', next, trimmed: isName(key) || !key.endsWith('s') ? 0 : 1 };
  }

  function isName(key: string): boolean {
    return given.has(key) || surnames.has(key) || wordSurnames.has(key);
  }

  function isTown(key: string): boolean {
    return places.get(key)?.some(({ length }) => length === 1) ?? false;
  }

  /** The end of words that hyphens join: `Anna-Lena`. */
  function doubleAt(at: number): number {
    let next = at + 1;
    while (next < words.length && next - at < mostWordsOfPerson && words[next]!.hasCapital && between(next) === '-')
      next++;
    return next;
  }
}

function wordsOf(text: string): Word[] {
  return [...text.matchAll(wordPattern)].map(({ 0: word, index }) => ({
    key: keyOf(word),
    start: index,
    end: index + word.length,
    // `IT`, `EKG`: letters, no name.
    hasCapital: /^\p{Lu}/u.test(word) && !/^\p{Lu}{1,3}$/u.test(word) && !isCommonCapital(word),
  }));
}
