import assert from 'node:assert/strict';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { UserError } from '../../../src/core/base/userError';
import type { Ability } from '../../../src/protocol/engine';
import { until } from '../../rig/until';
import { bodyOf, wellBehaved, type Manners } from '../../support/endpointServer';
import { sendEvents, sendJson, type Answer } from '../../support/scriptedServer';
import { calmAgain, chat, event, params, prompt, sampling, ScriptedEngines } from './scriptedEngines';

describe('endpoint engine', () => {
  const made = new ScriptedEngines();
  const { engine, fails } = made;

  const capabilitiesWith = async (manners: Manners): Promise<Record<string, boolean>> => {
    made.server.answer = wellBehaved(manners);
    const all = Object.entries<Ability>({ ...(await engine().capabilities()) });
    for (const [, ability] of all) if (!ability.available) assert.match(ability.why, /\.$/);
    return Object.fromEntries(all.map(([name, { available }]) => [name, available]));
  };

  describe('network', () => {
    it('opens no socket when it is made, nor at any request without consent', async () => {
      let sockets = 0;
      const count = (): void => void sockets++;
      subscribe('net.client.socket', count);
      try {
        const closed = engine({ allowed: false, apiKey: 'secret-key' });
        await fails(closed.generate(params), 'networkClosed');
        await fails(closed.capabilities(), 'networkClosed');
        await fails(closed.models(), 'networkClosed');
        await fails(closed.score('a'), 'networkClosed');
        await fails(closed.next('a', 5), 'networkClosed');
        assert.deepEqual([sockets, made.server.sockets], [0, 0]);
        await engine().models();
        assert.deepEqual([sockets, made.server.sockets], [1, 1], 'what was agreed to is counted');
      } finally {
        unsubscribe('net.client.socket', count);
      }
    });

    it('sends the key to the made.server, and nothing about this machine', async () => {
      await engine({ apiKey: ' secret-key\n' }).generate(params);
      const { headers } = made.server.requests[0]!;
      assert.equal(headers.authorization, 'Bearer secret-key');
      const ordinary =
        /^(host|connection|content-type|content-length|accept|accept-language|accept-encoding|user-agent|sec-fetch-mode|authorization)$/;
      assert.deepEqual(
        Object.keys(headers).filter((name) => !ordinary.test(name)),
        [],
      );
      assert.equal(headers['user-agent'], 'node');
    });

    it('takes no key, address or header from the environment', async () => {
      const names = {
        OPENAI_API_KEY: 'theirs',
        OPENAI_BASE_URL: 'http://127.0.0.1:1',
        OPENAI_CUSTOM_HEADERS: 'x-y: z',
        OPENAI_LOG: 'debug',
      };
      Object.assign(process.env, names);
      try {
        await engine().generate(params);
      } finally {
        for (const name of Object.keys(names)) Reflect.deleteProperty(process.env, name);
      }
      const { headers } = made.server.requests[0]!;
      assert.deepEqual([headers.authorization, headers['x-y']], [undefined, undefined]);
    });

    it('refuses a key or an address that cannot be one, without quoting it', () => {
      for (const options of [
        { apiKey: 'secret\nkey' },
        { baseUrl: 'http://me:secret@localhost' },
        { baseUrl: 'secret' },
      ]) {
        assert.throws(
          () => engine(options),
          (error) => {
            assert.ok(error instanceof UserError && error.code === 'badRequest');
            return !/secret/.test(error.message + error.remedy);
          },
        );
      }
    });

    it('has a name that tells the server and its path, but no key in the address', () => {
      assert.equal(engine({ baseUrl: `${made.server.url}/v1?key=secret` }).name, `tiny at ${made.server.host}/v1`);
    });

    it('logs ids, sizes and codes, never words', async () => {
      await engine({ apiKey: 'secret-key' }).generate(params);
      assert.match(made.log.join('\n'), /^endpoint request 1: \d+ characters sent, status 200 after \d+ ms$/);
    });
  });

  describe('capabilities', () => {
    const everything = {
      generate: true,
      chat: true,
      logprobs: true,
      next: true,
      score: true,
      samples: true,
      repeats: true,
      choice: true,
      jsonSchema: true,
      verbatim: false,
      attention: false,
    };

    it('are found by trying, once', async () => {
      const all = engine();
      const [first, second] = await Promise.all([all.capabilities(), all.capabilities()]);
      assert.equal(first, second);
      const asked = made.server.requests.length;
      await all.capabilities();
      assert.equal(made.server.requests.length, asked);
      assert.ok(asked <= 9 + 5);
      assert.deepEqual(await capabilitiesWith({}), everything);
    });

    it('are not those that a server claims and then ignores', async () => {
      assert.deepEqual(await capabilitiesWith({ logprobs: false }), {
        ...everything,
        logprobs: false,
        next: false,
        score: false,
      });
      assert.deepEqual(await capabilitiesWith({ echo: false }), { ...everything, score: false });
      assert.deepEqual(await capabilitiesWith({ jsonSchema: false }), { ...everything, jsonSchema: false });
      const neither = wellBehaved({ jsonSchema: false, choice: 'guided_choice' });
      made.server.answer = (response, request) => {
        const { guided_choice: _, ...body } = request.body ? bodyOf(request) : { guided_choice: [] };
        return neither(response, { ...request, body: JSON.stringify(body) });
      };
      const { choice } = await engine().capabilities();
      assert.equal(choice.available, false);
    });

    it('of a server without /completions, and of one that refuses log-probabilities', async () => {
      assert.deepEqual(await capabilitiesWith({ text: false }), {
        ...everything,
        generate: false,
        next: false,
        score: false,
      });
      const behaved = wellBehaved({ logprobs: false });
      made.server.answer = (response, request) =>
        request.body && bodyOf(request).logprobs ? sendJson(response, { error: {} }, 400) : behaved(response, request);
      const { generate, logprobs } = await engine().capabilities();
      assert.deepEqual([generate.available, logprobs.available], [true, false]);
      assert.equal((await engine().generate(params)).text, calmAgain.text);
    });

    it('are probed again after a failure, and for others when one caller cancels', async () => {
      const behaved = wellBehaved();
      made.server.answer = (response) => sendJson(response, {}, 401);
      const one = engine();
      await fails(one.capabilities(), 'endpointRefused');
      made.server.answer = behaved;
      const abort = new AbortController();
      const [cancelled, other] = [one.capabilities({ signal: abort.signal }), one.capabilities()];
      abort.abort();
      await fails(cancelled, 'cancelled');
      assert.equal((await other).generate.available, true);
    });

    it('lists the models of the server', async () => {
      assert.deepEqual(await engine().models(), ['tiny', 'large']);
    });
  });

  describe('generate', () => {
    it('continues a text, with the log-probability of each token', async () => {
      const pieces: string[] = [];
      const result = await engine().generate(params, { onText: (piece) => pieces.push(piece) });
      assert.deepEqual(pieces, [' calm', ' again', '.']);
      assert.deepEqual(result, {
        text: calmAgain.text,
        tokens: pieces.map((text, i) => ({ id: null, text, logprob: calmAgain.logprobs[i] })),
        prompt: prompt.text,
        promptTokens: 7,
        stopReason: 'endOfText',
        model: 'tiny',
      });
      const { model, max_tokens, temperature, top_p, seed } = bodyOf(made.server.requests[0]!);
      assert.deepEqual([model, max_tokens, temperature, top_p, seed], ['tiny', 3, 0, 1, 0]);
    });

    it('answers messages; the exact prompt is not known', async () => {
      const result = await engine().generate({ ...params, prompt: chat, maxNew: 2 });
      assert.deepEqual(
        [result.text, result.prompt, result.promptTokens, result.stopReason],
        [' calm again', null, 11, 'length'],
      );
      assert.deepEqual(
        result.tokens.map(({ logprob }) => logprob),
        calmAgain.logprobs.slice(0, 2),
      );
    });

    it('keeps a reply to choices in whatever way the server knows', async () => {
      const constraint = { kind: 'choice', choices: ['sleep', 'mood'] } as const;
      for (const manners of [
        {},
        { choice: 'guided_choice' },
        { choice: 'structured_outputs', jsonSchema: false },
      ] as const) {
        made.server.answer = wellBehaved(manners);
        assert.equal((await engine().generate({ ...params, prompt: chat, constraint })).text, 'sleep');
      }
      const bySchema = wellBehaved();
      made.server.answer = (response, request) => {
        const { structured_outputs: _, ...body } = request.body ? bodyOf(request) : { structured_outputs: undefined };
        return bySchema(response, { ...request, body: JSON.stringify(body) });
      };
      const result = await engine().generate({ ...params, prompt: chat, constraint });
      assert.deepEqual([result.text, result.tokens], ['sleep', []]);
    });

    it('believes no reply that breaks its constraint', async () => {
      const one = engine();
      await one.capabilities();
      made.server.answer = wellBehaved({ jsonSchema: false, choice: 'guided_choice' });
      const constraint = { kind: 'choice', choices: ['sleep', 'mood'] } as const;
      await fails(one.generate({ ...params, prompt: chat, constraint }), 'endpointInvalid', /none of the choices/);
      const verbatim = { kind: 'verbatim', source: 'I cannot sleep.' } as const;
      await fails(
        one.generate({ ...params, prompt: chat, constraint: verbatim }),
        'modelUnsupported',
        /words of a text/,
      );
      const schema = { kind: 'jsonSchema', schema: { type: 'object' } } as const;
      await fails(one.generate({ ...params, prompt: chat, constraint: schema }), 'endpointInvalid', /not the JSON/);
    });

    it('refuses settings that servers ignore silently', async () => {
      for (const extra of [{ topK: 5 }, { minP: 0.1 }, { repetitionPenalty: 1.1 }]) {
        await fails(engine().generate({ ...params, sampling: { ...sampling, ...extra } }), 'modelUnsupported');
      }
      assert.equal(made.server.requests.length, 0);
    });

    it('stops when cancelled, with what there is, and hangs up', async () => {
      let closed = false;
      made.server.answer = (response) => {
        response.on('close', () => (closed = true));
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write(event({ text: ' calm' }));
      };
      const abort = new AbortController();
      const result = await engine().generate(params, { signal: abort.signal, onText: () => abort.abort() });
      assert.deepEqual([result.text, result.stopReason], [' calm', 'cancelled']);
      await until('the end of the connection', () => closed);
      const before = AbortSignal.abort();
      await fails(engine().generate(params, { signal: before }), 'cancelled');
    });

    it('says what ended the reply, as far as the server tells', async () => {
      const ends: [object, string[], string][] = [
        [{ finish_reason: 'length' }, [], 'length'],
        [{ finish_reason: 'stop' }, [], 'endOfText'],
        [{ finish_reason: 'stop' }, ['\n'], 'stopped'],
        [{ finish_reason: 'stop', stop_reason: '\n' }, ['\n'], 'stopString'],
        [{ finish_reason: 'stop', stop_reason: null }, ['\n'], 'endOfText'],
        [{ finish_reason: 'stop', stop_reason: 128001 }, ['\n'], 'endOfText'],
        [{ finish_reason: 'content_filter' }, [], 'contentFilter'],
        [{ finish_reason: 'tool_calls' }, [], 'stopped'],
      ];
      for (const [end, stop, expected] of ends) {
        made.server.answer = (response) => sendEvents(response, [{ choices: [{ text: 'a', ...end }] }]);
        assert.equal((await engine().generate({ ...params, stop })).stopReason, expected);
      }
    });
  });

  describe('next and score', () => {
    it('tells the likely next tokens, best first', async () => {
      const next = await engine().next(prompt.text, 2);
      assert.deepEqual(next, [
        { id: null, text: ' calm', logprob: Math.log(0.5) },
        { id: null, text: ' low', logprob: Math.log(0.25) },
      ]);
    });

    it('scores each token of a text, and no more than the text', async () => {
      const tokens = await engine().score('Words of');
      assert.deepEqual(tokens, [
        { id: null, rank: null, text: '<s>', start: 0, end: 0, logprob: null },
        { id: null, rank: null, text: 'Words', start: 0, end: 5, logprob: -0.125 },
        { id: null, rank: null, text: ' of', start: 5, end: 8, logprob: -0.25 },
      ]);
    });

    it('says so when the server tells none', async () => {
      made.server.answer = wellBehaved({ logprobs: false });
      await fails(engine().next(prompt.text, 2), 'modelUnsupported');
      await fails(engine().score(prompt.text), 'modelUnsupported');
    });

    it('asks for fewer next tokens where the server refuses so many', async () => {
      const asked: unknown[] = [];
      const strict = wellBehaved();
      made.server.answer = (response, request) => {
        const { logprobs } = bodyOf(request);
        asked.push(logprobs);
        if (Number(logprobs) > 5) sendJson(response, { error: 'at most 5' }, 400);
        else return strict(response, request);
      };
      assert.equal((await engine().next(prompt.text, 20)).length, 3);
      assert.deepEqual(asked, [20, 5]);
    });

    it('believes no impossible numbers', async () => {
      const lying =
        (columns: object): Answer =>
        (response) =>
          sendJson(response, { choices: [{ text: 'a', finish_reason: 'length', logprobs: columns }] });
      made.server.answer = lying({ tokens: ['a'], token_logprobs: [-0.1], top_logprobs: [{ a: -0.1, b: -0.2 }] });
      await fails(engine().next(prompt.text, 2), 'endpointInvalid', /more than 1/);
      made.server.answer = lying({ tokens: ['a'], token_logprobs: [0.5], top_logprobs: [{ a: 0.5 }] });
      await fails(engine().next(prompt.text, 2), 'endpointInvalid');
      made.server.answer = lying({ tokens: ['Words', ' of'], token_logprobs: [null] });
      await fails(engine().score('Words of'), 'endpointInvalid');
      made.server.answer = lying({ tokens: ['other', ' words'], token_logprobs: [null, -1] });
      await fails(engine().score('Words of'), 'modelUnsupported');
    });
  });
});
