// What programs that sync a folder (OneDrive, Dropbox, Nextcloud, Syncthing …) leave where two computers wrote a file at
// once: a second file beside the first, with a name of its own. It is nobody's coding, and holds somebody's work.
import { coderOfFile } from './study';

/** Files of one transcript's coding folder. */
export interface SortedCodings {
  /** Ids of those whose files they are. */
  readonly coders: readonly string[];
  readonly copies: readonly CodingCopy[];
}

export interface CodingCopy {
  /** The file's name. */
  readonly name: string;
  /** Whose file it was made of; null where the name does not tell. */
  readonly of: string | null;
}

/**
 * Tells the coders' files of a transcript from copies of them. `ana-DESKTOP-1.json` could be the file of a coder of that
 * name: it is a copy of `ana.json` where nothing in it is by such a coder, or it is the very collection.
 *
 * @param names of all that lies in the folder
 * @param read a file of it, asked only where the name leaves a doubt; undefined where it cannot be read
 */
export async function sortCodings(
  names: readonly string[],
  read: (name: string) => Promise<string | undefined>,
): Promise<SortedCodings> {
  const files = names.filter((name) => name.endsWith('.json')).sort();
  const byCoder = new Map(files.flatMap((name) => [[coderOfFile(name), name] as const]));
  byCoder.delete(undefined);
  const ids = [...byCoder.keys()] as string[];
  const coders: string[] = [];
  const copies: CodingCopy[] = [];
  for (const name of files) {
    const coder = coderOfFile(name);
    const of = likeliest(coder ?? stemOf(name), ids);
    if (coder === undefined) copies.push({ name, of });
    else if (of !== null && isCopy(coder, await read(name), await read(byCoder.get(of)!))) copies.push({ name, of });
    else coders.push(coder);
  }
  return { coders, copies };
}

/** The longest id with which the name begins, before a character that ends it. */
function likeliest(name: string, ids: readonly string[]): string | null {
  const begins = ids.filter(
    (id) => name.length > id.length && name.startsWith(id) && /[^A-Za-z0-9]/.test(name[id.length]!),
  );
  return begins.sort((a, b) => b.length - a.length)[0] ?? null;
}

function stemOf(name: string): string {
  const stem = name.slice(0, -'.json'.length);
  try {
    return decodeURIComponent(stem);
  } catch {
    return stem;
  }
}

function isCopy(coder: string, json: string | undefined, original: string | undefined): boolean {
  const own = json === undefined ? null : parse(json);
  if (own === null) return false;
  if (own.creators.length > 0) return !own.creators.includes(coder);
  const other = original === undefined ? null : parse(original);
  return own.id !== undefined && own.id === other?.id;
}

/** As little as is needed: a file with a slip elsewhere is still somebody's. */
function parse(json: string): { readonly id: unknown; readonly creators: readonly unknown[] } | null {
  try {
    const { id, first } = JSON.parse(json.replace(/^\uFEFF/, '')) as {
      readonly id?: unknown;
      readonly first?: { readonly items?: readonly { readonly creator?: { readonly id?: unknown } }[] };
    };
    return { id, creators: (first?.items ?? []).map(({ creator }) => creator?.id) };
  } catch {
    return null;
  }
}
