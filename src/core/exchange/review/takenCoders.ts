import { coderIdSchema, isModelCoder, makePersonCoder, type Coder, type Study } from '../../coding/study';
import type { ImportedCoder } from '../refi/importedProject';

export interface TakenCoders {
  readonly study: Study;
  /** By the name in the import; null is whoever the file does not name. */
  readonly coders: ReadonlyMap<string | null, Coder>;
}

/** Who codes where the file does not say. */
const unnamed = 'Unknown coder';

/**
 * Finds the study's coders for those of another program: a person by name, a model by its id. Who is not there yet is
 * added under an id that nobody has. A consensus is no person: nobody is taken for it by name.
 *
 * @param names of those who noted something; null where the file does not name them
 */
export function takeCoders(
  study: Study,
  imported: readonly ImportedCoder[],
  names: ReadonlySet<string | null>,
): TakenCoders {
  let next = study;
  const coders = new Map<string | null, Coder>();
  for (const name of names) {
    const id = imported.find((coder) => coder.name === name)?.id ?? null;
    const known = findCoder(next, name ?? unnamed, id);
    const coder = known ?? makeCoder(next, name ?? unnamed, id);
    if (!known) next = { ...next, coders: [...next.coders, coder] };
    coders.set(name, coder);
  }
  return { study: next, coders };
}

function findCoder({ coders }: Study, name: string, id: string | null): Coder | undefined {
  const key = name.trim().normalize('NFC').toLowerCase();
  const named = coders.filter((coder) => coder.name.trim().normalize('NFC').toLowerCase() === key);
  if (id !== null && isModelCoder(id)) return coders.find((coder) => coder.id === id);
  return named.find((coder) => coder.id === id) ?? named.find(({ kind, role }) => kind === 'person' && !role);
}

function makeCoder(study: Study, name: string, id: string | null): Coder {
  const isModel = id !== null && isModelCoder(id) && coderIdSchema.safeParse(id).success;
  return isModel ? { id, name, kind: 'model' } : makePersonCoder(study, name);
}
