import { OffsetMap, type RangeUtf16 } from '../../base/offsets';
import type { Code } from '../../codebook/codebook';
import { certainRanges, reviewAdvice } from '../../coding/anchor';
import type { Annotation, Memo, SegmentTarget } from '../../coding/annotations';
import type { LoadedStudy, LoadedTranscript } from '../../coding/loadStudy';
import type { Coder } from '../../coding/study';
import { readDecisions, suggestionKey, type Decision } from '../../suggestions/suggestion';
import { counted } from '../counted';

/** A memo's words, and who wrote them when. */
export interface MemoText {
  /** UUID of the annotation. */
  readonly id: string;
  readonly coder: Coder;
  /** ISO 8601, UTC. */
  readonly created: string;
  readonly value: string;
}

export interface CodedSegment {
  /** UUID of the annotation. */
  readonly id: string;
  readonly transcript: LoadedTranscript;
  readonly coder: Coder;
  readonly code: Code;
  /** In the transcript's working text. */
  readonly range: RangeUtf16;
  readonly created: string;
  /** Those of the segment's own coder first. */
  readonly memos: readonly MemoText[];
  /** Of a model's suggestion, what each person decided on it, none while it is open; null for what is data. */
  readonly decisions: readonly Decision[] | null;
}

export interface StretchMemo {
  readonly transcript: LoadedTranscript;
  readonly range: RangeUtf16;
  readonly memo: MemoText;
}

export interface CodeMemo {
  readonly code: Code;
  readonly memo: MemoText;
}

/** All that coders noted in a study, each on what it is about. */
export interface StudyNotes {
  /** By transcript, place in it, and coder. */
  readonly segments: readonly CodedSegment[];
  readonly stretchMemos: readonly StretchMemo[];
  readonly codeMemos: readonly CodeMemo[];
  /** Whether suggestions of models are among the segments. */
  readonly withSuggestions: boolean;
  readonly suggestionsLeftOut: number;
  /** What is left out, for the person: whole sentences, without words of a transcript. */
  readonly leftOut: readonly string[];
}

interface Noted {
  readonly annotation: Annotation;
  readonly coder: Coder;
}

/**
 * Gathers what coders noted. A segment whose words are no longer found for certain is left out and counted, since any
 * place that is written down for it would be a guess; a memo on a memo counts as one on what that one is about.
 *
 * @param options.suggestions whether what models suggested is gathered too; else it is left out, since it is data only
 * where a person accepted it, in a segment of their own
 */
export function studyNotes(
  study: LoadedStudy,
  { suggestions = false }: { readonly suggestions?: boolean } = {},
): StudyNotes {
  const coders = new Map(study.coders.map((coder) => [coder.id, coder]));
  const codes = new Map(study.codebook.codes.map((code) => [code.id.toLowerCase(), code]));
  const noted = study.codings.flatMap((coding) =>
    coding.collection.first.items.map((annotation): Noted => ({
      annotation,
      coder: coders.get(coding.coder) ?? { id: coding.coder, name: coding.coder, kind: 'person' },
    })),
  );
  const byId = new Map(noted.map((note) => [note.annotation.id.toLowerCase(), note]));
  const places = placesOf(study);
  const memosOn = new Map<Annotation, MemoText[]>();
  const stretchMemos: StretchMemo[] = [];
  const codeMemos: CodeMemo[] = [];
  const lost = { moved: 0, deletedCode: 0, memos: 0, suggestions: 0, memosOnSuggestions: 0 };
  for (const { annotation, coder } of noted) {
    if (annotation.motivation !== 'commenting') continue;
    const memo = { id: uuidOf(annotation.id), coder, created: annotation.created, value: annotation.body.value };
    const about = aboutWhat(annotation, byId);
    const code = typeof about === 'string' ? codes.get(uuidOf(about)) : undefined;
    if (code) {
      codeMemos.push({ code, memo });
      continue;
    }
    const place = typeof about === 'string' ? undefined : places.get(about);
    if (typeof about === 'string' || !place) lost.memos++;
    else if (about.motivation === 'commenting') stretchMemos.push({ ...place, memo });
    else memosOn.set(about, [...(memosOn.get(about) ?? []), memo]);
  }
  const segments = noted.flatMap(({ annotation, coder }): CodedSegment[] => {
    if (annotation.motivation !== 'classifying') return [];
    const isSuggestion = suggestionKey in annotation;
    if (isSuggestion && !suggestions) {
      lost.suggestions++;
      lost.memosOnSuggestions += memosOn.get(annotation)?.length ?? 0;
      return [];
    }
    const place = places.get(annotation);
    const code = codes.get(uuidOf(annotation.body.source));
    if (!place) lost.moved++;
    else if (!code) lost.deletedCode++;
    if (!place || !code) {
      lost.memos += memosOn.get(annotation)?.length ?? 0;
      return [];
    }
    const { id, created } = annotation;
    const memos = (memosOn.get(annotation) ?? []).toSorted(
      (a, b) => Number(b.coder === coder) - Number(a.coder === coder) || (a.created < b.created ? -1 : 1),
    );
    const decisions = isSuggestion ? readDecisions(annotation) : null;
    return [{ id: uuidOf(id), ...place, coder, code, created, memos, decisions }];
  });
  const order = new Map(study.transcripts.map((transcript, i) => [transcript, i]));
  const onThem = lost.memosOnSuggestions > 0 ? `, with ${counted(lost.memosOnSuggestions, 'memo')} on them` : '';
  const left: (readonly [number, string, string])[] = [
    [lost.moved, 'segment', `: the transcript has changed there. ${reviewAdvice.slice(0, -1)}`],
    [lost.deletedCode, 'segment', ': the code is no longer in the codebook'],
    [lost.memos, 'memo', ': what was noted on is not there'],
    [study.withoutTranscript.length, 'coding file', ': the transcript is not there'],
    [study.copies.length, 'coding file', ': a copy that a sync program made beside the coder’s own'],
    [study.copiedTranscripts.length, 'transcript', ': a copy that a sync program made beside the transcript itself'],
    [lost.suggestions, 'model suggestion', `${onThem}: a suggestion is data only once a person accepts it`],
  ];
  return {
    segments: segments.sort(
      (a, b) =>
        order.get(a.transcript)! - order.get(b.transcript)! ||
        a.range.start - b.range.start ||
        a.range.end - b.range.end ||
        (a.coder.id < b.coder.id ? -1 : Number(a.coder.id > b.coder.id)),
    ),
    stretchMemos,
    codeMemos,
    withSuggestions: suggestions,
    suggestionsLeftOut: lost.suggestions,
    leftOut: left.filter(([n]) => n > 0).map(([n, what, why]) => `${counted(n, what)} left out${why}.`),
  };
}

interface Place {
  readonly transcript: LoadedTranscript;
  readonly range: RangeUtf16;
}

/** Where segments, and memos on stretches of text, stand; those that stand nowhere are not in it. */
function placesOf(study: LoadedStudy): Map<Annotation, Place> {
  const texts = new Map(
    study.transcripts.map((transcript) => [transcript.path, { transcript, offsets: new OffsetMap(transcript.text) }]),
  );
  const places = new Map<Annotation, Place>();
  for (const { transcript: path, collection } of study.codings) {
    const text = texts.get(path);
    if (!text) continue;
    const placed = collection.first.items.filter(isOnText);
    const targets = placed.map(({ target }) => target);
    certainRanges(text.transcript, targets, text.offsets).forEach((range, i) => {
      if (range) places.set(placed[i]!, { transcript: text.transcript, range });
    });
  }
  return places;
}

function isOnText(annotation: Annotation): annotation is Annotation & { readonly target: SegmentTarget } {
  return typeof annotation.target !== 'string';
}

/** The segment, the memo on a stretch of text, or else the `urn:uuid:` that a memo is about in the end. */
function aboutWhat(memo: Memo, byId: ReadonlyMap<string, Noted>): Annotation | string {
  const seen = new Set<Annotation>();
  let about: Annotation = memo;
  while (about.motivation === 'commenting' && typeof about.target === 'string') {
    const next: Annotation | undefined = byId.get(about.target.toLowerCase())?.annotation;
    if (!next || seen.has(next)) return about.target;
    seen.add(next);
    about = next;
  }
  return about;
}

function uuidOf(urn: string): string {
  return urn.slice('urn:uuid:'.length).toLowerCase();
}
