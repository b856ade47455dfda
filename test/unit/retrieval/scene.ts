import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { OffsetMap, utf16 } from '../../../src/core/base/offsets';
import { parseTranscript } from '../../../src/core/transcript/transcript';
import { byPlace } from '../../../src/core/base/stretches';
import type { IndexedTranscript, PlacedSegment, StudyIndex } from '../../../src/core/retrieval/studyIndex';

/** A segment by its words, for scenes that are read: the first place where they stand. */
export type Marked = readonly [words: string, code: string, coder?: string];

export const codeNames = ['sleep', 'worry', 'mood'];

/** A study of one transcript `T`, with codes `sleep`, `worry` and `mood`, which stands below `worry`. */
export function studyOf(text: string, marked: readonly Marked[]): StudyIndex {
  const segments = marked.map(([words, code, coder = 'ana']) => {
    const start = text.indexOf(words);
    if (start < 0) throw new Error(`Not in the text: ${words}`);
    return { start, end: start + words.length, code, coder };
  });
  return indexOf([{ text, segments }]);
}

interface PlainText {
  readonly text: string;
  readonly segments: readonly { readonly start: number; readonly end: number; code: string; coder: string }[];
}

export function indexOf(texts: readonly PlainText[]): StudyIndex {
  const transcripts = texts.map(({ text, segments }, t): IndexedTranscript => {
    const { turns } = parseTranscript(text);
    return {
      path: `transcripts/T${t + 1}.transcript.txt`,
      text,
      sha256: createHash('sha256').update(text).digest('hex'),
      turns,
      spoken:
        turns.length > 0
          ? turns.map(({ words }) => words).filter(({ start, end }) => end > start)
          : [{ start: utf16(0), end: utf16(text.length) }],
      offsets: new OffsetMap(text),
      segments: segments
        .map(({ start, end, code, coder }, i): PlacedSegment => ({
          id: `urn:uuid:${t}-${i}`,
          start: utf16(start),
          end: utf16(end),
          code,
          coder,
          moved: false,
        }))
        .sort(byPlace),
    };
  });
  return {
    title: 'Study',
    coders: ['ana', 'ben'].map((id) => ({ id, name: id, kind: 'person' })),
    codes: codeNames.map((id) => ({
      id,
      name: id,
      colour: '#000000',
      pattern: 'solid',
      parent: id === 'mood' ? 'worry' : null,
    })),
    transcripts,
    orphans: 0,
    moved: 0,
  };
}

/** Transcripts of a few turns, and segments anywhere in them, over heads and turns too. */
export const anyStudy: fc.Arbitrary<StudyIndex> = fc
  .array(
    fc
      .record({
        turns: fc.array(fc.tuple(fc.constantFrom('P', 'I'), fc.stringMatching(/^[ab😀 ]{0,12}$/u)), { maxLength: 5 }),
        places: fc.array(fc.tuple(fc.nat(60), fc.integer({ min: 1, max: 14 }), fc.nat(2), fc.nat(1)), { maxLength: 9 }),
      })
      .map(({ turns, places }) => {
        const text = turns.map(([speaker, words]) => `${speaker}: ${words.trim()}x`).join('\n\n') || 'abc';
        const segments = places.flatMap(([at, length, code, coder]) => {
          const start = at % text.length;
          const end = Math.min(text.length, start + length);
          return [{ start, end, code: codeNames[code]!, coder: ['ana', 'ben'][coder]! }];
        });
        return { text, segments };
      }),
    { minLength: 1, maxLength: 2 },
  )
  .map(indexOf);
