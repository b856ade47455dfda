/** The columns of a codebook's table, as Introspect writes them. */
export const codebookColumns = [
  'id',
  'name',
  'parent',
  'definition',
  'whenToUse',
  'whenNotToUse',
  'examples',
  'colour',
  'shortcut',
] as const;
export type CodebookColumn = (typeof codebookColumns)[number];

/** What else people call them, in the order in which they are taken: `code` is a name only where no column is `name`. */
const otherNames: Readonly<Record<CodebookColumn, readonly string[]>> = {
  id: ['guid', 'uuid'],
  name: ['codename', 'code', 'kode', 'label', 'category', 'kategorie', 'subkategorie', 'unterkategorie', 'bezeichnung'],
  parent: ['parentcode', 'oberkategorie', 'hauptkategorie', 'obercode', 'oberkode', 'übergeordnet'],
  definition: ['description', 'beschreibung'],
  whenToUse: ['inclusion', 'inclusioncriteria', 'include', 'codingrule', 'kodierregel', 'codierregel', 'einschluss', 'einschlusskriterien'], // prettier-ignore
  whenNotToUse: ['exclusion', 'exclusioncriteria', 'exclude', 'ausschluss', 'ausschlusskriterien', 'abgrenzung'],
  examples: ['example', 'anchorexample', 'anchorexamples', 'beispiel', 'beispiele', 'ankerbeispiel', 'ankerbeispiele'],
  colour: ['color', 'farbe'],
  shortcut: ['key'],
};

export interface FoundColumns {
  readonly at: ReadonlyMap<CodebookColumn, number>;
  /** Indices of those that are none of a codebook's. */
  readonly others: readonly number[];
}

/** Finds the columns by the names in the first line; of two with one name the last, as spreadsheets write it again. */
export function findCodebookColumns(header: readonly string[]): FoundColumns {
  const keys = new Map(header.map((name, i) => [columnKey(name), i]));
  const at = new Map<CodebookColumn, number>();
  for (const column of codebookColumns) {
    const names = [columnKey(column), ...otherNames[column]];
    const found = names.find((name) => keys.has(name));
    if (found !== undefined) at.set(column, keys.get(found)!);
  }
  const taken = new Set(at.values());
  return { at, others: [...header.keys()].filter((i) => !taken.has(i)) };
}

/** `When to use` and `when_to_use` are `whenToUse`. */
function columnKey(name: string): string {
  return name
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}]/gu, '');
}
