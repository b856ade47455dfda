/** A word with the white space before it, parts joined by a hyphen or an apostrophe included. */
const word = /^\s*[\p{L}\p{N}\p{M}]+(?:[-'’][\p{L}\p{N}\p{M}]+)*/u;

/** The word that a written text begins with, white space before it included; all of it where it begins with none. */
export function wordOf(written: string): string {
  return word.exec(written)?.[0] ?? written;
}
