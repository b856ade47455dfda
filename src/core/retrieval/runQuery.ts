import type { Sliced } from '../agreement/slices';
import type { RangeUtf16 } from '../base/offsets';
import { near } from './near';
import { codersInScope, type Query, type Scope } from './query';
import { cutTo, distinct, intersect, overlapping, subtract, toRuns, unite } from '../base/stretches';
import type { IndexedCode, IndexedTranscript, StudyIndex } from './studyIndex';

/** What a question finds in one transcript. */
export interface FoundIn {
  readonly transcript: IndexedTranscript;
  /** By start, then end; each once, though several segments may stand there. */
  readonly stretches: readonly RangeUtf16[];
}

/**
 * Answers a question, for each transcript of the scope that holds something. Stretches of nothing but white space, such
 * as `not` leaves between two segments, are left out.
 */
export function* runQuery(index: StudyIndex, query: Query, scope: Scope): Sliced<FoundIn[]> {
  const found: FoundIn[] = [];
  const coders = codersInScope(scope, index.coders);
  const transcripts = transcriptsInScope(index, scope);
  for (const [i, transcript] of transcripts.entries()) {
    const whole = new Evaluation(index, transcript, coders).stretches(query);
    const spoken = scope.speakers ? wordsOfSpeakers(transcript, scope.speakers) : null;
    const stretches = distinct(spoken ? cutTo(whole, spoken) : whole).filter(({ start, end }) =>
      /\S/.test(transcript.text.slice(start, end)),
    );
    if (stretches.length > 0) found.push({ transcript, stretches });
    yield (i + 1) / transcripts.length;
  }
  return found;
}

export function transcriptsInScope({ transcripts }: StudyIndex, scope: Scope): readonly IndexedTranscript[] {
  return scope.transcripts ? transcripts.filter(({ path }) => scope.transcripts?.includes(path)) : transcripts;
}

/** The words of these speakers' turns. */
export function wordsOfSpeakers({ turns }: IndexedTranscript, speakers: readonly string[]): RangeUtf16[] {
  return turns
    .filter(({ speaker, words }) => speakers.includes(speaker) && words.end > words.start)
    .map(({ words }) => words);
}

/** A code, and with `below` all that stand under it. */
function codesFrom(codes: readonly IndexedCode[], id: string, below: boolean): ReadonlySet<string> {
  const wanted = new Set([id]);
  // A code may stand before its parent: again until nothing is new.
  for (let before = 0; below && before < wanted.size;) {
    before = wanted.size;
    for (const code of codes) if (code.parent !== null && wanted.has(code.parent)) wanted.add(code.id);
  }
  return wanted;
}

class Evaluation {
  constructor(
    private readonly index: StudyIndex,
    private readonly transcript: IndexedTranscript,
    private readonly coders: ReadonlySet<string>,
  ) {}

  /** By start. */
  stretches(query: Query): readonly RangeUtf16[] {
    const { transcript } = this;
    switch (query.kind) {
      case 'code': {
        const codes = query.code === null ? null : codesFrom(this.index.codes, query.code, query.below);
        const coders = query.coders ? new Set(query.coders) : this.coders;
        return transcript.segments.filter(
          ({ code, coder }) => (codes === null || codes.has(code)) && coders.has(coder),
        );
      }
      case 'speaker':
        return wordsOfSpeakers(transcript, [query.speaker]);
      case 'transcript':
        return query.path === transcript.path ? transcript.spoken : [];
      case 'and':
        return query.parts.map((part) => this.#runs(part)).reduce(intersect);
      case 'or':
        return unite(query.parts.map((part) => this.stretches(part)));
      case 'not':
        return subtract(transcript.spoken, this.#runs(query.of));
      case 'turns':
        return overlapping(transcript.spoken, this.stretches(query.of));
      case 'overlapping':
        return overlapping(this.stretches(query.of), this.stretches(query.to));
      case 'near':
        return near(transcript, this.stretches(query.of), this.stretches(query.to), query);
    }
  }

  #runs(query: Query): RangeUtf16[] {
    return toRuns(this.stretches(query));
  }
}
