import { isSpeakerName } from '../../transcript/transcript';

const maxWords = 8;
const form = /^[\p{L}\p{N}][\p{L}\p{M}\p{N}\u200C\u200D .,'’"“”_&/#()|@+-]{0,59}$/u;

/**
 * Whether another program, or a person, may have written this as the name of a speaker. Wider than what a transcript
 * holds (`isSpeakerName`; `speakerNamesFor` makes the one of the other): `Schmidt, Anna`, `P01 | she/her`,
 * `Dr. Anna Maria von Heide`. Sentences look much the same, so that at least half of the words have to begin with a
 * capital, a digit, or a letter of a script that has no capitals, and who asks lets such a name come twice.
 */
export function isWrittenName(name: string): boolean {
  return isSpeakerName(name) || (isWide(name) && 2 * capitalShare(name) >= 1);
}

/**
 * The names among them that a transcript cannot hold: those that come again, and where some do, also those that come
 * once and have the form of a name in every word.
 */
export function wideNames(names: readonly string[]): Set<string> {
  const wide = names.filter((name) => !isSpeakerName(name) && isWrittenName(name));
  const again = recurring(wide);
  return again.size === 0 ? again : new Set([...again, ...wide.filter(isPlainlyWritten)]);
}

/** With a comma or a bar, and a capital in every word: `Maier, Peter`. */
export function isPlainlyWritten(name: string): boolean {
  return isWide(name) && capitalShare(name) === 1 && /[,|]/.test(name);
}

function isWide(name: string): boolean {
  return form.test(name) && /\p{L}/u.test(name) && wordsOf(name).length <= maxWords;
}

function capitalShare(name: string): number {
  const words = wordsOf(name).filter((word) => /\p{L}/u.test(word));
  return words.filter((word) => /^[("'“]*[\p{Lu}\p{Lt}\p{Lo}\p{N}]/u.test(word)).length / words.length;
}

function wordsOf(name: string): string[] {
  return name.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word));
}

/** What comes more than once. */
export function recurring(names: Iterable<string>): Set<string> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return new Set([...counts].filter(([, n]) => n > 1).map(([name]) => name));
}
