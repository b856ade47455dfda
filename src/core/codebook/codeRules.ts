// What a code must be like, for forms: no parser here, so that webviews may use it.

/** What a person writes about a code. */
export interface CodeFields {
  readonly name: string;
  readonly definition: string;
  readonly whenToUse: string;
  readonly whenNotToUse: string;
  readonly examples: readonly string[];
  readonly colour: string;
  readonly pattern?: string | undefined;
  readonly shortcut: string | null;
  readonly parent: string | null;
}

export type CodeField = keyof CodeFields;
export const codeFields: readonly CodeField[] = [
  'name',
  'definition',
  'whenToUse',
  'whenNotToUse',
  'examples',
  'colour',
  'pattern',
  'shortcut',
  'parent',
];

export const colourPattern = /^#[0-9a-f]{6}$/i;
export const shortcutPattern = /^[\p{Ll}\p{Lo}\p{N}]$/u;

/** What a code must not collide with. */
export interface NeighbourCode {
  readonly id: string;
  readonly name: string;
  readonly shortcut: string | null;
  readonly parent: string | null;
}

/** Names with the same key count as the same name. */
export function codeNameKey(name: string): string {
  return name.trim().normalize('NFC').toLowerCase();
}

/** A code's fields that cannot stay as they are, each with one sentence for the person. */
export type CodeProblems = Partial<Record<CodeField, string>>;

/**
 * What is wrong with a code among the others.
 *
 * @param codes all of the codebook; the one with this id is left aside
 */
export function codeProblems(id: string, fields: Partial<CodeFields>, codes: readonly NeighbourCode[]): CodeProblems {
  const others = codes.filter((code) => code.id !== id);
  const problems: CodeProblems = {};
  const { name, colour, shortcut, parent } = fields;
  if (name !== undefined) {
    if (name.trim() === '') problems.name = 'A code needs a name.';
    else if (others.some((code) => codeNameKey(code.name) === codeNameKey(name)))
      problems.name = 'Another code has this name.';
  }
  if (colour !== undefined && !colourPattern.test(colour)) problems.colour = 'Expected a colour such as #0072b2.';
  if (shortcut !== undefined && shortcut !== null) {
    const holder = others.find((code) => code.shortcut === shortcut);
    if (!shortcutPattern.test(shortcut)) problems.shortcut = 'Expected one lower-case letter or digit.';
    else if (holder) problems.shortcut = `“${holder.name}” has this key.`;
  }
  if (parent !== undefined && parent !== null) {
    if (parent !== id && !others.some((code) => code.id === parent)) problems.parent = 'This code is no longer there.';
    else if (parent === id || isBelow(parent, id, codes)) problems.parent = 'A code cannot stand below itself.';
  }
  return problems;
}

/** Whether a code stands, at any depth, below another. */
export function isBelow(id: string, above: string, codes: readonly Pick<NeighbourCode, 'id' | 'parent'>[]): boolean {
  const parents = new Map(codes.map((code) => [code.id, code.parent]));
  const seen = new Set<string>();
  for (let at = parents.get(id) ?? null; at !== null && !seen.has(at); at = parents.get(at) ?? null) {
    if (at === above) return true;
    seen.add(at);
  }
  return false;
}
