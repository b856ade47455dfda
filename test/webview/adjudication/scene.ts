// Two coders on a short interview, as the Differences panel receives it, written by hand.
import type { Difference, Side } from '../../../src/core/adjudication/differences';
import type { RecordedSettlement } from '../../../src/core/adjudication/decision';
import { utf16 } from '../../../src/core/base/offsets';
import type {
  AdjudicationContent,
  AdjudicationFromPanel,
  AdjudicationProgress,
  AdjudicationToPanel,
} from '../../../src/protocol/adjudication';
import { openPanel, type OpenOptions } from '../harness';

const said = [
  ['Interviewer', 'And what is it like, at three in the morning?'],
  [
    'P01',
    'I lie there and count the cars. Everybody else manages to sleep, a baby can do it. It goes round and round.',
  ],
  ['Interviewer', 'That is quite a harsh voice.'],
  ['P01', 'It is my voice. <b>Not</b> in another accent or anything. I would not say it to a dog.'],
  ['Interviewer', 'No.'],
] as const;
let offset = 0;
const turns = said.map(([speaker, words], i) => {
  const turn = { speaker, startMs: 162_000 + i * 21_500, start: offset, words };
  offset += words.length + 10;
  return turn;
});

const codes = [
  ['sleep', 'Sleep disruption', 'Trouble falling or staying asleep.', '#0072b2'],
  ['guilt', 'Self-criticism and guilt', 'Harsh judgement of oneself, blame, feeling a burden.', '#d55e00'],
  ['worry', 'Worry and rumination', 'Thoughts that go round and do not come to an end.', '#009e73'],
] as const;

function side(coder: string, ...marks: [code: string, words: string][]): Side {
  return {
    coder,
    stretches: marks.map(([code, words]) => {
      const turn = turns.find((known) => known.words.includes(words))!;
      const start = turn.start + turn.words.indexOf(words);
      return {
        id: `urn:uuid:${coder}-${start}`,
        coder,
        code,
        range: { start: utf16(start), end: utf16(start + words.length) },
      };
    }),
  };
}
function difference(id: string, kind: Difference['kind'], ...sides: Side[]): Difference {
  const ranges = sides.flatMap(({ stretches }) => stretches.map(({ range }) => range));
  const start = Math.min(...ranges.map((range) => range.start));
  const end = Math.max(...ranges.map((range) => range.end));
  return { id, kind, range: { start: utf16(start), end: utf16(end) }, sides };
}

export function content(changes: Partial<AdjudicationContent> = {}): AdjudicationContent {
  return {
    place: {
      folder: 'file:///study',
      transcript: 'transcripts/P01.transcript.txt',
      coders: ['ana', 'ben'],
      mode: 'decide',
    },
    document: 'P01.transcript.txt',
    turns,
    codes: codes.map(([id, name, definition, colour]) => {
      return { id, name, definition, whenToUse: 'When it is said.', whenNotToUse: '', colour, deleted: false };
    }),
    coders: [
      { id: 'ana', name: 'Ana R.', isModel: false, segments: 9, unplaced: 0 },
      { id: 'ben', name: 'Ben K.', isModel: false, segments: 7, unplaced: 0 },
    ],
    deciders: [
      { id: 'ana', name: 'Ana R.' },
      { id: 'ben', name: 'Ben K.' },
    ],
    differences: [
      difference('d1', 'missing', side('ana', ['sleep', 'I lie there and count the cars.']), side('ben')),
      difference(
        'd2',
        'codes',
        side('ana', ['guilt', 'Everybody else manages to sleep, a baby can do it.']),
        side('ben', ['worry', 'a baby can do it. It goes round and round.']),
      ),
      difference(
        'd3',
        'boundaries',
        side('ana', ['guilt', 'It is my voice.']),
        side('ben', ['guilt', 'It is my voice. <b>Not</b> in another accent']),
      ),
      difference('d4', 'missing', side('ana'), side('ben', ['guilt', 'I would not say it to a dog.'])),
    ],
    agreed: 5,
    consensusFile: 'introspect/coding/transcripts/P01.transcript.txt/consensus.json',
    ...changes,
  };
}

export function settled(difference: string, changes: Partial<RecordedSettlement> = {}): RecordedSettlement {
  return {
    difference,
    agreed: false,
    contradictory: false,
    decision: { kind: 'take', coders: ['ana'] },
    memo: '',
    decidedBy: ['ana', 'ben'],
    decidedAt: '2026-03-09T10:00:00Z',
    mode: 'decide',
    ...changes,
  };
}

export function progress(
  settlements: RecordedSettlement[] = [],
  changes: Partial<AdjudicationProgress> = {},
): AdjudicationProgress {
  return { settlements, agreedTaken: 0, outdated: 0, canUndo: settlements.length > 0, undone: null, ...changes };
}

export const openAdjudication = (options?: OpenOptions) =>
  openPanel<AdjudicationToPanel, AdjudicationFromPanel>('adjudication', { width: 1000, ...options });
