import type { Codebook } from '../../codebook/codebook';
import { codeNameKey } from '../../codebook/codeRules';
import { addCode, freeCodeName } from '../../codebook/edit';
import { counted } from '../counted';
import type { ImportedCode, ImportWarning } from '../import/imported';
import { toCodes } from '../toCodes';

export interface TakenCodes {
  readonly codebook: Codebook;
  /** Id in the codebook, by the key of the imported code. */
  readonly ids: ReadonlyMap<string, string>;
  readonly added: number;
  readonly warnings: readonly ImportWarning[];
}

/**
 * Adds another program's codes to a codebook. A code whose id is there already is that code, and stays as it is; one
 * that has only the name of another gets a longer name, since it may mean something else, and merging codes is the
 * person's decision.
 *
 * @param newId gives a UUID for the key of a code that has none
 */
export function takeCodes(
  codebook: Codebook,
  imported: readonly ImportedCode[],
  newId: (key: string) => string,
): TakenCodes {
  const { codes, warnings } = toCodes(
    imported.map((code) => ({ ...code, guid: code.guid ?? newId(code.key) })),
    () => '',
  );
  const here = new Map(codebook.codes.map(({ id }) => [id.toLowerCase(), id]));
  const names = new Set(codebook.codes.map(({ name }) => codeNameKey(name)));
  const shortcuts = new Set(codebook.codes.map(({ shortcut }) => shortcut));
  const ids = new Map<string, string>();
  let [next, clashes] = [codebook, 0];
  codes.forEach(({ id, parent, name, colour, shortcut, definition, whenToUse, whenNotToUse, examples }, i) => {
    const { key, colour: ownColour } = imported[i]!;
    const known = here.get(id.toLowerCase());
    ids.set(key, known ?? id);
    if (known !== undefined) return;
    if (names.has(codeNameKey(name))) clashes++;
    next = addCode(next, id, {
      name: freeCodeName(next, name),
      definition,
      whenToUse,
      whenNotToUse,
      examples,
      shortcut: shortcuts.has(shortcut) ? null : shortcut,
      parent: parent === null ? null : (here.get(parent.toLowerCase()) ?? parent),
      ...(ownColour === null ? {} : { colour }),
    });
  });
  const message =
    `${counted(clashes, 'code')} with the name of another code that the study has: added beside it under a longer ` +
    'name. Where both mean the same, merge them in the Codebook view.';
  return {
    codebook: next,
    ids,
    added: next.codes.length - codebook.codes.length,
    warnings: clashes > 0 ? [...warnings, { place: null, message }] : warnings,
  };
}
