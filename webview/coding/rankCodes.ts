import { withoutMarks } from '../../src/core/base/marks';
import type { CodingCode } from '../../src/protocol/coding';

/** Which part of the code the query was found in; shown so that a hit is never a riddle. */
export type FoundIn = 'key' | 'name' | 'path' | 'definition' | null;

export interface RankedCode {
  readonly code: CodingCode;
  readonly foundIn: FoundIn;
}

/**
 * Codes that fit what was typed, best first: a key, the beginning of the name, of a word in it, initials, a part of it,
 * the codes above, the definition. Capitals and accents do not count. Without a query: the most recent, the pinned, the rest.
 *
 * @param recent ids of codes, the latest first
 */
export function rankCodes(codes: readonly CodingCode[], query: string, recent: readonly string[]): RankedCode[] {
  const usable = codes.filter(({ deleted }) => !deleted);
  const folded = fold(query);
  const recency = ({ id }: CodingCode) => (recent.includes(id) ? recent.indexOf(id) : recent.length);
  if (folded === '') {
    const order = usable.toSorted((a, b) => recency(a) - recency(b) || (a.pin ?? 10) - (b.pin ?? 10));
    return order.map((code) => ({ code, foundIn: null }));
  }
  return usable
    .map((code) => ({ code, match: match(code, folded) }))
    .filter(({ match: { rank } }) => rank < noMatch)
    .sort((a, b) => a.match.rank - b.match.rank || recency(a.code) - recency(b.code))
    .map(({ code, match: { foundIn } }) => ({ code, foundIn }));
}

/** Whether a new code may have this name: no other has, capitals and space aside. */
export function isNewName(codes: readonly CodingCode[], name: string): boolean {
  const key = nameKey(name);
  return key !== '' && !codes.some((code) => !code.deleted && nameKey(code.name) === key);
}

const noMatch = 8;

function match(code: CodingCode, query: string): { rank: number; foundIn: FoundIn } {
  const found = (rank: number, foundIn: FoundIn) => ({ rank, foundIn });
  if (query === code.shortcut || query === String(code.pin)) return found(0, 'key');
  const name = fold(code.name);
  if (name.startsWith(query)) return found(1, 'name');
  const parts = query.split(' ');
  const words = wordsOf(name);
  const begins = (among: readonly string[]) => parts.every((part) => among.some((word) => word.startsWith(part)));
  if (begins(words)) return found(2, 'name');
  if (
    words.length > 1 &&
    words
      .map(([first]) => first)
      .join('')
      .startsWith(query)
  )
    return found(3, 'name');
  if (name.includes(query)) return found(4, 'name');
  if (begins([...words, ...code.path.flatMap((above) => wordsOf(fold(above)))])) return found(5, 'path');
  const explanation = wordsOf(fold(`${code.definition} ${code.whenToUse}`));
  if (begins([...words, ...explanation])) return found(6, 'definition');
  return found(noMatch, null);
}

function wordsOf(folded: string): string[] {
  return folded.split(/[^\p{L}\p{M}\p{N}]+/u).filter((word) => word !== '');
}

function fold(text: string): string {
  return withoutMarks(text.trim().toLowerCase().normalize('NFKC')).replace(/\s+/g, ' ');
}

/** As the codebook compares names. */
function nameKey(name: string): string {
  return name.trim().normalize('NFC').toLowerCase();
}
