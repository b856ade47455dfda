// A turn and a transcript as the Next Words panel receives them, made up by a fixed rule.
import { utf16 } from '../../../src/core/base/offsets';
import { halfOverlap, planWindows } from '../../../src/core/surprisal/windows';
import type { ScoredToken } from '../../../src/protocol/modelHost';
import type {
  TranscriptReading,
  WordsContent,
  WordsFromPanel,
  WordsPlace,
  WordsToPanel,
} from '../../../src/protocol/words';
import { openPanel, type OpenOptions, type PanelPage } from '../harness';

export type WordsPage = PanelPage<WordsToPanel, WordsFromPanel>;
export const openWords = (options: OpenOptions = {}): Promise<WordsPage> =>
  openPanel<WordsToPanel, WordsFromPanel>('words', { width: 1200, height: 900, ...options });

const vocabularySize = 8192;
const words = ' and|.|,| at| early| in| again| then| because| to| when| for| with|!| me| up| it| so| that| a'.split(
  '|',
);
export const textOf = (id: number): string => words[id] ?? ` w${id}`;

/** Surprisal of the token at `i`, in bits: no two are equal. */
const bitsAt = (i: number): number => ((i * 7919) % 1009) / 90 + i / 1e6;

/** Cut at spaces, which go with the word that follows, and at line ends. */
export function tokensOf(text: string): ScoredToken[] {
  return Array.from(text.matchAll(/\n+|[^\S\n]*[^\s]+/gu), ({ index, 0: piece }, i) => ({
    id: 100 + i,
    text: piece,
    start: utf16(index),
    end: utf16(index + piece.length),
    special: false,
    logprob: i === 0 ? null : -bitsAt(i) * Math.LN2,
    rank: i === 0 ? null : 1 + Math.floor(2 ** bitsAt(i) / 3),
  }));
}

export const turn = 'P01: I lie there until three, and the clock just stares at me.';

export function content(text = turn, changes: Partial<WordsContent> = {}): WordsContent {
  return {
    subject: {
      subjectId: 1,
      document: 'P01.transcript.txt',
      line: 14,
      omittedTokens: 0,
      limit: { tokens: 512, by: 'panel' },
    },
    model: { name: 'introspect-tiny', bundled: true, layers: 6, heads: 6, predictsNextToken: true },
    tokens: tokensOf(text),
    text,
    contextLength: 1024,
    readingId: null,
    scoring: null,
    ...changes,
  };
}

const source = { uri: 'file:///study/transcripts/P01.transcript.txt', start: 0, end: turn.length };
export const contentMessage = (of = content()): WordsToPanel => ({ type: 'content', content: of, source });

/** Logits that fall off like word frequencies: ids 0, 1, 2… in this order. */
export const logits = Float32Array.from({ length: vocabularySize }, (_, id) => -1.35 * Math.log(id + 1.6));

export function next(place: WordsPlace): Extract<WordsToPanel, { type: 'next' }> {
  const top = Array.from({ length: 30 }, (_, id) => ({ id, text: textOf(id) }));
  return { type: 'next', subjectId: 1, place, logits, top, ids: [100, 101, 0] };
}

export const chanceOf = (id: number): number => {
  const sum = logits.reduce((total, logit) => total + Math.exp(logit), 0);
  return Math.exp(logits[id]!) / sum;
};

function children(place: WordsPlace, said: number | null): Extract<WordsToPanel, { type: 'children' }> {
  return {
    type: 'children',
    subjectId: 1,
    place,
    children: Array.from({ length: 20 }, (_, id) => ({ id, text: textOf(id), p: chanceOf(id) })),
    said: said === null ? null : { id: said, text: ' said', p: chanceOf(said), rank: said + 1 },
  };
}

/** An interview of `turns` turns with times, a note before it. */
function transcriptText(turns: number): string {
  const talk = Array.from({ length: turns }, (_, i) => {
    const time = `[00:${String(Math.floor(i / 6) % 60).padStart(2, '0')}:${String((i % 6) * 10).padStart(2, '0')}]`;
    const said = Array.from({ length: 4 + ((i * 5) % 17) }, (_, w) => (w % 5 === 4 ? 'sleep' : `word${w}`)).join(' ');
    return `${time} ${['Interviewer', 'P01', 'Mother'][i % 3]!}: ${said}.`;
  });
  return `A synthetic interview.\n\n${talk.join('\n\n')}\n`;
}

export function reading(turns: number): TranscriptReading {
  const text = transcriptText(turns);
  const tokens = tokensOf(text);
  const [window, overlap] = [1024, halfOverlap(1024)];
  const windows = planWindows(0, tokens.length, window, overlap);
  return { readingId: 3, document: 'P01.transcript.txt', text, tokens, windows, leading: 0, window, overlap };
}

/** Answers whatever the panel has asked for about a place since the last call, as the host does. */
export async function answer(panel: WordsPage, from = 0): Promise<number> {
  const sent = await panel.sent();
  for (const message of sent.slice(from)) {
    if (message.type === 'place') await panel.send(next(message.place));
    if (message.type === 'expand') await panel.send(children(message.place, message.said));
    if (message.type === 'likeliest') {
      const tokens = [0, 1, 2].map((id) => ({ id, text: textOf(id), logprob: Math.log(chanceOf(id)) }));
      await panel.send({
        type: 'likeliest',
        subjectId: 1,
        place: message.place,
        result: { tokens, stopReason: 'length' },
      });
    }
  }
  return sent.length;
}
