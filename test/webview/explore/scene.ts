// A transcript sentence as the Explore view receives it, written by hand.
import { utf16 } from '../../../src/core/base/offsets';
import type { ExploreContent, ExploreFromPanel, ExploreToPanel } from '../../../src/protocol/explore';
import type { Candidate, ScoredToken } from '../../../src/protocol/modelHost';
import { openPanel, type OpenOptions } from '../harness';

export const openExplore = (options?: OpenOptions) => openPanel<ExploreToPanel, ExploreFromPanel>('explore', options);

/** [text, probability, rank]; null where the model gives none. */
type Piece = readonly [string, number | null, number | null];

const sentence: readonly Piece[] = [
  ['I', null, null],
  [' lie', 0.004, 61],
  [' there', 0.11, 2],
  [' until', 0.02, 12],
  [' three', 0.013, 15],
  [',', 0.21, 1],
  [' and', 0.38, 1],
  [' the', 0.12, 2],
  [' clock', 0.009, 17],
  [' just', 0.0016, 88],
  [' st', 0.0007, 211],
  ['ares', 0.04, 6],
  [' at', 0.72, 1],
  [' me', 0.44, 1],
  ['.', 0.51, 1],
  ['\n', 0.33, 2],
  ['🙂', 0.00002, 4012],
  ['🙂', 0.9, 1],
  [' ', 0.01, 30],
  ['So', 0.05, 5],
  [' I', 0.35, 1],
  [' get', 0.03, 8],
  [' up', 0.41, 1],
];

const words = [
  ' and',
  '.',
  ',',
  ' at',
  ' early',
  ' in',
  ' again',
  ' then',
  ' because',
  ' to',
  ' when',
  ' for',
  ' with',
  '!',
];

/** Ids count up from 100; the pieces of one character share its stretch of the text, as tokenizers give it. */
function toTokens(pieces: readonly Piece[]): ScoredToken[] {
  let start = 0;
  let end = 0;
  return pieces.map(([text, probability, rank], i) => {
    const continuesCharacter = text === '🙂' && pieces[i - 1]?.[0] === text;
    if (!continuesCharacter) {
      start = end;
      end += text.length;
    }
    const logprob = probability === null ? null : Math.log(probability);
    return { id: 100 + i, text, start: utf16(start), end: utf16(end), special: false, logprob, rank };
  });
}

export function content(changes: Partial<ExploreContent> = {}, subjectId = 1): ExploreContent {
  return {
    subject: {
      subjectId,
      document: 'P01-sleep.transcript.txt',
      line: 14,
      omittedTokens: 0,
      limit: { tokens: 512, by: 'panel' },
    },
    model: { name: 'introspect-tiny', bundled: true, layers: 6, heads: 6, predictsNextToken: true },
    tokens: toTokens(sentence),
    server: null,
    ...changes,
  };
}

/** Logits over 8,192 tokens that fall off like word frequencies; candidates are ids 0, 1, 2… in this order. */
export function nextMessage(position: number, subjectId = 1): Extract<ExploreToPanel, { type: 'next' }> {
  const logits = Float32Array.from({ length: 8192 }, (_, id) => -1.35 * Math.log(id + 1.6));
  const top: Candidate[] = words.map((text, id) => ({ id, text }));
  return { type: 'next', subjectId, position, logits, top };
}

/** A long selection: `count` words. */
export function longContent(count: number): ExploreContent {
  return content({
    tokens: toTokens(Array.from({ length: count }, (_, i): Piece => [` word${i}`, 1 / (i + 2), i + 1])),
  });
}
