import { summarise, type Part, type Summary } from '../../src/core/surprisal/summary';
import type { ScoredToken } from '../../src/protocol/modelHost';
import type { TranscriptReading, WordsContent, WordsScope } from '../../src/protocol/words';
import { pagesOf, type Page } from './pages';

/** A text whose tokens are scored, with its turns: the selected words or the whole transcript. */
export interface LookedText {
  readonly scope: WordsScope;
  readonly text: string;
  readonly tokens: readonly ScoredToken[];
  readonly summary: Summary;
  readonly pages: readonly Page[];
}

export function lookAtSelection({ text, tokens }: Pick<WordsContent, 'text' | 'tokens'>): LookedText {
  // What was left out of a long selection has no turns here.
  const shown = text.slice(0, tokens.at(-1)?.end ?? 0);
  return looked('selection', shown, tokens);
}

export function lookAtTranscript({ text, tokens }: Pick<TranscriptReading, 'text' | 'tokens'>): LookedText {
  return looked('transcript', text, tokens);
}

function looked(scope: WordsScope, text: string, tokens: readonly ScoredToken[]): LookedText {
  const summary = summarise(text, tokens);
  return { scope, text, tokens, summary, pages: pagesOf(tokens.length, summary.parts) };
}

/** “P01”, or what stands for a name that there is not. */
export function speakerName(speaker: string | null): string {
  return speaker ?? 'no speaker named';
}

/** 65250 → "1:05". */
export function clock(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const two = (n: number): string => String(n).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** The first words of a part, for lists. */
export function firstWords(text: string, { words }: Part, maxLength = 60): string {
  const said = text.slice(words.start, words.end).replace(/\s+/g, ' ');
  return said.length <= maxLength ? said : `${said.slice(0, maxLength).trimEnd()}…`;
}
