import { escapeMarkup } from '../markup';
import type { Code } from '../../codebook/codebook';
import { formatCodeDescription } from '../codeDescription';
import type { ImportedCode, ImportWarning } from '../import/imported';
import { child, childrenOf, type XmlElement } from '../xml';
import { guidKey, parseGuid } from './guid';

export interface CodeTree {
  /** In the order of the file, each above those below it. */
  readonly codes: readonly ImportedCode[];
  /** The element of each code, in the same order. */
  readonly elements: readonly XmlElement[];
  /** From what references name to the code's key. */
  readonly keys: ReadonlyMap<string, string>;
  readonly warnings: readonly ImportWarning[];
}

/** Reads the codes of a `CodeBook` element (REFI-QDA 1.0 and 1.5, `CodeType`). */
export function readCodes(codeBook: XmlElement | undefined): CodeTree {
  const codes: ImportedCode[] = [];
  const elements: XmlElement[] = [];
  const keys = new Map<string, string>();
  const warnings: ImportWarning[] = [];
  const read = (element: XmlElement, parent: string | null) => {
    const { guid: written, name, color } = element.attributes;
    const reference = guidKey(written);
    const isNew = reference !== '' && !keys.has(reference);
    const key = isNew ? reference : `code ${codes.length + 1}`;
    if (isNew) keys.set(reference, key);
    else {
      const message = 'A code without a GUID of its own: codings that name this GUID go to the first code that has it.';
      warnings.push({ place: `line ${element.line}`, message });
    }
    codes.push({
      key,
      name: name?.trim() || `Code ${codes.length + 1}`,
      definition: child(element, 'Description')?.text.trim() ?? '',
      colour: readColour(color),
      parent,
      guid: isNew ? parseGuid(written) : null,
    });
    elements.push(element);
    for (const below of childrenOf(element, 'Code')) read(below, key);
  };
  for (const element of childrenOf(codeBook && child(codeBook, 'Codes'), 'Code')) read(element, null);
  return { codes, elements, keys, warnings };
}

/** `Codes` with all codes of a codebook; empty when there is none, since the schema wants at least one. */
export function codesXml(codes: readonly Code[], noteRefs: ReadonlyMap<string, string> = new Map()): string {
  const under = (id: string | null) =>
    codes.filter(({ parent }) => (parent?.toLowerCase() ?? null) === (id?.toLowerCase() ?? null));
  const write = (code: Code): string => {
    const description = formatCodeDescription(code);
    const inner = [
      description && `<Description>${xmlText(description)}</Description>`,
      noteRefs.get(code.id.toLowerCase()) ?? '',
      ...under(code.id).map(write),
    ].join('');
    return `<Code${xmlAttributes({ guid: code.id, name: code.name, isCodable: 'true', color: code.colour })}>${inner}</Code>\n`;
  };
  return codes.length === 0 ? '' : `<Codes>\n${under(null).map(write).join('')}</Codes>\n`;
}

/** Attributes with a space before each; those without a value are left out. */
export function xmlAttributes(attributes: Readonly<Record<string, string | undefined>>): string {
  return Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([name, value = '']) => ` ${name}="${xmlText(value).replaceAll('\t', '&#9;').replaceAll('\n', '&#10;')}"`)
    .join('');
}

/** XML readers make a line feed of a carriage return that is not written as a reference. */
export function xmlText(text: string): string {
  return escapeMarkup(text).replaceAll('\r', '&#13;');
}

function readColour(colour: string | undefined): string | null {
  const [, six, three] = /^#(?:([0-9a-f]{6})|([0-9a-f]{3}))$/i.exec(colour?.trim() ?? '') ?? [];
  if (six !== undefined) return `#${six.toLowerCase()}`;
  return three === undefined ? null : `#${[...three.toLowerCase()].map((digit) => digit + digit).join('')}`;
}
