// Whether a server's samples differ, and whether it repeats itself: found out without accusing it of what chance can do.
import assert from 'node:assert/strict';
import { EndpointEngine } from '../../../src/platform/endpoint/endpointEngine';
import { Network } from '../../../src/platform/network';
import type { Ability } from '../../../src/protocol/engine';
import { bodyOf, wellBehaved, type AskedBody } from '../../support/endpointServer';
import { ScriptedServer, sendJson } from '../../support/scriptedServer';

interface Saying {
  readonly text: string;
  readonly logprob: number;
  readonly thought?: string;
}
/** @param times how often the same was asked before */
type Say = (body: AskedBody, times: number) => Saying | null;

const hash = (text: string): number => [...text].reduce((sum, char) => (sum * 31 + char.charCodeAt(0)) % 9973, 7);
const promptOf = ({ messages, prompt }: AskedBody): string => messages?.[0]!.content ?? prompt!;
const isHot = ({ temperature }: AskedBody): boolean => Number(temperature) > 0;
/** As a model that draws does. */
const honest: Say = (body) => ({
  text: `text ${hash(promptOf(body) + (isHot(body) ? `${String(body['temperature'])} ${String(body['seed'])}` : ''))}`,
  logprob: -1,
});

describe('the sampling of an endpoint', () => {
  let server: ScriptedServer;
  before(async () => void (server = await ScriptedServer.start()));
  after(() => server.stop());

  async function found(say: Say, grammar = false): Promise<{ samples: Ability; repeats: Ability; asked: AskedBody[] }> {
    const others = wellBehaved({ jsonSchema: false, choice: 'guided_choice' });
    const asked: AskedBody[] = [];
    server.answer = (response, request) => {
      const body = request.path === '/v1/chat/completions' ? bodyOf(request) : undefined;
      if (body?.max_tokens !== 16) {
        const isKept = grammar && typeof body?.['grammar'] === 'string';
        if (body && grammar && !isKept) return sendJson(response, replyOf({ text: 'fine', logprob: -1 }));
        return isKept ? sendJson(response, replyOf({ text: 'zqx-417', logprob: -1 })) : others(response, request);
      }
      const times = asked.filter((one) => JSON.stringify(one) === JSON.stringify(body)).length;
      asked.push(body);
      const said = say(body, times);
      if (!said) return sendJson(response, { error: { message: 'no' } }, 400);
      return sendJson(response, replyOf(said));
    };
    const engine = new EndpointEngine(
      { baseUrl: `${server.url}/v1`, model: 'tiny' },
      {
        network: new Network({ isAllowed: () => true }),
        log: () => undefined,
        random: () => 0.5,
        sleep: () => Promise.resolve(),
      },
    );
    return { ...(await engine.capabilities()), asked };
  }

  function replyOf({ text, logprob, thought }: Saying): object {
    const content = text.split(/(?= )/).map((token) => ({ token, logprob, top_logprobs: [] }));
    const message = { role: 'assistant', content: text, ...(thought === undefined ? {} : { reasoning: thought }) };
    return { model: 'tiny', choices: [{ message, logprobs: { content }, finish_reason: 'length' }] };
  }
  const whyOf = (ability: Ability): string => (ability.available ? '' : ability.why);

  it('that draws by the seed is believed after five short requests', async () => {
    const { samples, repeats, asked } = await found(honest);
    assert.deepEqual([samples, repeats], [{ available: true }, { available: true }]);
    assert.equal(asked.length, 5);
    for (const body of asked) assert.deepEqual([body.max_tokens, body['min_p'], body['top_p']], [16, 0, 1]);
  });

  it('that gives the same text for every seed is found out, by two prompts and three seeds', async () => {
    const { samples, repeats, asked } = await found((body) => honest({ ...body, temperature: 0 }, 0));
    assert.match(whyOf(samples), /three times each .* same every time: .* Several samples from it are one\./);
    assert.deepEqual(repeats, { available: true });
    const hot = asked.filter(isHot);
    assert.equal(new Set(hot.map(promptOf)).size, 2);
    assert.deepEqual([...new Set(hot.map((body) => body['seed']))], [1, 2, 3]);
  });

  it('is not accused where one prompt alone has always the same answer', async () => {
    const { samples } = await found((body, times) =>
      promptOf(body).includes('letters') ? { text: 'A B C D E F', logprob: -1 } : honest(body, times),
    );
    assert.deepEqual(samples, { available: true });
  });

  it('is not accused where its numbers say that the model is all but certain of its words', async () => {
    const { samples } = await found(() => ({ text: 'Sleep disruption', logprob: -1e-4 }));
    assert.deepEqual(samples, { available: true });
  });

  it('is not accused where it says nothing', async () => {
    const { samples, repeats } = await found(() => ({ text: '', logprob: -1 }));
    assert.deepEqual([samples, repeats], [{ available: true }, { available: true }]);
  });

  it('that reasons is judged by its reasoning', async () => {
    const drawn = await found((body) => ({ text: '', logprob: -1, thought: honest(body, 0)!.text }));
    assert.deepEqual(drawn.samples, { available: true });
    const same = await found(() => ({ text: '', logprob: -3, thought: 'Okay, the user wants letters.' }));
    assert.match(whyOf(same.samples), /same every time/);
  });

  it('that refuses so high a temperature is asked for a lower one', async () => {
    const cool: Say = (body, times) => (Number(body['temperature']) > 1 ? null : honest(body, times));
    assert.deepEqual((await found(cool)).samples, { available: true });
    const deaf = await found((body) => (Number(body['temperature']) > 1 ? null : { text: 'always this', logprob: -3 }));
    assert.match(whyOf(deaf.samples), /same every time/);
    const cold = await found((body, times) => (isHot(body) ? null : honest(body, times)));
    assert.deepEqual([cold.samples, cold.repeats], [{ available: true }, { available: true }]);
  });

  it('that pays no attention to the seed says so', async () => {
    let drawn = 0;
    const { samples, repeats } = await found((body, times) =>
      isHot(body) ? { text: `text ${drawn++}`, logprob: -1 } : honest(body, times),
    );
    assert.deepEqual(samples, { available: true });
    assert.equal(whyOf(repeats), 'Asked the same twice with the same seed, it gave two different texts.');
  });

  it('that draws at temperature 0 says so', async () => {
    const { repeats } = await found((body, times) =>
      isHot(body) ? honest(body, times) : { text: `t${times}`, logprob: -1 },
    );
    assert.equal(whyOf(repeats), 'Asked the same twice at temperature 0, it gave two different texts.');
  });

  it('whose numbers change from one time to the next says by how much, and of llama.cpp what helps', async () => {
    const noisy: Say = (body, times) => ({ ...honest(body, times)!, logprob: -1 - (isHot(body) ? 0 : times * 0.13) });
    const why =
      'Asked the same twice at temperature 0, it gave the same text with log-probabilities up to 0.13 nats apart.';
    assert.equal(whyOf((await found(noisy)).repeats), why);
    const { repeats } = await found(noisy, true);
    assert.ok(whyOf(repeats).startsWith(`${why} llama.cpp’s llama-server does not when it is started with`));
    assert.match(whyOf(repeats), /--no-cache-prompt -np 1/);
    const nearly: Say = (body, times) => ({ ...honest(body, times)!, logprob: -1 - times * 0.004 });
    assert.deepEqual((await found(nearly)).repeats, { available: true });
  });
});
