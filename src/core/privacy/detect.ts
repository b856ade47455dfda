import { utf16 } from '../base/offsets';
import { parseTranscript, type Transcript } from '../transcript/transcript';
import { findAddresses, findPostalCodes } from './addresses';
import { findAges } from './ages';
import { findEmails, findPhones, findUrls } from './contacts';
import { findDates } from './dates';
import { findIdNumbers } from './idNumbers';
import { resolveOverlaps, type Hit } from './identifiers';
import { findListed, type ListedName } from './listedNames';
import { findCapitalised, findCuedNames, speakerNames } from './nameCues';

/** What the person lists; it never comes with the extension. */
export interface IdentifierLists {
  readonly names: readonly ListedName[];
  readonly places: readonly ListedName[];
}

/**
 * Stretches of a transcript that may point to a person, in the order of the text, none overlapping; each is for a
 * person to look at. Heads of turns hold nothing but names. Time is linear in the text.
 *
 * @param text working text
 */
export function detectIdentifiers(text: string, { names, places }: IdentifierLists): Hit[] {
  const transcript = parseTranscript(text);
  const people = withSpeakers(names, [transcript]);
  const heads = transcript.turns.map(({ range, words }) => ({ start: range.start, end: utf16(words.start) }));
  const isNameOrOutside = (hit: Hit) => hit.kind === 'name' || !overlapsAny(hit, heads);
  const found = [
    ...findListed(text, 'name', people),
    ...findListed(text, 'place', places),
    ...findCuedNames(text),
    ...findDates(text),
    ...findAges(text),
    ...findPhones(text),
    ...findEmails(text),
    ...findUrls(text),
    ...findAddresses(text),
    ...findPostalCodes(text),
    ...findIdNumbers(text),
  ].filter(isNameOrOutside);
  const sure = resolveOverlaps(found);
  return resolveOverlaps([...sure, ...findCapitalised(text, sure).filter((hit) => !overlapsAny(hit, heads))]);
}

/** A list of people, and the speakers of transcripts who are not on it yet by any part of their names. */
export function withSpeakers(names: readonly ListedName[], transcripts: readonly Transcript[]): ListedName[] {
  const speakers = new Set(transcripts.flatMap(speakerNames));
  const isListed = (speaker: string) => findListed(speaker, 'name', names).length > 0;
  return [...names, ...[...speakers].filter((speaker) => !isListed(speaker)).map((speaker) => [speaker])];
}

function overlapsAny({ range }: Hit, stretches: readonly { readonly start: number; readonly end: number }[]): boolean {
  let low = 0;
  let high = stretches.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (stretches[middle]!.end <= range.start) low = middle + 1;
    else high = middle;
  }
  const next = stretches[low];
  return next !== undefined && next.start < range.end;
}
