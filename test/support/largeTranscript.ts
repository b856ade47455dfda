// A transcript of any size with segments by several coders, the same every time, for benches and tests of scale.
import { patterns } from '../../src/core/codebook/colours';
import type { CodingContent, CodingSegment } from '../../src/protocol/coding';

const sentences = [
  'I wake at four and lie there until it gets light.',
  'Mhm.',
  'And then it goes round and round, the bills, the children, what I said to my sister on the phone.',
  'What do you do then?',
  'I get up, I make tea, I do not drink it.',
  'Everybody else manages to sleep, a baby can do it, and so I think that it must be me, that there is something wrong with how I am made.',
  'That sounds exhausting.',
];

export interface Size {
  readonly turns: number;
  readonly segments: number;
  readonly coders: number;
  readonly codes: number;
}

export function largeContent({ turns, segments, coders, codes }: Size): CodingContent {
  let text = '';
  let seed = 1;
  const draw = (n: number) => (seed = (seed * 48_271) % 2_147_483_647) % n;
  const made = Array.from({ length: turns }, (_, i) => {
    const speaker = i % 2 === 0 ? 'Interviewer' : 'P07';
    const said = Array.from({ length: 1 + draw(4) }, () => sentences[draw(sentences.length)]).join(' ');
    const start = text.length;
    const words = start + speaker.length + 2;
    text += `${speaker}: ${said}\n\n`;
    const end = words + said.length;
    return { speaker, startMs: i * 4000, start, end, words: { start: words, end } };
  });
  const codings = Array.from({ length: segments }, (_, i): CodingSegment => {
    const { words } = made[Math.floor((i * turns) / segments)]!;
    const start = words.start + draw(Math.max(1, words.end - words.start - 4));
    const end = Math.min(words.end, start + 4 + draw(120));
    return { id: `urn:uuid:${i}`, coder: `coder${i % coders}`, code: `code${draw(codes)}`, state: 'exact', start, end };
  });
  return {
    type: 'content',
    title: 'Long.transcript.txt',
    text,
    sha256: 'long',
    turns: made,
    preamble: null,
    notes: [],
    coders: Array.from({ length: coders }, (_, i) => {
      return { id: `coder${i}`, name: `Coder ${'ABCDE'[i] ?? i}`, kind: 'person' as const, isMe: i === 0, shown: true };
    }),
    codes: Array.from({ length: codes }, (_, i) => ({
      id: `code${i}`,
      name: `Code number ${i}`,
      path: [],
      definition: '',
      whenToUse: '',
      whenNotToUse: '',
      examples: [],
      colour: `#${((i * 2_654_435) % 0xffffff).toString(16).padStart(6, '0')}`,
      pattern: patterns[i % patterns.length]!,
      shortcut: null,
      pin: i < 9 ? i + 1 : null,
      deleted: false,
    })),
    segments: codings,
    orphans: [],
    memos: [],
    suggestions: [],
    settings: { singleKeys: true, blind: false },
    readOnly: null,
  };
}
