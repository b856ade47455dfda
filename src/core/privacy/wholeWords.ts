/** Scripts that put no space between words: a name in them may stand anywhere within a run of letters. */
const unspaced = /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]/u;
const inWord = String.raw`[\p{L}\p{M}\p{N}]`;

/** Whether words in this script are set apart by spaces or marks; of the first or last character of a form. */
export function isSpaced(character: string): boolean {
  return !unspaced.test(character);
}

/**
 * A pattern for forms where they stand as whole words, the longest first; a possessive `s` may follow, which the match
 * leaves out.
 *
 * @param forms none empty
 * @returns null for no forms
 */
export function wholeWordsPattern(forms: Iterable<string>, flags: 'gu' | 'giu' = 'gu'): RegExp | null {
  const groups = new Map<string, { readonly before: string; readonly after: string; readonly forms: string[] }>();
  for (const form of new Set(forms)) {
    const before = edge(first(form), '', `(?<!${inWord})`);
    const after = edge(last(form), String.raw`(?!\p{M})`, `(?=s?(?!${inWord}))`);
    const key = before + after;
    const group = groups.get(key) ?? { before, after, forms: [] };
    groups.set(key, group);
    group.forms.push(form);
  }
  if (groups.size === 0) return null;
  // Where one form begins another, the longer wins; of those with other edges, the one that ends in no letter.
  const parts = [...groups.values()]
    .sort((a, b) => a.after.length - b.after.length)
    .map(({ before, after, forms: alike }) => {
      const longest = alike.sort((a, b) => b.length - a.length).map(escape);
      return `${before}(?:${longest.join('|')})${after}`;
    });
  return new RegExp(parts.join('|'), flags);
}

function edge(character: string, inUnspaced: string, inSpaced: string): string {
  if (!/[\p{L}\p{M}\p{N}]/u.test(character)) return '';
  return isSpaced(character) ? inSpaced : inUnspaced;
}

function first(form: string): string {
  return String.fromCodePoint(form.codePointAt(0)!);
}

function last(form: string): string {
  return [...form.slice(-2)].at(-1)!;
}

/** A line may end within a name. */
function escape(form: string): string {
  return form.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&').replace(/\s+/gu, String.raw`\s+`);
}
