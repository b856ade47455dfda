import { codeFields, codeProblems, type CodeField, type CodeFields, type NeighbourCode } from './codeRules';

/** A field as typed, and as it was in the file when typing began. */
interface DraftField {
  readonly typed: unknown;
  readonly base: unknown;
}

/** What a person has typed about a code and not saved yet; kept apart from the file, which may change meanwhile. */
export type CodeDraft = ReadonlyMap<CodeField, DraftField>;

/** The draft with what was typed now; what is typed back to what the file says leaves it. */
export function typeInto(draft: CodeDraft, saved: CodeFields, change: Partial<CodeFields>): CodeDraft {
  const next = new Map(draft);
  for (const field of codeFields) {
    const typed = change[field];
    if (typed === undefined) continue;
    const base = next.has(field) ? next.get(field)?.base : saved[field];
    if (isSame(typed, saved[field])) next.delete(field);
    else next.set(field, { typed, base });
  }
  return next;
}

/** The draft against what the file says now: what has become the same leaves it. */
export function rebase(draft: CodeDraft, saved: CodeFields): CodeDraft {
  return new Map([...draft].filter(([field, { typed }]) => !isSame(typed, saved[field])));
}

/** Fields that were changed in the file after they were typed here. */
export function conflictsOf(draft: CodeDraft, saved: CodeFields): CodeField[] {
  return [...draft].flatMap(([field, { base }]) => (isSame(base, saved[field]) ? [] : [field]));
}

/** Settles a conflict: mine is saved next, theirs takes it out of the draft. */
export function settleField(draft: CodeDraft, saved: CodeFields, field: CodeField, keep: 'mine' | 'theirs'): CodeDraft {
  const next = new Map(draft);
  const mine = next.get(field);
  if (keep === 'theirs') next.delete(field);
  else if (mine) next.set(field, { typed: mine.typed, base: saved[field] });
  return next;
}

/** What of the draft can be written, as it is written: fields that are sound and that nobody else has changed. */
export function savable(
  draft: CodeDraft,
  id: string,
  saved: CodeFields,
  codes: readonly NeighbourCode[],
): Partial<CodeFields> {
  const conflicts = new Set(conflictsOf(draft, saved));
  const typed = typedFields(draft);
  const problems = codeProblems(id, typed, codes);
  const fields: Partial<CodeFields> = Object.fromEntries(
    Object.entries(typed).filter(([field]) => !conflicts.has(field as CodeField) && !problems[field as CodeField]),
  );
  return fields.name === undefined ? fields : { ...fields, name: fields.name.trim() };
}

/** The draft once these fields are written: without the spaces around a name, so that the file is found to say the same. */
export function asWritten(draft: CodeDraft, written: Partial<CodeFields>): CodeDraft {
  return new Map(
    [...draft].map(([field, { typed, base }]) => [field, { typed: written[field] ?? typed, base }] as const),
  );
}

export function typedFields(draft: CodeDraft): Partial<CodeFields> {
  return Object.fromEntries([...draft].map(([field, { typed }]) => [field, typed]));
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
