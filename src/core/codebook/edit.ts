// Changes to a codebook, as functions from one codebook to the next. What they do not speak of stays as it was, fields
// unknown to this version included.
import { UserError } from '../base/userError';
import type { Code, Codebook } from './codebook';
import { codeFields, codeNameKey, codeProblems, isBelow, type CodeFields } from './codeRules';
import { freeLook } from './colours';

/** An empty codebook. */
export function makeCodebook(): Codebook {
  return { formatVersion: 1, codes: [] };
}

/** Where a code stands: below `parent`, before one of its sub-codes, or after the last. */
export interface CodePlace {
  readonly parent: string | null;
  readonly before: string | null;
}

/**
 * Adds a code as the last sub-code of its parent, in a look that no other code has.
 *
 * @param id a UUID that no code has
 * @throws UserError `badRequest`: the name or shortcut is taken or none, or the parent is not there
 */
export function addCode(
  codebook: Codebook,
  id: string,
  fields: Partial<CodeFields> & Pick<CodeFields, 'name'>,
): Codebook {
  if (codebook.codes.some((code) => sameId(code.id, id))) throw new RangeError('The id of the new code is taken.');
  requireSound(id, fields, codebook);
  const { examples = [], name, ...rest } = fields;
  const code: Code = {
    id,
    name: name.trim(),
    definition: '',
    whenToUse: '',
    whenNotToUse: '',
    examples: [...examples],
    ...freeLook(codebook.codes),
    shortcut: null,
    parent: null,
    ...rest,
  };
  return { ...codebook, codes: [...codebook.codes, code] };
}

/**
 * Changes what is said of a code.
 *
 * @throws UserError `badRequest`: no such code, a name or shortcut that is taken or none, a parent that is not there or
 * below the code
 */
export function updateCode(codebook: Codebook, id: string, change: Partial<CodeFields>): Codebook {
  const code = codeOf(codebook, id);
  requireSound(id, change, codebook);
  const next: Code = { ...code };
  for (const field of codeFields) {
    if (change[field] === undefined) continue;
    Object.assign(next, { [field]: field === 'name' ? change.name?.trim() : change[field] });
  }
  return { ...codebook, codes: codebook.codes.map((one) => (one.id === id ? next : one)) };
}

/**
 * Moves codes, with all below them, to another place; they keep their order among each other. A code whose parent moves
 * too stays below it.
 *
 * @throws UserError `badRequest`: no such code or place, or a code would stand below itself
 */
export function moveCodes(codebook: Codebook, ids: readonly string[], { parent, before }: CodePlace): Codebook {
  const wanted = new Set(ids);
  for (const id of wanted) codeOf(codebook, id);
  const top = codebook.codes.filter(
    ({ id }) => wanted.has(id) && ![...wanted].some((other) => isBelow(id, other, codebook.codes)),
  );
  const moving = new Set(top.map(({ id }) => id));
  if (parent !== null) {
    codeOf(codebook, parent);
    if (moving.has(parent) || top.some(({ id }) => isBelow(parent, id, codebook.codes)))
      throw refused('A code cannot stand below itself.', 'Choose a place outside the codes that are moved.');
  }
  // A place before a code that moves itself is the place before the next one that stays.
  let at = before === null ? -1 : codebook.codes.findIndex(({ id }) => id === before);
  while (at >= 0 && at < codebook.codes.length && moving.has(codebook.codes[at]!.id)) at++;
  const anchor = at < 0 ? undefined : codebook.codes[at]?.id;
  const rest = codebook.codes.filter(({ id }) => !moving.has(id));
  const cut = anchor === undefined ? rest.length : rest.findIndex(({ id }) => id === anchor);
  const moved = top.map((code) => ({ ...code, parent }));
  return { ...codebook, codes: [...rest.slice(0, cut), ...moved, ...rest.slice(cut)] };
}

/**
 * Takes a code out; its sub-codes move up to its parent, in its place.
 *
 * @throws UserError `badRequest`: no such code
 */
export function removeCode(codebook: Codebook, id: string): Codebook {
  const { parent } = codeOf(codebook, id);
  const children = codebook.codes.filter((code) => code.parent === id);
  const raised = new Set(children.map((child) => child.id));
  const codes = codebook.codes.flatMap((code) => {
    if (code.id === id) return children.map((child) => ({ ...child, parent }));
    return raised.has(code.id) ? [] : [code];
  });
  return { ...codebook, codes };
}

/**
 * Makes several codes one. The code that stays keeps its name, definition and look; what was said of the others is
 * added to its texts under their names, their examples to its examples, and their sub-codes become its own.
 *
 * @param from ids of the codes that go
 * @param into id of the code that stays
 * @throws UserError `badRequest`: no such code, or the same code on both sides
 */
export function mergeCodes(codebook: Codebook, from: readonly string[], into: string): Codebook {
  const kept = codeOf(codebook, into);
  const going = new Set(from);
  if (going.has(into)) throw refused('A code cannot be merged into itself.', 'Choose another code.');
  const gone = [...going].map((id) => codeOf(codebook, id));
  const addTo = (field: 'definition' | 'whenToUse' | 'whenNotToUse') =>
    [kept[field], ...gone.filter((code) => code[field].trim() !== '').map((code) => `${code.name}: ${code[field]}`)]
      .filter((text) => text.trim() !== '')
      .join('\n');
  const merged: Code = {
    ...kept,
    definition: addTo('definition'),
    whenToUse: addTo('whenToUse'),
    whenNotToUse: addTo('whenNotToUse'),
    examples: [...new Set([...kept.examples, ...gone.flatMap(({ examples }) => examples)])],
    shortcut: kept.shortcut ?? gone.find(({ shortcut }) => shortcut !== null)?.shortcut ?? null,
    parent: standingParent(kept, codebook, going),
  };
  const codes = codebook.codes.flatMap((code) => {
    if (going.has(code.id)) return [];
    if (code.id === into) return [merged];
    return [code.parent !== null && going.has(code.parent) ? { ...code, parent: into } : code];
  });
  return { ...codebook, codes };
}

/**
 * Adds the codes into which a code is split, right after it and with its definition to start from. The code itself
 * stays until its segments have been given to the new ones.
 *
 * @param ids a new UUID for each name
 * @throws UserError `badRequest`: no such code, or a name that is taken or none
 */
export function splitCode(codebook: Codebook, id: string, names: readonly string[], ids: readonly string[]): Codebook {
  const { parent, definition, whenToUse, whenNotToUse } = codeOf(codebook, id);
  let next = codebook;
  names.forEach((name, i) => {
    next = addCode(next, ids[i]!, { name, parent, definition, whenToUse, whenNotToUse });
  });
  const siblings = codebook.codes.filter((code) => code.parent === parent);
  const after = siblings[siblings.findIndex((code) => code.id === id) + 1];
  return moveCodes(next, ids, { parent, before: after?.id ?? null });
}

/** A code of the codebook. @throws UserError `badRequest`: it is no longer there */
export function codeOf({ codes }: Codebook, id: string): Code {
  const code = codes.find((one) => one.id === id);
  if (!code) throw refused('This code is no longer in the codebook.', 'Choose a code that is.');
  return code;
}

/** The codes right below one, in the order of display; of null, the top of the tree. */
export function codesBelow({ codes }: Codebook, parent: string | null): Code[] {
  return codes.filter((code) => code.parent === parent);
}

/** `name`, or with the lowest number that makes it new. */
export function freeCodeName({ codes }: Codebook, name: string): string {
  const taken = new Set(codes.map((code) => codeNameKey(code.name)));
  let free = name.trim();
  for (let n = 2; taken.has(codeNameKey(free)); n++) free = `${name.trim()} (${n})`;
  return free;
}

/** The parent of a code, or that of the topmost code above it that goes: what stood between the two comes to stand below. */
function standingParent(code: Code, { codes }: Codebook, going: ReadonlySet<string>): string | null {
  const byId = new Map(codes.map((one) => [one.id, one]));
  let standing = code.parent;
  for (let at = byId.get(code.parent ?? ''); at; at = byId.get(at.parent ?? '')) {
    if (going.has(at.id)) standing = at.parent;
  }
  return standing;
}

function requireSound(id: string, fields: Partial<CodeFields>, { codes }: Codebook): void {
  const [problem] = Object.values(codeProblems(id, fields, codes));
  if (problem !== undefined) throw refused(problem, 'Nothing was changed.');
}

function sameId(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function refused(message: string, remedy: string): UserError {
  return new UserError('badRequest', message, remedy);
}
