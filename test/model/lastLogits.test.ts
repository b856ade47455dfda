// Files that give logits for the last token alone: what can be had of them is right, and the rest is refused.
import assert from 'node:assert/strict';
import { logProbabilityOf } from '../../src/core/generation/probabilities';
import { eager, eagerDecoder, eagerRun, nextLogprobs, type EagerForm } from '../support/eagerDecoder';
import { tinyDecoder } from '../support/tinyDecoder';
import { assertClose, cleanUp, userErrorOf } from './support';
import { loadTiny, textOf } from './tinyFolder';

const ids = Array.from({ length: 6 }, (_, i) => (i * i + 3 * i) % eager.vocabulary);
const sampling = { temperature: 0, topP: 1, seed: 0 };
const refusal = /model\.onnx tells the chances only of what follows a whole text/;

const forms: readonly EagerForm[] = (['gather', 'slice', 'computed'] as const).flatMap((last) =>
  [1, 'tokens'].flatMap((rows) => [false, true].map((reshapes) => ({ last, rows, reshapes }))),
);

describe('logits for the last token alone', () => {
  afterEach(cleanUp);

  for (const form of forms) {
    const what = `by ${form.last}, ${form.rows === 1 ? 'as the file says' : 'which the file does not say'}${form.reshapes ? ', in a head that is no plain product' : ''}`;
    it(`what follows, and how likely, ${what}`, async () => {
      const model = await loadTiny(eagerDecoder(form));
      const { logits } = await model.next({ ids, top: 1 });
      for (const [id, logit] of eagerRun(ids).logits.at(-1)!.entries()) assertClose(logits[id]!, logit, 1e-4, `${id}`);
      const within = await model.next({ ids: ids.slice(0, 3), after: ids.slice(3), top: 1 });
      for (const [id, logit] of eagerRun(ids).logits[2]!.entries())
        assertClose(within.logits[id]!, logit, 1e-4, `${id}`);

      const { tokens } = await model.generate({ prompt: { ids }, maxNew: 3, sampling });
      const written = [...ids];
      for (const { id, logprob } of tokens) {
        const row = eagerRun(written).logits.at(-1)!;
        assert.equal(id, row.indexOf(Math.max(...row)));
        assertClose(logprob, logProbabilityOf(Float32Array.from(row), id), 1e-4, `token ${id}`);
        written.push(id);
      }
      assert.equal(tokens.length, 3);

      const labels = [[5], [6, 7], [6, 9, 2]];
      const { prompts } = await model.likelihoods({
        prompts: [{ text: textOf(ids), addSpecialTokens: false }],
        labels: labels.map(textOf),
        normalise: 'none',
      });
      for (const [i, label] of labels.entries()) {
        const whole = [...ids, ...label];
        const expected = nextLogprobs(whole, eagerRun(whole).logits).slice(ids.length - 1);
        assertClose(
          prompts[0]!.labels[i]!.logprob,
          expected.reduce((a, b) => a + b, 0),
          1e-4,
          `label ${i}`,
        );
      }

      const [target, unit, addSpecialTokens] = [textOf([8, 4]), 'token', false] as const;
      const { logprob, units } = await model.attribute({ text: textOf(ids), target, unit, addSpecialTokens });
      const targeted = [...ids, 8, 4];
      const rated = nextLogprobs(targeted, eagerRun(targeted).logits).slice(ids.length - 1);
      assertClose(
        logprob,
        rated.reduce((a, b) => a + b, 0),
        1e-4,
        'target',
      );
      assert.equal(units.length, ids.length);
    });

    it(`what the words within a text need is refused, ${what}`, async () => {
      const model = await loadTiny(eagerDecoder(form));
      const text = { text: textOf(ids), addSpecialTokens: false };
      for (const asked of [
        model.score(text),
        model.scoreLong(text),
        model.lens({ ids, top: 1 }),
        model.contributions({ ids, position: 2, target: 1 }),
        model.ablate({ ids, heads: [[0, 0]], top: 1 }),
      ]) {
        const { code, message } = await userErrorOf(asked);
        assert.equal(code, 'modelUnsupported', message);
        assert.match(message, refusal);
      }
      const { weights, size } = await model.attention({ ids, layer: 0, head: 1 });
      for (const [q, row] of eagerRun(ids).attention[0]![1]!.entries())
        for (const [k, weight] of row.entries()) assertClose(weights[q * size + k]!, weight, 1e-5, `${q} to ${k}`);
    });
  }

  it('with a cache: samples and labels are those of the file with all logits, across chunks', async () => {
    const text = Array.from({ length: 140 }, (_, i) => (i * i + 3 * i) % eager.vocabulary);
    const [model, whole] = [
      await loadTiny(tinyDecoder({ form: 'gqa', lastOnly: true })),
      await loadTiny(tinyDecoder({ form: 'gqa' })),
    ];
    const drawn = { prompt: { ids: text }, maxNew: 5, sampling: { ...sampling, temperature: 1, seed: 3 }, count: 3 };
    const [some, same] = [await model.samples(drawn), await whole.samples(drawn)];
    assert.deepEqual(
      some.samples.map((sample) => sample.text),
      same.samples.map((sample) => sample.text),
    );
    const asked = {
      prompts: [{ text: textOf(text), addSpecialTokens: false }],
      labels: [textOf([5]), textOf([6, 7]), textOf([6, 9, 2])],
      normalise: 'none' as const,
    };
    const [own, others] = [await model.likelihoods(asked), await whole.likelihoods(asked)];
    for (const [i, { logprob }] of others.prompts[0]!.labels.entries())
      assertClose(own.prompts[0]!.labels[i]!.logprob, logprob, 1e-4, `label ${i}`);
  });
});
