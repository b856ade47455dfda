import { composeText } from '../base/composed';
import { utf16 } from '../base/offsets';
import { parseTranscript, type Transcript } from '../transcript/transcript';
import { findAddresses, findPostalCodes } from './addresses';
import { findAges } from './ages';
import { findEmails, findPhones, findUrls } from './contacts';
import { findDates } from './dates';
import { beginsSmall, echoesOf } from './echoes';
import { findIdNumbers } from './idNumbers';
import { findInstitutions } from './institutions';
import { fold, resolveOverlaps, type Hit } from './identifiers';
import { findListed, type ListedName } from './listedNames';
import { findCapitalised } from './capitals';
import { findCommonNames, noCommonNames, smallWordsOf, type CommonNames } from './commonNames';
import { findCuedNames } from './nameCues';
import { findNextNames } from './nextNames';
import { speakerNames } from './speakers';

/** What the person lists; it never comes with the extension. */
export interface IdentifierLists {
  readonly names: readonly ListedName[];
  readonly places: readonly ListedName[];
}
const noLists: IdentifierLists = { names: [], places: [] };

/**
 * Stretches of transcripts that may point to a person, for each transcript in the order of its text, none overlapping;
 * each is for a person to look at. What is found in one place by what stands there is found in all transcripts. Heads of
 * turns hold nothing but names. Time is linear in the texts.
 *
 * @param texts working texts
 * @param earlier who was replaced before, in any writing: found again wherever it has a capital
 * @param common names that many people and towns have
 */
export function detectIdentifiers(
  texts: readonly string[],
  lists: IdentifierLists,
  earlier = noLists,
  common = noCommonNames,
): Hit[][] {
  // The rules are written with composed letters (März, fünfundneunzig): a text from a Mac may have them in two.
  const composed = texts.map(composeText);
  const asRead = texts.map((text, i) => composed[i]?.text ?? text);
  return detectIn(asRead, lists, earlier, common).map((hits, i) => {
    const rangeOf = composed[i]?.rangeOf;
    return rangeOf ? hits.map((hit) => ({ ...hit, range: rangeOf(hit.range) })) : hits;
  });
}

function detectIn(
  texts: readonly string[],
  lists: IdentifierLists,
  earlier: IdentifierLists,
  common: CommonNames,
): Hit[][] {
  const small = smallWordsOf(texts);
  const transcripts = texts.map(parseTranscript);
  const all = { names: withSpeakers(lists.names, transcripts), places: lists.places };
  const read = texts.map((text, i) => ({ text, heads: headsOf(transcripts[i]!) }));
  const told = read.map(({ text, heads }) => {
    const hits = findTold(text, heads, all, earlier);
    return { text, heads, hits: withOthers(text, hits, outside(heads, findCommonNames(text, common, small))) };
  });
  const toldAgain = echoesOf(told);
  const nextToTold = findNextNames(told);
  const looked = told.map(({ text, heads, hits }, i) => {
    const sure = resolveOverlaps([...hits, ...outside(heads, [...toldAgain(text), ...nextToTold[i]!])]);
    return { text, heads, sure, hits: findCapitalised(text, sure) };
  });
  const capitals = looked.map(({ text, heads, hits }) => ({
    text,
    hits: (hits ?? []).filter((hit) => !overlapsAny(hit, heads)),
  }));
  const capitalAgain = echoesOf(capitals);
  return looked.map(({ text, heads, sure, hits }, i) =>
    // Where all nouns have capitals, the name of one text may be a noun of another.
    hits === null ? sure : resolveOverlaps([...sure, ...capitals[i]!.hits, ...outside(heads, capitalAgain(text))]),
  );
}

interface Stretch {
  readonly start: number;
  readonly end: number;
}

function headsOf({ turns }: Transcript): Stretch[] {
  return turns.map(({ range, words }) => ({ start: range.start, end: utf16(words.start) }));
}

function outside(heads: readonly Stretch[], hits: readonly Hit[]): Hit[] {
  return hits.filter((hit) => hit.kind === 'name' || !overlapsAny(hit, heads));
}

/** What lists, forms and the words beside it tell. */
function findTold(text: string, heads: readonly Stretch[], lists: IdentifierLists, earlier: IdentifierLists): Hit[] {
  const listed = ({ names, places }: IdentifierLists) => [
    ...findListed(text, 'name', names),
    ...findListed(text, 'place', places),
  ];
  const found = [
    ...listed(lists),
    ...listed(earlier)
      .filter((hit) => !beginsSmall(text, hit))
      .map((hit): Hit => ({ ...hit, certainty: 'likely' })),
    ...findCuedNames(text),
    ...findDates(text),
    ...findAges(text),
    ...findPhones(text),
    ...findEmails(text),
    ...findUrls(text),
    ...findAddresses(text),
    ...findPostalCodes(text),
    ...findIdNumbers(text),
    ...findInstitutions(text),
  ];
  return resolveOverlaps(outside(heads, found));
}

/**
 * Hits, and of others what goes beyond them: of `Anna Weber` the surname, where `Anna` is on the person's list. Both are in
 * the order of the text.
 */
function withOthers(text: string, hits: readonly Hit[], others: readonly Hit[]): Hit[] {
  let next = 0;
  const beyond = others.flatMap((hit): Hit[] => {
    while (next < hits.length && hits[next]!.range.start < hit.range.end) next++;
    const last = hits[next - 1];
    if (!last || last.range.end <= hit.range.start) return [hit];
    const rest = text.slice(last.range.end, hit.range.end);
    const word = rest.search(/\p{Lu}/u);
    if (word < 0) return [];
    const range = { start: utf16(last.range.end + word), end: hit.range.end };
    return [{ ...hit, range, entity: fold(text.slice(range.start, range.end)) }];
  });
  return resolveOverlaps([...hits, ...beyond]);
}

/** A list of people, and the speakers of transcripts who are not on it yet by any part of their names. */
function withSpeakers(names: readonly ListedName[], transcripts: readonly Transcript[]): ListedName[] {
  const speakers = new Set(transcripts.flatMap(speakerNames));
  const isListed = (speaker: string) => findListed(speaker, 'name', names).length > 0;
  return [...names, ...[...speakers].filter((speaker) => !isListed(speaker)).map((speaker) => [speaker])];
}

function overlapsAny({ range }: Hit, stretches: readonly Stretch[]): boolean {
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
