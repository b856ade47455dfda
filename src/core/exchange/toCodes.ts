import type { Code } from '../codebook/codebook';
import { codeNameKey } from '../codebook/codeRules';
import { parseCodeDescription } from './codeDescription';
import { counted } from './counted';
import type { ImportedCode, ImportWarning } from './import/imported';

/** Okabe and Ito's colours that colour-blind people can tell apart, without black (jfly.uni-koeln.de/color, 2008). */
const palette = ['#0072b2', '#e69f00', '#009e73', '#cc79a7', '#56b4e9', '#d55e00', '#f0e442'] as const;

/**
 * Codes of another program as codes of a codebook: each with an id (the file's, where it has one), a name of its own,
 * a colour, and the fields that `formatCodeDescription` put into its description.
 *
 * @param newId gives a UUID for a code that has none
 */
export function toCodes(
  imported: readonly ImportedCode[],
  newId: () => string,
): { readonly codes: Code[]; readonly warnings: readonly ImportWarning[] } {
  const ids = new Map(imported.map(({ key, guid }) => [key, guid ?? newId()]));
  const byKey = new Map(imported.map((code) => [code.key, code]));
  const names = new Set<string>();
  const shortcuts = new Set<string>();
  let renamed = 0;
  const codes = imported.map((code, i): Code => {
    const { shortcut, examples, ...description } = parseCodeDescription(code.definition);
    const above = code.parent === null ? undefined : byKey.get(code.parent);
    const name = uniqueName(code.name.trim(), above?.name.trim(), names);
    if (name !== code.name.trim()) renamed++;
    names.add(codeNameKey(name));
    const isFree = shortcut !== null && /^[\p{Ll}\p{Lo}\p{N}]$/u.test(shortcut) && !shortcuts.has(shortcut);
    if (isFree) shortcuts.add(shortcut);
    return {
      id: ids.get(code.key)!,
      name,
      ...description,
      examples: [...examples],
      colour: code.colour ?? palette[i % palette.length]!,
      shortcut: isFree ? shortcut : null,
      parent: above ? ids.get(above.key)! : null,
    };
  });
  const message = `${counted(renamed, 'code')} had the name of another code, and got a longer one.`;
  return { codes, warnings: renamed > 0 ? [{ place: null, message }] : [] };
}

function uniqueName(name: string, parent: string | undefined, taken: ReadonlySet<string>): string {
  if (!taken.has(codeNameKey(name))) return name;
  const withParent = parent === undefined ? name : `${name} (${parent})`;
  if (!taken.has(codeNameKey(withParent))) return withParent;
  for (let n = 2; ; n++) if (!taken.has(codeNameKey(`${name} (${n})`))) return `${name} (${n})`;
}
