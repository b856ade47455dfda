// A letter with a mark is one character or two (NFC, NFD). Macs, and what packs or syncs files between them and others,
// turn one into the other: the name of a file comes back spelled otherwise, and means the same.

/** A name or path as it is compared. */
export function spellingKey(name: string): string {
  return name.normalize('NFC');
}

/** The name as it is spelled there: the very same, else the only one that differs in spelling alone. */
export function spelledAs(name: string, there: readonly string[]): string | undefined {
  if (there.includes(name)) return name;
  if (isPlain(name)) return undefined;
  const key = spellingKey(name);
  const [only, ...others] = there.filter((one) => spellingKey(one) === key);
  return others.length === 0 ? only : undefined;
}

/**
 * Other spellings under which a path may lie: those whose folders and file are there, as far as they hold more than
 * ASCII.
 *
 * @param namesIn what a folder holds; nothing where there is no such folder
 */
export async function otherSpellings(
  path: string,
  namesIn: (folder: string) => Promise<readonly string[]>,
): Promise<string[]> {
  if (isPlain(path)) return [];
  let found = [''];
  for (const part of path.split('/')) {
    const longer: string[] = [];
    for (const folder of found) {
      const below = (name: string) => (folder === '' ? name : `${folder}/${name}`);
      if (isPlain(part)) longer.push(below(part));
      else longer.push(...(await namesIn(folder)).filter((name) => spellingKey(name) === spellingKey(part)).map(below));
    }
    found = longer;
  }
  return found.filter((one) => one !== path);
}

/** Whether there is but one way to write it. */
export function isPlain(name: string): boolean {
  return /^[\0-\x7f]*$/.test(name);
}
