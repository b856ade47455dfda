import { UserError } from '../../core/base/userError';
import { readingWindows, readWords, type ReadingWindow, type ReadWord } from '../../core/privacy/proposals';
import type { Engine } from '../../protocol/engine';

/**
 * Has a model read texts and tells how improbable it found each word.
 *
 * @param onProgress from 0 to 1
 * @returns words of each text, in order; what the model could not read is missing
 * @throws UserError as `Engine.score`: 'modelUnsupported' for a model that gives no probabilities, 'cancelled'
 */
export async function readByModel(
  engine: Pick<Engine, 'score'>,
  texts: readonly string[],
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<ReadWord[][]> {
  const total = Math.max(
    1,
    texts.reduce((sum, text) => sum + text.length, 0),
  );
  let done = 0;
  const read: ReadWord[][] = [];
  for (const text of texts) {
    const words: ReadWord[] = [];
    for (const window of readingWindows(text)) {
      words.push(...(await readWindow(engine, text, window, signal)));
      done += window.end - window.from;
      onProgress(done / total);
    }
    read.push(words);
  }
  return read;
}

/** Below this many characters a window is not cut again: the model cannot read it. */
const shortest = 40;

async function readWindow(
  engine: Pick<Engine, 'score'>,
  text: string,
  window: ReadingWindow,
  signal: AbortSignal,
): Promise<ReadWord[]> {
  const part = text.slice(window.start, window.end);
  if (part.trim() === '') return [];
  try {
    return readWords(text, window, await engine.score(part, { signal }));
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== 'textTooLong') throw error;
    // Scripts and models differ in how many tokens a character takes.
    const length = (window.end - window.from) / 2;
    if (length < shortest) return [];
    const words: ReadWord[] = [];
    for (const { start, from, end } of readingWindows(text.slice(window.from, window.end), length, length / 4)) {
      const half = { start: start + window.from, from: from + window.from, end: end + window.from };
      words.push(...(await readWindow(engine, text, half, signal)));
    }
    return words;
  }
}
