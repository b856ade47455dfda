// What vLLM, llama.cpp server, Ollama, LM Studio and OpenAI do differently from one another.
import assert from 'node:assert/strict';
import type { UserError } from '../../../src/core/base/userError';
import { tooLongIn } from '../../../src/platform/endpoint/tooLong';
import { EndpointEngine } from '../../../src/platform/endpoint/endpointEngine';
import { Network } from '../../../src/platform/network';
import type { EngineGenerateParams } from '../../../src/protocol/engine';
import {
  contextLength,
  face,
  llamaCpp,
  llamaCppPython,
  lmStudio,
  ollama,
  reasoning,
  strict,
  transformers,
  vllm,
} from '../../support/documentedServers';
import { bodyOf } from '../../support/endpointServer';
import { ScriptedServer, sendJson, type Answer } from '../../support/scriptedServer';
import { userErrorOf } from '../support';

const sampling = { temperature: 0.7, topP: 1, seed: 3 };
const asMessage: EngineGenerateParams = {
  prompt: { messages: [{ role: 'user', content: 'How?' }] },
  maxNew: 5,
  sampling,
};
const asText: EngineGenerateParams = { prompt: { text: 'It goes' }, maxNew: 5, sampling };
const long = Array.from({ length: 300 }, (_, i) => `word${i}`).join(' ');

describe('an endpoint', () => {
  let server: ScriptedServer;
  beforeEach(async () => void (server = await ScriptedServer.start()));
  afterEach(() => server.stop());

  const engineOf = (answer: Answer, model = 'tiny'): EndpointEngine => {
    server.answer = answer;
    return new EndpointEngine(
      { baseUrl: `${server.url}/v1`, model },
      {
        network: new Network({ isAllowed: () => true }),
        log: () => undefined,
        random: () => 0,
        sleep: () => Promise.resolve(),
      },
    );
  };
  const able = async (engine: EndpointEngine): Promise<string[]> =>
    Object.entries(await engine.capabilities()).flatMap(([name, { available }]) => (available ? [name] : []));
  const failure = (promise: Promise<unknown>): Promise<UserError> => userErrorOf(promise);

  it('of vLLM is told from its replies, with the alternatives that it allows', async () => {
    const engine = engineOf(vllm);
    assert.deepEqual(await able(engine), [
      'generate',
      'chat',
      'logprobs',
      'next',
      'score',
      'samples',
      'repeats',
      'choice',
      'jsonSchema',
    ]);
    const before = server.requests.length;
    assert.deepEqual(
      (await engine.next('It goes', 50)).map(({ text }) => text),
      [' all', ' else'],
    );
    assert.deepEqual(
      server.requests.slice(before).map((request) => bodyOf(request).logprobs),
      [50, 20],
    );
    assert.deepEqual(
      (await engine.score('How are you')).map(({ logprob }) => logprob),
      [null, -1, -1],
    );
    const constraint = { kind: 'choice', choices: ['sleep', 'mood'] } as const;
    const { text, tokens } = await engine.generate({ ...asMessage, constraint });
    assert.deepEqual([text, tokens], ['sleep', []], 'its log-probabilities are those among the allowed tokens alone');
  });

  it('of llama.cpp is told from its replies, with log-probabilities in lists', async () => {
    const engine = engineOf(llamaCpp);
    assert.deepEqual(await able(engine), [
      'generate',
      'chat',
      'logprobs',
      'next',
      'samples',
      'repeats',
      'choice',
      'jsonSchema',
    ]);
    const { text, tokens } = await engine.generate(asText);
    assert.equal(text, ' all is well');
    assert.deepEqual(
      tokens.map(({ text: token, logprob }) => [token, logprob]),
      [' all', ' is', ' well'].map((token) => [token, -0.5]),
    );
    assert.deepEqual(
      (await engine.next('It goes', 5)).map(({ logprob }) => logprob),
      [-0.5, -1.5],
    );
    const constraint = { kind: 'choice', choices: ['sleep', 'the "mood"'] } as const;
    const kept = await engine.generate({ ...asMessage, constraint });
    assert.deepEqual([kept.text, kept.tokens], ['sleep', [{ id: null, text: 'sleep', logprob: -0.5 }]]);
    const { grammar } = bodyOf(server.requests.at(-1)!);
    assert.equal(grammar, 'root ::= "sleep" | "the \\"mood\\""');
  });

  it('tells the tokens of its reply without the end mark', async () => {
    for (const answer of [vllm, llamaCpp]) {
      for (const [params, words] of [
        [asText, [' all', ' is', ' well']],
        [asMessage, [' all', ' is', ' well']],
        [{ ...asText, maxNew: 2 }, [' all', ' is']],
      ] as const) {
        const { tokens, stopReason } = await engineOf(answer).generate(params);
        assert.deepEqual(
          tokens.map(({ text }) => text),
          words,
        );
        assert.equal(stopReason, params.maxNew === 2 ? 'length' : 'endOfText');
      }
    }
  });

  it('that leaves out tokens of a character, as llama.cpp does, tells no log-probabilities of that reply', async () => {
    const prompt = { text: `It goes ${face}` };
    const { text, tokens } = await engineOf(llamaCpp).generate({ ...asText, prompt });
    assert.deepEqual([text, tokens], [` fine ${face}`, []]);
    const all = await engineOf(vllm).generate({ ...asText, prompt });
    assert.deepEqual(
      all.tokens.map((token) => [token.text, token.logprob]),
      [' fine', '', '', ` ${face}`].map((token) => [token, -0.5]),
    );
  });

  it('of vLLM scores a text with characters of several tokens', async () => {
    const text = `How ${face} are you`;
    const scored = await engineOf(vllm).score(text);
    assert.deepEqual(
      scored.map(({ start, end }) => text.slice(start, end)),
      ['How', ` ${face}`, ` ${face}`, ` ${face}`, ' are', ' you'],
    );
  });

  it('whose context is full before the reply is as long as it may be says so', async () => {
    const words = Array.from({ length: contextLength - 2 }, (_, i) => `word${i}`).join(' ');
    for (const answer of [vllm, llamaCpp]) {
      const { text, stopReason } = await engineOf(answer).generate({ ...asText, prompt: { text: words } });
      assert.deepEqual([text, stopReason], [' all is', 'contextFull']);
    }
    const { code, message } = await failure(engineOf(vllm).generate({ ...asText, maxNew: 300 }));
    assert.deepEqual([code, /at most 200 tokens\.$/.test(message)], ['textTooLong', true], message);
  });

  it('of llama-cpp-python is not believed about a text that it is given: its numbers are of another place', async () => {
    const engine = engineOf(llamaCppPython);
    await assert.rejects(engineOf(llamaCppPython).score('How are you'), /wrong/);
    assert.deepEqual(await able(engine), ['generate', 'chat', 'logprobs', 'next', 'samples', 'repeats', 'choice']);
    assert.equal((await engine.generate(asMessage)).tokens.length, 3);
    const { score } = await engine.capabilities();
    assert.match(score.available ? '' : score.why, /wrong/);
    assert.equal((await engine.generate(asText)).text, ' all is well');
    const constraint = { kind: 'choice', choices: ['sleep', 'mood'] } as const;
    assert.equal((await engine.generate({ ...asMessage, constraint })).text, 'sleep');
  });

  it('of transformers keeps no stop string in its text', async () => {
    const engine = engineOf(transformers);
    assert.deepEqual(await able(engine), ['generate', 'chat', 'repeats']);
    const pieces: string[] = [];
    const onText = (piece: string): void => void pieces.push(piece);
    const { text, stopReason } = await engine.generate({ ...asText, stop: ['s w'] }, { onText });
    assert.deepEqual([text, stopReason, pieces], [' all i', 'stopString', [' all', ' is', ' well']]);
  });

  it('of Ollama does not continue a text, and says why; it answers messages', async () => {
    const engine = engineOf(ollama);
    assert.deepEqual(await able(engine), ['chat', 'logprobs', 'samples', 'repeats', 'choice', 'jsonSchema']);
    const { generate, next } = await engine.capabilities();
    for (const ability of [generate, next]) assert.match(ability.available ? '' : ability.why, /chat template/);
    assert.equal((await engine.generate(asMessage)).text, 'All is well');
    const { code, remedy } = await failure(engineOf(ollama, 'other').generate(asMessage));
    assert.equal(code, 'endpointRefused');
    assert.match(remedy, /name of the model/);
  });

  it('of LM Studio tells no log-probabilities', async () => {
    const engine = engineOf(lmStudio);
    assert.deepEqual(await able(engine), ['generate', 'chat', 'samples', 'repeats', 'choice', 'jsonSchema']);
    const { text, tokens } = await engine.generate(asText);
    assert.deepEqual([text, tokens], [' all is well', []]);
  });

  it('is told to add nothing to the sampling; one that refuses what it does not know is asked without it from then on', async () => {
    for (const [answer, isRefused] of [
      [vllm, false],
      [llamaCpp, false],
      [strict, true],
    ] as const) {
      const engine = engineOf(answer);
      const asked = async (): Promise<unknown[]> => {
        const before = server.requests.length;
        assert.notEqual((await engine.generate(asMessage)).text, '');
        return server.requests.slice(before).map((request) => {
          const { top_k, min_p, repetition_penalty, repeat_penalty, logprobs } = bodyOf(request);
          return [top_k, min_p, repetition_penalty, repeat_penalty, logprobs];
        });
      };
      const [all, few] = [
        [0, 0, 1, 1, true],
        [undefined, undefined, undefined, undefined, true],
      ];
      assert.deepEqual(await asked(), isRefused ? [all, all.with(0, -1), few] : [all]);
      assert.deepEqual(await asked(), isRefused ? [few] : [all]);
    }
  });

  it('that a prompt does not fit into says how much does', async () => {
    for (const [answer, told] of [
      [vllm, /at most 200 tokens, and the prompt alone has 201 or more\./],
      [llamaCpp, /at most 200 tokens, and the prompt alone has 300\./],
      [lmStudio, /at most 200 tokens, and the prompt alone has 300\./],
      [strict, /at most 200 tokens, and the prompt alone has 300\./],
    ] as const) {
      const engine = engineOf(answer);
      const messages = [{ role: 'user', content: long }] as const;
      const { code, message, remedy } = await failure(engine.generate({ ...asMessage, prompt: { messages } }));
      assert.equal(code, 'textTooLong', message);
      assert.match(message, told);
      assert.match(remedy, /Shorten the text/);
      assert.doesNotMatch(message + remedy, /word1/);
    }
    assert.equal(contextLength, 200);
  });

  it('that cuts a prompt without saying so is found out by its count, where it cut most of it', async () => {
    const engine = engineOf(ollama);
    const ask = (words: number) => {
      const content = Array.from({ length: words }, (_, i) => `word${i}`).join(' ');
      return engine.generate({ ...asMessage, prompt: { messages: [{ role: 'user', content }] } });
    };
    assert.equal((await ask(50)).text, 'All is well');
    const { code, message, remedy } = await failure(ask(400));
    assert.equal(code, 'textTooLong');
    assert.match(message, /read only 200 tokens of a prompt of 3089 characters/);
    assert.match(remedy, /OLLAMA_CONTEXT_LENGTH/);
  });

  it('is believed about a length only where it says so, and nothing else of its words is kept', () => {
    const refusals = [
      [
        {
          object: 'error',
          message:
            "This model's maximum context length is 2048 tokens. However, you requested 3000 tokens (2900 in the messages, 100 in the completion).",
        },
        2048,
        2900,
      ],
      [
        {
          error: {
            message:
              "'max_tokens' is too large: 5000. This model's maximum context length is 4096 tokens and your request has 20 input tokens (5000 > 4096 - 20).",
          },
        },
        4096,
        20,
      ],
      [{ error: { message: 'the request exceeds the available context size, try increasing it' } }, null, null],
      [
        { error: 'The number of tokens to keep from the initial prompt is greater than the context length.' },
        null,
        null,
      ],
      [{ error: { message: 'too long', code: 'context_length_exceeded' } }, null, null],
    ] as const;
    for (const [body, limit, prompt] of refusals) {
      assert.deepEqual(tooLongIn(JSON.stringify(body)), {
        contextLength: limit,
        promptTokens: prompt,
        isAtLeast: false,
      });
    }
    const late = `${'She said it. '.repeat(60)}maximum context length is 5`;
    for (const other of [
      '',
      'not JSON',
      '[]',
      'null',
      '{"error":null}',
      '{"error":{"message":5}}',
      JSON.stringify({ error: late }),
    ]) {
      assert.equal(tooLongIn(other), null, other.slice(0, 40));
    }
  });

  it('whose refusal has no end is not read to its end', async () => {
    const engine = engineOf((response) => {
      response.writeHead(400, { 'content-type': 'application/json' });
      const more = (): void => {
        while (!response.destroyed && response.write('x'.repeat(10_000)));
        if (!response.destroyed) response.once('drain', more);
      };
      more();
    });
    assert.equal((await failure(engine.score('How are you'))).code, 'badRequest');
  });

  for (const name of ['reasoning', 'reasoning_content'] as const) {
    it(`that reasons in \`${name}\` gives the answer and its tokens alone`, async () => {
      const engine = engineOf(reasoning(name, ['Let', ' me', ' see.']));
      const { text, tokens } = await engine.generate(asMessage);
      assert.equal(text, 'Well.');
      assert.deepEqual(
        tokens.map(({ text: token }) => token),
        ['Well.'],
      );
      const { code, message, remedy } = await failure(engine.generate({ ...asMessage, maxNew: 3 }));
      assert.equal(code, 'endpointInvalid');
      assert.match(message, /reasoned until its 3 new tokens were used up/);
      assert.match(remedy, /Allow more/);
    });
  }

  it('that reasons at length is found to keep to choices all the same', async () => {
    const engine = engineOf(
      reasoning(
        'reasoning_content',
        Array.from({ length: 200 }, () => ' hm'),
      ),
    );
    assert.deepEqual(await able(engine), ['chat', 'logprobs', 'samples', 'repeats', 'choice', 'jsonSchema']);
  });

  it('that is still loading its model is waited for', async () => {
    let asked = 0;
    const engine = engineOf((response, request) =>
      asked++ < 2
        ? sendJson(response, { error: { code: 503, message: 'Loading model', type: 'unavailable_error' } }, 503)
        : llamaCpp(response, request),
    );
    assert.equal((await engine.generate(asText)).text, ' all is well');
  });
});
