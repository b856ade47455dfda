import assert from 'node:assert/strict';
import { logProbabilityOf } from '../../src/core/generation/probabilities';
import { LoadedModel } from '../../src/model/loadedModel';
import { fixtures, type Fixture } from './support';

const text = 'P: I could not sleep again last night, and work was hard. T: What did you think of? '.repeat(3);

async function withModel(
  { dir, onnx }: Fixture,
  use: (model: LoadedModel, ids: readonly number[]) => Promise<void>,
): Promise<void> {
  const model = await LoadedModel.load({ dir, onnx }, () => undefined);
  try {
    await use(
      model,
      model.tokenize({ text, addSpecialTokens: true }).tokens.map(({ id }) => id),
    );
  } finally {
    await model.dispose();
  }
}

describe('the next token', () => {
  for (const fixture of fixtures.filter(({ predicts }) => predicts)) {
    it(`is the same whatever was scored before (${fixture.name})`, async () => {
      await withModel(fixture, async (model, ids) => {
        const beginning = ids.slice(0, 40);
        const alone = await model.next({ ids: beginning, top: 5 });
        await model.score({ text, addSpecialTokens: true });
        assert.deepEqual(await model.next({ ids: beginning, top: 5 }), alone);
      });
    });

    it(`has within a text the chance that scoring gave, remembered or not (${fixture.name})`, async () => {
      await withModel(fixture, async (model, ids) => {
        const { tokens } = await model.score({ text, addSpecialTokens: true });
        const read = async (at: number): Promise<number> => {
          const { logits } = await model.next({ ids: ids.slice(0, at), after: ids.slice(at), top: 1 });
          return logProbabilityOf(logits, ids[at]!);
        };
        for (const at of [1, 40, 129, ids.length - 1]) {
          const { logprob } = tokens[at]!;
          if (logprob !== null) assert.equal(await read(at), logprob);
        }
        await model.score({ text: 'Something else.', addSpecialTokens: true });
        for (const at of [1, 40, 129, ids.length - 1]) {
          const { logprob } = tokens[at]!;
          if (logprob !== null) assert.ok(Math.abs((await read(at)) - logprob) < 1e-4, `token ${at}`);
        }
      });
    });
  }
});
