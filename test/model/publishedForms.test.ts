// Forms of published files for which there is no fixture, each made here: their attention against what is computed by hand.
import assert from 'node:assert/strict';
import { closeSync, copyFileSync, ftruncateSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { MemorySource } from '../../src/core/base/byteSource';
import { logProbabilityOf } from '../../src/core/generation/probabilities';
import { parseModel, type OnnxGraph } from '../../src/core/onnx/graph';
import { buildOverlay } from '../../src/core/onnx/overlay';
import { graphField, modelField, tensorField } from '../../src/core/onnx/schema';
import { WireWriter } from '../../src/core/onnx/wire';
import { inspectModel } from '../../src/model/inspectModel';
import { FileSource } from '../../src/model/fileSource';
import { scoreLabels } from '../../src/model/likelihoods';
import { nextLogits } from '../../src/model/nextLogits';
import { InferenceSession, Tensor } from '../../src/model/onnxruntime';
import { loadOnnxFile } from '../../src/model/onnxFile';
import { openModel } from '../../src/model/openModel';
import { PrefixCache } from '../../src/model/prefixCache';
import { elementType, floatTensor, intTensor, onnxModel } from '../support/onnxBuilder';
import { tiny, tinyAttention, tinyDecoder, tinyProjection } from '../support/tinyDecoder';
import { assertClose, cleanUp, copyOf, fixtureNamed, userErrorOf } from './support';
import { ids, load, assertAttention, assertGenerates } from './tinyAnswers';
import { tinyFolder } from './tinyFolder';

function nestedGraphs(graph: OnnxGraph): OnnxGraph[] {
  const inner = graph.nodes.flatMap(({ attributes }) => [...attributes.values()].flatMap(({ graphs }) => graphs));
  return [graph, ...inner.flatMap(nestedGraphs)];
}

describe('a published form', () => {
  afterEach(cleanUp);

  it('a fused decoder, across chunks', async () => {
    const model = await load(tinyFolder(tinyDecoder({ form: 'gqa' })));
    await assertAttention(model, (q, k) => k <= q, 1e-5);
    await assertGenerates(model);
  });

  // onnxruntime-genai's model builder, from 0.18 on.
  it('a cache whose width the file only names, and config.json tells', async () => {
    const dir = tinyFolder(tinyDecoder({ form: 'gqa', rotary: true, packed: true, widthName: 'kv_cache_dim' }));
    const stated = tinyFolder(tinyDecoder({ form: 'gqa', rotary: true, packed: true }));
    const [model, same] = [await load(dir), await load(stated)];
    const most = 20;
    assert.deepEqual(await model.headOverview({ ids, most }), await same.headOverview({ ids, most }));
    const top = 3;
    const heads = [[0, 1]] as const;
    assert.deepEqual(await model.ablate({ ids, heads, top }), await same.ablate({ ids, heads, top }));
    await assertGenerates(model);
    assert.deepEqual(inspectModel({ dir }).abilities, inspectModel({ dir: stated }).abilities);
  });

  it('a cache whose width nothing tells is refused with the reason', async () => {
    const dir = tinyFolder(tinyDecoder({ form: 'gqa', widthName: 'kv_cache_dim' }));
    const config = path.join(dir, 'config.json');
    writeFileSync(config, readFileSync(config, 'utf8').replace('"hidden_size"', '"hidden"'));
    const { message, remedy } = await userErrorOf(load(dir));
    assert.match(message, /does not say how wide the cache/);
    assert.match(remedy, /head_dim/);
  });

  it('a sliding window: nothing outside it, across chunks', async () => {
    const model = await load(tinyFolder(tinyDecoder({ form: 'gqa', window: 5 })));
    await assertAttention(model, (q, k) => k <= q && k > q - 5, 1e-5);
    await assertGenerates(model);
  });

  for (const [what, form] of Object.entries({
    'rotary positions': {},
    'queries, keys and values in one': { packed: true },
    'scores that are capped': { floats: { softcap: 2 } },
    'a softmax that may leave something over': { ints: { smooth_softmax: 1 } },
    'a count of the logits wanted': { asksHowMany: true },
  })) {
    it(`several labels in one run: ${what}`, async () => {
      const open = await openModel(
        { dir: tinyFolder(tinyDecoder({ form: 'gqa', rotary: true, ...form })) },
        () => undefined,
      );
      assert.equal(open.session.branches, true);
      const shared = 140;
      const wholes = [[1, 2, 3], [1, 2, 4, 5], [6], [7, 7, 7, 7, 7]].map((label) => [
        ...ids.slice(0, shared),
        ...label,
      ]);
      const context = { open, cache: new PrefixCache(0), signal: undefined };
      const { labels } = await scoreLabels({ prompt: '', promptTokens: shared, wholes, shared }, 'none', context);
      for (const [i, whole] of wholes.entries()) {
        let expected = 0;
        // Each token by a run of all before it.
        for (let at = shared; at < whole.length; at++) {
          const { logits } = await nextLogits(open.session, whole.slice(0, at), { from: null });
          expected += logProbabilityOf(logits, whole[at]!);
        }
        assertClose(labels[i]!.logprob, expected, 1e-4, `label ${i}`);
      }
      await open.session.dispose();
    });
  }

  for (const [what, [form, inPlace]] of Object.entries({
    'rotary positions': [{ rotary: true }, true],
    'rotary positions of pairs side by side': [{ rotary: true, ints: { rotary_interleaved: 1 } }, true],
    'queries, keys and values in one': [{ rotary: true, packed: true }, true],
    'a scale of its own': [{ floats: { scale: 0.3 } }, true],
    'a count of the logits wanted': [{ asksHowMany: true }, true],
    'a sliding window': [{ window: 5 }, false],
    'scores that are capped': [{ floats: { softcap: 2 } }, false],
    'a softmax that may leave something over': [{ ints: { smooth_softmax: 1 } }, false],
    'a float16 cache': [{ half: true }, false],
  } as const)) {
    it(`token by token as in one run, ${inPlace ? 'the cache where it lies' : 'the cache copied'}: ${what}`, async () => {
      const open = await openModel({ dir: tinyFolder(tinyDecoder({ form: 'gqa', ...form })) }, () => undefined);
      const { session } = open;
      assert.equal(session.io.takesDecodeSteps, inPlace);
      const text = ids.slice(0, 100);
      // Past the room that the cache is given at first, and that it then grows to.
      let { past } = await nextLogits(session, text.slice(0, 5), { from: null });
      for (let length = 6; length <= text.length; length++) {
        const step = await nextLogits(session, text.slice(0, length), { from: past });
        past = step.past;
        const whole = await nextLogits(session, text.slice(0, length), { from: null });
        for (const [id, logit] of whole.logits.entries()) {
          assertClose(step.logits[id]!, logit, 'half' in form ? 5e-2 : 1e-4, `logit ${id} after ${length}`);
        }
      }
      await session.dispose();
    });
  }

  for (const [what, [form, comesByScores]] of Object.entries({
    'rotary positions': [{ rotary: true }, true],
    'rotary positions of pairs side by side': [{ rotary: true, ints: { rotary_interleaved: 1 } }, true],
    'queries, keys and values in one': [{ rotary: true, packed: true }, true],
    'a width that the file only names': [{ rotary: true, packed: true, widthName: 'kv_cache_dim' }, true],
    'a scale of its own': [{ floats: { scale: 0.3 } }, true],
    'first weights that are too small for a float': [{ floats: { scale: 1000 } }, true],
    'a sliding window': [{ window: 5 }, true],
    'scores that are capped': [{ floats: { softcap: 2 } }, false],
    'a softmax that may leave something over': [{ ints: { smooth_softmax: 1 } }, false],
    'a float16 cache': [{ half: true }, false],
  } as const)) {
    it(`the entropy of all heads, by scores or by logarithms: ${what}`, async () => {
      const dir = tinyFolder(tinyDecoder({ form: 'gqa', ...form }));
      const { overlay } = loadOnnxFile(path.join(dir, 'model.onnx'), tiny.headSize);
      const graphs = nestedGraphs(parseModel(new MemorySource(overlay!)).graph);
      assert.equal(graphs.filter(({ nodes }) => nodes.some(({ op }) => op === 'Less')).length, comesByScores ? 1 : 0);
      const model = await load(dir);
      for (const text of [ids, ids.slice(0, 20)]) {
        const { measures } = await model.headOverview({ ids: text, most: 20 });
        for (const [head, { entropy }] of measures.entries()) {
          const { weights, size } = await model.attention({ ids: text, layer: 0, head });
          const bits = weights.subarray(size).reduce((sum, w) => sum - (w > 0 ? w * Math.log2(w) : 0), 0) / (size - 1);
          assertClose(entropy!, bits, 'half' in form ? 1e-3 : 1e-5 * Math.max(1, bits), `entropy of ${head}`);
        }
      }
    });
  }

  it('MultiHeadAttention with a cache, across chunks', async () => {
    const model = await load(tinyFolder(tinyDecoder({ form: 'mha' })));
    await assertAttention(model, (q, k) => k <= q, 1e-5);
    await assertGenerates(model);
  });

  for (const form of ['gqa', 'mha'] as const) {
    it(`a float16 cache (${form})`, async () => {
      const model = await load(tinyFolder(tinyDecoder({ form, half: true })));
      await assertAttention(model, (q, k) => k <= q, 5e-3);
      await assertGenerates(model);
    });
  }

  it('a graph that asks how many logits are wanted, and gets all that are', async () => {
    const model = await load(tinyFolder(tinyDecoder({ form: 'gqa', asksHowMany: true })));
    await assertAttention(model, (q, k) => k <= q, 1e-5);
    await assertGenerates(model);
  });

  it('a decoder without a cache, heads as the first of three axes, and a query that sees nothing', async () => {
    const model = await load(tinyFolder(tinyDecoder({ form: 'plain', before: true })));
    await assertAttention(model, (q, k) => k < q, 1e-5);
    const { weights, cells } = await model.attentionOverview({ ids });
    assert.equal(weights.subarray(0, cells).some(Boolean), false);
    assert.deepEqual(model.info.attention, { available: true, maxTokens: 11585 });
    const long = Array.from({ length: 11586 }, () => 1);
    const { code, message } = await userErrorOf(model.attention({ ids: long, layer: 0, head: 0 }));
    assert.deepEqual([code, /in one piece.*at most 11585/.test(message)], ['textTooLong', true]);
  });

  it('heads as the first of three axes can be switched off', async () => {
    const model = await load(tinyFolder(tinyDecoder({ form: 'plain' })));
    await assertAttention(model, (q, k) => k <= q, 1e-5);
    const asked = { ids: ids.slice(0, 20), top: 1 };
    const [{ logits }, none, one, both] = [
      await model.next(asked),
      await model.ablate({ ...asked, heads: [] }),
      await model.ablate({ ...asked, heads: [[0, 1]] }),
      await model.ablate({
        ...asked,
        heads: [
          [0, 0],
          [0, 1],
        ],
      }),
    ];
    for (const [id, logit] of logits.entries()) assertClose(none.logits[id]!, logit, 1e-5, `logit ${id}`);
    assert.ok(one.logits.some((logit, id) => Math.abs(logit - logits[id]!) > 1e-2));
    // Without attention nothing reaches the head.
    assert.ok(both.logits.every((logit) => logit === 0));
  });

  it('heads as the first of three axes are weighed by their own values', async () => {
    const model = await load(tinyFolder(tinyDecoder({ form: 'plain' })));
    for (let head = 0; head < tiny.heads; head++) {
      const lengths = tinyProjection(ids, head, 'v').map((value) => Math.hypot(...value));
      const expected = tinyAttention(ids, head, (q, k) => k <= q);
      const { weights, size } = await model.valueNorms({ ids, layer: 0, head });
      for (const [q, row] of expected.entries())
        for (const [k, weight] of row.entries())
          assertClose(weights[q * size + k]!, weight * lengths[k]!, 1e-4, `${head} ${q} ${k}`);
    }
  });

  it('two branches, with and without a cache', async () => {
    const model = await load(tinyFolder(tinyDecoder({ form: 'merged' })));
    await assertAttention(model, (q, k) => k <= q, 1e-5);
    await assertGenerates(model);
  });

  it('a mask that onnxruntime knows in the fused form only: it runs, and says that its attention cannot be shown', async () => {
    // MaskIndexEndAndStart of onnxruntime's optimiser: [ends…, starts…].
    const { vocabulary, hidden, heads } = tiny;
    const wave = (dims: readonly number[], seed: number): Float32Array =>
      Float32Array.from({ length: dims.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(7.3 * (i + 1) + 31.7 * seed));
    const weight = (name: string, dims: readonly number[], seed: number) => floatTensor(name, dims, wave(dims, seed));
    const node = (op: string, inputs: string[], outputs: string[], rest = {}) => ({ op, inputs, outputs, ...rest });
    const bytes = onnxModel({
      nodes: [
        node('Gather', ['E', 'input_ids'], ['x']),
        node('ReduceSum', ['attention_mask', 'one'], ['end'], { ints: { keepdims: 0 } }),
        node('Sub', ['end', 'end'], ['start']),
        node('Concat', ['end', 'start'], ['both'], { ints: { axis: 0 } }),
        node('Cast', ['both'], ['mask'], { ints: { to: elementType.int32 } }),
        node('Attention', ['x', 'w', 'b', 'mask'], ['a'], {
          domain: 'com.microsoft',
          ints: { num_heads: heads, unidirectional: 1 },
        }),
        node('MatMul', ['a', 'head'], ['logits']),
      ],
      inputs: ['input_ids', 'attention_mask'].map((name) => ({ name, type: elementType.int64, dims: ['b', 't'] })),
      outputs: [{ name: 'logits', dims: ['b', 't', vocabulary] }],
      initializers: [
        weight('E', [vocabulary, hidden], 1),
        weight('w', [hidden, 3 * hidden], 2),
        weight('b', [3 * hidden], 3),
        weight('head', [hidden, vocabulary], 4),
        intTensor('one', [1], [1]),
      ],
    });
    const dir = tinyFolder(bytes);
    const model = await load(dir);
    assert.equal(model.info.attention.available, false);
    const plain = await InferenceSession.create(path.join(dir, 'model.onnx'));
    const whole = (value: bigint | null) =>
      new Tensor(
        'int64',
        BigInt64Array.from(ids, (id) => value ?? BigInt(id)),
        [1, ids.length],
      );
    const { logits } = await plain.run({ input_ids: whole(null), attention_mask: whole(1n) });
    const expected = (logits!.data as Float32Array).slice(-vocabulary);
    const { logits: given } = await model.next({ ids, top: 1 });
    for (const [id, logit] of expected.entries()) assertClose(given[id]!, logit, 1e-4, `logit ${id}`);
    await plain.release();
  });

  it('weights in a file of their own', async () => {
    const { reference } = fixtureNamed('gpt2/model');
    const dir = copyOf('gpt2');
    const file = path.join(dir, 'onnx/model.onnx');
    const source = new MemorySource(new Uint8Array(readFileSync(file)));
    copyFileSync(file, path.join(dir, 'onnx/model.onnx_data'));
    writeFileSync(file, buildOverlay(source, parseModel(source), [], { location: 'model.onnx_data' }));
    const model = await load(dir);
    assert.ok(model.info.bytes > source.size);
    const { weights, size } = await model.attention({ ids: reference.input_ids, layer: 1, head: 3 });
    for (const [k, weight] of reference.attentions[1]![3]!.at(-1)!.entries()) {
      assertClose(weights[(size - 1) * size + k]!, weight, 1e-4, `key ${k}`);
    }
    const { logits } = await model.next({ ids: reference.input_ids, top: 1 });
    for (const [id, logit] of reference.logits_last.entries()) assertClose(logits[id]!, logit, 1e-3, `logit ${id}`);
  });

  it('a file of more than 4 GB, whose weights lie behind the first 4', async () => {
    const dir = tinyFolder(new Uint8Array(1));
    writeHuge(path.join(dir, 'model.onnx'));
    const loaded = await load(dir);
    assert.ok(loaded.info.bytes > unused);
    await assertAttention(loaded, (q, k) => k <= q, 1e-5);
  });

  it('weights in a file of their own, behind its first 4 GB', async () => {
    const dir = tinyFolder(new Uint8Array(1));
    const weights = path.join(dir, 'model.onnx_data');
    writeHuge(weights);
    const source = new FileSource(weights);
    const model = buildOverlay(source, parseModel(source), [], { location: 'model.onnx_data' });
    source.close();
    writeFileSync(path.join(dir, 'model.onnx'), model);
    const loaded = await load(dir);
    assert.ok(loaded.info.bytes > unused);
    await assertAttention(loaded, (q, k) => k <= q, 1e-5);
    await assertGenerates(loaded);
  });
});

const unused = 2 ** 32;

/** A decoder whose first initializer has 4 GiB: a hole, which takes no room on the disk. */
function writeHuge(file: string): void {
  const small = tinyDecoder({ form: 'gqa' });
  const model = parseModel(new MemorySource(small));
  const graph = small.subarray(model.graph.span.start, model.graph.span.end);
  const opsets = small.subarray(model.graph.span.end);
  const head = new WireWriter()
    .int(tensorField.dims, unused)
    .int(tensorField.elementType, elementType.uint8)
    .string(tensorField.name, 'unused');
  const raw = prefix(tensorField.rawData, unused);
  const initializer = prefix(graphField.initializer, head.length + raw.length + unused);
  const before = [
    new WireWriter().int(modelField.irVersion, 8).finish(),
    prefix(modelField.graph, graph.length + initializer.length + head.length + raw.length + unused),
    initializer,
    head.finish(),
    raw,
  ];
  const fd = openSync(file, 'w');
  const start = before.reduce((at, part) => at + writeSync(fd, part, 0, part.length, at), 0);
  ftruncateSync(fd, start + unused);
  writeSync(fd, graph, 0, graph.length, start + unused);
  writeSync(fd, opsets, 0, opsets.length, start + unused + graph.length);
  closeSync(fd);
}

/** Tag and length of a field whose payload follows. */
function prefix(field: number, length: number): Uint8Array {
  const bytes: number[] = [];
  for (let rest of [field * 8 + 2, length]) {
    for (; rest > 0x7f; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80);
    bytes.push(rest);
  }
  return Uint8Array.from(bytes);
}
