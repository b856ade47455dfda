import { groupBy } from '../base/groupBy';
import { OffsetMap, type RangeUtf16 } from '../base/offsets';
import { byPlace, joinOverlapping } from '../base/stretches';
import { certainRanges, reviewAdvice } from '../coding/anchor';
import type { Segment as SegmentAnnotation } from '../coding/annotations';
import type { LoadedCoding, LoadedStudy, LoadedTranscript } from '../coding/loadStudy';
import { parseTranscript, type Turn } from '../transcript/transcript';
import { type SpokenText, spokenText } from './spokenText';
import { type CodedSegment, segmentRanges, sentenceRanges, uniformRanges, type UnitKind } from './units';

/** Something that the person should know beside the figures. */
export interface StudyMessage {
  readonly about:
    | 'oneCoder'
    | 'oneCode'
    | 'emptyFile'
    | 'notCoded'
    | 'partlyAsked'
    | 'otherTextVersion'
    | 'quoteNotFound'
    | 'deletedCode'
    | 'noTranscript'
    | 'copies'
    | 'emptyText'
    | 'speakers'
    | 'severalCodes'
    | 'fewDrawn'
    | 'notIndependent'
    | 'nothingToTell'
    | 'prevalence';
  readonly level: 'info' | 'warning';
  /** Whole sentences, with names of coders and files but no words of a transcript. */
  readonly text: string;
  /** What the person may do about it. */
  readonly advice?: string;
}

/** One transcript, cut into units, with the segments that stand on its present text. */
export interface CodedText {
  readonly transcript: LoadedTranscript;
  readonly turns: readonly Turn[];
  readonly spoken: SpokenText;
  readonly units: readonly RangeUtf16[];
  /** The turn that each unit lies in; −1 outside all turns. */
  readonly turnOfUnit: readonly number[];
  readonly segments: readonly CodedSegment[];
  /** Segments that lie wholly in the turns of speakers who were not chosen. */
  readonly segmentsElsewhere: number;
  /** Those of the chosen coders who have a file on this transcript. */
  readonly coders: readonly string[];
}

export interface TextChoices {
  readonly coders: readonly string[];
  readonly speakers: readonly string[] | null;
  /** The compared code that each chosen code counts as, by its id in lower case. */
  readonly countsAs: ReadonlyMap<string, string>;
  readonly unit: UnitKind;
}

/** The code that a segment carries, as in the codebook. */
function codeIdOf(segment: SegmentAnnotation): string {
  return segment.body.source.slice('urn:uuid:'.length).toLowerCase();
}

/** Reads one transcript's codings; `tell` is given what stands in the way of comparing them. */
export function codedText(
  study: LoadedStudy,
  transcript: LoadedTranscript,
  { coders, speakers, countsAs, unit }: TextChoices,
  tell: (message: StudyMessage) => void,
): CodedText {
  const own = study.codings.filter((coding) => coding.transcript === transcript.path && coders.includes(coding.coder));
  const offsets = new OffsetMap(transcript.text);
  const known = new Set(study.codebook.codes.map(({ id }) => id.toLowerCase()));
  const { turns } = parseTranscript(transcript.text);
  const spoken = spokenText(transcript.text, turns, speakers);
  let segmentsElsewhere = 0;
  const segments = own.flatMap((coding) => {
    const name = study.coders.find(({ id }) => id === coding.coder)?.name ?? coding.coder;
    const certain = certainSegments(
      coding,
      name,
      transcript,
      offsets,
      known,
      spoken.within.length > 0 ? tell : () => {},
    );
    const placed = certain.flatMap(({ code, ...range }): PlacedSegment[] => {
      const id = countsAs.get(code);
      if (id === undefined) return [];
      const said = spoken.clip(range);
      if (said) return [{ ...said, code: id, own: code }];
      segmentsElsewhere++;
      return [];
    });
    return joinSubCodes(placed).map((segment) => ({ ...segment, coder: coding.coder }));
  });
  const units = unitsOf(unit, transcript.text, spoken.within, segments);
  return {
    transcript,
    turns,
    spoken,
    units,
    turnOfUnit: units.map(({ start }) => turns.findLastIndex(({ range }) => range.start <= start)),
    segments,
    segmentsElsewhere,
    coders: coders.filter((coder) => own.some((coding) => coding.coder === coder)),
  };
}

/** A segment of one coder with the compared code that its own code counts as. */
interface PlacedSegment extends RangeUtf16 {
  readonly code: string;
  readonly own: string;
}

/** Where several codes count as one, a coder's segments that overlap are one segment with it; those of one code stay. */
function joinSubCodes(segments: readonly PlacedSegment[]): Omit<CodedSegment, 'coder'>[] {
  return [...groupBy(segments, ({ code }) => code)].flatMap(([code, alike]) => {
    const isOne = alike.every(({ own }) => own === alike[0]?.own);
    const ranges = isOne ? alike : joinOverlapping([...alike].sort(byPlace));
    return ranges.map(({ start, end }) => ({ start, end, code }));
  });
}

function unitsOf(
  unit: UnitKind,
  text: string,
  within: readonly RangeUtf16[],
  segments: readonly CodedSegment[],
): readonly RangeUtf16[] {
  switch (unit) {
    case 'turn':
      return within;
    case 'sentence':
      return sentenceRanges(text, within);
    case 'segment':
      return segmentRanges(segments);
    case 'character':
      return uniformRanges(within, segments);
  }
}

function certainSegments(
  { collection, file }: LoadedCoding,
  coder: string,
  transcript: LoadedTranscript,
  offsets: OffsetMap,
  knownCodes: ReadonlySet<string>,
  tell: (message: StudyMessage) => void,
): (RangeUtf16 & { readonly code: string })[] {
  const all = collection.first.items.filter((item): item is SegmentAnnotation => item.motivation === 'classifying');
  if (all.length === 0) {
    tell({
      about: 'emptyFile',
      level: 'warning',
      text: `${file} holds no coded segment: it counts as “${coder} found nothing to code”.`,
      advice: `If ${coder} has not coded ${transcript.path} yet, leave this transcript or this coder out.`,
    });
  }
  const targets = all.map(({ target }) => target);
  const ranges = certainRanges(transcript, targets, offsets);
  const standing = all.flatMap((segment, i) => {
    const range = ranges[i];
    return range ? [{ ...range, code: codeIdOf(segment) }] : [];
  });
  const lost = all.length - standing.length;
  const isOld = (segment: SegmentAnnotation) => segment.target.source['schema:sha256'] !== transcript.sha256;
  const old = all.filter(isOld).length;
  if (old > 0) {
    tell({
      about: 'otherTextVersion',
      level: 'warning',
      text: `${coder} coded another version of ${transcript.path} than the present one (${count(old, 'segment')}). ${lost === 0 ? 'All of their words are found in the present one.' : `${count(lost, 'segment')} ${lost === 1 ? 'is' : 'are'} no longer found for certain and left out of all figures.`}`,
      ...(lost > 0 && { advice: reviewAdvice }),
    });
  } else if (lost > 0) {
    tell({
      about: 'quoteNotFound',
      level: 'warning',
      text: `${file}: the words of ${count(lost, 'segment')} are not found for certain in the transcript. ${lost === 1 ? 'It is' : 'They are'} left out of all figures.`,
      advice: reviewAdvice,
    });
  }
  const deleted = standing.filter(({ code }) => !knownCodes.has(code));
  if (deleted.length > 0) {
    const codes = new Set(deleted.map(({ code }) => code)).size;
    tell({
      about: 'deletedCode',
      level: 'warning',
      text: `${file}: ${count(deleted.length, 'segment')} with ${codes === 1 ? 'a code that is' : `${codes} codes that are`} no longer in the codebook. ${deleted.length === 1 ? 'It is' : 'They are'} left out of all figures.`,
    });
  }
  return standing.filter(({ code }) => knownCodes.has(code));
}

/** 3, "segment" → "3 segments". */
export function count(n: number, noun: string): string {
  return `${n.toLocaleString('en-US')} ${noun}${n === 1 ? '' : 's'}`;
}
