import assert from 'node:assert/strict';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { UserError, type ErrorCode } from '../../../src/core/base/userError';
import { EndpointEngine } from '../../../src/platform/endpoint/endpointEngine';
import type { EndpointSurroundings } from '../../../src/platform/endpoint/endpointClient';
import { Network } from '../../../src/platform/network';
import type { Ability, EngineGenerateParams } from '../../../src/protocol/engine';
import { bodyOf, wellBehaved, type Manners } from '../../support/endpointServer';
import { ScriptedServer, sendEvents, sendJson, type Answer } from '../../support/scriptedServer';

const prompt = { text: 'Words of a person' };
const chat = { messages: [{ role: 'user', content: 'Words of a person' }] } as const;
const sampling = { temperature: 0, topP: 1, seed: 0 };
const params: EngineGenerateParams = { prompt, maxNew: 3, sampling };
const calmAgain = { text: ' calm again.', logprobs: [0.5, 0.75, 0.9].map(Math.log) };

describe('endpoint engine', () => {
  let server: ScriptedServer;
  let log: string[];
  let waits: number[];
  beforeEach(async () => {
    server = await ScriptedServer.start(wellBehaved());
    [log, waits] = [[], []];
  });
  afterEach(() => server.stop());

  const engine = (
    options: Partial<EndpointSurroundings> & { apiKey?: string; allowed?: boolean; baseUrl?: string } = {},
  ) => {
    const { apiKey, allowed = true, baseUrl = `${server.url}/v1`, ...rest } = options;
    return new EndpointEngine(
      { baseUrl, model: 'tiny', apiKey },
      {
        network: new Network({ isAllowed: (host) => allowed && host === server.host }),
        log: (line) => void log.push(line),
        random: () => 0.5,
        sleep: (ms) => Promise.resolve(void waits.push(ms)),
        ...rest,
      },
    );
  };
  /** The engine fails with that code, and tells nothing of what was said. */
  const fails = async (promise: Promise<unknown>, code: ErrorCode, message: RegExp = /./): Promise<void> => {
    const error: unknown = await promise.then(
      () => undefined,
      (e: unknown) => e,
    );
    assert.ok(error instanceof UserError, String(error));
    assert.equal(error.code, code, error.message);
    assert.match(error.message, message);
    const told = JSON.stringify([error.message, error.remedy, log, (error.cause as Error | undefined)?.message]);
    assert.doesNotMatch(told, /Words|calm|secret-key/);
  };
  const capabilitiesWith = async (manners: Manners): Promise<Record<string, boolean>> => {
    server.answer = wellBehaved(manners);
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
        assert.deepEqual([sockets, server.sockets], [0, 0]);
        await engine().models();
        assert.deepEqual([sockets, server.sockets], [1, 1], 'what was agreed to is counted');
      } finally {
        unsubscribe('net.client.socket', count);
      }
    });

    it('sends the key to the server, and nothing about this machine', async () => {
      await engine({ apiKey: ' secret-key\n' }).generate(params);
      const { headers } = server.requests[0]!;
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
      const { headers } = server.requests[0]!;
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
      assert.equal(engine({ baseUrl: `${server.url}/v1?key=secret` }).name, `tiny at ${server.host}/v1`);
    });

    it('logs ids, sizes and codes, never words', async () => {
      await engine({ apiKey: 'secret-key' }).generate(params);
      assert.match(log.join('\n'), /^endpoint request 1: \d+ characters sent, status 200 after \d+ ms$/);
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
      const asked = server.requests.length;
      await all.capabilities();
      assert.equal(server.requests.length, asked);
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
      server.answer = (response, request) => {
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
      server.answer = (response, request) =>
        request.body && bodyOf(request).logprobs ? sendJson(response, { error: {} }, 400) : behaved(response, request);
      const { generate, logprobs } = await engine().capabilities();
      assert.deepEqual([generate.available, logprobs.available], [true, false]);
      assert.equal((await engine().generate(params)).text, calmAgain.text);
    });

    it('are probed again after a failure, and for others when one caller cancels', async () => {
      const behaved = wellBehaved();
      server.answer = (response) => sendJson(response, {}, 401);
      const one = engine();
      await fails(one.capabilities(), 'endpointRefused');
      server.answer = behaved;
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
      const { model, max_tokens, temperature, top_p, seed } = bodyOf(server.requests[0]!);
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
        server.answer = wellBehaved(manners);
        assert.equal((await engine().generate({ ...params, prompt: chat, constraint })).text, 'sleep');
      }
      const bySchema = wellBehaved();
      server.answer = (response, request) => {
        const { structured_outputs: _, ...body } = request.body ? bodyOf(request) : { structured_outputs: undefined };
        return bySchema(response, { ...request, body: JSON.stringify(body) });
      };
      const result = await engine().generate({ ...params, prompt: chat, constraint });
      assert.deepEqual([result.text, result.tokens], ['sleep', []]);
    });

    it('believes no reply that breaks its constraint', async () => {
      const one = engine();
      await one.capabilities();
      server.answer = wellBehaved({ jsonSchema: false, choice: 'guided_choice' });
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
      assert.equal(server.requests.length, 0);
    });

    it('stops when cancelled, with what there is, and hangs up', async () => {
      let closed = false;
      server.answer = (response) => {
        response.on('close', () => (closed = true));
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write(event({ text: ' calm' }));
      };
      const abort = new AbortController();
      const result = await engine().generate(params, { signal: abort.signal, onText: () => abort.abort() });
      assert.deepEqual([result.text, result.stopReason], [' calm', 'cancelled']);
      await until(() => closed);
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
        server.answer = (response) => sendEvents(response, [{ choices: [{ text: 'a', ...end }] }]);
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
      server.answer = wellBehaved({ logprobs: false });
      await fails(engine().next(prompt.text, 2), 'modelUnsupported');
      await fails(engine().score(prompt.text), 'modelUnsupported');
    });

    it('asks for fewer next tokens where the server refuses so many', async () => {
      const asked: unknown[] = [];
      const strict = wellBehaved();
      server.answer = (response, request) => {
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
      server.answer = lying({ tokens: ['a'], token_logprobs: [-0.1], top_logprobs: [{ a: -0.1, b: -0.2 }] });
      await fails(engine().next(prompt.text, 2), 'endpointInvalid', /more than 1/);
      server.answer = lying({ tokens: ['a'], token_logprobs: [0.5], top_logprobs: [{ a: 0.5 }] });
      await fails(engine().next(prompt.text, 2), 'endpointInvalid');
      server.answer = lying({ tokens: ['Words', ' of'], token_logprobs: [null] });
      await fails(engine().score('Words of'), 'endpointInvalid');
      server.answer = lying({ tokens: ['other', ' words'], token_logprobs: [null, -1] });
      await fails(engine().score('Words of'), 'modelUnsupported');
    });
  });

  describe('patience', () => {
    const inTurn = (...answers: Answer[]): void => {
      server.answer = (response, request) => (answers.shift() ?? wellBehaved())(response, request);
    };
    const status =
      (code: number, headers: Record<string, string> = {}): Answer =>
      (response) =>
        void response.writeHead(code, headers).end('{"error":{"message":"Words of a person"}}');

    it('tries again after 429, 500 and 503, waiting longer each time', async () => {
      inTurn(status(429), status(500), status(503));
      assert.equal((await engine().generate(params)).text, calmAgain.text);
      assert.deepEqual(waits, [250, 500, 1000]);
    });

    it('waits as long as the server asks', async () => {
      inTurn(status(429, { 'retry-after': '7' }));
      await engine().generate(params);
      assert.deepEqual(waits, [7250]);
    });

    it('gives up after five attempts, or when asked to wait too long', async () => {
      server.answer = status(500);
      await fails(engine().generate(params), 'endpointFailed', /status 500/);
      assert.deepEqual([server.requests.length, waits.length], [5, 4]);
      server.answer = status(429, { 'retry-after': '3600' });
      await fails(engine().generate(params), 'endpointUnreachable', /status 429/);
      assert.equal(server.requests.length, 6);
    });

    it('does not repeat what cannot succeed', async () => {
      const refusals: [number, ErrorCode][] = [
        [401, 'endpointRefused'],
        [403, 'endpointRefused'],
        [404, 'endpointRefused'],
        [413, 'badRequest'],
      ];
      for (const [code, expected] of refusals) {
        server.answer = status(code);
        await fails(engine({ apiKey: 'secret-key' }).generate(params), expected, new RegExp(`status ${code}`));
      }
      assert.deepEqual(waits, []);
    });

    it('does not wait for a server that is not there', async () => {
      const gone = engine();
      await server.stop();
      await fails(gone.generate(params), 'endpointUnreachable', /ECONNREFUSED/);
      assert.deepEqual(waits, []);
    });

    it('gives up on a slow server, but not on one that speaks slowly', async () => {
      server.answer = () => undefined;
      await fails(engine({ silenceMs: 50 }).generate(params), 'endpointSilent', /said nothing for 0.05 s/);
      await assert.rejects(engine({ silenceMs: 50 }).generate(params), ({ remedy }: UserError) =>
        remedy.includes('a shorter text'),
      );
      server.answer = async (response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        for (let i = 0; i < 6; i++) {
          response.write(event({ text: 'a', finish_reason: i === 5 ? 'stop' : null }));
          await new Promise((resolve) => setTimeout(resolve, 25));
        }
        response.end();
      };
      assert.equal((await engine({ silenceMs: 100 }).generate(params)).text, 'aaaaaa');
    });

    it('asks again for a reply that broke off before its first word, and never after it', async () => {
      const cut =
        (...events: string[]): Answer =>
        (response) => {
          response.writeHead(200, { 'content-type': 'text/event-stream' });
          for (const piece of events) response.write(piece);
          setTimeout(() => response.destroy(), 5);
        };
      const short =
        (...events: string[]): Answer =>
        (response) =>
          void response.writeHead(200, { 'content-type': 'text/event-stream' }).end(events.join(''));
      inTurn(cut(), short(event({ text: '' })));
      assert.equal((await engine().generate(params)).text, calmAgain.text);
      assert.equal(waits.length, 2);
      inTurn(cut(event({ text: ' calm' })));
      await fails(engine().generate(params), 'endpointUnreachable');
      inTurn(short(event({ text: ' calm' })));
      await fails(engine().generate(params), 'endpointInvalid', /broke off/);
      assert.equal(waits.length, 2);
    });

    it('asks no more than so many at once', async () => {
      let [running, most] = [0, 0];
      server.answer = async (response) => {
        most = Math.max(most, ++running);
        await new Promise((resolve) => setTimeout(resolve, 5));
        running--;
        sendEvents(response, [{ choices: [{ text: 'a', finish_reason: 'stop' }] }]);
      };
      const two = engine({ concurrency: 2 });
      await Promise.all(Array.from({ length: 8 }, () => two.generate(params)));
      assert.equal(most, 2);
    });

    it('is cancelled at once while others have its turn', async () => {
      server.answer = () => undefined;
      const one = engine({ concurrency: 1 });
      const [long, queued] = [new AbortController(), new AbortController()];
      const first = fails(one.generate(params, { signal: long.signal }), 'cancelled');
      const second = fails(one.generate(params, { signal: queued.signal }), 'cancelled');
      queued.abort();
      await second;
      long.abort();
      await first;
      server.answer = wellBehaved();
      assert.equal((await one.generate(params)).text, calmAgain.text);
    });

    it('stops waiting when cancelled', async () => {
      const abort = new AbortController();
      server.answer = status(500);
      const sleep = (): Promise<void> => Promise.resolve(abort.abort());
      await fails(engine({ sleep }).generate(params, { signal: abort.signal }), 'cancelled');
      assert.equal(server.requests.length, 1);
    });
  });

  describe('bad replies', () => {
    const stream =
      (text: string, type = 'text/event-stream'): Answer =>
      (response) =>
        void response.writeHead(200, { 'content-type': type }).end(text);

    it('are told as such, without what they say', async () => {
      const bad: [string, Answer][] = [
        ['JSON', stream('data: {"choices":[{"text":" calm"\n\n')],
        ['holds no answer', stream('')],
        ['holds no answer', stream('<html>Words of a person</html>', 'text/html')],
        ['holds no answer', stream('{"choices":[{"text":" calm"}]}', 'application/json')],
        ['event 1', stream(event({ text: { calm: true } }))],
        ['event 1', stream('data: "Words"\n\n')],
        ['event 1', stream('data: {}\n\n')],
        ['error in its midst', stream('data: {"error":{"message":"Words of a person","code":500}}\n\n')],
        ['error in its midst', stream('event: error\ndata: {"message":"Words of a person"}\n\n')],
      ];
      for (const [what, answer] of bad) {
        server.answer = answer;
        await fails(engine().generate(params), 'endpointInvalid', new RegExp(what));
      }
      for (const answer of [
        stream('nonsense', 'application/json'),
        stream('<html>'),
        stream('{"data":[5]}', 'application/json'),
      ]) {
        server.answer = answer;
        await fails(engine().models(), 'endpointInvalid');
      }
    });

    it('without any choice hold no answer', async () => {
      server.answer = (response) => sendEvents(response, [{ choices: [] }, { choices: [] }]);
      await fails(engine().generate(params), 'endpointInvalid', /broke off/);
      server.answer = (response) => sendJson(response, { choices: [] });
      await fails(engine().next(prompt.text, 2), 'endpointInvalid');
    });

    it('that are huge are not read to their end', async () => {
      server.answer = (response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        const more = (): void => {
          while (!response.destroyed && response.write(`data: ${'x'.repeat(1000)}`));
          if (!response.destroyed) response.once('drain', more);
        };
        more();
      };
      await fails(engine({ maxBytes: 100_000 }).generate(params), 'endpointInvalid', /longer than 100000 bytes/);
    });

    it('that omit some log-probabilities give none, rather than half of them', async () => {
      const told = { tokens: [' calm'], token_logprobs: [-1] };
      server.answer = (response) =>
        sendEvents(response, [
          { choices: [{ text: ' calm', logprobs: told }] },
          { choices: [{ text: ' again', finish_reason: 'stop' }] },
        ]);
      const { text, tokens } = await engine().generate(params);
      assert.deepEqual([text, tokens], [' calm again', []]);
    });

    it('may count wrongly: what they say of prompt and reply is taken only if it can be a count', async () => {
      for (const [count, made, expected, told] of [
        [-1, -1, null, 1],
        ['7', '500', null, 1],
        [1.5, 500.5, null, 1],
        [9, 1, 9, 1],
        [9, 2, 9, 1],
        // Of most of these tokens it tells nothing.
        [9, 500, 9, 0],
      ] as const) {
        server.answer = (response) =>
          sendEvents(response, [
            { choices: [{ text: 'a', finish_reason: 'stop', logprobs: { tokens: ['a'], token_logprobs: [-1] } }] },
            { choices: [], usage: { prompt_tokens: count, completion_tokens: made } },
          ]);
        const { promptTokens, tokens } = await engine().generate(params);
        assert.deepEqual([promptTokens, tokens.length], [expected, told]);
      }
    });

    it('may come from another model: the result names it', async () => {
      server.answer = wellBehaved({ model: 'other' });
      assert.equal((await engine().generate(params)).model, 'other');
    });

    it('of llama.cpp carry their log-probabilities as a list in /completions too', async () => {
      const content = [
        { id: 5, token: ' calm', bytes: [], logprob: -0.5, top_logprobs: [{ token: ' calm', logprob: -0.5 }] },
      ];
      server.answer = (response) =>
        sendEvents(response, [{ choices: [{ text: ' calm', logprobs: { content }, finish_reason: 'stop' }] }]);
      assert.deepEqual((await engine().generate(params)).tokens, [{ id: null, text: ' calm', logprob: -0.5 }]);
    });
  });
});

function event(choice: object): string {
  return `data: ${JSON.stringify({ choices: [choice] })}\n\n`;
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 2));
}
