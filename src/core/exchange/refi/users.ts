import type { ImportWarning } from '../import/imported';
import { child, childrenOf, type XmlElement } from '../xml';
import { guidKey } from './guid';
import type { ImportedCoder } from './importedProject';

/** What a model is called in programs that do not know of models (DESIGN 6.3). */
export const modelSuffix = ' (model)';

export interface Users {
  readonly coders: readonly ImportedCoder[];
  /** Of a reference to a user; null when there is none, or none such. */
  readonly nameOf: (reference: string | undefined) => string | null;
  readonly warnings: readonly ImportWarning[];
}

export function readUsers(project: XmlElement): Users {
  const coders: ImportedCoder[] = [];
  const names = new Map<string, string>();
  const warnings: ImportWarning[] = [];
  for (const { attributes, line } of childrenOf(child(project, 'Users'), 'User')) {
    const reference = guidKey(attributes['guid']);
    if (names.has(reference)) {
      const message = 'Two users have one GUID: what they did is taken as done by the first.';
      warnings.push({ place: `line ${line}`, message });
      continue;
    }
    const id = attributes['id']?.trim() || null;
    const written = attributes['name']?.trim() || id || `User ${coders.length + 1}`;
    const given =
      id?.startsWith('model:') && written.endsWith(modelSuffix) ? written.slice(0, -modelSuffix.length) : written;
    const taken = new Set(coders.map(({ name }) => name));
    let name = given;
    for (let n = 2; taken.has(name); n++) name = `${given} (${n})`;
    names.set(reference, name);
    coders.push({ name, id });
  }
  return { coders, nameOf: (reference) => names.get(guidKey(reference)) ?? null, warnings };
}

/** An `xsd:dateTime` as UTC, which it is taken for where it names no zone; null when it is none. */
export function toUtc(dateTime: string | undefined): string | null {
  const [, date, zone] =
    /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?)(Z|[+-]\d\d:\d\d)?$/.exec(dateTime?.trim() ?? '') ?? [];
  const ms = date === undefined ? NaN : Date.parse(`${date.slice(0, 23)}${zone ?? 'Z'}`);
  return Number.isNaN(ms) ? null : new Date(ms).toISOString().replace('.000Z', 'Z');
}
