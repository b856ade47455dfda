import * as z from 'zod';
import { formatJsonFile, newerVersion, parseJsonFile } from '../base/jsonFile';
import { codeNameKey, colourPattern, shortcutPattern } from './codeRules';

/** Grows when an older Introspect would misread the file; a field more does not count, since unknown fields are kept. */
export const codebookFormatVersion = 1;

/**
 * A code as the field describes it (MacQueen et al. 1998, Cultural Anthropology Methods 10(2): name, definition, when to
 * use, when not to use, examples), with what a screen needs beside it.
 */
const codeSchema = z.looseObject({
  /** Stable for the life of the code: segments point to it, renaming does not touch it. */
  id: z.guid('expected a UUID'),
  /** Unique in the codebook, capitals and surrounding space aside. */
  name: z.string().refine((name) => name.trim() !== '', 'expected a name that is not empty'),
  definition: z.string(),
  /** Inclusion criteria. */
  whenToUse: z.string(),
  /** Exclusion criteria, with the code to take instead. */
  whenNotToUse: z.string(),
  /** Quotations that show the code at work. */
  examples: z.array(z.string()),
  colour: z.string().regex(colourPattern, 'expected a colour such as #0072b2'),
  /** Shown beside the colour (`patternOf`); absent: one that follows from the id. */
  pattern: z.string().optional(),
  /** The key that applies the code: one lower-case letter or digit. */
  shortcut: z.string().regex(shortcutPattern, 'expected one lower-case letter or digit, or null').nullable(),
  /** Id of the code above; null at the top of the tree. */
  parent: z.string().nullable(),
});
export type Code = z.infer<typeof codeSchema>;

const codebookSchema = z
  .looseObject({
    formatVersion: z.int().min(1).max(codebookFormatVersion, newerVersion),
    /** In the order of display; a code may stand before its parent. */
    codes: z.array(codeSchema),
  })
  .superRefine(({ codes }, context) => {
    const complain = (index: number, field: keyof Code, message: string) => {
      context.addIssue({ code: 'custom', path: ['codes', index, field], message });
    };
    const requireUnique = (field: keyof Code, keyOf: (code: Code) => string | null, message: string) => {
      const firstWith = new Map<string, number>();
      codes.forEach((code, i) => {
        const key = keyOf(code);
        if (key === null) return;
        const first = firstWith.get(key);
        if (first === undefined) firstWith.set(key, i);
        else complain(i, field, `${message} codes[${first}]`);
      });
    };
    requireUnique('id', (code) => code.id.toLowerCase(), 'the same id as');
    requireUnique('name', (code) => codeNameKey(code.name), 'the same name as');
    requireUnique('shortcut', (code) => code.shortcut, 'the same shortcut as');

    const byId = new Map(codes.map((code) => [code.id, code]));
    codes.forEach((code, i) => {
      if (code.parent === null) return;
      if (!byId.has(code.parent)) complain(i, 'parent', 'no code has this id; expected the id of a code, or null');
      else if (ancestors(code, byId).at(-1) === code.id) complain(i, 'parent', 'the code stands above itself');
    });
  });
export type Codebook = z.infer<typeof codebookSchema>;

/**
 * Reads `introspect/codebook.json`.
 *
 * @param file the file's path, for messages only
 * @throws UserError `fileInvalid`: not JSON, a field missing or wrong, a name, id or shortcut used twice, a parent that
 * does not exist or a code above itself
 */
export function parseCodebook(json: string, file: string): Codebook {
  return parseJsonFile(json, file, codebookSchema);
}

/** Writes `introspect/codebook.json`, fields unknown to this version included. */
export function serializeCodebook(codebook: Codebook): string {
  return formatJsonFile(codebook);
}

/** Ids of the codes above, nearest first; ends where an id comes again. */
function ancestors(code: Code, byId: ReadonlyMap<string, Code>): string[] {
  const seen = new Set<string>();
  for (let id = code.parent; id !== null && !seen.has(id); id = byId.get(id)?.parent ?? null) seen.add(id);
  return [...seen];
}
