import { utf16 } from '../base/offsets';
import { fold, resolveOverlaps, type Certainty, type Hit, type IdentifierKind } from './identifiers';
import { isSpaced, wholeWordsPattern } from './wholeWords';

/** A person or place of the person's own list: how it is written, the main form first. */
export type ListedName = readonly string[];

const wordPattern = /[\p{L}\p{N}][\p{L}\p{M}\p{N}]*/gu;
/** What may part the words of one name, as in O’Brien, Dr. Berg or Anna-Lena. */
const withinName = /^(?:[ \u00a0.'’-]{1,3}|\n)$/;
/** Words that stand in many names and name nobody. */
const nobody = new Set(
  'von van de der den la le del da di el al bin ibn zu mr mrs ms miss dr prof herr frau the and und of san st'.split(
    ' ',
  ),
);

/**
 * Reads a list as people write it: a line for each person or place, other ways to write it after commas.
 *
 * @returns no entry for a line that holds no word
 */
export function parseNameList(list: string): ListedName[] {
  return list
    .split(/\r?\n/)
    .map((line) =>
      line
        .split(/[,;]/)
        .map((form) => form.trim())
        .filter((form) => form.search(wordPattern) >= 0),
    )
    .filter((forms) => forms.length > 0);
}

/** Every way to write a person, the parts of the name among them. */
export function formsOf(names: ListedName): string[] {
  const parts = names.flatMap((name) => {
    const words = [...name.matchAll(wordPattern)].map(([word]) => word);
    return words.length > 1 ? words.filter((word) => word.length > 2 && !nobody.has(fold(word))) : [];
  });
  return [...names, ...parts];
}

interface Form {
  readonly words: readonly string[];
  readonly entity: string;
  readonly certainty: Certainty;
}

/**
 * Where listed names stand: whole words, whatever their case and marks, before a possessive too (the hit leaves out its
 * `'s` or `s`); in scripts without spaces between words, wherever they stand. The parts of a person's name count as that
 * person; a part that several share is an entity of its own.
 *
 * @param kind `name`: parts of names count too; `place`: only whole forms
 */
export function findListed(
  text: string,
  kind: IdentifierKind & ('name' | 'place'),
  list: readonly ListedName[],
): Hit[] {
  const forms = indexForms(list, kind === 'name');
  if (forms.size === 0) return [];
  const words = [...text.matchAll(wordPattern)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
    folded: fold(match[0]),
    capital: !/^\p{Ll}/u.test(match[0]),
  }));
  const hits: Hit[] = [];
  for (let i = 0; i < words.length;) {
    const found = longest(i);
    if (!found) {
      i++;
      continue;
    }
    const { form, trimmed } = found;
    const last = words[i + form.words.length - 1]!;
    const { start, capital } = words[i]!;
    hits.push({
      kind,
      certainty: capital && !isPartOfDouble(i, i + form.words.length - 1) ? form.certainty : 'possible',
      entity: form.entity,
      range: { start: utf16(start), end: utf16(last.end - trimmed) },
    });
    i += form.words.length;
  }
  const within = findUnspaced(text, kind, list);
  return within.length === 0 ? hits : resolveOverlaps([...hits, ...within]);

  /** Anna-Lena may be somebody else than Anna. */
  function isPartOfDouble(from: number, to: number): boolean {
    const [before, after] = [words[from - 1], words[to + 1]];
    return (
      (before !== undefined && before.capital && text.slice(before.end, words[from]!.start) === '-') ||
      (after !== undefined && after.capital && text.slice(words[to]!.end, after.start) === '-')
    );
  }

  function longest(at: number): { form: Form; trimmed: number } | null {
    for (const form of forms.get(words[at]!.folded) ?? []) {
      const trimmed = matchAt(form, at);
      if (trimmed !== null) return { form, trimmed };
    }
    const { folded } = words[at]!;
    const bare = folded.endsWith('s') ? forms.get(folded.slice(0, -1)) : undefined;
    const single = bare?.find(({ words: parts }) => parts.length === 1);
    return single ? { form: single, trimmed: 1 } : null;
  }

  /** Units of a possessive s at the end; null when the form does not stand there. */
  function matchAt(form: Form, at: number): number | null {
    for (let j = 1; j < form.words.length; j++) {
      const word = words[at + j];
      const wanted = form.words[j]!;
      if (!word || !withinName.test(text.slice(words[at + j - 1]!.end, word.start))) return null;
      if (word.folded === wanted) continue;
      return j === form.words.length - 1 && word.folded === `${wanted}s` ? 1 : null;
    }
    return 0;
  }
}

/** Forms in a script without spaces, as they are written; neither case nor marks are optional there. */
function findUnspaced(text: string, kind: IdentifierKind, list: readonly ListedName[]): Hit[] {
  const entities = new Map<string, string>();
  for (const names of list) {
    for (const name of names) {
      if ([...name].some((character) => !isSpaced(character))) entities.set(name, fold(names[0] ?? ''));
    }
  }
  const pattern = wholeWordsPattern(entities.keys());
  if (!pattern) return [];
  return [...text.matchAll(pattern)].map(({ 0: words, index }) => ({
    kind,
    certainty: 'sure' as const,
    entity: entities.get(words)!,
    range: { start: utf16(index), end: utf16(index + words.length) },
  }));
}

/** The forms of a list by their first word, longest first. */
function indexForms(list: readonly ListedName[], withParts: boolean): Map<string, Form[]> {
  const wholes = list.flatMap((names) => {
    const entity = fold(names[0] ?? '');
    return names.map((name): Form => ({ words: wordsOf(name), entity, certainty: 'sure' }));
  });
  const owners = new Map<string, Set<string>>();
  for (const { words, entity } of withParts ? wholes : []) {
    for (const part of words.length > 1 ? words : []) {
      if (part.length > 1 && !nobody.has(part)) owners.set(part, (owners.get(part) ?? new Set()).add(entity));
    }
  }
  const isWhole = new Set(wholes.map(({ words }) => words.join(' ')));
  const parts = [...owners]
    .filter(([part]) => !isWhole.has(part))
    .map(([part, [first, ...others]]): Form => ({
      words: [part],
      entity: others.length === 0 ? first! : part,
      certainty: 'likely',
    }));
  const index = new Map<string, Form[]>();
  for (const form of [...wholes, ...parts]) {
    const [first] = form.words;
    if (first === undefined) continue;
    index.set(first, [...(index.get(first) ?? []), form]);
  }
  for (const forms of index.values()) forms.sort((a, b) => b.words.length - a.words.length);
  return index;
}

function wordsOf(name: string): string[] {
  return [...name.matchAll(wordPattern)].map(([word]) => fold(word));
}
