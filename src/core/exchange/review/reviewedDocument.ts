import { findComposed } from '../../base/composed';
import { utf16 } from '../../base/offsets';
import { parseTranscript, serializeTranscript, type Turn, type TurnText } from '../../transcript/transcript';
import type { ImportedDocument, ImportedSegment } from '../import/imported';
import { mergeConsecutiveTurns, renameSpeakers } from '../import/speakers';
import { editText, type EditedText, type TextEdit } from './editedText';

/** What a person decided about turns and speakers before a document is written. */
export interface TurnChoices {
  /** Roles or pseudonyms, by the name in the file; who is not named here keeps the name. */
  readonly names: ReadonlyMap<string, string>;
  /** Consecutive turns of a speaker that start at most this far apart become one; null: turns stay as they are. */
  readonly mergeGapMs: number | null;
}

/** A document as it will be written. */
export interface ReviewedDocument {
  /** Working text of the transcript. */
  readonly text: string;
  readonly turns: number;
  /** In the order in which they first speak. */
  readonly speakers: readonly string[];
  /** In `text`, each with its position among the document's segments. */
  readonly segments: readonly { readonly index: number; readonly segment: ImportedSegment }[];
  /** Segments of which nothing is left. */
  readonly lostSegments: number;
  /** Where a stretch of the document's own text stands in `text`; null when nothing of it is left. */
  readonly place: EditedText['place'];
}

/** @throws UserError `badRequest` when a new name is none that a transcript can hold */
export function reviewDocument({ content }: ImportedDocument, choices: TurnChoices): ReviewedDocument {
  if (content.kind === 'turns') {
    const turns = reviewTurns(content.turns, choices);
    return {
      text: serializeTranscript(turns),
      ...countsOf(turns),
      segments: [],
      lostSegments: 0,
      place: () => null,
    };
  }
  const { turns } = parseTranscript(content.text);
  const { text, place } = editText(content.text, turnEdits(content.text, turns, choices));
  const segments = content.segments.flatMap((segment, index) => {
    const range = place(segment.range);
    return range ? [{ index, segment: { ...segment, range } }] : [];
  });
  const lostSegments = content.segments.length - segments.length;
  return { text, ...countsOf(parseTranscript(text).turns), segments, lostSegments, place };
}

function countsOf(turns: readonly { readonly speaker: string }[]): Pick<ReviewedDocument, 'turns' | 'speakers'> {
  return { turns: turns.length, speakers: [...new Set(turns.map(({ speaker }) => speaker))] };
}

/** Turns as they will be written. */
export function reviewTurns(turns: readonly TurnText[], { names, mergeGapMs }: TurnChoices): TurnText[] {
  const renamed = renameSpeakers(turns, names);
  return mergeGapMs === null ? renamed : mergeConsecutiveTurns(renamed, mergeGapMs);
}

/** The turns of a document; none when its text names no speaker. */
export function turnsOf({ content }: ImportedDocument): readonly TurnText[] {
  if (content.kind === 'turns') return content.turns;
  const { turns } = parseTranscript(content.text);
  return turns.map(({ speaker, startMs, words }, i) => ({
    speaker,
    startMs,
    words: content.text.slice(words.start, words.end),
    ...(endsInNote(turns[i - 1]) ? { afterNote: true } : {}),
  }));
}

/** Heads alone are touched, and a note between two turns keeps them apart: what stands around and between the words stays as the person had it. */
function turnEdits(text: string, turns: readonly Turn[], { names, mergeGapMs }: TurnChoices): TextEdit[] {
  const speakers = renameSpeakers(
    turns.map(({ speaker }) => ({ speaker, startMs: null, words: '' })),
    names,
  );
  return turns.flatMap((turn, i): TextEdit[] => {
    const speaker = speakers[i]!.speaker;
    const before = turns[i - 1];
    if (
      before &&
      !endsInNote(before) &&
      mergeGapMs !== null &&
      speakers[i - 1]!.speaker === speaker &&
      gapMs(before, turn) <= mergeGapMs
    ) {
      const isSilent = turn.words.start === turn.words.end;
      return [{ start: before.words.end, end: turn.words.start, replacement: isSilent ? '' : ' ' }];
    }
    if (speaker === turn.speaker) return [];
    const head = text.slice(turn.range.start, turn.words.start);
    const name = head.lastIndexOf(turn.speaker);
    const place = name >= 0 ? { start: name, end: name + turn.speaker.length } : findComposed(head, turn.speaker)!;
    const [start, end] = [turn.range.start + place.start, turn.range.start + place.end];
    return [{ start: utf16(start), end: utf16(end), replacement: speaker }];
  });
}

function endsInNote(turn: Turn | undefined): boolean {
  return turn !== undefined && turn.range.end > turn.words.end;
}

/** From start to start, as `mergeConsecutiveTurns` counts. */
function gapMs(before: Turn, turn: Turn): number {
  return before.startMs !== null && turn.startMs !== null ? turn.startMs - before.startMs : 0;
}
