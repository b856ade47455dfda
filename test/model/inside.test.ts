import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { MemorySource } from '../../src/core/base/byteSource';
import { parseModel, type OnnxModel } from '../../src/core/onnx/graph';
import { forward } from '../../src/model/forward';
import { InsideModel } from '../../src/model/inside';
import { LoadedModel } from '../../src/model/loadedModel';
import { openModel } from '../../src/model/openModel';
import { floats } from '../../src/model/session';
import { assertClose, cleanUp, copyOf, fixtureNamed, fixtures, startHost, userErrorOf, type Fixture } from './support';

const silent = (): void => undefined;
const decoders = fixtures.filter(({ predicts }) => predicts);
const loaded = new Map<string, Promise<LoadedModel>>();
after(async () => {
  await Promise.all([...loaded.values()].map(async (model) => (await model).dispose()));
  cleanUp();
});

/** Loaded once for all tests. */
function load({ dir, onnx }: Fixture, at = dir): Promise<LoadedModel> {
  const key = path.join(at, onnx);
  const model = loaded.get(key) ?? LoadedModel.load({ dir: at, onnx }, silent);
  loaded.set(key, model);
  return model;
}

/** Residual stream [layer][position][width], embeddings first. */
type Stream = readonly (readonly Float32Array[])[];
const streams = new Map<string, Promise<Stream>>();

function streamOf(fixture: Fixture): Promise<Stream> {
  const stream = streams.get(fixture.name) ?? readStream(fixture);
  streams.set(fixture.name, stream);
  return stream;
}

async function readStream({ dir, onnx, reference }: Fixture): Promise<Stream> {
  const opened = await openModel({ dir, onnx }, silent);
  const inside = await InsideModel.create(opened, silent);
  const { stream, session } = inside;
  const values = [stream.embeddings, ...stream.layers.map(({ output }) => output)];
  const rows: Float32Array[][] = values.map(() => []);
  for await (const pass of forward(session, reference.input_ids, { fetch: values, own: () => inside.masks([]) })) {
    for (const [layer, value] of values.entries()) {
      const all = floats(pass.outputs[value]!);
      const size = all.length / (pass.end - pass.start);
      for (let i = 0; i < pass.end - pass.start; i++) rows[layer]!.push(all.slice(i * size, (i + 1) * size));
    }
  }
  await inside.dispose();
  await opened.session.dispose();
  return rows;
}

/** Weights as the file holds them, by the name of the initializer. */
class Weights {
  readonly model: OnnxModel;
  readonly #bytes: Uint8Array;

  constructor({ dir, onnx }: Fixture) {
    this.#bytes = new Uint8Array(readFileSync(path.join(dir, 'onnx', onnx)));
    this.model = parseModel(new MemorySource(this.#bytes));
  }

  get(name: string): Float32Array {
    const { start, end } = this.#span(name);
    return new Float32Array(this.#bytes.slice(start, end).buffer);
  }

  /** The weights of the product whose node's name or output contains `part`. */
  matrixOf(part: string): string {
    const node = this.model.graph.nodes.find(
      ({ op, outputs }) => (op === 'MatMul' || op === 'Gemm') && outputs[0]?.includes(part),
    );
    assert.ok(node, part);
    let name = node.inputs[1]!;
    for (;;) {
      const producer = this.model.graph.nodes.find(({ outputs }) => outputs.includes(name));
      if (!producer) return name;
      name = producer.inputs[0]!;
    }
  }

  zero(name: string, from: number, to: number): Uint8Array {
    const { start } = this.#span(name);
    return this.#bytes.fill(0, start + from * 4, start + to * 4);
  }

  #span(name: string): { start: number; end: number } {
    const found = this.model.graph.initializers.find((initializer) => initializer.name === name);
    assert.ok(found?.raw, name);
    return found.raw;
  }
}

const dot = (a: Float32Array, b: Float32Array): number => a.reduce((total, value, i) => total + value * b[i]!, 0);
const width = 64;
const rowOf = (matrix: Float32Array, row: number): Float32Array => matrix.slice(row * width, (row + 1) * width);

function softmax(logits: ArrayLike<number>): number[] {
  const values = Array.from(logits);
  const max = Math.max(...values);
  const exp = values.map((logit) => Math.exp(logit - max));
  const total = exp.reduce((a, b) => a + b, 0);
  return exp.map((value) => value / total);
}

describe('inside a model', () => {
  describe('residual stream', () => {
    for (const name of [
      'llama-gqa/model',
      'llama-gqa/model_gqa',
      'gpt2/model',
      'gpt2-fused/model',
      'gpt2-einsum/model',
      'llama-einsum/model',
      'gpt2-functions/model',
      'bert/model',
    ]) {
      it(`of ${name} is PyTorch's hidden states`, async () => {
        const fixture = fixtureNamed(name);
        const { hidden } = fixture.reference;
        const stream = await streamOf(fixture);
        assert.equal(stream.length, hidden.length);
        for (const [layer, { mean, first8 }] of hidden.entries()) {
          const row = stream[layer]!.at(-1)!;
          assertClose(row.reduce((a, b) => a + b, 0) / row.length, mean, 1e-4, `layer ${layer} mean`);
          for (const [i, value] of first8.entries()) assertClose(row[i]!, value, 1e-4, `layer ${layer} value ${i}`);
        }
      });
    }
  });

  describe('logit lens', () => {
    for (const fixture of decoders) {
      it(`of ${fixture.name} ends in the model's own predictions`, async () => {
        const model = await load(fixture);
        const ids = fixture.reference.input_ids;
        const { layers } = await model.lens({ ids, top: 5 });
        assert.deepEqual(
          layers.map(({ length }) => length),
          [ids.length, ids.length, ids.length],
        );
        const { tokens } = await model.score({ text: fixture.reference.text, addSpecialTokens: true });
        for (const [i, { actual }] of layers.at(-1)!.entries()) {
          const next = tokens[i + 1];
          assert.equal(actual?.id, next?.id);
          if (!actual || !next) continue;
          assertClose(Math.log(actual.p), next.logprob!, 1e-4, `token ${i + 1}`);
          assert.equal(actual.rank, next.rank);
        }
        const { logits, top } = await model.next({ ids, top: 5 });
        const last = layers.at(-1)!.at(-1)!;
        assert.deepEqual(
          last.top.map(({ id, text }) => ({ id, text })),
          top,
        );
        const probabilities = softmax(logits);
        for (const { id, p } of last.top) assertClose(p, probabilities[id]!, 1e-5, `p of ${id}`);
        assert.equal(last.actual, null);
      });
    }

    it('of an encoder reads each position as a masked-language model does', async () => {
      const fixture = fixtureNamed('bert/model');
      const model = await load(fixture);
      const ids = fixture.reference.input_ids;
      const { layers } = await model.lens({ ids, top: 3 });
      const expected = softmax(fixture.reference.logits_last);
      const { top, actual } = layers.at(-1)!.at(-1)!;
      assert.equal(actual?.id, ids.at(-1));
      assertClose(actual!.p, expected[actual!.id]!, 1e-4, 'p of the token itself');
      for (const { id, p } of top) assertClose(p, expected[id]!, 1e-4, `p of ${id}`);
    });

    for (const name of ['llama-gqa/model', 'llama-gqa/model_gqa']) {
      it(`of ${name} is norm and head applied to every layer, by hand`, async () => {
        const fixture = fixtureNamed(name);
        const weights = new Weights(fixture);
        const [norm, head] = [weights.get('model.norm.weight'), weights.get('model.embed_tokens.weight')];
        const stream = await streamOf(fixture);
        const { layers } = await (await load(fixture)).lens({ ids: fixture.reference.input_ids, top: 1000 });
        for (const [layer, rows] of stream.entries()) {
          const x = rows[7]!;
          const y = x.map((value, i) => (value / Math.sqrt(dot(x, x) / width + 1e-5)) * norm[i]!);
          const expected = softmax(Array.from({ length: head.length / width }, (_, id) => dot(rowOf(head, id), y)));
          const { top } = layers[layer]![7]!;
          assert.equal(top.length, expected.length);
          for (const { id, p } of top) assertClose(p, expected[id]!, 1e-5, `layer ${layer} token ${id}`);
        }
      });
    }
  });

  describe('contributions', () => {
    for (const fixture of decoders) {
      it(`of ${fixture.name} add up to the logit`, async () => {
        const model = await load(fixture);
        const { input_ids: ids } = fixture.reference;
        for (const position of [3, ids.length - 1]) {
          const { logits, top } = await model.next({ ids: ids.slice(0, position + 1), top: 1 });
          const target = top[0]!.id;
          const { logit, constant, embeddings, layers, rounding } = await model.contributions({
            ids,
            position,
            target,
          });
          assertClose(logit, logits[target]!, fixture.logitTolerance, 'logit');
          assertClose(rounding, 0, fixture.logitTolerance, 'rounding');
          const sum = layers.reduce((total, { attention, mlp }) => total + attention + mlp, constant + embeddings);
          assertClose(sum, logits[target]!, fixture.logitTolerance, 'sum');
          assert.ok(layers.every(({ attention, mlp }) => Math.abs(attention) > 1e-4 && Math.abs(mlp) > 1e-4));
        }
      });
    }

    it('are the products with the unembedding, by hand', async () => {
      const fixture = fixtureNamed('llama-gqa/model');
      const weights = new Weights(fixture);
      const [norm, head] = [weights.get('model.norm.weight'), weights.get('model.embed_tokens.weight')];
      const stream = await streamOf(fixture);
      const model = await load(fixture);
      const [position, target] = [11, 100];
      const x = stream.at(-1)![position]!;
      const direction = rowOf(head, target).map((w, i) => (w * norm[i]!) / Math.sqrt(dot(x, x) / width + 1e-5));
      const ids = fixture.reference.input_ids;
      const { constant, embeddings, layers } = await model.contributions({ ids, position, target });
      assertClose(constant, 0, 1e-6, 'constant');
      assertClose(embeddings, dot(direction, stream[0]![position]!), 1e-4, 'embeddings');
      for (const [layer, { attention, mlp }] of layers.entries()) {
        const added = dot(direction, stream[layer + 1]![position]!) - dot(direction, stream[layer]![position]!);
        assertClose(attention + mlp, added, 1e-4, `layer ${layer}`);
      }
    });
  });

  describe('ablation', () => {
    for (const fixture of decoders) {
      it(`of no head of ${fixture.name} changes nothing; of all leaves only the last token to predict from`, async () => {
        const model = await load(fixture);
        const { input_ids: ids } = fixture.reference;
        const { logits } = await model.next({ ids, top: 1 });
        const none = await model.ablate({ ids, heads: [], top: 3 });
        assert.deepEqual(none.lossChange, [null, ...ids.slice(1).map(() => 0)]);
        assert.equal(none.meanLossChange, 0);
        for (const [id, logit] of none.logits.entries()) assertClose(logit, logits[id]!, 1e-4, `logit ${id}`);
        assert.deepEqual(none.top, (await model.next({ ids, top: 3 })).top);

        const all = [0, 1].flatMap((layer) => [0, 1, 2, 3].map((head) => [layer, head] as const));
        const without = await model.ablate({ ids, heads: all, top: 3 });
        const shuffled = [...ids.slice(3, -1), ...ids.slice(0, 3), ids.at(-1)!];
        const other = await model.ablate({ ids: shuffled, heads: all, top: 3 });
        for (const [id, logit] of without.logits.entries()) {
          assertClose(logit, other.logits[id]!, fixture.logitTolerance, `logit ${id}`);
        }
        const changes = without.lossChange.slice(1) as number[];
        assert.ok(changes.some((change) => Math.abs(change) > 0.05));
        assertClose(without.meanLossChange!, changes.reduce((a, b) => a + b, 0) / changes.length, 1e-9, 'mean');
      });
    }

    for (const [name, projection] of [
      ['llama-gqa/model', 'layers.1/self_attn/o_proj'],
      ['llama-gqa/model_gqa', 'layers.1/attn/o_proj'],
      ['gpt2/model', 'h.1/attn/c_proj'],
      ['gpt2-fused/model', 'GptAttention_1_matmul'],
      ['gpt2-einsum/model', 'h.1/c_proj'],
      ['llama-einsum/model', 'layers.1/o'],
    ] as const) {
      it(`of a head of ${name} is a model without its part of the output projection`, async () => {
        const fixture = fixtureNamed(name);
        const { input_ids: ids, text } = fixture.reference;
        const weights = new Weights(fixture);
        const [head, headWidth] = [2, 16];
        const rows = [head * headWidth * width, (head + 1) * headWidth * width] as const;
        const copy = copyOf(path.basename(fixture.dir));
        writeFileSync(path.join(copy, 'onnx', fixture.onnx), weights.zero(weights.matrixOf(projection), ...rows));
        const [model, cut] = [await load(fixture), await load(fixture, copy)];
        const result = await model.ablate({ ids, heads: [[1, head]], top: 3 });
        const expected = await cut.next({ ids, top: 3 });
        for (const [id, logit] of result.logits.entries())
          assertClose(logit, expected.logits[id]!, 1e-4, `logit ${id}`);
        assert.deepEqual(result.top, expected.top);
        const asked = { text, addSpecialTokens: true };
        const [before, after] = [await model.score(asked), await cut.score(asked)];
        for (const [i, change] of result.lossChange.entries()) {
          if (i === 0) continue;
          assertClose(change!, before.tokens[i]!.logprob! - after.tokens[i]!.logprob!, 1e-4, `token ${i}`);
        }
      });
    }
  });

  describe('attention flow', () => {
    for (const name of ['llama-gqa/model_gqa', 'gpt2/model', 'bert/model']) {
      it(`rolls out over the layers of ${name} as Abnar and Zuidema define it`, async () => {
        const fixture = fixtureNamed(name);
        const model = await load(fixture);
        const { attentions, input_ids: ids } = fixture.reference;
        let expected: number[][] = ids.map((_, q) => ids.map((__, k) => (q === k ? 1 : 0)));
        for (const [layer, heads] of attentions.entries()) {
          const previous = expected;
          const mixed = (q: number, k: number): number =>
            heads.reduce((sum, rows) => sum + rows[q]![k]! / heads.length, 0) / 2 + (q === k ? 0.5 : 0);
          expected = ids.map((_, q) =>
            ids.map((__, k) => previous.reduce((sum, row, j) => sum + mixed(q, j) * row[k]!, 0)),
          );
          const { weights, size } = await model.rollout({ ids, layer });
          assert.equal(size, ids.length);
          for (const [i, value] of expected.flat().entries()) assertClose(weights[i]!, value, 1e-4, `${layer} ${i}`);
        }
      });
    }

    it('weighs attention with the lengths of the values, shared by groups of heads', async () => {
      const fixture = fixtureNamed('llama-gqa/model');
      const model = await load(fixture);
      const { attentions, input_ids: ids } = fixture.reference;
      const weights = new Weights(fixture);
      const [embedding, norm, project] = [
        weights.get('model.embed_tokens.weight'),
        weights.get('model.layers.0.input_layernorm.weight'),
        weights.get(weights.matrixOf('layers.0/self_attn/v_proj')),
      ];
      const columns = project.length / width;
      const lengths = ids.map((id) => {
        const x = rowOf(embedding, id);
        const y = x.map((value, i) => (value / Math.sqrt(dot(x, x) / width + 1e-5)) * norm[i]!);
        const value = Array.from({ length: columns }, (_, c) =>
          y.reduce((sum, v, i) => sum + v * project[i * columns + c]!, 0),
        );
        return [value.slice(0, 16), value.slice(16, 32)].map((part) => Math.hypot(...part));
      });
      for (const head of [0, 3]) {
        const { weights: norms, size } = await model.valueNorms({ ids, layer: 0, head });
        for (let q = 0; q < size; q++) {
          for (let k = 0; k < size; k++) {
            const expected = attentions[0]![head]![q]![k]! * lengths[k]![Math.floor(head / 2)]!;
            assertClose(norms[q * size + k]!, expected, 1e-4, `head ${head} ${q} ${k}`);
          }
        }
      }
    });

    for (const name of ['bert/model', 'bert/model_fused']) {
      it(`weighs an encoder's attention with the lengths of its values as PyTorch does: ${name}`, async () => {
        const fixture = fixtureNamed(name);
        const model = await load(fixture);
        const ids = fixture.reference.input_ids;
        const file = path.join(fixture.dir, 'ref.norms.json');
        const { norms } = JSON.parse(readFileSync(file, 'utf8')) as { norms: number[][][][] };
        for (const [layer, heads] of norms.entries())
          for (const [head, rows] of heads.entries()) {
            const { weights, size } = await model.valueNorms({ ids, layer, head });
            assert.equal(size, ids.length);
            for (const [i, norm] of rows.flat().entries())
              assertClose(weights[i]!, norm, 1e-4, `${layer} ${head} ${i}`);
          }
      });
    }

    for (const [what, name, plain] of [
      ['finds the values in a cache of keys and values in one', 'gpt2-fused/model', 'gpt2/model'],
      ['weighs the values of attention by Einsum', 'gpt2-einsum/model', 'gpt2/model'],
      ['weighs the values that a group of heads shares in an Einsum', 'llama-einsum/model', 'llama-gqa/model'],
    ] as const)
      it(`${what}, across chunks`, async () => {
        const [apart, together] = await Promise.all([plain, name].map((one) => load(fixtureNamed(one))));
        const ids = Array.from({ length: 150 }, (_, i) => (i * i + 3 * i) % 300);
        for (const place of [
          { layer: 0, head: 0 },
          { layer: 1, head: 3 },
        ]) {
          const [expected, actual] = await Promise.all(
            [apart, together].map((model) => model!.valueNorms({ ids, ...place })),
          );
          for (const [i, norm] of expected!.weights.entries()) assertClose(actual!.weights[i]!, norm, 1e-4, `${i}`);
        }
      });
  });

  it('says what a model that only embeds cannot show, and refuses what is not there', async () => {
    const bert = fixtureNamed('bert/model');
    const encoder = await load({ ...bert, onnx: 'model_encoder.onnx' });
    const ids = bert.reference.input_ids;
    const failures = [
      encoder.lens({ ids, top: 1 }),
      encoder.contributions({ ids, position: 1, target: 1 }),
      encoder.ablate({ ids, heads: [[0, 0]], top: 1 }),
      encoder.ablate({ ids, heads: [[0, 0]], hidden: 1, top: 1 }),
    ];
    for (const failure of failures) assert.equal((await userErrorOf(failure)).code, 'modelUnsupported');
    const gpt2 = await load(fixtureNamed('gpt2/model'));
    const requests = [
      gpt2.contributions({ ids: [1, 2], position: 2, target: 1 }),
      gpt2.ablate({ ids: [1, 2], heads: [[2, 0]], top: 1 }),
      gpt2.ablate({ ids: [1, 2], heads: [[0, 4]], top: 1 }),
      gpt2.rollout({ ids: [1, 2], layer: 2 }),
      gpt2.lens({ ids: [], top: 1 }),
    ];
    const codes = await Promise.all(requests.map(async (request) => (await userErrorOf(request)).code));
    assert.deepEqual(codes, ['badRequest', 'badRequest', 'badRequest', 'badRequest', 'textEmpty']);
  });

  it('answers through the model host', async () => {
    const fixture = fixtureNamed('llama-gqa/model_gqa');
    const { input_ids: ids, text } = fixture.reference;
    const client = startHost(fixture.dir, { onnx: fixture.onnx });
    const local = await load(fixture);
    assert.deepEqual(await client.request('lens', { ids, top: 2 }), await local.lens({ ids, top: 2 }));
    const part = { ids, position: 4, target: 9 };
    assert.deepEqual(await client.request('contributions', part), await local.contributions(part));
    const ablation = { ids, heads: [[0, 1] as const], top: 2 };
    assert.deepEqual(await client.request('ablate', ablation), await local.ablate(ablation));
    assert.deepEqual(await client.request('rollout', { ids, layer: 1 }), await local.rollout({ ids, layer: 1 }));
    const place = { ids, layer: 1, head: 2 };
    assert.deepEqual(await client.request('valueNorms', place), await local.valueNorms(place));
    const question = { text, addSpecialTokens: true, target: ' a', unit: 'word' as const };
    assert.deepEqual(await client.request('attribute', question), await local.attribute(question));
  });
});
