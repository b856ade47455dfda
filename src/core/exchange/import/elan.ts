import { UserError } from '../../base/userError';
import { readXml } from '../xml';
import { spokenTiers, type ElanAnnotation, type ElanTier } from './elanTiers';
import type { Imported } from './imported';
import { inOrderOfTime, type TimedUtterance } from './timedTiers';
import { about, many, toImported, warnAt } from './utterances';

interface AnnotationFile {
  /** Milliseconds by id; null for a slot that ELAN places between its neighbours. */
  readonly slots: ReadonlyMap<string, number | null>;
  readonly tiers: readonly ElanTier[];
}

/**
 * Reads an ELAN annotation file (.eaf; schema *EAFv3.0*, https://www.mpi.nl/tools/elan/EAF_Annotation_Format_3.0_and_ELAN.pdf).
 * Each annotation of a tier of its own is a turn of the tier's participant, or else of the tier's name, in order of
 * time. A time slot without a value keeps its place in the tier and gives the turn no time. Tiers that depend on
 * another (glosses, translations, single words) and tiers of codes are left out, with a warning; `spokenTiers` says
 * which these are.
 *
 * @throws UserError `fileInvalid`, naming the line
 */
export function parseElan(fileText: string, file: string): Imported {
  const { slots, tiers } = readAnnotationFile(fileText, file);
  const { spoken, replaced, coded } = spokenTiers(tiers);
  const byId = new Map(tiers.flatMap(({ annotations }) => annotations).map((one) => [one.id, one]));
  const utterances: TimedUtterance[] = [];
  let untimed = 0;
  for (const { speaker, annotations } of spoken) {
    let sortMs = 0;
    for (const annotation of annotations) {
      const startMs = slots.get(slotOf(annotation, byId) ?? '') ?? null;
      sortMs = startMs ?? sortMs;
      if (startMs === null && annotation.value.trim() !== '') untimed++;
      utterances.push({ speaker, startMs, sortMs, words: annotation.value });
    }
  }
  const taken = spoken.map(({ tier }) => tier);
  const words = new Set(taken);
  const left = tiers.filter(
    (tier) => tier.parent !== null && !words.has(tier) && tier.annotations.some(({ value }) => value.trim() !== ''),
  );
  return toImported(file, inOrderOfTime(utterances), [
    ...warnAt(replaced.map(place), 'Holds numbers or nothing: the words are taken from a tier that annotates it.'),
    ...warnAt(coded.map(place), 'Left out: the tier holds codes from a list, not words.'),
    ...warnAt(left.map(place), 'Left out: the tier annotates another tier.'),
    ...warnAt(secondOfAParticipant(taken).map(place), 'Put together with another tier of the same participant.'),
    ...(untimed > 0 ? [about(`${many(untimed, 'annotation')} without a time value, put after the one before.`)] : []),
  ]);
}

/** Its own, or that of the annotation that it refers to, over as many as tiers depend on each other. */
function slotOf(annotation: ElanAnnotation, byId: ReadonlyMap<string, ElanAnnotation>): string | null {
  let at: ElanAnnotation | undefined = annotation;
  for (let depth = 0; at && at.slot === null && depth < maxTierDepth; depth++) at = byId.get(at.refersTo ?? '');
  return at?.slot ?? null;
}

const maxTierDepth = 20;

function place({ id }: ElanTier): string {
  return `tier "${id.slice(0, 60)}"`;
}

function secondOfAParticipant(tiers: readonly ElanTier[]): ElanTier[] {
  const seen = new Set<string>();
  return tiers.filter(({ participant, annotations }) => {
    const name = participant;
    if (name === '' || annotations.length === 0) return false;
    if (seen.has(name)) return true;
    seen.add(name);
    return false;
  });
}

function readAnnotationFile(xml: string, file: string): AnnotationFile {
  const slots = new Map<string, number | null>();
  const tiers: (Omit<ElanTier, 'isCoded'> & { readonly type: string; readonly annotations: ElanAnnotation[] })[] = [];
  const codedTypes = new Set<string>();
  let root: string | null = null;
  let reference: Pick<ElanAnnotation, 'id' | 'slot' | 'refersTo'> | null = null;
  let value: string[] | null = null;
  readXml(xml, file, {
    open(name, attributes) {
      root ??= name;
      if (root !== 'ANNOTATION_DOCUMENT') {
        throw new UserError(
          'fileInvalid',
          `${file} is not an ELAN annotation file.`,
          'Choose a file saved by ELAN (.eaf).',
        );
      }
      const id = attributes['ANNOTATION_ID'] ?? '';
      switch (name) {
        case 'TIME_SLOT':
          slots.set(attributes['TIME_SLOT_ID'] ?? '', readMs(attributes['TIME_VALUE']));
          break;
        case 'TIER':
          tiers.push({
            id: attributes['TIER_ID'] ?? '',
            participant: attributes['PARTICIPANT']?.trim() ?? '',
            parent: attributes['PARENT_REF'] ?? null,
            type: attributes['LINGUISTIC_TYPE_REF'] ?? '',
            annotations: [],
          });
          break;
        case 'LINGUISTIC_TYPE':
          if (attributes['CONTROLLED_VOCABULARY_REF']) codedTypes.add(attributes['LINGUISTIC_TYPE_ID'] ?? '');
          break;
        case 'ALIGNABLE_ANNOTATION':
          reference = { id, slot: attributes['TIME_SLOT_REF1'] ?? null, refersTo: null };
          break;
        case 'REF_ANNOTATION':
          reference = { id, slot: null, refersTo: attributes['ANNOTATION_REF'] ?? null };
          break;
        case 'ANNOTATION_VALUE':
          value = [];
          break;
      }
    },
    text(text) {
      value?.push(text);
    },
    close(name) {
      if (name !== 'ANNOTATION_VALUE' || value === null) return;
      tiers.at(-1)?.annotations.push({ ...(reference ?? noReference), value: value.join('') });
      value = null;
    },
  });
  return { slots, tiers: tiers.map(({ type, ...tier }) => ({ ...tier, isCoded: codedTypes.has(type) })) };
}

const noReference = { id: '', slot: null, refersTo: null };

function readMs(value: string | undefined): number | null {
  return value !== undefined && /^\d{1,12}$/.test(value) ? Number(value) : null;
}
