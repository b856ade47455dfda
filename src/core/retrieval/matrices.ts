import type { Sliced } from '../agreement/slices';
import type { RangeUtf16 } from '../base/offsets';
import { codersInScope, type Scope } from './query';
import { transcriptsInScope, wordsOfSpeakers } from './runQuery';
import { intersect, overlapping, toRuns } from '../base/stretches';
import type { IndexedTranscript, PlacedSegment, StudyIndex } from './studyIndex';

/** What codes are set against. */
export const matrixKinds = ['codes', 'transcripts', 'speakers'] as const;
export type MatrixKind = (typeof matrixKinds)[number];

/** Of two codes, what counts as standing together. */
export const togethers = ['overlap', 'turn'] as const;
export type Together = (typeof togethers)[number];

/**
 * How often two codes stand together. Both are looked for within each coder: one coder's code on what another gave
 * another code to is a difference between coders, not a co-occurrence.
 */
export interface CoOccurrence {
  readonly kind: 'codes';
  readonly together: Together;
  /** Ids of those codes that somebody used, in the codebook's order. */
  readonly codes: readonly string[];
  /**
   * [code][code], symmetric. `overlap`: pairs of segments that share a character. `turn`: turns that both codes touch,
   * counted for each coder. On the diagonal: the code's segments, or turns.
   */
  readonly counts: readonly (readonly number[])[];
}

export interface CodeTable {
  readonly kind: 'transcripts' | 'speakers';
  readonly codes: readonly string[];
  /** Paths of transcripts, or names of speakers. */
  readonly columns: readonly string[];
  /** [code][column]: segments that share a character with what is spoken there. */
  readonly segments: readonly (readonly number[])[];
  /** [code][column]: characters (code points) spoken there that carry the code, each counted once. */
  readonly characters: readonly (readonly number[])[];
  /** [column]: characters spoken there. */
  readonly sizes: readonly number[];
}

/**
 * c = n12 ÷ (n1 + n2 − n12), from 0 (never together) to 1 (never apart): ATLAS.ti's *code co-occurrence coefficient*
 * (its manual, “Code Co-occurrence Coefficient”), which over turns is the index of Jaccard 1912, New Phytologist 11(2).
 *
 * Null where it says nothing: neither code is used, or one segment overlaps several of the other code, so that there are
 * more pairs than segments.
 */
export function cCoefficient(n12: number, n1: number, n2: number): number | null {
  const all = n1 + n2 - n12;
  return all > 0 && n12 <= Math.min(n1, n2) ? n12 / all : null;
}

/** With speakers in the scope: among segments that touch their words. Time grows with segments × codes, whatever overlaps. */
export function* coOccurrence(index: StudyIndex, scope: Scope, together: Together): Sliced<CoOccurrence> {
  const coders = codersInScope(scope, index.coders);
  const rank = new Map(index.codes.map(({ id }, i) => [id, i]));
  const counts = index.codes.map(() => new Array<number>(index.codes.length).fill(0));
  const transcripts = transcriptsInScope(index, scope);
  for (const [i, transcript] of transcripts.entries()) {
    const spoken = scope.speakers ? wordsOfSpeakers(transcript, scope.speakers) : null;
    for (const coder of coders) {
      const own = transcript.segments.filter((segment) => segment.coder === coder);
      const segments = spoken ? (overlapping(own, spoken) as PlacedSegment[]) : own;
      if (together === 'overlap') countOverlaps(segments, rank, counts);
      else countTurns(segments, spoken ?? transcript.spoken, rank, counts);
      yield i / transcripts.length;
    }
  }
  const used = index.codes.flatMap((_, i) => (counts[i]![i]! > 0 ? [i] : []));
  return {
    kind: 'codes',
    together,
    codes: used.map((i) => index.codes[i]!.id),
    counts: used.map((i) => used.map((j) => counts[i]![j]!)),
  };
}

/** Sweeps over starts and ends: each segment meets, by code, those that are open when it begins. */
function countOverlaps(
  segments: readonly PlacedSegment[],
  rank: ReadonlyMap<string, number>,
  counts: number[][],
): void {
  const open = new Array<number>(counts.length).fill(0);
  const byEnd = [...segments].sort((a, b) => a.end - b.end);
  let ended = 0;
  for (const { start, code } of segments) {
    for (; byEnd[ended]!.end <= start; ended++) open[rank.get(byEnd[ended]!.code)!]!--;
    const c = rank.get(code)!;
    const row = counts[c]!;
    open.forEach((n, other) => {
      if (n === 0 || other === c) return;
      row[other]! += n;
      counts[other]![c]! += n;
    });
    row[c]!++;
    open[c]!++;
  }
}

function countTurns(
  segments: readonly PlacedSegment[],
  spoken: readonly RangeUtf16[],
  rank: ReadonlyMap<string, number>,
  counts: number[][],
): void {
  let open: PlacedSegment[] = [];
  let next = 0;
  for (const { start, end } of spoken) {
    open = open.filter((segment) => segment.end > start);
    for (; next < segments.length && segments[next]!.start < end; next++) {
      if (segments[next]!.end > start) open.push(segments[next]!);
    }
    const codes = [...new Set(open.map(({ code }) => rank.get(code)!))];
    for (const a of codes) for (const b of codes) counts[a]![b]!++;
  }
}

/** How much of each transcript, or of what each speaker says, carries each code. */
export function* codeTable(index: StudyIndex, scope: Scope, kind: CodeTable['kind']): Sliced<CodeTable> {
  const coders = codersInScope(scope, index.coders);
  const transcripts = transcriptsInScope(index, scope);
  const columns =
    kind === 'transcripts' ? transcripts.map(({ path }) => path) : speakersOf(transcripts, scope.speakers);
  const sizes = columns.map(() => 0);
  const cells = new Map<string, { segments: number[]; characters: number[] }>();
  for (const [i, transcript] of transcripts.entries()) {
    const byCode = new Map<string, PlacedSegment[]>();
    for (const segment of transcript.segments) {
      if (!coders.has(segment.coder)) continue;
      const same = byCode.get(segment.code);
      if (same) same.push(segment);
      else byCode.set(segment.code, [segment]);
    }
    const everyone = scope.speakers ? wordsOfSpeakers(transcript, scope.speakers) : transcript.spoken;
    for (const [c, column] of columns.entries()) {
      if (kind === 'transcripts' && column !== transcript.path) continue;
      const spoken = kind === 'transcripts' ? everyone : wordsOfSpeakers(transcript, [column]);
      sizes[c]! += charactersIn(transcript, spoken);
      for (const [code, segments] of byCode) {
        const cell = cells.get(code) ?? { segments: columns.map(() => 0), characters: columns.map(() => 0) };
        cells.set(code, cell);
        cell.segments[c]! += overlapping(segments, spoken).length;
        cell.characters[c]! += charactersIn(transcript, intersect(toRuns(segments), spoken));
      }
      yield i / transcripts.length;
    }
  }
  const codes = index.codes.map(({ id }) => id).filter((id) => cells.has(id));
  return {
    kind,
    codes,
    columns,
    segments: codes.map((id) => cells.get(id)!.segments),
    characters: codes.map((id) => cells.get(id)!.characters),
    sizes,
  };
}

/** In the order in which they first speak. */
export function speakersOf(transcripts: readonly IndexedTranscript[], only: readonly string[] | null): string[] {
  const all = new Set(transcripts.flatMap(({ turns }) => turns.map(({ speaker }) => speaker)));
  return [...all].filter((speaker) => only?.includes(speaker) ?? true);
}

function charactersIn({ offsets }: IndexedTranscript, runs: readonly RangeUtf16[]): number {
  return runs.reduce((sum, { start, end }) => sum + offsets.toCodePoint(end) - offsets.toCodePoint(start), 0);
}
