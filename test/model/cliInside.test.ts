import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { assertClose, cleanUp, fixtureNamed, runCli, temporaryFolder, type CliResult } from './support';

type Matrix = readonly (readonly number[])[];
type AllHeads = readonly (readonly Matrix[])[];
const llama = fixtureNamed('llama-gqa/model');
const { reference } = llama;
const of = ['--model', llama.dir, '--onnx', 'model.onnx'];

function file(text: string): string[] {
  const name = path.join(temporaryFolder(), 'text.txt');
  writeFileSync(name, text);
  return ['--text-file', name];
}

function done<T = Record<string, unknown>>({ code, stdout, stderr }: CliResult): T {
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout) as T;
}

function failed({ code, stdout, stderr }: CliResult, expected: number, reason: RegExp): void {
  assert.deepEqual([code, stdout], [expected, ''], stderr);
  assert.match(stderr, reason);
}

interface Scored {
  readonly tokens: readonly { readonly start: number; readonly end: number; readonly logprob: number | null }[];
}

describe('command line: inside a model', () => {
  let text: string[];
  before(() => (text = file(reference.text)));
  after(cleanUp);

  it('rollout: the product of the layers, computed from PyTorch’s attention', async () => {
    const { weights, layer } = done<{ weights: Matrix; layer: number }>(await runCli('rollout', ...of, ...text));
    const size = reference.input_ids.length;
    let expected: number[][] = Array.from({ length: size }, (_, q) =>
      Array.from({ length: size }, (_, k) => +(q === k)),
    );
    for (const heads of reference.attentions) {
      const mixed = (q: number, k: number): number =>
        heads.reduce((sum, head) => sum + head[q]![k]!, 0) / heads.length / 2 + (q === k ? 0.5 : 0);
      const before = expected;
      expected = before.map((row, q) =>
        row.map((_, k) => before.reduce((sum, other, i) => sum + mixed(q, i) * other[k]!, 0)),
      );
    }
    assert.equal(layer, reference.attentions.length - 1);
    for (const [q, row] of expected.entries())
      for (const [k, weight] of row.entries()) assertClose(weights[q]![k]!, weight, 1e-4, `${q} ${k}`);
  });

  it('attention --query: where one token looks, in every head, as PyTorch computes it', async () => {
    const size = reference.input_ids.length;
    for (const [given, query] of [
      ['last', size - 1],
      ['3', 3],
    ] as const) {
      const result = done<{ weights: Matrix[]; query: number }>(
        await runCli('attention', ...of, '--query', given, ...text),
      );
      assert.equal(result.query, query);
      for (const [l, heads] of reference.attentions.entries())
        for (const [h, matrix] of heads.entries())
          for (const [k, weight] of matrix[query]!.entries())
            assertClose(result.weights[l]![h]![k]!, weight, 1e-4, `${l} ${h} ${k}`);
    }
    failed(await runCli('attention', '--query', '1', '--layer', '0', ...text), 2, /--layer belongs to/);
  });

  it('deletion: curves add up from what the attribution and the likelihood of what is left say', async () => {
    const said = 'Client: I lie awake and think of work.';
    const asked = [...file(said), '--target', ' Therapist'];
    interface Deletion {
      units: { text: string; start: number; delta: number }[];
      attention: number[];
      check: {
        whole: number;
        most: number;
        ranked: { name: string; order: number[]; drops: number[]; area: number; p: number }[];
        chance: { draws: number; mean: number[]; lowest: number[]; highest: number[] };
      };
    }
    const { units, attention, check } = done<Deletion>(
      await runCli('deletion', ...asked, '--draws', '9', '--most', '3'),
    );
    const [ranked, byAttention] = check.ranked;
    assert.deepEqual(
      [check.most, check.chance.draws, ranked!.name, byAttention!.name],
      [3, 9, 'attribution', 'attention'],
    );
    const best = units.map((_, i) => i).sort((a, b) => units[b]!.delta - units[a]!.delta);
    assert.deepEqual(ranked!.order, best.slice(0, 3));
    assert.equal(ranked!.drops[0], units[best[0]!]!.delta);
    assertClose(ranked!.area, ranked!.drops.reduce((a, b) => a + b) / 3, 1e-9, 'area');
    assert.ok(ranked!.p >= 0.1 && ranked!.p <= 1);
    const most = attention.indexOf(Math.max(...attention));
    assert.equal(byAttention!.order[0], most);
    assert.equal(byAttention!.drops[0], units[most]!.delta);
    const scored = done<Scored>(await runCli('tokens', ...file('Client: I lie awake and think of work. Therapist')));
    const sum = scored.tokens
      .filter(({ end }) => end > said.length)
      .reduce((total, { logprob }) => total + logprob!, 0);
    assertClose(check.whole, sum, 1e-6, 'whole');
    assert.deepEqual(
      done<Deletion>(await runCli('deletion', ...asked, '--draws', '9', '--most', '3')).check,
      check,
      'the same seed gives the same draws',
    );
    failed(await runCli('deletion', ...file('word'), '--target', ' a'), 1, /nothing to choose/);
  });

  it('across: the mean and the largest of PyTorch’s heads', async () => {
    for (const [how, layer] of [
      ['mean', null],
      ['max', 1],
    ] as const) {
      const chosen = layer === null ? [] : ['--layer', String(layer)];
      const out = done<{ weights: Matrix; layer: number | null; how: string }>(
        await runCli('across', ...of, '--how', how, ...chosen, ...text),
      );
      assert.deepEqual([out.how, out.layer], [how, layer]);
      const heads = layer === null ? reference.attentions.flat() : reference.attentions[layer]!;
      for (const [q, row] of out.weights.entries())
        for (const [k, weight] of row.entries()) {
          const all = heads.map((rows) => rows[q]![k]!);
          const expected = how === 'max' ? Math.max(...all) : all.reduce((a, b) => a + b) / all.length;
          assertClose(weight, expected, 1e-4, `${how} ${q} ${k}`);
        }
    }
    failed(await runCli('across', ...of, '--how', 'median', ...text), 2, /--how must be one of mean, max/);
  });

  it('norms: attention times one length for each key', async () => {
    const { weights } = done<{ weights: AllHeads }>(
      await runCli('norms', ...of, '--layer', '1', '--head', '2', ...text),
    );
    const attention = reference.attentions[1]![2]!;
    // Read off where the weight is largest: the reference is rounded.
    const lengths = attention.map((_, k) => {
      const column = attention.map((row) => row[k]!);
      const q = column.indexOf(Math.max(...column));
      return weights[0]![0]![q]![k]! / column[q]!;
    });
    assert.ok(lengths.every((length) => length > 0));
    for (const [q, row] of attention.entries())
      for (const [k, weight] of row.entries())
        assertClose(weights[0]![0]![q]![k]!, weight * lengths[k]!, lengths[k]! * 2e-3, `${q} ${k}`);
  });

  it('overview: all heads as PyTorch gives them, to a 255th of each row', async () => {
    const { weights, tokensPerCell, cells } = done<{ weights: AllHeads; tokensPerCell: number; cells: number }>(
      await runCli('overview', ...of, ...text),
    );
    assert.deepEqual([tokensPerCell, cells], [1, reference.input_ids.length]);
    for (const [l, heads] of reference.attentions.entries())
      for (const [h, rows] of heads.entries())
        for (const [q, row] of rows.entries())
          for (const [k, weight] of row.entries())
            assertClose(weights[l]![h]![q]![k]!, weight, Math.max(...row) / 500 + 1e-4, `${l} ${h} ${q} ${k}`);
  });

  it('contributions: parts that add up to PyTorch’s logit', async () => {
    interface Parts {
      target: { id: number };
      logit: number;
      constant: number;
      embeddings: number;
      layers: { attention: number; mlp: number }[];
      rounding: number;
    }
    const parts = done<Parts>(await runCli('contributions', ...of, ...text));
    const best = reference.logits_last.indexOf(Math.max(...reference.logits_last));
    assert.equal(parts.target.id, best);
    assertClose(parts.logit, reference.logits_last[best]!, 1e-3, 'logit');
    const sum = parts.layers.reduce((total, { attention, mlp }) => total + attention + mlp, 0);
    assertClose(parts.constant + parts.embeddings + sum + parts.rounding, parts.logit, 1e-6, 'sum');
    const first = done<Parts>(await runCli('contributions', ...of, '--position', '2', ...text));
    assert.equal(first.target.id, reference.input_ids[3], 'by default, what follows');
    const named = done<Parts>(await runCli('contributions', ...of, '--target', ' low', ...text));
    assertClose(named.logit, reference.logits_last[named.target.id]!, 1e-3, 'named');
    failed(await runCli('contributions', ...of, '--position', '999', ...text), 1, /no token 999\..* 0 to/);
  });

  it('ablate: the loss with and without heads, and what is likely then', async () => {
    interface Ablated {
      lossChange: (number | null)[];
      meanLossChange: number;
      next: { id: number; p: number; was: number }[];
    }
    const { lossChange, meanLossChange, next } = done<Ablated>(
      await runCli('ablate', ...of, '--heads', '0.0,1.3', '--top', '3', ...text),
    );
    assert.deepEqual([lossChange.length, lossChange[0], next.length], [reference.input_ids.length, null, 3]);
    const changes = lossChange.slice(1) as number[];
    assertClose(meanLossChange, changes.reduce((a, b) => a + b, 0) / changes.length, 1e-9, 'mean');
    assert.ok(changes.some((change) => Math.abs(change) > 1e-4));
    const total = reference.logits_last.reduce((sum, logit) => sum + Math.exp(logit), 0);
    for (const { id, was } of next) assertClose(was, Math.exp(reference.logits_last[id]!) / total, 1e-4, `was ${id}`);
    for (const heads of ['0', '0.0.1', 'a.b'])
      failed(await runCli('ablate', ...of, '--heads', heads, ...text), 2, /LAYER\.HEAD/);
    failed(await runCli('ablate', ...of, '--heads', '9.0', ...text), 1, /no layer 9/);
  });

  it('likelihoods: whole labels, as scoring each text alone gives them', async () => {
    interface Labels {
      labels: { label: string; logprob: number; tokens: number; probability: number }[];
    }
    const given = [' Yes.', ' No, I cannot.'];
    const list = path.join(temporaryFolder(), 'labels.txt');
    writeFileSync(list, `${given.join('\n')}\n`);
    const { labels } = done<Labels>(await runCli('likelihoods', ...of, '--labels-file', list, ...text));
    const logprobs = await Promise.all(
      given.map(async (label) => {
        const { tokens } = done<Scored>(await runCli('tokens', ...of, ...file(reference.text + label)));
        return tokens.filter(({ end }) => end > reference.text.length).reduce((sum, { logprob }) => sum + logprob!, 0);
      }),
    );
    for (const [i, { label, logprob, probability }] of labels.entries()) {
      assert.equal(label, given[i]);
      assertClose(logprob, logprobs[i]!, 1e-3, label);
      const total = logprobs.reduce((sum, other) => sum + Math.exp(other - logprobs[i]!), 0);
      assertClose(probability, 1 / total, 1e-3, label);
    }
    const means = done<Labels>(
      await runCli('likelihoods', ...of, '--labels', given.join(), '--per-token', ...text),
    ).labels;
    assert.equal(means.length, 3, 'the comma in a label parts it');
    failed(await runCli('likelihoods', ...of, ...text), 2, /--labels or --labels-file/);
  });

  it('generate: kept to labels, to a schema, to the words of the text', async () => {
    const chosen = done(await runCli('generate', ...of, '--choice', 'sleep,mood', '--max-new', '20', ...text));
    assert.ok(['sleep', 'mood'].includes(String(chosen['text'])));
    const schema = path.join(temporaryFolder(), 'schema.json');
    writeFileSync(schema, '{"type":"object","properties":{"tired":{"type":"boolean"}},"required":["tired"]}');
    const reply = done(await runCli('generate', ...of, '--schema', schema, '--max-new', '60', ...text));
    assert.equal(typeof (JSON.parse(String(reply['text'])) as { tired: unknown }).tired, 'boolean');
    const drawn = ['--temperature', '1', '--samples', '3', '--max-new', '30'];
    const { samples } = done<{ samples: { text: string; seed: number }[] }>(
      await runCli('generate', ...of, '--verbatim', ...drawn, ...text),
    );
    assert.equal(new Set(samples.map(({ seed }) => seed)).size, 3);
    for (const { text: written } of samples)
      for (const [, quote] of written.matchAll(/"([^"]+)"/g)) assert.ok(reference.text.includes(quote!), quote);
    const greedy = done(
      await runCli('generate', ...of, '--top-k', '1', '--temperature', '1', '--max-new', '4', ...text),
    );
    assert.deepEqual(
      (greedy['tokens'] as { id: number }[]).map(({ id }) => id),
      reference.greedy.slice(0, 4),
    );
    failed(await runCli('generate', '--choice', 'a', '--verbatim', ...text), 2, /exclude each other/);
    failed(await runCli('generate', ...of, '--schema', text[1]!, ...text), 1, /is no JSON schema/);
  });
});
