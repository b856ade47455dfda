import assert from 'node:assert/strict';
import { columnsOf, suggestersOf } from '../../../src/core/prompting/columns';
import { parseSheet } from '../../../src/core/prompting/sheet';
import { techniqueName, transcriptsFor, wordsOfAsking } from '../../../src/core/suggestions/fromSheet';

const sheetOf = (change: object = {}) =>
  parseSheet(
    JSON.stringify({
      formatVersion: 1,
      title: 'Tried',
      segments: { kind: 'turns' },
      task: { kind: 'codes' },
      techniques: [
        { id: 'few', kind: 'fewShot' },
        { id: 'zero', kind: 'zeroShot' },
      ],
      sampling: { temperature: 0, seed: 7 },
      ...change,
    }),
    'a.lab.json',
  );
const two = {
  models: [{ name: 'one', sha256: 'a'.repeat(64) }, { name: 'other' }],
  samplings: [
    { name: 'cold', temperature: 0, seed: 1 },
    { name: 'warm', temperature: 0.7, seed: 2 },
  ],
};
const model = { name: 'tiny', file: 'model.onnx', sha256: 'b'.repeat(64) };

describe('a technique of the lab that suggests codes', () => {
  it('is each once, in the column of the first model and setting; only where codes are given', () => {
    const of = (sheet = sheetOf()) => suggestersOf(sheet, columnsOf(sheet));
    assert.deepEqual(of(), [
      { technique: 'few', column: 'few' },
      { technique: 'zero', column: 'zero' },
    ]);
    assert.deepEqual(of(sheetOf(two)), [
      { technique: 'few', column: 'few · one · cold' },
      { technique: 'zero', column: 'zero · one · cold' },
    ]);
    const rating = {
      task: { kind: 'scale', question: 'How sad?', low: 0, high: 3 },
      techniques: [{ id: 'zero', kind: 'zeroShot' }],
    };
    assert.deepEqual(of(sheetOf(rating)), []);
  });

  it('is not offered for the test part before that is open', () => {
    const [a, t] = ['transcripts/a.txt', 'transcripts/t.txt'];
    const closed = sheetOf({ test: { transcripts: [t] } });
    assert.deepEqual(transcriptsFor(closed, [a, t]), { offered: [{ path: a, part: null }], heldBack: 1 });
    const open = sheetOf({ test: { transcripts: [t], openedAt: '2026-03-01T10:00:00Z' } });
    const offered = [
      { path: a, part: null },
      { path: t, part: 'test part, opened on 2026-03-01' },
    ];
    assert.deepEqual(transcriptsFor(open, [a, t]), { offered, heldBack: 0 });
  });

  it('says which setting it is asked with, and when the figures are about other models', () => {
    assert.equal(techniqueName(sheetOf(two), 'zero'), 'Zero-shot');
    const plain = wordsOfAsking(sheetOf(), 'few', model);
    assert.match(plain, /“Few-shot[^”]*” of the lab sheet “Tried”, with temperature 0 and seed 7\.$/);
    const other = wordsOfAsking(sheetOf(two), 'zero', model);
    assert.match(other, /its setting “cold”, temperature 0 and seed 1\. The sheet’s figures are about one, other, not/);
    // By the file where it is known, else by the name.
    for (const known of [
      { ...model, sha256: 'a'.repeat(64) },
      { ...model, name: 'other' },
    ])
      assert.doesNotMatch(wordsOfAsking(sheetOf(two), 'zero', known), /not about this model/);
    assert.match(wordsOfAsking(sheetOf(two), 'zero', { ...model, name: 'one' }), /not about this model/);
  });
});
