// What is made of the heads' weights, and what the numbers then are.
import type { UnitKind } from '../../src/core/attribution/units';
import type { ModelLabel } from '../../src/protocol/panel';
import type { Reading, ReadingPlace } from '../../src/protocol/attention';

export interface AboutReading {
  /** In the menu. */
  readonly label: string;
  readonly needsLayer: boolean;
  readonly needsHead: boolean;
  /** Whether a row is a share of 1. */
  readonly sumsToOne: boolean;
  /** “a” … “b” */
  readonly verb: string;
  /** … at most, of the strongest. */
  readonly mostVerb: string;
  /** What a share is a share of; null where numbers are no shares. */
  readonly shareOf: string | null;
  /** What a number is, where it is no share. */
  readonly number: string;
  /** For a methods section. */
  readonly methods: string;
}

const looks = { verb: 'looks at', mostVerb: 'looks most at' } as const;
const largest = {
  ...looks,
  sumsToOne: false,
  shareOf: null,
  number: 'the largest weight that any of the heads gives',
} as const;

export const aboutReadings: { readonly [R in Reading]: AboutReading } = {
  head: {
    ...looks,
    label: 'This head',
    needsLayer: true,
    needsHead: true,
    sumsToOne: true,
    shareOf: 'of its attention',
    number: '',
    methods: 'Attention weights (softmax rows, each summing to 1 over the tokens looked at) were read from one head.',
  },
  layerMean: {
    ...looks,
    label: 'Mean of the layer’s heads',
    needsLayer: true,
    needsHead: false,
    sumsToOne: true,
    shareOf: 'of its attention, averaged over the layer’s heads',
    number: '',
    methods:
      'Attention weights were averaged over the heads of one layer, from the exact weights; rows sum to 1, or to less in a model with attention sinks.',
  },
  layerMax: {
    ...largest,
    label: 'Largest of the layer’s heads',
    needsLayer: true,
    needsHead: false,
    methods:
      'For every pair of tokens the largest attention weight of any head of one layer was taken, from the exact weights; rows do not sum to 1.',
  },
  allMean: {
    ...looks,
    label: 'Mean of all heads, all layers',
    needsLayer: false,
    needsHead: false,
    sumsToOne: true,
    shareOf: 'of its attention, averaged over all heads',
    number: '',
    methods: 'Attention weights were averaged over all heads of all layers, from the exact weights; rows sum to 1.',
  },
  allMax: {
    ...largest,
    label: 'Largest of all heads, all layers',
    needsLayer: false,
    needsHead: false,
    methods:
      'For every pair of tokens the largest attention weight of any head of any layer was taken, from the exact weights; rows do not sum to 1.',
  },
  rollout: {
    label: 'Rollout up to the layer',
    needsLayer: true,
    needsHead: false,
    sumsToOne: true,
    verb: 'draws on',
    mostVerb: 'draws most on',
    shareOf: 'of it, by rollout',
    number: '',
    methods:
      'Attention rollout (Abnar & Zuidema 2020, arXiv:2005.00928) was computed: the attention of each layer, averaged over its heads and mixed half and half with the identity for the residual connection, multiplied from the first layer up; rows sum to 1.',
  },
  valueNorms: {
    label: 'This head, value-weighted',
    needsLayer: true,
    needsHead: true,
    sumsToOne: false,
    verb: 'takes from',
    mostVerb: 'takes most from',
    shareOf: null,
    number: 'weight times the length of the value',
    methods:
      'Attention weights of one head were multiplied by the Euclidean length of the value vector that they bring (after Kobayashi et al. 2020, arXiv:2004.10102, here before the output projection); the numbers are no shares and rows do not sum to 1.',
  },
};

/** Of the picture: which heads it is made of. */
export function captionOf({ reading, layer, head }: ReadingPlace, { layers, heads }: ModelLabel): string {
  const atLayer = `Layer ${layer + 1} of ${layers}`;
  switch (reading) {
    case 'head':
      return `${atLayer}, head ${head + 1} of ${heads}`;
    case 'valueNorms':
      return `${atLayer}, head ${head + 1} of ${heads}, value-weighted`;
    case 'layerMean':
      return `${atLayer}, mean of its ${heads} heads`;
    case 'layerMax':
      return `${atLayer}, largest of its ${heads} heads`;
    case 'allMean':
      return `Mean of all ${layers * heads} heads in ${layers} layers`;
    case 'allMax':
      return `Largest of all ${layers * heads} heads in ${layers} layers`;
    case 'rollout':
      return layer === 0 ? `Rollout, layer 1 of ${layers}` : `Rollout, layers 1 to ${layer + 1} of ${layers}`;
  }
}

export const unitNames: {
  readonly [U in UnitKind]: { readonly label: string; readonly one: string; readonly many: string };
} = {
  token: { label: 'Tokens', one: 'token', many: 'tokens' },
  word: { label: 'Words', one: 'word', many: 'words' },
  sentence: { label: 'Sentences', one: 'sentence', many: 'sentences' },
  turn: { label: 'Turns', one: 'turn', many: 'turns' },
};
