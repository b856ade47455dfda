import type { Sliced } from '../agreement/slices';
import { OffsetMap, utf16, type RangeUtf16 } from '../base/offsets';
import { patternOf, type Pattern } from '../codebook/colours';
import { codeIdOf } from '../codebook/recode';
import { placeTargets } from '../coding/anchor';
import type { Segment } from '../coding/annotations';
import type { LoadedStudy, LoadedTranscript } from '../coding/loadStudy';
import type { Coder } from '../coding/study';
import { readAcceptedFrom } from '../suggestions/suggestion';
import { parseTranscript, type Turn } from '../transcript/transcript';
import { byPlace } from '../base/stretches';

/** A segment where it stands in the present text. */
export interface PlacedSegment extends RangeUtf16 {
  /** `urn:uuid:` */
  readonly id: string;
  /** Id of the code, in lower case. */
  readonly code: string;
  readonly coder: string;
  /** Its place is a guess that nobody has confirmed yet. */
  readonly moved: boolean;
  /** A person took it over from a model’s suggestion. */
  readonly accepted?: true;
}

export interface IndexedCode {
  /** In lower case. */
  readonly id: string;
  readonly name: string;
  readonly colour: string;
  readonly pattern: Pattern;
  /** Id of the code above, in lower case; null at the top. */
  readonly parent: string | null;
}

export interface IndexedTranscript extends LoadedTranscript {
  readonly turns: readonly Turn[];
  /** What is said: the words of every turn, heads left out; the whole text where there are no turns. */
  readonly spoken: readonly RangeUtf16[];
  readonly offsets: OffsetMap;
  /** By start, then by end. */
  readonly segments: readonly PlacedSegment[];
}

/** A study with every segment at its place, for questions to it. */
export interface StudyIndex {
  readonly title: string;
  readonly coders: readonly Coder[];
  /** Those of the codebook in its order, then those that segments carry though the codebook lost them. */
  readonly codes: readonly IndexedCode[];
  readonly transcripts: readonly IndexedTranscript[];
  /** Segments whose words are not found in the transcript: they are in no answer. */
  readonly orphans: number;
  /** Segments that stand at a guessed place: they are in the answers, marked. */
  readonly moved: number;
}

/**
 * Places every segment of a study.
 *
 * @param only the one coder whose segments are looked at, for somebody who codes blind; null for everyone
 */
export function* indexStudy(study: LoadedStudy, only: string | null): Sliced<StudyIndex> {
  let orphans = 0;
  let moved = 0;
  const transcripts: IndexedTranscript[] = [];
  for (const transcript of study.transcripts) {
    const offsets = new OffsetMap(transcript.text);
    const segments: PlacedSegment[] = [];
    for (const { transcript: path, coder, collection } of study.codings) {
      if (path !== transcript.path || (only !== null && coder !== only)) continue;
      const own = collection.first.items.filter((item): item is Segment => item.motivation === 'classifying');
      const targets = own.map(({ target }) => target);
      placeTargets(transcript.text, transcript.sha256, targets, offsets).forEach((placement, i) => {
        if (placement.state === 'orphaned') return orphans++;
        const isMoved = placement.state === 'moved';
        if (isMoved) moved++;
        const accepted = readAcceptedFrom(own[i]!) !== null && { accepted: true as const };
        const code = codeIdOf(own[i]!);
        return segments.push({ id: own[i]!.id, code, coder, moved: isMoved, ...accepted, ...placement.range });
      });
      yield transcripts.length / study.transcripts.length;
    }
    const { turns } = parseTranscript(transcript.text);
    const spoken = turns.map(({ words }) => words).filter(({ start, end }) => end > start);
    const whole = { start: utf16(0), end: utf16(transcript.text.length) };
    transcripts.push({
      ...transcript,
      turns,
      spoken: turns.length > 0 ? spoken : [whole],
      offsets,
      segments: segments.sort(byPlace),
    });
  }
  const coders = study.coders.filter(({ id }) => only === null || id === only);
  return { title: study.study.title, coders, codes: codesOf(study, transcripts), transcripts, orphans, moved };
}

function codesOf({ codebook }: LoadedStudy, transcripts: readonly IndexedTranscript[]): IndexedCode[] {
  const codes = codebook.codes.map((code) => ({
    id: code.id.toLowerCase(),
    name: code.name,
    colour: code.colour,
    pattern: patternOf(code),
    parent: code.parent?.toLowerCase() ?? null,
  }));
  const known = new Set(codes.map(({ id }) => id));
  const carried = new Set(transcripts.flatMap(({ segments }) => segments.map(({ code }) => code)));
  const deleted = [...carried].filter((id) => !known.has(id));
  return [
    ...codes,
    ...deleted.map((id, i) => ({
      id,
      name: `Deleted code ${i + 1}`,
      colour: '#808080',
      pattern: patternOf({ id }),
      parent: null,
    })),
  ];
}
