import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { logProbabilityOf } from '../../src/core/generation/probabilities';
import { LoadedModel } from '../../src/model/loadedModel';
import { assertClose, cleanUp, fixtureNamed, runCli, startHost, temporaryFolder, userErrorOf } from './support';

interface Reference {
  readonly lens: readonly {
    readonly ids: readonly number[];
    /** [layer][position] */
    readonly layers: readonly (readonly { readonly logprob: number; readonly rank: number; readonly best: number }[])[];
  }[];
  readonly ablations: readonly {
    readonly position: number;
    readonly heads: readonly (readonly [number, number])[];
    /** With all heads, and without these. */
    readonly logits: readonly [readonly number[], readonly number[]];
    readonly loss: readonly [number, number];
  }[];
}

const names = ['bert/model', 'bert/model_fused'];
const { dir, onnx, reference: text } = fixtureNamed('bert/model');
const ids = text.input_ids;
/** PyTorch's answers; made by inside.py beside it. */
const reference = JSON.parse(readFileSync(path.join(dir, 'ref.inside.json'), 'utf8')) as Reference;

describe('inside an encoder that fills gaps', () => {
  const loaded: LoadedModel[] = [];
  after(async () => {
    await Promise.all(loaded.map((model) => model.dispose()));
    cleanUp();
  });
  const load = async (name: string): Promise<LoadedModel> => {
    const fixture = fixtureNamed(name);
    const model = await LoadedModel.load({ dir: fixture.dir, onnx: fixture.onnx }, () => undefined);
    loaded.push(model);
    return model;
  };

  for (const name of names) {
    it(`the logit lens of ${name} is PyTorch's head on every layer's hidden state, in sight and hidden`, async () => {
      const model = await load(name);
      for (const { ids: read, layers } of reference.lens) {
        const lens = await model.lens({ ids: read, top: 2 });
        assert.equal(lens.layers.length, layers.length);
        for (const [layer, positions] of layers.entries())
          for (const [position, { logprob, rank, best }] of positions.entries()) {
            const { top, actual } = lens.layers[layer]![position]!;
            const what = `layer ${layer}, position ${position}`;
            assert.equal(actual!.id, read[position]);
            assertClose(Math.log(actual!.p), logprob, 1e-3, what);
            // Where two are all but equal, rounding decides.
            if (top[0]!.p - top[1]!.p > 1e-5) assert.equal(top[0]!.id, best, what);
            assert.ok(Math.abs(actual!.rank - rank) <= 1, `${what}: rank ${actual!.rank}, expected ${rank}`);
          }
      }
    });

    it(`heads of ${name} switched off change what fills a gap as in PyTorch`, async () => {
      const model = await load(name);
      for (const { position, heads, logits, loss } of reference.ablations) {
        const whole = await model.ablate({ ids, heads: [], hidden: position, top: 1 });
        const without = await model.ablate({ ids, heads, hidden: position, top: 3 });
        for (const [i, { logits: found }] of [whole, without].entries())
          for (const [id, logit] of logits[i]!.entries())
            assertClose(found[id]!, logit, 1e-3, `${position}: ${i} ${id}`);
        const change = loss[1] - loss[0];
        assert.ok(Math.abs(change) > 1e-3, 'these heads do something');
        assertClose(without.meanLossChange!, change, 1e-3, `${position}`);
        assert.deepEqual([whole.lossChange[position], whole.meanLossChange], [0, 0]);
        assert.deepEqual(
          without.lossChange.flatMap((one, i) => (one === null ? [] : [i])),
          [position],
        );
        const best = Math.max(...logits[1]);
        assertClose(logits[1][without.top[0]!.id]!, best, 1e-3, 'best');
      }
    });
  }

  it('knows no loss where the text itself has a gap, and refuses what cannot be asked', async () => {
    const model = await load('bert/model');
    const { ids: gapped } = reference.lens[1]!;
    const at = gapped.findIndex((id, i) => id !== ids[i]);
    const { logits, lossChange, meanLossChange } = await model.ablate({
      ids: gapped,
      heads: [[0, 1]],
      hidden: at,
      top: 1,
    });
    const same = await model.ablate({ ids, heads: [[0, 1]], hidden: at, top: 1 });
    assert.deepEqual([...logits], [...same.logits]);
    assert.deepEqual([lossChange, meanLossChange], [ids.map(() => null), null]);

    const asked = { ids, heads: [[0, 0]] as const, top: 1 };
    const decoder = await load('gpt2/model');
    const failures = [
      model.ablate(asked),
      model.ablate({ ...asked, hidden: ids.length }),
      model.ablate({ ...asked, hidden: 1, heads: [[2, 0]] }),
      decoder.ablate({ ids: [1, 2], heads: [[0, 0]], hidden: 1, top: 1 }),
    ];
    for (const failure of failures) assert.equal((await userErrorOf(failure)).code, 'badRequest');
    const { message } = await userErrorOf(model.contributions({ ids, position: 1, target: 1 }));
    assert.match(message, /cannot be split .* each of its additions is followed by a norm/);
  });

  it('passes through the model host', async () => {
    const { position, heads, loss } = reference.ablations[0]!;
    const host = startHost(dir, { onnx });
    const { meanLossChange } = await host.request('ablate', { ids, heads, hidden: position, top: 1 });
    assertClose(meanLossChange!, loss[1] - loss[0], 1e-3, 'loss');
  });

  it('is in the command line', async () => {
    const write = (content: string): string[] => {
      const file = path.join(temporaryFolder(), 'text.txt');
      writeFileSync(file, content);
      return ['--model', dir, '--onnx', onnx, '--text-file', file];
    };
    interface Answer {
      readonly hidden: { readonly position: number; readonly text: string };
      readonly lossChange: number | null;
      readonly filled: readonly { readonly id: number; readonly p: number; readonly was: number }[];
    }
    const run = async (...args: string[]): Promise<Answer> => {
      const { code, stdout, stderr } = await runCli('ablate', ...args);
      assert.equal(code, 0, stderr);
      return JSON.parse(stdout) as Answer;
    };
    const { position, heads, logits, loss } = reference.ablations[0]!;
    const named = ['--heads', heads.map((pair) => pair.join('.')).join(',')];
    const { hidden, lossChange, filled } = await run(...write(text.text), ...named, '--hide', String(position));
    assert.equal(hidden.position, position);
    assertClose(lossChange!, loss[1] - loss[0], 1e-3, 'loss');
    for (const { id, p, was } of filled) {
      assertClose(p, Math.exp(logProbabilityOf(Float32Array.from(logits[1]), id)), 1e-4, `p of ${id}`);
      assertClose(was, Math.exp(logProbabilityOf(Float32Array.from(logits[0]), id)), 1e-4, `was of ${id}`);
    }
    const gapped = await run(...write('She had left the [MASK]; he asked why.'), ...named);
    assert.deepEqual([gapped.hidden.text, gapped.lossChange], ['[MASK]', null]);
    const last = await run(...write('He asked why.'), ...named);
    assert.equal(last.hidden.text, 'y', 'the last piece of a word');
    const outside = await runCli('ablate', ...write('He asked why.'), ...named, '--hide', '99');
    assert.deepEqual([outside.code, outside.stdout], [1, '']);
    const { code, stderr } = await runCli('contributions', ...write('He asked why.'));
    assert.equal(code, 1);
    assert.match(stderr, /each of its additions is followed by a norm/);
    const decoder = fixtureNamed('gpt2/model');
    const stray = write('He asked why.').slice(-2);
    const refused = await runCli('ablate', '--model', decoder.dir, ...stray, ...named, '--hide', '1');
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, /--hide belongs to Encoders/);
  });
});
