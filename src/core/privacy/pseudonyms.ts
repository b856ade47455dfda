import { SeededRandom } from '../generation/random';
import { isSpeakerName } from '../transcript/transcript';
import { fold, type IdentifierKind } from './identifiers';

/** How people are called: `[NAME-1]`, or by a made-up first name. */
export type NameStyle = 'numbered' | 'madeUp';

/** A person, place or other thing that is to be called the same throughout the study. */
export interface Entity {
  readonly kind: IdentifierKind;
  readonly entity: string;
}

/** Names what an entity is called, in the key and on screen. */
export function entityKey({ kind, entity }: Entity): string {
  return `${kind} ${entity}`;
}

/** The entities of a kind among those that have a name (`entityKey`). */
export function entitiesOf(kind: IdentifierKind, keys: Iterable<string>): string[] {
  return [...keys].flatMap((key) => (key.startsWith(`${kind} `) ? key.slice(kind.length + 1) : []));
}

const labels: Readonly<Record<IdentifierKind, string>> = {
  name: 'NAME',
  place: 'PLACE',
  address: 'ADDRESS',
  postalCode: 'POSTCODE',
  date: 'DATE',
  age: '90+',
  phone: 'PHONE',
  email: 'EMAIL',
  url: 'WEB',
  id: 'ID',
};

/** Short, known in many places, worn by all genders; in no order that could tell who is who. */
const firstNames =
  'Alex Robin Sam Kim Jona Luca Nika Toni Mika Jules Remy Noor Sasha Charlie Ariel Quinn Rowan Eli Marlo Dani Jamie Lou Kit Andrea Ash Bo Cleo Dara Emery Fran Gray Hollis Indigo Jessie Kai Lane Merle Noa Ollie Perry'.split(
    ' ',
  );

/**
 * What each entity is called. Dates and ages have one label for all, since a number would tell which are the same.
 *
 * @param entities of the whole study, in the order in which they are first met
 * @param known what an earlier pass called them (`entityKey`), which stays
 * @param texts no made-up name that stands in one of them is given
 * @param seed of the order of made-up names
 * @param standing pseudonyms that are somebody's already though no key says whose (`labelsIn`), or that the person gave
 */
export function assignPseudonyms(
  entities: readonly Entity[],
  known: ReadonlyMap<string, string>,
  style: NameStyle,
  texts: readonly string[] = [],
  seed = 0,
  standing: Iterable<string> = [],
): Map<string, string> {
  const given = new Map(known);
  const taken = new Set([...known.values(), ...standing]);
  const free = style === 'madeUp' ? freeNames(texts, taken, seed) : [];
  const numbers = new Map<string, number>();
  for (const entity of entities) {
    const key = entityKey(entity);
    if (given.has(key)) continue;
    given.set(key, nameFor(entity));
  }
  return given;

  function nameFor({ kind }: Entity): string {
    if (kind === 'age') return labels.age;
    if (kind === 'date') return '[DATE]';
    const madeUp = kind === 'name' ? free.shift() : undefined;
    if (madeUp !== undefined) return madeUp;
    for (let n = (numbers.get(kind) ?? 0) + 1; ; n++) {
      const name = `[${labels[kind]}-${n}]`;
      if (taken.has(name)) continue;
      numbers.set(kind, n);
      taken.add(name);
      return name;
    }
  }
}

const label = new RegExp(
  String.raw`(?<![\p{L}\p{N}])(?:${Object.values(labels)
    .filter((one) => /^\p{L}+$/u.test(one))
    .join('|')})-\d+(?!\d)`,
  'gu',
);

/** Numbered pseudonyms that stand in a text, as `[NAME-1]`, in heads of turns too. */
export function labelsIn(text: string): string[] {
  return [...new Set(text.match(label))].map((found) => `[${found}]`);
}

function freeNames(texts: readonly string[], taken: ReadonlySet<string>, seed: number): string[] {
  const words = new Set(texts.flatMap((text) => fold(text).match(/\p{L}+/gu) ?? []));
  const random = new SeededRandom(seed);
  return firstNames
    .filter((name) => !words.has(fold(name)) && !taken.has(name))
    .map((name) => ({ name, order: random.next() }))
    .sort((a, b) => a.order - b.order)
    .map(({ name }) => name);
}

/** A pseudonym as the head of a turn can carry it: `[NAME-1]` loses its brackets there. */
export function speakerForm(pseudonym: string): string {
  const bare = pseudonym.replace(/[^\p{L}\p{M}\p{N} .'’_&/#()-]/gu, '').trim();
  return isSpeakerName(bare) ? bare : 'Speaker';
}
