import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  assertClose,
  bundledDir,
  cleanUp,
  copyOf,
  fixtureNamed,
  root,
  runCli,
  temporaryFolder,
  type CliResult,
} from './support';

const llama = fixtureNamed('llama-gqa/model');
const bert = fixtureNamed('bert/model');
const ofLlama = ['--model', llama.dir, '--onnx', 'model.onnx'];

describe('command line', () => {
  after(cleanUp);

  it('tokenize: ids and UTF-16 offsets as the tokenizers library gives them', async () => {
    const dir = path.join(root, 'test/fixtures/tokenizers/llama-bpe');
    const { cases } = JSON.parse(readFileSync(path.join(dir, 'cases.json'), 'utf8')) as Cases;
    const sample = cases.find(({ text }) => /[\u{10000}-\u{10ffff}]/u.test(text))!;
    const result = done(
      await runCli('tokenize', '--tokenizer', path.join(dir, 'tokenizer.json'), ...file(sample.text)),
    );
    assert.deepEqual(Object.keys(result), ['tokens']);
    const tokens = result['tokens'] as OutputToken[];
    assert.deepEqual(
      tokens.map(({ id }) => id),
      sample.ids,
    );
    assert.deepEqual(
      tokens.map(({ start, end }) => [start, end]),
      sample.offsets_utf16,
    );
    for (const token of tokens) assert.deepEqual(Object.keys(token), ['id', 'text', 'start', 'end']);
  });

  it('tokens: log-probabilities as PyTorch gives them; --raw leaves <s> out', async () => {
    const { reference } = llama;
    const tokens = done(await runCli('tokens', ...ofLlama, ...file(reference.text)))['tokens'] as OutputToken[];
    assert.deepEqual(
      tokens.map(({ id }) => id),
      reference.input_ids,
    );
    assert.deepEqual(Object.keys(tokens[1]!), ['id', 'text', 'start', 'end', 'logprob', 'rank']);
    assert.deepEqual([tokens[0]!.logprob, tokens[0]!.rank, tokens[0]!.start, tokens[0]!.end], [null, null, 0, 0]);
    for (const [i, expected] of reference.logprobs!.entries()) {
      if (expected !== null) assertClose(tokens[i]!.logprob!, expected, 1e-3, `token ${i}`);
      if (i > 0) assert.ok(Number.isInteger(tokens[i]!.rank));
    }
    const raw = done(await runCli('tokens', ...ofLlama, '--raw', ...file(reference.text)))['tokens'] as OutputToken[];
    assert.deepEqual(
      raw.map(({ id }) => id),
      reference.input_ids.slice(1),
    );
  });

  it('next: probabilities over the whole vocabulary, best first', async () => {
    const { reference } = llama;
    const total = reference.logits_last.reduce((sum, logit) => sum + Math.exp(logit), 0);
    const best = [...reference.logits_last.entries()].sort((a, b) => b[1] - a[1]);
    const result = done(await runCli('next', ...ofLlama, ...file(reference.text)));
    assert.deepEqual(Object.keys(result), ['next']);
    const next = result['next'] as { id: number; text: string; p: number }[];
    assert.equal(next.length, 20);
    for (const [i, { id, p }] of next.entries()) {
      assert.equal(id, best[i]![0]);
      assertClose(p, Math.exp(best[i]![1]) / total, 1e-4, `candidate ${i}`);
    }
    const three = done(await runCli('next', ...ofLlama, '--top', '3', ...file(reference.text)))['next'];
    assert.deepEqual(three, next.slice(0, 3));
  });

  it('attention: every layer and head, or the one that was named', async () => {
    const { reference } = llama;
    const all = done(await runCli('attention', ...ofLlama, ...file(reference.text)));
    assert.deepEqual(Object.keys(all), ['tokens', 'layers', 'heads', 'weights']);
    assert.deepEqual([all['layers'], all['heads']], [2, 4]);
    const weights = all['weights'] as number[][][][];
    assert.equal(weights.length, 2);
    for (const [l, layer] of reference.attentions.entries()) {
      assert.equal(weights[l]!.length, 4);
      for (const [h, head] of layer.entries()) {
        for (const [q, row] of head.entries()) {
          for (const [k, weight] of row.entries()) assertClose(weights[l]![h]![q]![k]!, weight, 1e-4, `${l} ${h}`);
        }
      }
    }
    const one = done(await runCli('attention', ...ofLlama, '--layer', '1', '--head', '2', ...file(reference.text)));
    assert.deepEqual([one['layers'], one['heads'], one['layer'], one['head']], [2, 4, 1, 2]);
    assert.deepEqual(one['weights'], [[weights[1]![2]]]);
    const layer = done(await runCli('attention', ...ofLlama, '--layer', '1', ...file(reference.text)));
    assert.deepEqual(layer['weights'], [weights[1]]);
  });

  it('generate: the reference continuation; the seed is told and repeats the text', async () => {
    const { reference } = llama;
    const plain = done(await runCli('generate', ...ofLlama, '--max-new', '16', ...file(reference.text)));
    assert.deepEqual(Object.keys(plain), ['prompt', 'promptTokens', 'text', 'tokens', 'seed', 'stopReason']);
    assert.deepEqual(
      (plain['tokens'] as OutputToken[]).map(({ id }) => id),
      reference.greedy,
    );
    assert.deepEqual(
      [plain['prompt'], plain['promptTokens'], plain['seed'], plain['stopReason']],
      [`<s>${reference.text}`, reference.input_ids.length, 0, 'length'],
    );
    assert.deepEqual(Object.keys((plain['tokens'] as object[])[0]!), ['id', 'text', 'logprob']);

    const sampled = ['generate', '--temperature', '1', '--top-p', '0.9', '--seed', '42', '--max-new', '8', '--chat'];
    const text = file('Write the next open question.\nClient: I cannot sleep.');
    const [first, second] = [done(await runCli(...sampled, ...text)), done(await runCli(...sampled, ...text))];
    assert.deepEqual(first, second);
    assert.equal(first['seed'], 42);
    assert.match(first['prompt'] as string, /^<\|user\|>Write.*<\|end\|><\|assistant\|>$/s);
  });

  it('lens: candidates for every layer and position; the last of them is what next says', async () => {
    const { reference } = llama;
    const text = file(reference.text);
    const result = done(await runCli('lens', ...ofLlama, ...text));
    assert.deepEqual(Object.keys(result), ['layers']);
    const layers = result['layers'] as { position: { text: string; p: number }[][] }[];
    assert.equal(layers.length, 3);
    for (const layer of layers) {
      assert.deepEqual(Object.keys(layer), ['position']);
      assert.deepEqual(
        layer.position.map(({ length }) => length),
        reference.input_ids.map(() => 5),
      );
    }
    const next = done(await runCli('next', ...ofLlama, '--top', '5', ...text))['next'] as { text: string; p: number }[];
    for (const [i, { text: word, p }] of next.entries()) {
      const read = layers.at(-1)!.position.at(-1)![i]!;
      assert.deepEqual(Object.keys(read), ['text', 'p']);
      assert.equal(read.text, word);
      assertClose(read.p, p, 1e-5, word);
    }
    const one = done(await runCli('lens', ...ofLlama, '--top', '1', ...text))['layers'] as typeof layers;
    assert.deepEqual(one[1]!.position[3], layers[1]!.position[3]!.slice(0, 1));
  });

  it('attribute: what each word, or sentence, adds to the target', async () => {
    const text = 'I feel tired. I cannot sleep.';
    const asked = [...ofLlama, ...file(text), '--target', ' Oh.'];
    const result = done(await runCli('attribute', ...asked));
    assert.deepEqual(Object.keys(result), ['units']);
    const units = result['units'] as { text: string; start: number; end: number; delta: number }[];
    assert.deepEqual(
      units.map((unit) => unit.text),
      ['I', 'feel', 'tired', 'I', 'cannot', 'sleep'],
    );
    for (const unit of units) {
      assert.deepEqual(Object.keys(unit), ['text', 'start', 'end', 'delta']);
      assert.equal(text.slice(unit.start, unit.end), unit.text);
    }
    const logprob = async (left: string): Promise<number> => {
      const scored = done(await runCli('tokens', ...ofLlama, ...file(`${left} Oh.`)))['tokens'] as OutputToken[];
      return scored.filter(({ end }) => end > left.length).reduce((sum, token) => sum + token.logprob!, 0);
    };
    const sentences = done(await runCli('attribute', ...asked, '--unit', 'sentence'))['units'] as typeof units;
    const [whole, second] = [await logprob(text), await logprob('I cannot sleep.')];
    assertClose(sentences[0]!.delta, whole - second, 1e-3, 'delta');
    const against = done(await runCli('attribute', ...asked, '--against', ' Oh.'))['units'] as typeof units;
    for (const { delta } of against) assertClose(delta, 0, 1e-9, 'the target against itself');
  });

  it('says for an encoder what it cannot do', async () => {
    const ofBert = ['--model', bert.dir, ...file(bert.reference.text)];
    const tokens = done(await runCli('tokens', ...ofBert))['tokens'] as OutputToken[];
    assert.ok(tokens.length > 2 && tokens.every(({ logprob, rank }) => logprob === null && rank === null));
    for (const command of ['next', 'generate']) {
      failed(await runCli(command, ...ofBert), 1, /BertForMaskedLM.*does not predict.*Choose/);
    }
  });

  it('takes the text exactly as it is', async () => {
    const text = '\ufeffI  feel\r\ntired \u{1f634}\n';
    const tokens = done(await runCli('tokens', ...file(text)))['tokens'] as OutputToken[];
    assert.equal(tokens[0]!.start, 0);
    assert.equal(tokens.at(-1)!.end, text.length);
  });

  it('tells how much of a long text was left out', async () => {
    const result = await runCli('tokens', ...file('I feel tired and low. '.repeat(400)));
    const { tokens, omittedTokens } = done(result) as { tokens: unknown[]; omittedTokens: number };
    assert.equal(tokens.length, 1024);
    assert.ok(omittedTokens > 0);
    assert.match(result.stderr, new RegExp(`last ${omittedTokens} tokens were left out`));
    failed(await runCli('next', ...file('I feel tired and low. '.repeat(400))), 1, /at most 1024/);
  });

  it('fails with exit 1 and a reason on standard error', async () => {
    const invalid = path.join(temporaryFolder(), 'latin1.txt');
    writeFileSync(invalid, Buffer.from('one\ntwo caf\xe9', 'latin1'));
    const damaged = copyOf('gpt2');
    writeFileSync(path.join(damaged, 'onnx/model.onnx'), 'nothing');
    failed(await runCli('tokens', '--text-file', invalid), 1, /not valid UTF-8 at byte 11, line 2/);
    failed(await runCli('tokens', '--text-file', '/nowhere.txt'), 1, /\/nowhere\.txt cannot be read \(ENOENT\)/);
    failed(await runCli('tokens', ...file('')), 1, /The text is empty/);
    failed(await runCli('tokens', '--model', damaged, ...file('a')), 1, /onnx\/model\.onnx .*again/);
    failed(await runCli('attention', '--layer', '6', ...file('I feel')), 1, /no layer 6.*0 to 5/);
  });

  it('refuses bad usage with exit 2, naming it', async () => {
    const text = file('I feel');
    const wrong: [string[], RegExp][] = [
      [[], /A command is missing/],
      [['explain'], /no command "explain"\.\n/],
      [['generat'], /Did you mean generate\?/],
      [['tokens', '--text', 'x'], /'--text'\. Did you mean --text-file\?/],
      [['tokens'], /--text-file is missing/],
      [['tokenize', ...text], /--tokenizer is missing/],
      [['tokens', '--colour', ...text], /'--colour'/],
      [['tokens', 'stray', ...text], /'stray'/],
      [['next', '--top', 'many', ...text], /--top .*"many"/],
      [['generate', '--top-p', '0', ...text], /--top-p/],
      [['generate', '--seed', '-1', ...text], /--seed/],
      [['generate', '--seed=-1', ...text], /--seed/],
      [['generate', '--temperature=-1', ...text], /--temperature/],
      [['attention', '--layer', '1.5', ...text], /--layer/],
      [['lens', '--top', '0', ...text], /--top/],
      [['attribute', ...text], /--target is missing/],
      [['attribute', '--target', ' a', '--unit', 'letter', ...text], /--unit .*sentence/],
    ];
    await Promise.all(wrong.map(async ([args, reason]) => failed(await runCli(...args), 2, reason)));
  });

  it('explains itself', async () => {
    const { code, stdout } = await runCli('--help');
    assert.equal(code, 0);
    const commands = [
      'tokenize',
      'tokens',
      'next',
      'generate',
      'likelihoods',
      'attention',
      'across',
      'norms',
      'rollout',
      'overview',
    ];
    for (const command of [...commands, 'lens', 'contributions', 'ablate', 'attribute', 'agreement'])
      assert.match(stdout, new RegExp(`^  ${command} `, 'm'));
    const generate = await runCli('generate', '--help');
    assert.equal(generate.code, 0);
    for (const option of ['--max-new', '--temperature', '--top-p', '--seed', '--chat', '--model', '--raw']) {
      assert.ok(generate.stdout.includes(option), option);
    }
    const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string };
    assert.deepEqual(await runCli('--version'), { code: 0, stdout: `Introspect ${version}\n`, stderr: '' });
    const cli = readFileSync(path.join(root, 'dist/cli.js'), 'utf8');
    assert.ok(cli.startsWith('#!/usr/bin/env node\n'));
    assert.ok(bundledDir.startsWith(root));
  });
});

interface Cases {
  readonly cases: readonly { readonly text: string; readonly ids: number[]; readonly offsets_utf16: number[][] }[];
}

interface OutputToken {
  readonly id: number;
  readonly start: number;
  readonly end: number;
  readonly logprob: number | null;
  readonly rank: number | null;
}

function file(text: string): string[] {
  const name = path.join(temporaryFolder(), 'text.txt');
  writeFileSync(name, text);
  return ['--text-file', name];
}

/** The JSON of a command that succeeded. */
function done({ code, stdout, stderr }: CliResult): Record<string, unknown> {
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout) as Record<string, unknown>;
}

function failed({ code, stdout, stderr }: CliResult, expected: number, reason: RegExp): void {
  assert.deepEqual([code, stdout], [expected, ''], stderr);
  assert.match(stderr, reason);
}
