import { createHash } from 'node:crypto';
import { OffsetMap, utf16 } from '../../../src/core/base/offsets';
import { UserError } from '../../../src/core/base/userError';

import {
  makeCollection,
  makeSegmentTarget,
  type Annotation,
  type Segment,
  type TextSource,
} from '../../../src/core/coding/annotations';
import type { CodingScene } from '../../../src/core/coding/codingActs';
import { CodingModel } from '../../../src/core/coding/codingModel';
import type { LabEngine, LabGenerateRequest } from '../../../src/core/prompting/runItem';
import type { Library } from '../../../src/core/prompting/technique';
import { suggestionKey, type Suggestion } from '../../../src/core/suggestions/suggestion';

export const text = 'Ana: I lie awake at night.\nAna: I eat well, mostly.\n';
export const words = { start: utf16(5), end: utf16(26) };
export const source: TextSource = {
  id: 'transcripts/a.txt',
  type: 'Text',
  format: 'text/plain',
  'schema:sha256': '0'.repeat(64),
};
export const [sleep, mood] = ['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002'];
export const urn = (n: number) => `urn:uuid:00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
export const offsets = new OffsetMap(text);
export const hash = (of: string) => createHash('sha256').update(of).digest('hex');
export const range = (start: number, end: number) => ({ start: utf16(start), end: utf16(end) });

export const said: Suggestion = {
  model: { name: 'tiny', file: 'model.onnx', sha256: 'f'.repeat(64) },
  technique: { id: 'labelLikelihood', kind: 'labelLikelihood', sheet: null },
  run: 'k',
  runs: 'introspect/lab/suggestions.jsonl',
  seed: 1,
  probability: 0.7,
  choices: 3,
  quote: 'awake at night',
  reason: 'Because of the night.',
};

export function suggested(n: number, changes: Partial<Suggestion> = {}, at = words, code = sleep): Segment {
  return {
    id: urn(n),
    type: 'Annotation',
    creator: { id: 'model:tiny', type: 'Software' },
    created: '2026-03-02T09:30:00Z',
    motivation: 'classifying',
    body: { type: 'SpecificResource', purpose: 'classifying', source: `urn:uuid:${code}` },
    target: makeSegmentTarget(text, at, source),
    [suggestionKey]: { ...said, ...changes },
  };
}

export function collectionOf(...items: Annotation[]) {
  const empty = makeCollection({ collection: urn(900).slice(9), page: urn(901).slice(9) }, 'label');
  return { ...empty, total: items.length, first: { ...empty.first, items } };
}

/** A person's coding in memory, where each segment stands at the place that it was made on. */
export function ownScene(): CodingScene {
  const model = new CodingModel('ana', collectionOf());
  let id = 500;
  const placeOf = (of: string) => {
    const item = model.get(of);
    if (item?.motivation !== 'classifying') return null;
    const [{ start, end }] = item.target.selector;
    return { start: offsets.toUtf16(start), end: offsets.toUtf16(end) };
  };
  return { model, text, source, offsets, placeOf, now: () => new Date(0), newId: () => urn(id++).slice(9) };
}

export const codeDefaults = {
  definition: '',
  whenToUse: '',
  whenNotToUse: '',
  examples: [],
  colour: '#0072b2',
  shortcut: null,
  parent: null,
};

export const library: Library = { balanced: () => [], similar: () => [], picked: () => [], passages: () => [] };

/** A model that answers by the last message, and keeps what it was asked. */
export function scripted(answer: (asked: string) => string, file: string | null = 'model.onnx') {
  const requests: LabGenerateRequest[] = [];
  const engine: LabEngine = {
    model: { name: 'tiny', file, sha256: null },
    generate: (request) => {
      requests.push(request);
      const asked = request.messages.at(-1)!.content;
      const reply = answer(asked);
      if (reply === 'fail') return Promise.reject(new UserError('hostDied', 'gone', ''));
      return Promise.resolve({ text: reply, prompt: asked, promptTokens: 1, isComplete: true, logprob: -1 });
    },
    likelihoods: ({ messages, labels }) => {
      const isEmpty = /Text: (N\/A|\[MASK\]|…)/.test(messages.at(-1)!.content);
      const best = answer(messages.at(-1)!.content);
      const scores = labels.map((name) => ({ logprob: Math.log(!isEmpty && name === best ? 0.8 : 0.1), tokens: 1 }));
      return Promise.resolve({ prompt: null, promptTokens: null, labels: scores });
    },
  };
  return { engine, requests };
}
