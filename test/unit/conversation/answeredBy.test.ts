import assert from 'node:assert/strict';
import { answeredBy, tokensRead } from '../../../src/core/conversation/answeredBy';
import type { Asked, ModelTurn, Turn } from '../../../src/core/conversation/conversation';
import { provenanceLine, provenanceRows, provenanceSentence } from '../../../src/core/figures/provenance';

const asked: Asked = {
  ...{ model: 'Our model', where: 'machine', system: '', layout: 'text', maxNew: 20 },
  modelFile: { file: 'model.onnx', sha256: 'ab'.repeat(32), architecture: 'llama' },
  ...{ sampling: { temperature: 1, topP: 1, seed: 0 }, stopReason: 'endOfText' },
  ...{ prompt: 'I sleep badly.', promptTokens: 5, leftOut: 0 },
};
const said: Turn = { role: 'person', id: 'p', at: '', text: 'I sleep badly.', after: null };
const answer = (change: Partial<Asked> | null): ModelTurn => ({
  ...{ role: 'model', id: 'm', at: '', text: 'Since when?', after: 'p' },
  asked: change && { ...asked, ...change },
});
const here = { name: 'Our model', architecture: 'llama', file: 'model.onnx', sha256: 'ab'.repeat(32) };
const elsewhere = answer({
  ...{ model: 'Our cluster', where: 'server', modelFile: null, promptTokens: null },
  server: { address: 'https://models.example/v1', model: 'tiny' },
});

describe('who answered in a conversation', () => {
  it('is what each answer recorded, each model once', () => {
    assert.deepEqual(answeredBy([said, answer({}), said, answer({ leftOut: 1 })]), here);
    assert.deepEqual(answeredBy([said, answer({}), said, elsewhere]), {
      ...here,
      others: [
        {
          ...{ name: 'Our cluster', architecture: 'on a server', file: 'not known', sha256: null },
          server: { address: 'https://models.example/v1', model: 'tiny' },
        },
      ],
    });
    assert.equal(answeredBy([said, answer(null)]).name, 'none', 'words of the person’s in the model’s turn');
  });

  it('is told as far as an older file records it', () => {
    assert.deepEqual(answeredBy([answer({ modelFile: undefined })]), {
      ...{ name: 'Our model', architecture: 'architecture not recorded', file: 'not known', sha256: null },
    });
    assert.match(answeredBy([answer({ where: 'server' })]).server!.address, /did not record/);
  });

  it('counts the tokens that were read for the newest answer', () => {
    assert.equal(tokensRead([said, answer({}), said, answer({ promptTokens: 30 }), answer(null)]), 30);
    assert.equal(tokensRead([said, elsewhere]), 0);
    assert.equal(tokensRead([said]), 0);
  });

  it('stands in every form of where a figure comes from', () => {
    const model = answeredBy([answer({}), elsewhere]);
    const text = { document: 'a conversation', line: 1, tokens: 5, omittedTokens: 0, sha256: 'cd'.repeat(32) };
    const provenance = { model, text, program: 'Introspect', date: '2026-11-30' };
    const rows = provenanceRows(provenance, []).filter(([name]) => name === 'Model');
    assert.deepEqual(rows.map(([, value]) => value), ['Our model (llama)', 'Our cluster, on a server']); // prettier-ignore
    assert.match(provenanceLine(provenance, []), /^Our model \(model\.onnx, SHA-256 abab[^;]*; Our cluster \(tiny at/);
    const sentence = provenanceSentence(provenance);
    assert.match(sentence, /own machine with the model Our model \(llama, [^)]*\), and from what the server at https/);
    assert.match(sentence, /, on 5 tokens of a conversation/);
  });
});
