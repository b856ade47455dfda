import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { wellBehaved } from '../../support/endpointServer';
import { ScriptedServer, sendJson } from '../../support/scriptedServer';
import { assertClose, cleanUp, runCli, temporaryFolder, type CliResult } from '../support';

describe('command line with an endpoint', () => {
  let server: ScriptedServer;
  let text: string[];
  before(async () => {
    server = await ScriptedServer.start(wellBehaved());
    const file = path.join(temporaryFolder(), 'text.txt');
    writeFileSync(file, 'Words of a person');
    text = ['--text-file', file];
  });
  after(async () => {
    cleanUp();
    await server.stop();
  });
  const endpoint = (model = 'tiny'): string[] => ['--endpoint', `${server.url}/v1`, '--endpoint-model', model, ...text];

  it('generate: continues the text, or answers it as a message', async () => {
    const plain = done(await runCli('generate', ...endpoint(), '--max-new', '2', '--seed', '5'));
    assert.deepEqual(Object.keys(plain), ['prompt', 'promptTokens', 'text', 'tokens', 'seed', 'stopReason', 'model']);
    assert.deepEqual(
      [plain['prompt'], plain['promptTokens'], plain['text'], plain['seed'], plain['stopReason'], plain['model']],
      ['Words of a person', 7, ' calm again', 5, 'length', 'tiny'],
    );
    const chat = await runCli('generate', ...endpoint('large'), '--chat');
    assert.deepEqual([done(chat)['prompt'], done(chat)['text']], [null, ' calm again.']);
    assert.match(chat.stderr, /another model: tiny/);
  });

  it('next: says where several tokens may be told as one', async () => {
    const vllm = await ScriptedServer.start((response) => {
      const top_logprobs = [{ ' a': Math.log(0.5), '\ufffd': Math.log(0.25) }];
      sendJson(response, {
        choices: [{ text: ' a', logprobs: { tokens: [' a'], token_logprobs: [Math.log(0.5)], top_logprobs } }],
      });
    });
    const told = await runCli('next', '--endpoint', `${vllm.url}/v1`, '--endpoint-model', 'tiny', ...text);
    assert.deepEqual(
      (done(told)['next'] as { text: string; mayBeSeveral?: true }[]).map((one) => [one.text, one.mayBeSeveral]),
      [
        [' a', undefined],
        ['\ufffd', true],
      ],
    );
    await vllm.stop();
  });

  it('next and tokens: what the server tells', async () => {
    const result = await runCli('next', ...endpoint(), '--top', '5');
    const next = done(result)['next'] as { id: null; text: string; p: number }[];
    assert.deepEqual(
      next.map(({ id, text: word }) => [id, word]),
      [
        [null, ' calm'],
        [null, ' low'],
        [null, ' 😴'],
      ],
    );
    for (const [i, p] of [0.5, 0.25, 0.125].entries()) assertClose(next[i]!.p, p, 1e-9, next[i]!.text);
    assert.match(result.stderr, /only 3 candidates/);
    const tokens = done(await runCli('tokens', ...endpoint()))['tokens'] as object[];
    assert.deepEqual(tokens[1], { start: 0, end: 5, text: 'Words', logprob: -0.125, id: null, rank: null });
  });

  it('attribute and likelihoods: from the scores that the server gives', async () => {
    // The scripted server gives the i-th word of a text, after a special token, −i / 8.
    const { units } = done(await runCli('attribute', ...endpoint(), '--target', ' again', '--unit', 'word')) as {
      units: { text: string; delta: number }[];
    };
    assert.deepEqual(
      units.map(({ text: word, delta }) => [word, delta]),
      ['Words', 'of', 'a', 'person'].map((word) => [word, -1 / 8]),
    );
    const against = await runCli(
      'attribute',
      ...endpoint(),
      '--target',
      ' again',
      '--against',
      ' so',
      '--unit',
      'word',
    );
    assert.ok((done(against)['units'] as typeof units).every(({ delta }) => delta === 0));
    const { labels } = done(await runCli('likelihoods', ...endpoint(), '--labels', ' yes, not today')) as {
      labels: { label: string; logprob: number; tokens: number }[];
    };
    assert.deepEqual(
      labels.map(({ label, logprob, tokens }) => [label, logprob, tokens]),
      [
        [' yes', -5 / 8, 1],
        [' not today', -11 / 8, 2],
      ],
    );
  });

  it('deletion: drops that add up from the same scores', async () => {
    const { units, attention, check } = done(
      await runCli('deletion', ...endpoint(), '--target', ' again', '--most', '2', '--draws', '3'),
    ) as {
      units: { delta: number }[];
      attention: null;
      check: { whole: number; ranked: { name: string; drops: number[] }[]; chance: { mean: number[] } };
    };
    // Each word that goes moves the target up by one place, and so by 1/8.
    assert.deepEqual(
      units.map(({ delta }) => delta),
      [1, 2, 3, 4].map(() => -1 / 8),
    );
    assert.equal(attention, null);
    assert.deepEqual(
      [check.whole, check.ranked.map(({ name, drops }) => [name, drops]), check.chance.mean],
      [-5 / 8, [['attribution', [-1 / 8, -2 / 8]]], [-1 / 8, -2 / 8]],
    );
  });

  it('says of what lies inside a model that a server does not tell it', async () => {
    const asked = server.requests.length;
    const inside = ['attention', 'across', 'norms', 'rollout', 'overview', 'lens', 'contributions'].map((command) => [
      command,
    ]);
    const refused = [...inside, ['ablate', '--heads', '0.0']].map(async (command) =>
      failed(await runCli(...command, ...endpoint()), 1, /A server tells what its model writes, not .*--model/s),
    );
    await Promise.all(refused);
    assert.equal(server.requests.length, asked);
    failed(await runCli('generate', ...endpoint(), '--chat', '--verbatim'), 1, /words of a text/);
    failed(await runCli('generate', ...endpoint(), '--top-k', '3'), 1, /top-k/);
    const choice = done(await runCli('generate', ...endpoint(), '--chat', '--choice', 'sleep,mood'));
    assert.equal(choice['text'], 'sleep');
  });

  it('takes the key from INTROSPECT_API_KEY alone', async () => {
    const [ours, theirs] = [process.env['INTROSPECT_API_KEY'], process.env['OPENAI_API_KEY']];
    Object.assign(process.env, { INTROSPECT_API_KEY: 'ours', OPENAI_API_KEY: 'theirs' });
    try {
      done(await runCli('generate', ...endpoint()));
    } finally {
      restore('INTROSPECT_API_KEY', ours);
      restore('OPENAI_API_KEY', theirs);
    }
    assert.equal(server.requests.at(-1)!.headers.authorization, 'Bearer ours');
  });

  it('fails with exit 1 and the reason where the server cannot, with exit 2 for bad usage', async () => {
    const modest = await ScriptedServer.start(wellBehaved({ logprobs: false }));
    const of = ['--endpoint', `${modest.url}/v1`, '--endpoint-model', 'tiny', ...text];
    failed(await runCli('next', ...of), 1, /does not tell the tokens/);
    failed(await runCli('tokens', ...of), 1, /tells no log-probabilities/);
    const spoken = await runCli('generate', ...of);
    assert.deepEqual(done(spoken)['tokens'], []);
    assert.match(spoken.stderr, /no log-probabilities/);
    await modest.stop();
    failed(await runCli('generate', ...of), 1, /ECONNREFUSED/);
    const url = ['--endpoint', server.url];
    failed(await runCli('generate', ...url, ...text), 2, /--endpoint-model is missing/);
    failed(await runCli('generate', '--endpoint-model', 'a', ...text), 2, /--endpoint is missing/);
    failed(await runCli('next', ...endpoint(), '--model', 'a'), 2, /--endpoint and --model exclude each other/);
    failed(await runCli('tokens', ...endpoint(), '--raw'), 2, /--endpoint and --raw exclude each other/);
    failed(await runCli('generate', '--endpoint', 'nowhere', '--endpoint-model', 'a', ...text), 1, /address/);
  });
});

function restore(name: string, value: string | undefined): void {
  if (value === undefined) Reflect.deleteProperty(process.env, name);
  else process.env[name] = value;
}

function done({ code, stdout, stderr }: CliResult): Record<string, unknown> {
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout) as Record<string, unknown>;
}

function failed({ code, stdout, stderr }: CliResult, expected: number, reason: RegExp): void {
  assert.deepEqual([code, stdout], [expected, ''], stderr);
  assert.match(stderr, reason);
}
