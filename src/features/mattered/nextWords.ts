import { softmax } from '../../core/generation/probabilities';
import { wordOf } from '../../core/attribution/nextWord';
import type { Models } from '../../platform/models';
import type { NextWord } from '../../protocol/mattered';
import type { SamplingSettings } from '../../protocol/modelHost';

const offered = 8;
/** Of the most probable tokens, those that are looked at: some end the text or are part of a character. */
const looked = 24;
/** Tokens of a word beyond its first. */
const maxMore = 4;
/** Completing words takes runs of the model; those that come later are offered as single tokens. */
const budgetMs = 1200;

const greedy: SamplingSettings = { temperature: 0, topK: 0, topP: 1, minP: 0, repetitionPenalty: 1, seed: 0 };

/**
 * What the model would say next: its most probable tokens, completed to words by what it would write after them. Words
 * come before punctuation and line breaks, which say little to a reader.
 */
export async function nextWords(models: Models, ids: readonly number[], signal: AbortSignal): Promise<NextWord[]> {
  const { logits, top } = await models.request('next', { ids, top: looked }, signal);
  const p = softmax(logits);
  const started = Date.now();
  const words: NextWord[] = [];
  for (const { id, text } of top) {
    if (words.length === offered) break;
    if (text === '' || text.includes('\uFFFD') || (await isSpecial(models, text, signal))) continue;
    const isWord = /\p{L}|\p{N}/u.test(text);
    const isLate = words.length > 0 && Date.now() - started > budgetMs;
    const more = isWord && !isLate ? await continued(models, [...ids, id], signal) : '';
    const word = isWord ? wordOf(text + more) : text;
    if (!words.some((known) => known.text === word)) words.push({ text: word, p: p[id]! });
  }
  const isWord = ({ text }: NextWord): number => (/\p{L}|\p{N}/u.test(text) ? 0 : 1);
  return words.sort((a, b) => isWord(a) - isWord(b) || b.p - a.p);
}

async function continued(models: Models, ids: readonly number[], signal: AbortSignal): Promise<string> {
  const request = { prompt: { ids }, maxNew: maxMore, sampling: greedy };
  return (await models.request('generate', request, signal)).text;
}

/** A special token put after a text as words would be read as one. */
async function isSpecial(models: Models, text: string, signal: AbortSignal): Promise<boolean> {
  const { tokens } = await models.request('tokenize', { text, addSpecialTokens: false }, signal);
  return tokens.some(({ special }) => special);
}
