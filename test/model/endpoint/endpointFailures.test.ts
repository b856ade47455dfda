import assert from 'node:assert/strict';
import type { UserError } from '../../../src/core/base/userError';
import { type ErrorCode } from '../../../src/core/base/userError';
import { wellBehaved } from '../../support/endpointServer';
import { sendEvents, sendJson, type Answer } from '../../support/scriptedServer';
import { calmAgain, event, params, prompt, ScriptedEngines } from './scriptedEngines';

describe('endpoint engine', () => {
  const made = new ScriptedEngines();
  const { engine, fails } = made;

  describe('patience', () => {
    const inTurn = (...answers: Answer[]): void => {
      made.server.answer = (response, request) => (answers.shift() ?? wellBehaved())(response, request);
    };
    const status =
      (code: number, headers: Record<string, string> = {}): Answer =>
      (response) =>
        void response.writeHead(code, headers).end('{"error":{"message":"Words of a person"}}');

    it('tries again after 429, 500 and 503, waiting longer each time', async () => {
      inTurn(status(429), status(500), status(503));
      assert.equal((await engine().generate(params)).text, calmAgain.text);
      assert.deepEqual(made.waits, [250, 500, 1000]);
    });

    it('waits as long as the server asks', async () => {
      inTurn(status(429, { 'retry-after': '7' }));
      await engine().generate(params);
      assert.deepEqual(made.waits, [7250]);
    });

    it('gives up after five attempts, or when asked to wait too long', async () => {
      made.server.answer = status(500);
      await fails(engine().generate(params), 'endpointFailed', /status 500/);
      assert.deepEqual([made.server.requests.length, made.waits.length], [5, 4]);
      made.server.answer = status(429, { 'retry-after': '3600' });
      await fails(engine().generate(params), 'endpointUnreachable', /status 429/);
      assert.equal(made.server.requests.length, 6);
    });

    it('does not repeat what cannot succeed', async () => {
      const refusals: [number, ErrorCode][] = [
        [401, 'endpointRefused'],
        [403, 'endpointRefused'],
        [404, 'endpointRefused'],
        [413, 'badRequest'],
      ];
      for (const [code, expected] of refusals) {
        made.server.answer = status(code);
        await fails(engine({ apiKey: 'secret-key' }).generate(params), expected, new RegExp(`status ${code}`));
      }
      assert.deepEqual(made.waits, []);
    });

    it('does not wait for a server that is not there', async () => {
      const gone = engine();
      await made.server.stop();
      await fails(gone.generate(params), 'endpointUnreachable', /ECONNREFUSED/);
      assert.deepEqual(made.waits, []);
    });

    it('gives up on a slow made.server, but not on one that speaks slowly', async () => {
      made.server.answer = () => undefined;
      await fails(engine({ silenceMs: 50 }).generate(params), 'endpointSilent', /said nothing for 0.05 s/);
      await assert.rejects(engine({ silenceMs: 50 }).generate(params), ({ remedy }: UserError) =>
        remedy.includes('a shorter text'),
      );
      made.server.answer = async (response) => {
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
      assert.equal(made.waits.length, 2);
      inTurn(cut(event({ text: ' calm' })));
      await fails(engine().generate(params), 'endpointUnreachable');
      inTurn(short(event({ text: ' calm' })));
      await fails(engine().generate(params), 'endpointInvalid', /broke off/);
      assert.equal(made.waits.length, 2);
    });

    it('asks no more than so many at once', async () => {
      let [running, most] = [0, 0];
      made.server.answer = async (response) => {
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
      made.server.answer = () => undefined;
      const one = engine({ concurrency: 1 });
      const [long, queued] = [new AbortController(), new AbortController()];
      const first = fails(one.generate(params, { signal: long.signal }), 'cancelled');
      const second = fails(one.generate(params, { signal: queued.signal }), 'cancelled');
      queued.abort();
      await second;
      long.abort();
      await first;
      made.server.answer = wellBehaved();
      assert.equal((await one.generate(params)).text, calmAgain.text);
    });

    it('stops waiting when cancelled', async () => {
      const abort = new AbortController();
      made.server.answer = status(500);
      const sleep = (): Promise<void> => Promise.resolve(abort.abort());
      await fails(engine({ sleep }).generate(params, { signal: abort.signal }), 'cancelled');
      assert.equal(made.server.requests.length, 1);
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
        made.server.answer = answer;
        await fails(engine().generate(params), 'endpointInvalid', new RegExp(what));
      }
      for (const answer of [
        stream('nonsense', 'application/json'),
        stream('<html>'),
        stream('{"data":[5]}', 'application/json'),
      ]) {
        made.server.answer = answer;
        await fails(engine().models(), 'endpointInvalid');
      }
    });

    it('without any choice hold no answer', async () => {
      made.server.answer = (response) => sendEvents(response, [{ choices: [] }, { choices: [] }]);
      await fails(engine().generate(params), 'endpointInvalid', /broke off/);
      made.server.answer = (response) => sendJson(response, { choices: [] });
      await fails(engine().next(prompt.text, 2), 'endpointInvalid');
    });

    it('that are huge are not read to their end', async () => {
      made.server.answer = (response) => {
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
      made.server.answer = (response) =>
        sendEvents(response, [
          { choices: [{ text: ' calm', logprobs: told }] },
          { choices: [{ text: ' again', finish_reason: 'stop' }] },
        ]);
      const { text, tokens } = await engine().generate(params);
      assert.deepEqual([text, tokens], [' calm again', []]);
    });

    it('whose log-probabilities are of other words give none', async () => {
      const told = { tokens: [' tense', ' again'], token_logprobs: [-1, -2] };
      made.server.answer = (response) =>
        sendEvents(response, [{ choices: [{ text: ' calm again', finish_reason: 'stop', logprobs: told }] }]);
      const { text, tokens } = await engine().generate(params);
      assert.deepEqual([text, tokens], [' calm again', []]);
    });

    it('that go on after a stop string tell the tokens before it alone', async () => {
      const told = { tokens: [' calm', '.\n', 'Then'], token_logprobs: [-1, -2, -3] };
      made.server.answer = (response) =>
        sendEvents(response, [{ choices: [{ text: ' calm.\nThen', finish_reason: 'stop', logprobs: told }] }]);
      const { text, tokens } = await engine().generate({ ...params, stop: ['\n'] });
      assert.deepEqual([text, tokens.map(({ logprob }) => logprob)], [' calm.', [-1, -2]]);
    });

    it('may count wrongly: what they say of prompt and reply is taken only if it can be a count', async () => {
      for (const [count, written, expected, told] of [
        [-1, -1, null, 1],
        ['7', '500', null, 1],
        [1.5, 500.5, null, 1],
        [9, 1, 9, 1],
        [9, 2, 9, 1],
        // Of most of these tokens it tells nothing.
        [9, 500, 9, 0],
      ] as const) {
        made.server.answer = (response) =>
          sendEvents(response, [
            { choices: [{ text: 'a', finish_reason: 'stop', logprobs: { tokens: ['a'], token_logprobs: [-1] } }] },
            { choices: [], usage: { prompt_tokens: count, completion_tokens: written } },
          ]);
        const { promptTokens, tokens } = await engine().generate(params);
        assert.deepEqual([promptTokens, tokens.length], [expected, told]);
      }
    });

    it('may come from another model: the result names it', async () => {
      made.server.answer = wellBehaved({ model: 'other' });
      assert.equal((await engine().generate(params)).model, 'other');
    });

    it('of llama.cpp carry their log-probabilities as a list in /completions too', async () => {
      const content = [
        { id: 5, token: ' calm', bytes: [], logprob: -0.5, top_logprobs: [{ token: ' calm', logprob: -0.5 }] },
      ];
      made.server.answer = (response) =>
        sendEvents(response, [{ choices: [{ text: ' calm', logprobs: { content }, finish_reason: 'stop' }] }]);
      assert.deepEqual((await engine().generate(params)).tokens, [{ id: null, text: ' calm', logprob: -0.5 }]);
    });
  });
});
