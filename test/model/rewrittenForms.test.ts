// Forms for which there is no fixture, made from one: their answers are those of the fixture.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { softmax } from '../../src/core/generation/probabilities';
import { LoadedModel } from '../../src/model/loadedModel';
import { askingHowMany, inHalf, merged, weighedByEinsum, weighedInThreeAxes } from '../support/rewrittenModel';
import { assertClose, cleanUp, copyOf, fixtureNamed, type Fixture } from './support';

const greedy = { temperature: 0, topP: 1, seed: 0 };
const heads = [
  [0, 1],
  [1, 2],
] as const;

describe('a fixture in another form', () => {
  const loaded: LoadedModel[] = [];
  after(async () => {
    await Promise.all(loaded.map((model) => model.dispose()));
    cleanUp();
  });

  async function pair(
    fixture: Fixture,
    rewrite: (bytes: Uint8Array, dir: string) => Uint8Array,
  ): Promise<[LoadedModel, LoadedModel]> {
    const dir = copyOf(path.basename(fixture.dir));
    const file = path.join(dir, 'onnx', fixture.onnx);
    writeFileSync(file, rewrite(new Uint8Array(readFileSync(file)), path.dirname(file)));
    const load = (at: string) => LoadedModel.load({ dir: at, onnx: fixture.onnx }, () => undefined);
    const models = [await load(fixture.dir), await load(dir)] as const;
    loaded.push(...models);
    return [...models];
  }

  /** Everything that is asked of the inside of a model. */
  async function assertSameInside([model, other]: readonly LoadedModel[], ids: readonly number[], tolerance: number) {
    const [lens, otherLens] = await Promise.all([model!.lens({ ids, top: 1 }), other!.lens({ ids, top: 1 })]);
    assert.equal(otherLens.layers.length, lens.layers.length);
    for (const [layer, positions] of lens.layers.entries())
      for (const [i, { actual }] of positions.entries()) {
        if (actual) assertClose(otherLens.layers[layer]![i]!.actual!.p, actual.p, tolerance, `lens ${layer} ${i}`);
      }
    const [ablated, otherAblated] = await Promise.all([model, other].map((m) => m!.ablate({ ids, heads, top: 1 })));
    assert.ok(Math.abs(ablated!.meanLossChange!) > 1e-3);
    assertClose(otherAblated!.meanLossChange!, ablated!.meanLossChange!, tolerance, 'loss');
    const [before, after] = [softmax(ablated!.logits), softmax(otherAblated!.logits)];
    for (const [id, p] of before.entries()) assertClose(after[id]!, p, tolerance, `ablated ${id}`);
    const asked = { ids, position: ids.length - 1, target: 7 };
    const [parts, otherParts] = await Promise.all([model, other].map((m) => m!.contributions(asked)));
    for (const [layer, { attention, mlp }] of parts!.layers.entries()) {
      assertClose(otherParts!.layers[layer]!.attention, attention, tolerance, `attention of ${layer}`);
      assertClose(otherParts!.layers[layer]!.mlp, mlp, tolerance, `mlp of ${layer}`);
    }
  }

  for (const name of ['gpt2/model', 'llama-gqa/model']) {
    it(`${name} merged of two branches shows its layers and lets its heads be switched off`, async () => {
      const fixture = fixtureNamed(name);
      const ids = fixture.reference.input_ids;
      const models = await pair(fixture, merged);
      await assertSameInside(models, ids, 1e-4);
      const { tokens } = await models[1].generate({ prompt: { ids }, maxNew: 8, sampling: greedy });
      assert.deepEqual(
        tokens.map(({ id }) => id),
        fixture.reference.greedy.slice(0, 8),
      );
    });
  }

  for (const name of ['gpt2/model', 'llama-gqa/model_gqa', 'llama-gqa/model_q4', 'llama-gqa/model_quantized']) {
    it(`${name} that asks how many logits are wanted is the same inside`, async () => {
      const fixture = fixtureNamed(name);
      const ids = fixture.reference.input_ids;
      const models = await pair(fixture, (bytes, dir) => {
        writeFileSync(path.join(dir, 'weights.bin'), bytes);
        return askingHowMany(bytes, 'weights.bin');
      });
      await assertSameInside(models, ids, 1e-5);
      const [expected, next] = await Promise.all(models.map((model) => model.next({ ids, top: 1 })));
      for (const [id, logit] of expected!.logits.entries()) assertClose(next!.logits[id]!, logit, 1e-4, `logit ${id}`);
    });
  }

  for (const name of [
    'gpt2/model',
    'gpt2-fused/model',
    'gpt2-einsum/model',
    'llama-einsum/model',
    'llama-gqa/model',
    'llama-gqa/model_gqa',
  ]) {
    it(`${name} in float16 gives PyTorch's attention and log-probabilities, and its own inside`, async () => {
      const fixture = fixtureNamed(name);
      const { reference } = fixture;
      const ids = reference.input_ids;
      const models = await pair(fixture, inHalf);
      const [, half] = models;
      for (const [layer, all] of reference.attentions.entries())
        for (const [head, rows] of all.entries()) {
          const { weights, size } = await half.attention({ ids, layer, head });
          for (const [q, row] of rows.entries())
            for (const [k, weight] of row.entries())
              assertClose(weights[q * size + k]!, weight, 1e-2, `${layer} ${head} ${q} ${k}`);
        }
      const { tokens } = await half.score({ text: reference.text, addSpecialTokens: true });
      for (const [i, logprob] of reference.logprobs!.entries())
        if (logprob !== null) assertClose(tokens[i]!.logprob!, logprob, 1e-2 * Math.max(1, -logprob), `token ${i}`);
      await assertSameInside(models, ids, 1e-2);
      const written = await half.generate({ prompt: { ids }, maxNew: 8, sampling: greedy });
      // Where two tokens are nearly as likely, rounding decides.
      const clear = reference.greedy_margin.findIndex((margin) => margin < 0.05);
      const count = Math.min(8, clear < 0 ? 8 : clear);
      assert.deepEqual(
        written.tokens.slice(0, count).map(({ id }) => id),
        reference.greedy.slice(0, count),
      );
    });
  }

  it('4 bits in float16 (q4f16) gives the attention and the inside of 4 bits in float32', async () => {
    const fixture = fixtureNamed('llama-gqa/model_q4');
    const ids = fixture.reference.input_ids;
    const models = await pair(fixture, inHalf);
    for (const layer of [0, 1]) {
      const [full, half] = await Promise.all(models.map((model) => model.attention({ ids, layer, head: 3 })));
      for (const [i, weight] of full!.weights.entries()) assertClose(half!.weights[i]!, weight, 1e-2, `${layer} ${i}`);
    }
    await assertSameInside(models, ids, 1e-2);
  });

  it('bert by Einsum gives PyTorch’s attention, alone and with the lengths of the values', async () => {
    const fixture = fixtureNamed('bert/model');
    const [, model] = await pair(fixture, (bytes, dir) => {
      writeFileSync(path.join(dir, 'weights.bin'), bytes);
      return weighedByEinsum(bytes, 'weights.bin');
    });
    const ids = fixture.reference.input_ids;
    const { norms } = JSON.parse(readFileSync(path.join(fixture.dir, 'ref.norms.json'), 'utf8')) as {
      norms: number[][][][];
    };
    const place = { ids, layer: 1, head: 2 };
    for (const [{ weights }, rows] of [
      [await model.attention(place), fixture.reference.attentions[1]![2]!],
      [await model.valueNorms(place), norms[1]![2]!],
    ] as const) {
      for (const [i, expected] of rows.flat().entries()) assertClose(weights[i]!, expected, 1e-4, `${i}`);
    }
  });

  it('batch and heads on one axis, where weights meet values, give PyTorch’s attention, norms, layers and heads', async () => {
    const inThree = (bytes: Uint8Array, dir: string) => {
      writeFileSync(path.join(dir, 'weights.bin'), bytes);
      return weighedInThreeAxes(bytes, 'weights.bin');
    };
    const gpt2 = fixtureNamed('gpt2/model');
    await assertSameInside(await pair(gpt2, inThree), gpt2.reference.input_ids, 1e-5);
    const fixture = fixtureNamed('bert/model');
    const [, model] = await pair(fixture, inThree);
    const { norms } = JSON.parse(readFileSync(path.join(fixture.dir, 'ref.norms.json'), 'utf8')) as {
      norms: number[][][][];
    };
    const place = { ids: fixture.reference.input_ids, layer: 1, head: 2 };
    for (const [{ weights }, rows] of [
      [await model.attention(place), fixture.reference.attentions[1]![2]!],
      [await model.valueNorms(place), norms[1]![2]!],
    ] as const) {
      for (const [i, expected] of rows.flat().entries()) assertClose(weights[i]!, expected, 1e-4, `${i}`);
    }
  });

  it('bert in float16 gives PyTorch’s attention', async () => {
    const fixture = fixtureNamed('bert/model');
    const [, half] = await pair(fixture, inHalf);
    const ids = fixture.reference.input_ids;
    const { weights, size } = await half.attention({ ids, layer: 1, head: 2 });
    for (const [q, row] of fixture.reference.attentions[1]![2]!.entries())
      for (const [k, weight] of row.entries()) assertClose(weights[q * size + k]!, weight, 1e-2, `${q} ${k}`);
  });
});
