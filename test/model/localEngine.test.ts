import assert from 'node:assert/strict';
import { LocalEngine } from '../../src/platform/localEngine';
import type { EngineGenerateParams } from '../../src/protocol/engine';
import { assertClose, cleanUp, fixtureNamed, startHost, userErrorOf } from './support';

const llama = fixtureNamed('llama-gqa/model');
const sampling = { temperature: 0, topP: 1, seed: 0 };

describe('local engine', () => {
  let engine: LocalEngine;
  before(() => (engine = new LocalEngine('llama', startHost(llama.dir, { onnx: llama.onnx }))));
  const prompt = { text: llama.reference.text };
  after(cleanUp);

  it('continues a text as the reference does, and passes the text on as it comes', async () => {
    const pieces: string[] = [];
    const result = await engine.generate({ prompt, maxNew: 16, sampling }, { onText: (piece) => pieces.push(piece) });
    assert.deepEqual(
      result.tokens.map(({ id }) => id),
      llama.reference.greedy,
    );
    assert.equal(pieces.join(''), result.text);
    assert.deepEqual([result.stopReason, result.model, result.prompt], ['length', 'llama', `<s>${prompt.text}`]);
  });

  it('tells streams of generations at the same time apart', async () => {
    const streamed = ['', ''];
    const results = await Promise.all(
      [prompt, { messages: [{ role: 'user', content: 'I cannot sleep.' }] as const }].map((p, i) =>
        engine.generate({ prompt: p, maxNew: 4, sampling }, { onText: (piece) => (streamed[i] += piece) }),
      ),
    );
    assert.deepEqual(
      streamed,
      results.map(({ text }) => text),
    );
  });

  it('scores a text, and tells the next tokens, as the reference does', async () => {
    const scored = await engine.score(prompt.text);
    for (const [i, expected] of llama.reference.logprobs!.entries()) {
      if (expected === null) assert.equal(scored[i]!.logprob, null);
      else assertClose(scored[i]!.logprob!, expected, 1e-3, `token ${i}`);
    }
    const total = llama.reference.logits_last.reduce((sum, logit) => sum + Math.exp(logit), 0);
    const next = await engine.next(prompt.text, 5);
    assert.equal(next.length, 5);
    for (const { id, logprob } of next) {
      assertClose(Math.exp(logprob), Math.exp(llama.reference.logits_last[id!]!) / total, 1e-4, `candidate ${id}`);
    }
  });

  it('takes a conversation', async () => {
    const user = { role: 'user', content: 'I cannot sleep.' } as const;
    const messages = [user, { role: 'assistant', content: 'Since when?' }, { ...user, content: 'May.' }] as const;
    const result = await engine.generate({ prompt: { messages }, maxNew: 1, sampling });
    assert.equal(result.prompt, '<s>[INST] I cannot sleep. [/INST] Since when?</s>[INST] May. [/INST]');
  });

  it('keeps a reply to one of several labels, to a JSON schema, to the words of a text', async () => {
    const schema = { type: 'object', properties: { tired: { type: 'boolean' } }, required: ['tired'] };
    const source = 'I lie there until three.';
    const kept = async (constraint: EngineGenerateParams['constraint'], messages = false): Promise<string> => {
      const asked = messages ? { messages: [{ role: 'user', content: source }] as const } : prompt;
      const drawn = { temperature: 1, topP: 1, seed: 3 };
      const result = await engine.generate({ prompt: asked, maxNew: 60, sampling: drawn, constraint: constraint! });
      assert.match(result.stopReason, /^(constraintMet|endOfText|length)$/);
      return result.text;
    };
    assert.ok(['sleep', 'mood'].includes(await kept({ kind: 'choice', choices: ['sleep', 'mood'] })));
    const reply = JSON.parse(await kept({ kind: 'jsonSchema', schema }, true)) as { tired: unknown };
    assert.equal(typeof reply.tired, 'boolean');
    const quoting = await kept({ kind: 'verbatim', source });
    const quotes = [...quoting.matchAll(/"([^"]*)"/g)].map(([, quote]) => quote!);
    for (const quote of quotes) assert.ok(source.includes(quote), quote);
    const { choice, jsonSchema, verbatim } = await engine.capabilities();
    assert.deepEqual([choice, jsonSchema, verbatim], [{ available: true }, { available: true }, { available: true }]);
  });

  it('says what is wrong with a constraint', async () => {
    const constraint = { kind: 'jsonSchema', schema: { type: 'date' } } as const;
    const error = await userErrorOf(engine.generate({ prompt, maxNew: 1, sampling, constraint }));
    assert.equal(error.code, 'badRequest');
  });

  it('says what it cannot do', async () => {
    const can = await engine.capabilities();
    assert.deepEqual([can.generate.available, can.chat.available, can.attention.available], [true, true, true]);
    const encoder = new LocalEngine('bert', startHost(fixtureNamed('bert/model').dir));
    const { generate, chat, next, attention } = await encoder.capabilities();
    assert.deepEqual(
      [generate, chat, next].map(({ available }) => available),
      [false, false, false],
    );
    assert.equal(attention.available, true);
  });

  it('stops when cancelled', async () => {
    const abort = new AbortController();
    const onText = (): void => abort.abort();
    const result = await engine.generate({ prompt, maxNew: 200, sampling }, { signal: abort.signal, onText });
    assert.equal(result.stopReason, 'cancelled');
    assert.notEqual(result.text, '');
    const error = await userErrorOf(engine.generate({ prompt, maxNew: 5, sampling }, { signal: AbortSignal.abort() }));
    assert.equal(error.code, 'cancelled');
  });
});
