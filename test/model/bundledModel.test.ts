import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { InferenceSession, Tensor } from '../../src/model/onnxruntime';
import { logProbabilityOf } from '../../src/core/generation/probabilities';
import type { ModelHostClient } from '../../src/platform/modelHostClient';
import { assertClose, bundledDir, cleanUp, fixtureNamed, startHost, stateOf, userErrorOf } from './support';

const greedy = { temperature: 0, topP: 1, seed: 0 };
const interview = [
  'Interviewer: How have you been sleeping lately?',
  'Participant: I wake up at three in the morning and I lie there for hours. My mind just will not stop.',
  'Interviewer: What happens then?',
  'Participant: I get up, I make some tea, and I sit in the kitchen until it is light. Then I am tired all day.',
].join('\n');

describe('bundled model', () => {
  let client: ModelHostClient;
  before(() => {
    client = startHost(bundledDir);
  });
  after(cleanUp);

  it('is as its model card says', async () => {
    const card = readFileSync(path.join(bundledDir, 'README.md'), 'utf8');
    const sums = [...card.matchAll(/^([0-9a-f]{64}) {2}(\S+)$/gm)];
    assert.equal(sums.length, 5);
    for (const [, sum, file] of sums) {
      const bytes = readFileSync(path.join(bundledDir, file!));
      assert.equal(createHash('sha256').update(bytes).digest('hex'), sum, file);
    }
    const { info } = await stateOf(client, 'ready');
    assert.deepEqual(
      [info.layers, info.heads, info.vocabularySize, info.contextLength, info.chatTemplate],
      [6, 6, 8192, 1024, true],
    );
    assert.ok(info.attention.available && info.predictsNextToken);
  });

  it('reproduces a sampled text from its seed, whatever was looked at before', async () => {
    const ask = (seed: number) =>
      client.request('generate', {
        prompt: { text: interview.repeat(3), addSpecialTokens: true },
        maxNew: 12,
        sampling: { temperature: 1, topP: 0.95, seed },
      });
    const first = await ask(7);
    await client.request('score', { text: interview.repeat(4), addSpecialTokens: true });
    assert.deepEqual(await ask(7), first);
    assert.notDeepEqual((await ask(8)).tokens, first.tokens);
    assert.equal(first.tokens.length, 12);
  });

  it('streams the tokens that the result then holds', async () => {
    const streamed: number[] = [];
    const forget = client.onGenerated(({ stream, token }) => {
      if (stream === 5) streamed.push(token.id);
    });
    const params = { prompt: { text: 'I feel', addSpecialTokens: true }, maxNew: 6, sampling: greedy, stream: 5 };
    const { tokens, text } = await client.request('generate', params);
    forget();
    assert.deepEqual(
      streamed,
      tokens.map(({ id }) => id),
    );
    assert.equal(text, tokens.map((token) => token.text).join(''));
  });

  it('writes the chat template into the prompt, stops at the end mark, and keeps it out of the text', async () => {
    const chat = 'Write the next open question.\nClient: I cannot sleep.';
    const { prompt, text, stopReason } = await client.request('generate', {
      prompt: { messages: [{ role: 'user', content: chat }] },
      maxNew: 60,
      sampling: greedy,
    });
    assert.equal(prompt, `<|user|>${chat}<|end|><|assistant|>`);
    assert.equal(stopReason, 'endOfText');
    assert.doesNotMatch(text, /<\|/);
  });

  it('ends before a stop string', async () => {
    const prompt = { text: 'I lie there for hours and my mind', addSpecialTokens: true };
    const free = await client.request('generate', { prompt, maxNew: 10, sampling: greedy });
    const stop = free.text.slice(4, 8);
    const stopped = await client.request('generate', { prompt, maxNew: 10, sampling: greedy, stop: ['', stop] });
    assert.deepEqual([stopped.text, stopped.stopReason], [free.text.slice(0, 4), 'stopString']);
  });

  it('counts the tokens that do not fit, and never leaves them out silently', async () => {
    const text = interview.repeat(20);
    const whole = await client.request('tokenize', { text, addSpecialTokens: true });
    assert.equal(whole.tokens.length, 1024);
    assert.ok(whole.omittedTokens > 0);
    const cut = await client.request('score', { text, addSpecialTokens: true, maxTokens: 10 });
    assert.equal(cut.tokens.length, 10);
    assert.equal(cut.omittedTokens, whole.omittedTokens + 1014);
    const generate = { prompt: { text, addSpecialTokens: true }, maxNew: 1, sampling: greedy };
    const { code, message } = await userErrorOf(client.request('generate', generate));
    assert.equal(code, 'textTooLong');
    assert.match(message, new RegExp(`${1024 + whole.omittedTokens} tokens.* at most 1024`));
  });

  it('stops when the context is full', async () => {
    const { tokens } = await client.request('tokenize', { text: interview.repeat(20), addSpecialTokens: true });
    const ids = tokens.slice(0, 1022).map(({ id }) => id);
    // The others may find that a text has come to its end.
    const untrained = startHost(path.join(bundledDir, '../untrained'));
    const result = await untrained.request('generate', { prompt: { ids }, maxNew: 10, sampling: greedy });
    assert.deepEqual([result.tokens.length, result.stopReason], [2, 'contextFull']);
  });

  it('tells the text of any token, as the list of the most probable does', async () => {
    const { tokens } = await client.request('tokenize', { text: 'I can’t sleep', addSpecialTokens: false });
    const { top } = await client.request('next', { ids: tokens.map(({ id }) => id), top: 30 });
    const { texts } = await client.request('tokenTexts', { ids: top.map(({ id }) => id) });
    assert.deepEqual(
      texts,
      top.map(({ text }) => text),
    );
  });

  it('refuses what makes no sense, by name', async () => {
    const error = async (request: Promise<unknown>) => (await userErrorOf(request)).info;
    const ids = [10, 11];
    assert.equal((await error(client.request('tokenize', { text: '', addSpecialTokens: true }))).code, 'textEmpty');
    assert.equal((await error(client.request('next', { ids: [], top: 1 }))).code, 'textEmpty');
    assert.match((await error(client.request('next', { ids: [8192], top: 1 }))).message, /token id 8192/);
    assert.match((await error(client.request('attention', { ids, layer: 6, head: 0 }))).message, /layer 6/);
    assert.match((await error(client.request('attention', { ids, layer: 0, head: -1 }))).message, /head -1/);
    const sampling = { ...greedy, topP: 0 };
    assert.match((await error(client.request('generate', { prompt: { ids }, maxNew: 1, sampling }))).message, /top-p/);
  });
});

describe('long texts, read in chunks through the cache', () => {
  after(cleanUp);

  for (const [name, dir, onnx, each, onAverage] of [
    ['fp32', fixtureNamed('llama-gqa/model').dir, 'model.onnx', 1e-3, 1e-4],
    ['bundled', bundledDir, 'model_quantized.onnx', 1e-3, 1e-4],
    // Dynamic int8 gives each chunk its own activation scale: single tokens differ, the loss does not.
    ['int8', fixtureNamed('llama-gqa/model_quantized').dir, 'model_quantized.onnx', 1, 0.03],
  ] as const) {
    it(`score as in one piece (${name})`, async () => {
      const client = startHost(dir, { onnx });
      const params = { text: interview.repeat(2), addSpecialTokens: true, maxTokens: 250 };
      const { tokens } = await client.request('score', params);
      const ids = tokens.map(({ id }) => id);
      assert.ok(ids.length > 128);
      const rows = await logitsInOnePiece(path.join(dir, 'onnx', onnx), ids);
      let difference = 0;
      for (let i = 1; i < ids.length; i++) {
        const expected = logProbabilityOf(rows[i - 1]!, ids[i]!);
        assertClose(tokens[i]!.logprob!, expected, each, `token ${i}`);
        difference += tokens[i]!.logprob! - expected;
      }
      assertClose(difference / (ids.length - 1), 0, onAverage, 'mean difference');
    });
  }

  it('attend as in one piece: a short text is the beginning of a long one', async () => {
    const client = startHost(fixtureNamed('llama-gqa/model').dir, { onnx: 'model.onnx' });
    const { tokens } = await client.request('tokenize', { text: interview.repeat(2), addSpecialTokens: true });
    const ids = tokens.slice(0, 200).map(({ id }) => id);
    assert.equal(ids.length, 200);
    const long = await client.request('attention', { ids, layer: 1, head: 3 });
    const short = await client.request('attention', { ids: ids.slice(0, 120), layer: 1, head: 3 });
    for (let q = 0; q < 200; q++) {
      const row = long.weights.subarray(q * 200, (q + 1) * 200);
      assertClose(
        row.reduce((sum, weight) => sum + weight, 0),
        1,
        1e-4,
        `sum of row ${q}`,
      );
      assert.ok(
        row.subarray(q + 1).every((weight) => weight === 0),
        `row ${q} sees the future`,
      );
      if (q >= 120) continue;
      for (let k = 0; k < 120; k++) assertClose(row[k]!, short.weights[q * 120 + k]!, 1e-5, `query ${q} key ${k}`);
    }
  });
});

/** onnxruntime on the file itself: no overlay, no chunks, an empty cache. */
async function logitsInOnePiece(file: string, ids: readonly number[]): Promise<Float32Array[]> {
  const session = await InferenceSession.create(file, { logSeverityLevel: 3 });
  const int64 = (values: readonly number[]) => new Tensor('int64', BigInt64Array.from(values, BigInt), [1, ids.length]);
  const feeds: Record<string, Tensor> = {
    input_ids: int64(ids),
    attention_mask: int64(ids.map(() => 1)),
    position_ids: int64(ids.map((_, i) => i)),
  };
  for (const value of session.inputMetadata) {
    if (!value.isTensor || value.name in feeds) continue;
    const shape = value.shape.map((size, axis) => (axis === 0 ? 1 : typeof size === 'number' ? size : 0));
    feeds[value.name] = new Tensor('float32', new Float32Array(0), shape);
  }
  const { logits } = await session.run(feeds, ['logits']);
  const values = logits!.data as Float32Array;
  const width = values.length / ids.length;
  await session.release();
  return ids.map((_, i) => values.subarray(i * width, (i + 1) * width));
}
