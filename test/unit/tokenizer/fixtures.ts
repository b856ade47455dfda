import { readFileSync } from 'node:fs';
import { TextTokenizer } from '../../../src/core/tokenizer/textTokenizer';

export const kinds = ['byte-level-bpe', 'wordpiece', 'unigram', 'unigram-precompiled', 'llama-bpe'] as const;
export type Kind = (typeof kinds)[number];

export interface Case {
  readonly name: string;
  readonly text: string;
  readonly ids: number[];
  readonly tokens: string[];
  readonly offsets_utf16: [number, number][];
  readonly special: number[];
  readonly decoded: string;
}

export function readFixture(path: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../fixtures/${path}`, import.meta.url), 'utf8'));
}

export function casesOf(kind: Kind): Case[] {
  return (readFixture(`tokenizers/${kind}/cases.json`) as { cases: Case[] }).cases;
}

const loaded = new Map<Kind, TextTokenizer>();

/** One instance for all tests: loading costs more than most of them. */
export function tokenizerOf(kind: Kind): TextTokenizer {
  const tokenizer = loaded.get(kind) ?? TextTokenizer.fromJson(readFixture(`tokenizers/${kind}/tokenizer.json`), null);
  loaded.set(kind, tokenizer);
  return tokenizer;
}
