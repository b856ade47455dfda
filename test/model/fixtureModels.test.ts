import assert from 'node:assert/strict';
import type { ModelHostClient } from '../../src/platform/modelHostClient';
import { assertClose, cleanUp, fixtures, startHost, stateOf, userErrorOf, type Fixture } from './support';

const greedy = { temperature: 0, topP: 1, seed: 0 };

for (const fixture of fixtures) {
  describe(`model host with ${fixture.name}, against the reference`, () => {
    const { reference } = fixture;
    let client: ModelHostClient;
    before(() => {
      client = startHost(fixture.dir, { onnx: fixture.onnx });
    });
    after(cleanUp);

    it('describes the model', async () => {
      const { info } = await stateOf(client, 'ready');
      assert.deepEqual(
        [info.predictsNextToken, info.layers, info.heads, info.vocabularySize, info.contextLength, info.attention],
        [fixture.predicts, 2, 4, reference.logits_last.length, 256, { available: true }],
      );
    });

    it('cuts the text into the same token ids', async () => {
      const { tokens, omittedTokens } = await client.request('tokenize', asText(fixture));
      assert.deepEqual([tokens.map(({ id }) => id), omittedTokens], [reference.input_ids, 0]);
    });

    it('gives the same attention weights for every layer and head', async () => {
      for (const [layer, heads] of reference.attentions.entries()) {
        for (const [head, rows] of heads.entries()) {
          const { weights, size } = await client.request('attention', { ids: reference.input_ids, layer, head });
          assert.equal(size, reference.input_ids.length);
          for (const [q, row] of rows.entries()) {
            for (const [k, weight] of row.entries()) {
              const what = `layer ${layer} head ${head} query ${q} key ${k}`;
              assertClose(weights[q * size + k]!, weight, fixture.attentionTolerance, what);
              if (fixture.predicts && k > q) assert.equal(weights[q * size + k], 0, what);
            }
          }
        }
      }
    });

    if (!fixture.predicts) {
      it('has no log-probabilities, and says why it cannot continue a text', async () => {
        const { tokens } = await client.request('score', asText(fixture));
        assert.ok(tokens.every(({ logprob, rank }) => logprob === null && rank === null));
        const ids = reference.input_ids;
        const errors = [
          await userErrorOf(client.request('next', { ids, top: 1 })),
          await userErrorOf(client.request('generate', { prompt: { ids }, maxNew: 1, sampling: greedy })),
        ];
        for (const { code, message } of errors) {
          assert.equal(code, 'modelUnsupported');
          assert.match(message, /bert \(BertForMaskedLM\)/);
        }
      });
      return;
    }

    it('gives the same logits after the last token, before and after the text was scored', async () => {
      const params = { ids: reference.input_ids, top: 5 };
      const alone = await client.request('next', params);
      await client.request('score', asText(fixture));
      const kept = await client.request('next', params);
      for (const { logits } of [alone, kept]) {
        assert.equal(logits.length, reference.logits_last.length);
        for (const [id, logit] of reference.logits_last.entries()) {
          assertClose(logits[id]!, logit, fixture.logitTolerance, `logit ${id}`);
        }
      }
      assert.deepEqual(kept.top, alone.top);
    });

    it('continues greedily with the same tokens, up to a step that is nearly a tie', async () => {
      const { tokens, stopReason } = await client.request('generate', {
        prompt: { ids: reference.input_ids },
        maxNew: reference.greedy.length,
        sampling: greedy,
      });
      const tie = reference.greedy_margin.findIndex((margin) => margin < 0.05);
      const sure = tie < 0 ? reference.greedy.length : tie;
      assert.ok(sure > 8);
      assert.deepEqual(
        tokens.slice(0, sure).map(({ id }) => id),
        reference.greedy.slice(0, sure),
      );
      assert.equal(stopReason, 'length');
    });

    if (!fixture.sameWeights) return;
    it('gives the same log-probabilities, and ranks that agree with the logits', async () => {
      const { tokens } = await client.request('score', asText(fixture));
      for (const [i, expected] of reference.logprobs!.entries()) {
        if (expected === null) assert.equal(tokens[i]!.logprob, null);
        else assertClose(tokens[i]!.logprob!, expected, 1e-3, `token ${i}`);
      }
      const ids = reference.input_ids.slice(0, 5);
      const { logits } = await client.request('next', { ids, top: 0 });
      const own = logits[reference.input_ids[5]!]!;
      assert.equal(tokens[5]!.rank, 1 + logits.filter((logit) => logit > own).length);
    });
  });
}

function asText({ reference }: Fixture): { text: string; addSpecialTokens: boolean } {
  return { text: reference.text, addSpecialTokens: true };
}
