import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { softmax } from '../../src/core/generation/probabilities';
import { sumOfParts } from '../../src/core/layers/logitParts';
import {
  ablationAnswer,
  contributionsAnswer,
  lensAnswer,
  type Ask,
  type AskedText,
} from '../../src/features/layers/answers';
import type { ModelHostClient } from '../../src/platform/modelHostClient';
import { lensPositions, type LayersContent } from '../../src/protocol/layers';
import { layersTaken } from '../../webview/layers/takenView';
import {
  assertClose,
  bundledDir,
  cleanUp,
  fixtureNamed,
  root,
  runCli,
  startHost,
  temporaryFolder,
  userErrorOf,
} from './support';

const sample = readFileSync(path.join(root, 'media/sample-study/transcripts/P01.transcript.txt'), 'utf8');
const sentence = "I'd honestly rather not go back to sleep at all than have that half an hour.";

interface CliLens {
  readonly layers: readonly {
    readonly position: readonly (readonly { readonly text: string; readonly p: number }[])[];
  }[];
}
interface CliParts {
  readonly target: { readonly id: number; readonly text: string };
  readonly logit: number;
  readonly constant: number;
  readonly embeddings: number;
  readonly layers: readonly { readonly attention: number; readonly mlp: number }[];
  readonly rounding: number;
}
interface CliAblation {
  readonly lossChange: readonly (number | null)[];
  readonly meanLossChange: number;
  readonly next: readonly { readonly id: number; readonly text: string; readonly p: number; readonly was: number }[];
}

async function cli<T>(command: string, text: string, ...options: string[]): Promise<T> {
  const file = path.join(temporaryFolder(), 'text.txt');
  writeFileSync(file, text);
  const { code, stdout, stderr } = await runCli(command, '--text-file', file, ...options);
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout) as T;
}

function asking(host: ModelHostClient): Ask {
  return (method, params) => host.request(method, params);
}

async function read(host: ModelHostClient, text: string, maxTokens = 512, predictsNext = true): Promise<AskedText> {
  const { tokens } = await host.request('tokenize', { text, addSpecialTokens: true, maxTokens });
  return { text, tokens, predictsNext };
}

/** As the panel holds it. */
function contentOf({ tokens, predictsNext }: AskedText): LayersContent {
  const subject = {
    subjectId: 1,
    document: 'P01',
    line: 1,
    omittedTokens: 0,
    limit: { tokens: 512, by: 'panel' },
  } as const;
  const model = { name: 'practice', bundled: true, layers: 6, heads: 6, predictsNextToken: predictsNext };
  return { subject, model, tokens };
}

/** The rows of a table that the panel gives away. */
function tableOf(content: LayersContent, name: string, answers: Partial<Parameters<typeof layersTaken>[1]>) {
  const view = layersTaken(content, { lens: null, contributions: null, ablation: null, ...answers });
  const table = view?.tables.find((t) => t.name === name);
  assert.ok(table, name);
  return table;
}

describe('the Layers panel asks the bundled model', () => {
  let host: ModelHostClient;
  let ask: Ask;
  before(() => {
    host = startHost(bundledDir);
    ask = asking(host);
  });
  after(cleanUp);

  it('for the lens, and is told and gives away what `introspect lens` says, part by part', async () => {
    const text = sample.slice(0, 900);
    const asked = await read(host, text);
    assert.ok(asked.tokens.length > 2 * lensPositions, 'the text has more than one part');
    const { layers } = await cli<CliLens>('lens', text, '--top', '5');
    for (const start of [0, lensPositions]) {
      const lens = await lensAnswer(ask, asked, start);
      assert.equal(lens.layers.length, layers.length);
      const { columns, rows } = tableOf(contentOf(asked), 'lens', { lens });
      assert.deepEqual(columns.slice(0, 6), ['layer', 'position', 'token', 'rank', 'guess', 'p']);
      assert.equal(rows.length, layers.length * lensPositions * 5);
      for (const [layer, position, , rank, guess, p] of rows) {
        const expected = layers[layer as number]!.position[position as number]![(rank as number) - 1]!;
        assert.equal(guess, expected.text, `layer ${layer} position ${position}`);
        assertClose(p as number, expected.p, 1e-6, `layer ${layer} position ${position}`);
      }
    }
    const { tokens } = await host.request('score', { text, addSpecialTokens: true });
    const { layers: own } = await lensAnswer(ask, asked, lensPositions);
    const apart: number[] = [];
    for (const [i, { actual }] of own.at(-1)!.entries()) {
      const next = tokens[lensPositions + i + 1]!;
      assert.equal(actual!.id, next.id);
      apart.push(Math.abs(Math.log(actual!.p) - next.logprob!));
    }
    assert.ok(Math.max(...apart) < 1e-3, `${Math.max(...apart)}`);
  });

  it('for contributions, and is told and gives away what `introspect contributions` says', async () => {
    const asked = await read(host, sentence);
    const position = asked.tokens.length - 1;
    const answer = await contributionsAnswer(ask, asked, { position, target: null, against: { typed: ' sleep' } });
    const best = await cli<CliParts>('contributions', sentence);
    const sleep = await cli<CliParts>('contributions', sentence, '--target', ' sleep');
    const { rows } = tableOf(contentOf(asked), 'contributions', { contributions: answer });
    assert.deepEqual([answer.chosen.target.id, answer.chosen.target.rank], [best.target.id, 1]);
    assert.deepEqual(answer.candidates[0]!.id, best.target.id);
    assert.equal(answer.against!.target.text, ' sleep');
    const flat = ({ embeddings, constant, layers, rounding, logit }: CliParts) => [
      embeddings,
      constant,
      ...layers.flatMap(({ attention, mlp }) => [attention, mlp]),
      sumOfParts({ embeddings, constant, layers, rounding, logit }),
      rounding,
      logit,
    ];
    const [target, against] = [flat(best), flat(sleep)];
    for (const [i, [part, a, b, difference]] of rows.entries()) {
      assertClose(a as number, target[i]!, 1e-6, String(part));
      assertClose(b as number, against[i]!, 1e-6, String(part));
      assertClose(difference as number, target[i]! - against[i]!, 1e-6, String(part));
    }
    assert.equal(rows.length, target.length);
    const joined = contributionsAnswer(ask, asked, { position, target: { typed: '..' }, against: null });
    assert.match((await userErrorOf(joined)).message, /joins with the end/);
  });

  it('for ablation, and is told and gives away what `introspect ablate` says', async () => {
    const asked = await read(host, sentence);
    const heads = [[0, 3], [2, 1]] as const; // prettier-ignore
    const ablation = await ablationAnswer(ask, asked, heads);
    const expected = await cli<CliAblation>('ablate', sentence, '--heads', '0.3,2.1', '--top', '10');
    const next = tableOf(contentOf(asked), 'ablation-next', { ablation });
    for (const { id, text, p, was } of expected.next) {
      const row = next.rows.find(([shown]) => shown === id);
      assert.ok(row, `token ${id}`);
      assert.equal(row[1], text);
      assertClose(row[2] as number, was, 1e-6, 'was');
      assertClose(row[3] as number, p, 1e-6, 'p');
    }
    const loss = tableOf(contentOf(asked), 'ablation-text', { ablation });
    for (const [i, change] of expected.lossChange.entries()) {
      const shown = loss.rows[i]![2] as number | null;
      if (change === null) assert.equal(shown, null);
      else assertClose(shown!, change, 1e-6, `token ${i}`);
    }
    assertClose(ablation.meanLossChange!, expected.meanLossChange, 1e-6, 'mean');
    assert.ok(ablation.divergenceBits! > 0.001, 'these heads do something');
    const { divergenceBits: none, meanLossChange: zero } = await ablationAnswer(ask, asked, []);
    assert.ok(none! < 1e-6 && Math.abs(zero!) < 1e-9, `nothing is off, nothing changes: ${none}`);
  });

  it('about one token, and about another script', async () => {
    const one = await read(host, 'sleep');
    const { meanLossChange } = await ablationAnswer(ask, { ...one, tokens: one.tokens.slice(0, 1) }, [[0, 0]]);
    assert.equal(meanLossChange, null);
    const lens = await lensAnswer(ask, { ...one, tokens: one.tokens.slice(0, 1) }, 0);
    assert.equal(lens.layers.at(-1)!.length, 1);
    const other = await read(host, '昨夜よく眠れなかった。');
    const { layers } = await lensAnswer(ask, other, 0);
    assert.equal(layers[0]!.length, other.tokens.length);
    for (const { top } of layers.flat()) assert.ok(top[0]!.p > 0 && top[0]!.p <= 1);
  });
});

describe('the Layers panel asks other models', () => {
  after(cleanUp);

  it('an encoder: the lens reads each token, heads are switched off with one hidden, its score has no parts', async () => {
    const { dir, onnx, reference } = fixtureNamed('bert/model');
    const host = startHost(dir, { onnx });
    const ask = asking(host);
    const asked = await read(host, reference.text, 512, false);
    const { layers } = await lensAnswer(ask, asked, 0);
    assert.equal(layers.at(-1)![3]!.actual!.id, asked.tokens[3]!.id);
    const about = { position: 0, target: null, against: null };
    const { message } = await userErrorOf(contributionsAnswer(ask, asked, about));
    assert.match(message, /each of its additions is followed by a norm/);
    const ablation = await ablationAnswer(ask, asked, [[0, 1]], 4);
    const file = readFileSync(path.join(dir, 'ref.inside.json'), 'utf8');
    const [expected] = (JSON.parse(file) as { ablations: { logits: number[][]; loss: number[] }[] }).ablations;
    assert.equal(ablation.hidden, 4);
    assertClose(ablation.meanLossChange!, expected!.loss[1]! - expected!.loss[0]!, 1e-3, 'loss');
    const [before, after] = expected!.logits.map((logits) => softmax(Float32Array.from(logits)));
    for (const { id, before: was, after: is } of ablation.next) {
      assertClose(was, before![id]!, 1e-4, `was of ${id}`);
      assertClose(is, after![id]!, 1e-4, `p of ${id}`);
    }
    const divergence = before!.reduce((sum, p, id) => sum + p * Math.log2(p / after![id]!), 0);
    assertClose(ablation.divergenceBits!, divergence, 1e-3, 'divergence');
    const loss = tableOf(contentOf(asked), 'ablation-text', { ablation });
    assert.deepEqual(
      loss.rows.flatMap(([position, , change]) => (change === null ? [] : [position])),
      [4],
    );
  });

  it('one whose process dies under it: told as such, and answered again', async () => {
    const host = startHost(bundledDir);
    const ask = asking(host);
    const asked = await read(host, sample.slice(0, 2500));
    const dying = userErrorOf(lensAnswer(ask, asked, 0));
    process.kill(host.pid!, 'SIGKILL');
    assert.equal((await dying).code, 'hostDied');
    assert.equal((await lensAnswer(ask, asked, 0)).layers.length, 7);
  });
});
