import { utf16 } from '../../../src/core/base/offsets';
import { compareNext } from '../../../src/core/beside/nextWords';
import type {
  BesideContent,
  BesideFromPanel,
  BesideStretch,
  BesideToPanel,
  ModelOption,
} from '../../../src/protocol/beside';
import { openPanel, type OpenOptions, type PanelPage } from '../harness';

export type BesidePage = PanelPage<BesideToPanel, BesideFromPanel>;
export type BesideMessage<T extends BesideToPanel['type']> = Extract<BesideToPanel, { type: T }>;

export function openBeside(options?: OpenOptions): Promise<BesidePage> {
  return openPanel('beside', { width: 1000, ...options });
}

const options: readonly ModelOption[] = [
  { id: 'untrained', name: 'Practice model, untrained', isStage: true, inUse: false, server: null, problem: null },
  { id: 'pretrained', name: 'Practice model, pretrained', isStage: true, inUse: false, server: null, problem: null },
  { id: 'instructed', name: 'Practice model, instructed', isStage: true, inUse: true, server: null, problem: null },
  {
    id: '/models/broken',
    name: 'broken',
    isStage: false,
    inUse: false,
    server: null,
    problem: 'config.json is missing.',
  },
  {
    id: 'server Our cluster',
    name: 'Our cluster',
    isStage: false,
    inUse: false,
    server: 'cluster:8000',
    problem: null,
  },
];
export const models: BesideMessage<'models'> = {
  type: 'models',
  options,
  picks: { left: 'pretrained', right: 'instructed' },
};

const words = ['I', ' lie', ' awake', ' at', ' night'];
const bits = { left: [null, 9, 12.5, 3, 1], right: [null, 2.25, 4, 1, 0.5] } as const;

export function contentOf(change: Partial<BesideContent> = {}): BesideMessage<'content'> {
  let at = 0;
  const tokens = words.map((text, id): BesideStretch => {
    const start = at;
    at += text.length;
    const score = (side: 'left' | 'right') => ({
      bits: bits[side][id]!,
      rank: bits[side][id] === null ? null : id + 1,
      tokens: 1,
    });
    return {
      id,
      text,
      start: utf16(start),
      end: utf16(at),
      special: false,
      left: score('left'),
      right: score('right'),
      last: { left: id, right: id },
    };
  });
  const side = { layers: 2, heads: 3, server: null, noNext: null, noScore: null, noAttention: null, tokens: words };
  const content: BesideContent = {
    subject: {
      subjectId: 1,
      document: 'P01.transcript.txt',
      line: 12,
      omittedTokens: 0,
      limit: { tokens: 512, by: 'panel' },
    },
    model: { name: 'Practice model, pretrained', bundled: true, layers: 2, heads: 3, predictsNextToken: true },
    tokens,
    unsent: [],
    sides: {
      left: { ...side, name: 'Practice model, pretrained' },
      right: { ...side, name: 'Practice model, instructed' },
    },
    bitsPerCharacter: { left: { value: 25.5 / 19 }, right: { value: 7.75 / 19 } },
    characters: 19,
    ...change,
  };
  return { type: 'content', content, source: { uri: 'file:///P01.transcript.txt', start: 3, end: 23 } };
}

const vocabulary = [' and', ' because', '.', ','];

/** The next words as the host compares them. */
export function nextAt(place: number): BesideMessage<'next'> {
  const side = (...ps: number[]) => ({
    logits: Float32Array.from(ps, Math.log),
    top: vocabulary.map((text, id) => ({ id, text })),
  });
  const same = { differ: null, leftIdOf: ({ id }: { id: number }) => id, rightIdOf: ({ id }: { id: number }) => id };
  const next = compareNext(side(0.5, 0.3, 0.15, 0.05), side(0.46, 0.05, 0.09, 0.4), same, 4);
  return { type: 'next', subjectId: 1, place, next };
}

/** A head that looks at itself with 0.75 and at the first token with 0.25. */
export function weightsOf(side: 'left' | 'right', layer = 0, head = 0): BesideMessage<'weights'> {
  const size = words.length;
  const weights = new Float32Array(size * size);
  for (let q = 0; q < size; q++) {
    weights[q * size] = 0.25;
    weights[q * size + q]! += 0.75;
  }
  return { type: 'weights', subjectId: 1, side, layer, head, weights, size };
}

export const identities: BesideMessage<'identities'> = {
  type: 'identities',
  subjectId: 1,
  models: {
    left: { name: 'Practice model, pretrained', architecture: 'Llama', file: 'onnx/a.onnx', sha256: 'a'.repeat(64) },
    right: { name: 'Practice model, instructed', architecture: 'Llama', file: 'onnx/b.onnx', sha256: 'b'.repeat(64) },
  },
};
