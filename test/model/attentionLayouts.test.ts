// Attention weights of plain operators in every order of axes and number of keys that files have: shown as what they are,
// or not at all.
import assert from 'node:assert/strict';
import { eager, eagerDecoder, eagerRun, nextLogprobs, type EagerForm } from '../support/eagerDecoder';
import { assertClose, cleanUp, userErrorOf } from './support';
import { loadTiny } from './tinyFolder';

const ids = Array.from({ length: 6 }, (_, i) => (i * i + 3 * i) % eager.vocabulary);

const open = (form: EagerForm): ReturnType<typeof loadTiny> =>
  loadTiny(eagerDecoder(form), { num_attention_heads: form.heads ?? 2, num_hidden_layers: form.layers ?? 1 });

/** Against what is computed by hand. */
async function assertShown(form: EagerForm): Promise<void> {
  const model = await open(form);
  const { attention } = eagerRun(ids, form);
  for (const [layer, heads] of attention.entries()) {
    for (const [head, rows] of heads.entries()) {
      const { weights, size } = await model.attention({ ids, layer, head });
      for (const [q, row] of rows.entries())
        for (const [k, weight] of row.entries())
          assertClose(weights[q * size + k]!, weight, 1e-5, `layer ${layer}, head ${head}, ${q} to ${k}`);
    }
  }
}

/** That every way to look at its attention says so. */
async function assertRefused(form: EagerForm, why: RegExp, text: readonly number[] = ids): Promise<void> {
  const model = await open(form);
  const asked = { ids: text, layer: 0, head: 0 };
  for (const answer of [
    model.attention(asked),
    model.attentionOverview({ ids: text }),
    model.headOverview({ ids: text, most: 20 }),
    model.attentionAcross({ ids: text, layer: 0, how: 'mean' }),
    model.rollout(asked),
    model.valueNorms(asked),
  ]) {
    const { code, message } = await userErrorOf(answer);
    assert.equal(code, 'modelUnsupported', message);
    assert.match(message, why);
  }
  assert.equal((await model.next({ ids: text, top: 1 })).top.length, 1);
}

describe('the layout of attention weights', () => {
  afterEach(cleanUp);

  it('[batch, head, query, key]', () => assertShown({}));

  for (const [heads, groups] of [
    [4, 4],
    [4, 2],
    [4, 1],
  ] as const) {
    it(`[batch, group, head, query, key]: ${groups} groups of ${heads / groups}, each head switched off by itself`, async () => {
      const form = { heads, groups };
      await assertShown(form);
      const model = await open(form);
      const whole = nextLogprobs(ids, eagerRun(ids, form).logits);
      for (let head = 0; head < heads; head++) {
        const { logits } = eagerRun(ids, form, [head]);
        const losses = nextLogprobs(ids, logits).map((logprob, i) => whole[i]! - logprob);
        const without = await model.ablate({ ids, heads: [[0, head]], top: 1 });
        for (const [i, loss] of losses.entries())
          assertClose(without.lossChange[i + 1]!, loss, 1e-3, `head ${head}, token ${i + 1}`);
        for (const [id, logit] of logits.at(-1)!.entries())
          assertClose(without.logits[id]!, logit, 1e-3, `head ${head}, logit ${id}`);
      }
    });
  }

  it('keys that hold nothing, after those of the text', () => assertShown({ keys: 'padded' }));

  it('a learned key before those of the text: not shown', () =>
    assertRefused({ keys: 'prefixed' }, /attention .* cannot be shown.*4 places.*3 tokens/));

  it('keys of every second token: not shown', () =>
    assertRefused({ keys: 'pooled' }, /attention .* cannot be shown.*2 places.*3 tokens/));

  it('[batch, query, head, key]: not shown', () =>
    assertRefused({ queriesFirst: true }, /attention .* cannot be shown.*shape \[1, 3, 2, 3\]/));

  it('[batch, query, head, key], with as many tokens as heads: not shown either, and no head switched off', async () => {
    const form = { queriesFirst: true };
    await assertRefused(form, /attention .* cannot be shown/, ids.slice(0, 2));
    const { code, message } = await userErrorOf(
      (await open(form)).ablate({ ids: ids.slice(0, 2), heads: [[0, 0]], top: 1 }),
    );
    assert.equal(code, 'modelUnsupported');
    assert.match(message, /cannot be shown/);
  });

  for (const [what, order] of Object.entries({
    'from the last to the first': (nodes) => nodes.toReversed(),
    'the second layer before the first': (nodes) => [
      ...nodes.filter(({ outputs }) => !/^0\./.test(outputs[0]!)),
      ...nodes.filter(({ outputs }) => /^0\./.test(outputs[0]!)),
    ],
  } satisfies Record<string, EagerForm['order']>)) {
    it(`nodes in another order than they are computed in, ${what}`, async () => {
      const form = { layers: 2, order };
      await assertShown(form);
      const model = await open(form);
      const whole = nextLogprobs(ids, eagerRun(ids, form).logits);
      const without = nextLogprobs(ids, eagerRun(ids, form, [1]).logits);
      const { lossChange } = await model.ablate({ ids, heads: [[0, 1]], top: 1 });
      for (const [i, logprob] of without.entries())
        assertClose(lossChange[i + 1]!, whole[i]! - logprob, 1e-3, `token ${i + 1}`);
    });
  }
});
