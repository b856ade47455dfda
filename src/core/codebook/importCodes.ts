import type { Code, Codebook } from './codebook';
import { codeNameKey, codeProblems, type CodeField, type CodeFields } from './codeRules';
import { addCode, freeCodeName, updateCode } from './edit';

/** A code from another codebook; fields that it does not know are absent. */
export interface IncomingCode {
  /** Unique in its codebook. */
  readonly key: string;
  /** Key of the code above; null at the top. */
  readonly parent: string | null;
  /** UUID, where it has one. */
  readonly id: string | null;
  readonly fields: Partial<Omit<CodeFields, 'parent'>> & Pick<CodeFields, 'name'>;
}

/** A code that is here already and that the other codebook describes differently. */
export interface ChangedCode {
  readonly code: Code;
  readonly incoming: IncomingCode;
  readonly differs: readonly CodeField[];
}

/** What taking in another codebook would do. */
export interface ImportPlan {
  readonly added: readonly IncomingCode[];
  readonly changed: readonly ChangedCode[];
  readonly same: readonly IncomingCode[];
  /** Of every code that is here already, by the key of its counterpart. */
  readonly here: ReadonlyMap<string, string>;
}

/** Finds the counterpart of each incoming code, by id and else by name. An empty text does not count as a difference. */
export function planImport({ codes }: Codebook, incoming: readonly IncomingCode[]): ImportPlan {
  const byId = new Map(codes.map((code) => [code.id.toLowerCase(), code]));
  const byName = new Map(codes.map((code) => [codeNameKey(code.name), code]));
  const here = new Map<string, string>();
  const matched = new Set<string>();
  const [added, changed, same]: [IncomingCode[], ChangedCode[], IncomingCode[]] = [[], [], []];
  for (const one of incoming) {
    const found = byId.get(one.id?.toLowerCase() ?? '') ?? byName.get(codeNameKey(one.fields.name));
    if (!found || matched.has(found.id)) {
      added.push(one);
      continue;
    }
    matched.add(found.id);
    here.set(one.key, found.id);
    const differs = (Object.keys(one.fields) as (keyof IncomingCode['fields'])[]).filter((field) => {
      const theirs = one.fields[field];
      return !isEmpty(theirs) && JSON.stringify(theirs) !== JSON.stringify(found[field]);
    });
    if (differs.length > 0) changed.push({ code: found, incoming: one, differs });
    else same.push(one);
  }
  return { added, changed, same, here };
}

/**
 * Takes in what the person chose. An added code stands below its own parent, or the nearest code above that is taken in
 * or here; a name or shortcut that is taken gives way. A changed code stays where it is.
 *
 * @param chosen keys of incoming codes
 * @param newId a UUID, for a code that has none or whose own is taken
 */
export function applyImport(
  codebook: Codebook,
  plan: ImportPlan,
  chosen: ReadonlySet<string>,
  newId: () => string,
): Codebook {
  const ids = new Map(plan.here);
  const byKey = new Map(
    [...plan.added, ...plan.same, ...plan.changed.map(({ incoming }) => incoming)].map((one) => [one.key, one]),
  );
  let next = codebook;
  for (const { code, incoming, differs } of plan.changed) {
    if (!chosen.has(incoming.key)) continue;
    const change = Object.fromEntries(
      differs.map((field) => [field, incoming.fields[field as keyof IncomingCode['fields']]]),
    );
    next = updateCode(next, code.id, withoutCollisions(next, code.id, change));
  }
  const placed = new Set<string>();
  const add = (one: IncomingCode): void => {
    if (placed.has(one.key)) return;
    placed.add(one.key);
    const above = nearestChosen(one, byKey, chosen, plan.here);
    const parentCode = above === null ? undefined : byKey.get(above);
    if (parentCode && !ids.has(parentCode.key)) add(parentCode);
    const taken = one.id === null || next.codes.some(({ id }) => id.toLowerCase() === one.id?.toLowerCase());
    const id = taken ? newId() : one.id;
    ids.set(one.key, id);
    const fields = withoutCollisions(next, id, one.fields);
    const { name } = one.fields;
    next = addCode(next, id, {
      ...fields,
      name: fields.name ?? freeCodeName(next, name.trim() === '' ? 'Unnamed code' : name),
      parent: above === null ? null : (ids.get(above) ?? null),
    });
  };
  for (const one of plan.added) if (chosen.has(one.key)) add(one);
  return next;
}

/** A codebook's own codes, as another codebook would take them in. */
export function toIncoming({ codes }: Codebook): IncomingCode[] {
  return codes.map((code) => {
    const { id, parent, name, definition, whenToUse, whenNotToUse, examples, colour, pattern, shortcut } = code;
    const fields = { name, definition, whenToUse, whenNotToUse, examples, colour, shortcut };
    return { key: id, id, parent, fields: pattern === undefined ? fields : { ...fields, pattern } };
  });
}

/** Key of the nearest code above that is here or is taken in; null when there is none. */
function nearestChosen(
  { key, parent }: IncomingCode,
  byKey: ReadonlyMap<string, IncomingCode>,
  chosen: ReadonlySet<string>,
  here: ReadonlyMap<string, string>,
): string | null {
  const seen = new Set([key]);
  for (let at = parent; at !== null && !seen.has(at); at = byKey.get(at)?.parent ?? null) {
    if (here.has(at) || (chosen.has(at) && byKey.has(at))) return at;
    seen.add(at);
  }
  return null;
}

function withoutCollisions({ codes }: Codebook, id: string, fields: Partial<CodeFields>): Partial<CodeFields> {
  const problems = codeProblems(id, fields, codes);
  return Object.fromEntries(
    Object.entries(fields).filter(
      ([field, value]) => value !== undefined && problems[field as CodeField] === undefined,
    ),
  );
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
}
