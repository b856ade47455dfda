import assert from 'node:assert/strict';
import { LoadedModel } from '../../src/model/loadedModel';
import { bundledDir, fixtureNamed, userErrorOf } from './support';

const target = ' I see.';

describe('leave-one-out attribution', () => {
  let model: LoadedModel;
  before(async () => (model = await LoadedModel.load({ dir: bundledDir }, () => undefined)));
  after(() => model.dispose());

  /** Log-probability of all tokens with a character of `continuation`, by `score`. */
  async function logprob(text: string, continuation: string): Promise<number> {
    const { tokens } = await model.score({ text: text + continuation, addSpecialTokens: true });
    return tokens
      .filter(({ end, special }) => !special && end > text.length)
      .reduce((sum, token) => sum + token.logprob!, 0);
  }

  const ask = (text: string, unit: 'token' | 'word' | 'sentence' | 'turn', foil?: string) =>
    model.attribute({ text, target, unit, addSpecialTokens: true, ...(foil !== undefined && { foil }) });

  it('of words is the loss against rescoring the text without each', async () => {
    const text = 'Client: I feel tired, and low.';
    const rest = [
      ': I feel tired, and low.',
      'Client: feel tired, and low.',
      'Client: I tired, and low.',
      'Client: I feel, and low.',
      'Client: I feel tired, low.',
      'Client: I feel tired, and.',
    ];
    const { units, logprob: whole } = await ask(text, 'word');
    assert.deepEqual(
      units.map((unit) => unit.text),
      ['Client', 'I', 'feel', 'tired', 'and', 'low'],
    );
    assert.equal(whole, await logprob(text, target));
    for (const [i, { text: word, start, end, delta }] of units.entries()) {
      assert.equal(text.slice(start, end), word);
      assert.equal(delta, whole - (await logprob(rest[i]!, target)), word);
    }
  });

  it('of sentences and turns takes out whole ones', async () => {
    const text = 'Therapist: How was it? Tell me more.\n\nClient: I sleep badly.';
    const sentences = await ask(text, 'sentence');
    assert.equal(sentences.units[1]!.text, 'Tell me more.');
    const withoutSecond = 'Therapist: How was it? Client: I sleep badly.';
    assert.equal(sentences.units[1]!.delta, sentences.logprob - (await logprob(withoutSecond, target)));
    const turns = await ask(text, 'turn');
    assert.equal(turns.units.length, 2);
    assert.equal(turns.units[0]!.delta, turns.logprob - (await logprob('Client: I sleep badly.', target)));
    const withoutLast = 'Therapist: How was it? Tell me more.';
    assert.equal(turns.units[1]!.delta, turns.logprob - (await logprob(withoutLast, target)));
  });

  it('of tokens takes out the token itself', async () => {
    const text = 'I feel tired.';
    const { units, logprob: whole } = await ask(text, 'token');
    const { tokens } = model.tokenize({ text: text + target, addSpecialTokens: true });
    const inText = tokens.filter(({ end, special }) => !special && end <= text.length);
    assert.deepEqual(
      units.map(({ start, end }) => [start, end]),
      inText.map(({ start, end }) => [start, end]),
    );
    for (const [i, { delta }] of units.entries()) {
      const ids = tokens.filter((token) => token !== inText[i]).map(({ id }) => id);
      const first = ids.length - (tokens.length - inText.length - tokens.findIndex(({ special }) => !special));
      let rest = 0;
      for (let at = first; at < ids.length; at++) {
        const { logits } = await model.next({ ids: ids.slice(0, at), top: 1 });
        const max = logits.reduce((a, b) => Math.max(a, b));
        rest += logits[ids[at]!]! - max - Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit - max), 0));
      }
      assert.ok(Math.abs(delta! - (whole - rest)) < 1e-3, `token ${i}: ${delta}, expected ${whole - rest}`);
    }
  });

  it('against a foil is the difference of both attributions', async () => {
    const text = 'Client: I feel tired and low.';
    const foil = ' Well done!';
    const contrast = await ask(text, 'word', foil);
    const forTarget = await ask(text, 'word');
    const forFoil = await model.attribute({ text, target: foil, unit: 'word', addSpecialTokens: true });
    assert.ok(Math.abs(contrast.logprob - (forTarget.logprob - forFoil.logprob)) < 1e-9);
    for (const [i, { delta }] of contrast.units.entries()) {
      assert.ok(Math.abs(delta! - (forTarget.units[i]!.delta! - forFoil.units[i]!.delta!)) < 1e-9);
    }
  });

  it('without several units at once is the score of what is left, and without one that of the attribution', async () => {
    const text = 'Client: I feel tired, and low.';
    const asked = { text, target, foil: ' Oh.', unit: 'word' as const, addSpecialTokens: true };
    const { units, logprobs } = await model.removals({ ...asked, removals: [[], [2], [4, 2], [0, 1, 2, 3, 4, 5]] });
    assert.equal(units.length, 6);
    for (const [i, rest] of [text, 'Client: I tired, and low.', 'Client: I tired, low.', ':,.'].entries()) {
      assert.equal(logprobs[i]!.target, await logprob(rest, target), rest);
      assert.equal(logprobs[i]!.foil, await logprob(rest, ' Oh.'), rest);
    }
    const { units: single, logprob: whole } = await ask(text, 'word');
    assert.equal(single[2]!.delta, whole - logprobs[1]!.target!);
    const error = await userErrorOf(model.removals({ ...asked, removals: [[6]] }));
    assert.equal(error.code, 'badRequest');
  });

  it('of tokens without several at once takes the tokens themselves out', async () => {
    const text = 'I feel tired.';
    const asked = { text, target, unit: 'token' as const, addSpecialTokens: true };
    const { units, logprobs } = await model.removals({ ...asked, removals: [[1], [1, 2], [1]] });
    const single = await ask(text, 'token');
    assert.equal(units.length, single.units.length);
    assert.equal(single.logprob - logprobs[0]!.target!, single.units[1]!.delta);
    assert.equal(logprobs[2]!.target, logprobs[0]!.target);
    assert.notEqual(logprobs[1]!.target, logprobs[0]!.target);
    assert.equal(logprobs[0]!.foil, null);
  });

  it('of a long text is exact although the beginning is computed once', async () => {
    const turn = 'Client: I feel tired and low, and I cannot sleep.\n\n';
    const text = turn.repeat(12).trimEnd();
    assert.ok(model.tokenize({ text, addSpecialTokens: true }).tokens.length > 160);
    const { units, logprob: whole } = await ask(text, 'turn');
    assert.equal(units.length, 12);
    const shorter = turn.repeat(11).trimEnd();
    for (const i of [0, 10]) assert.equal(units[i]!.delta, whole - (await logprob(shorter, target)));
  });

  it('has no number where nothing is left to predict from, and refuses what cannot be asked', async () => {
    const gpt2 = fixtureNamed('gpt2/model');
    const plain = await LoadedModel.load({ dir: gpt2.dir, onnx: gpt2.onnx }, () => undefined);
    const asked = { addSpecialTokens: true, unit: 'word' as const };
    const { units } = await plain.attribute({ ...asked, text: 'tired', target });
    assert.deepEqual(
      units.map(({ text, delta }) => [text, delta]),
      [['tired', null]],
    );
    await plain.dispose();
    const failures = [
      model.attribute({ ...asked, text: 'I feel', target: '' }),
      model.attribute({ ...asked, text: '', target }),
      model.attribute({ ...asked, text: 'I feel', target, foil: '' }),
      model.attribute({ ...asked, text: 'I feel low. '.repeat(500), target }),
    ];
    const codes = await Promise.all(failures.map(async (failure) => (await userErrorOf(failure)).code));
    assert.deepEqual(codes, ['textEmpty', 'textEmpty', 'textEmpty', 'textTooLong']);
  });
});
