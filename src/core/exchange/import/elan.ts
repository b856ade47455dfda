import { UserError } from '../../base/userError';
import { readXml } from '../xml';
import type { Imported } from './imported';
import { inOrderOfTime, type TimedUtterance } from './timedTiers';
import { about, many, toImported, warnAt } from './utterances';

interface Annotation {
  /** Id of a time slot; null for an annotation that refers to another. */
  readonly slot: string | null;
  readonly value: string;
}

interface Tier {
  readonly id: string;
  readonly participant: string;
  readonly isDependent: boolean;
  readonly annotations: Annotation[];
}

interface AnnotationFile {
  /** Milliseconds by id; null for a slot that ELAN places between its neighbours. */
  readonly slots: ReadonlyMap<string, number | null>;
  readonly tiers: readonly Tier[];
}

/**
 * Reads an ELAN annotation file (.eaf; schema *EAFv3.0*, https://www.mpi.nl/tools/elan/EAF_Annotation_Format_3.0_and_ELAN.pdf).
 * Each annotation of a tier of its own is a turn of the tier's participant, or else of the tier's name, in order of
 * time. A time slot without a value keeps its place in the tier and gives the turn no time. Tiers that depend on
 * another (glosses, translations, single words) are left out, with a warning.
 *
 * @throws UserError `fileInvalid`, naming the line
 */
export function parseElan(fileText: string, file: string): Imported {
  const { slots, tiers } = readAnnotationFile(fileText, file);
  const utterances: TimedUtterance[] = [];
  let untimed = 0;
  const taken = tiers.filter(({ isDependent }) => !isDependent);
  for (const { participant, id, annotations } of taken) {
    let sortMs = 0;
    for (const { slot, value } of annotations) {
      const startMs = slot === null ? null : (slots.get(slot) ?? null);
      sortMs = startMs ?? sortMs;
      if (startMs === null && value.trim() !== '') untimed++;
      utterances.push({ speaker: participant.trim() || id, startMs, sortMs, words: value });
    }
  }
  const left = tiers.filter(({ isDependent, annotations }) => isDependent && annotations.length > 0);
  return toImported(file, inOrderOfTime(utterances), [
    ...warnAt(left.map(place), 'Left out: the tier annotates another tier.'),
    ...warnAt(secondOfAParticipant(taken).map(place), 'Put together with another tier of the same participant.'),
    ...(untimed > 0 ? [about(`${many(untimed, 'annotation')} without a time value, put after the one before.`)] : []),
  ]);
}

function place({ id }: Tier): string {
  return `tier "${id.slice(0, 60)}"`;
}

function secondOfAParticipant(tiers: readonly Tier[]): Tier[] {
  const seen = new Set<string>();
  return tiers.filter(({ participant, annotations }) => {
    const name = participant.trim();
    if (name === '' || annotations.length === 0) return false;
    if (seen.has(name)) return true;
    seen.add(name);
    return false;
  });
}

function readAnnotationFile(xml: string, file: string): AnnotationFile {
  const slots = new Map<string, number | null>();
  const tiers: Tier[] = [];
  let root: string | null = null;
  let slot: string | null = null;
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
      switch (name) {
        case 'TIME_SLOT':
          slots.set(attributes['TIME_SLOT_ID'] ?? '', readMs(attributes['TIME_VALUE']));
          break;
        case 'TIER':
          tiers.push({
            id: attributes['TIER_ID'] ?? '',
            participant: attributes['PARTICIPANT'] ?? '',
            isDependent: attributes['PARENT_REF'] !== undefined,
            annotations: [],
          });
          break;
        case 'ALIGNABLE_ANNOTATION':
          slot = attributes['TIME_SLOT_REF1'] ?? null;
          break;
        case 'REF_ANNOTATION':
          slot = null;
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
      tiers.at(-1)?.annotations.push({ slot, value: value.join('') });
      value = null;
    },
  });
  return { slots, tiers };
}

function readMs(value: string | undefined): number | null {
  return value !== undefined && /^\d{1,12}$/.test(value) ? Number(value) : null;
}
