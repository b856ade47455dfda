// Models that do not fit, and what they are told to be.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { modelField } from '../../src/core/onnx/schema';
import { inspectModel } from '../../src/model/inspectModel';
import { elementType, floatTensor, intTensor, onnxModel } from '../support/onnxBuilder';
import { tiny, tinyDecoder } from '../support/tinyDecoder';
import { cleanUp, copyOf, fixtureNamed, startHost, userErrorOf } from './support';
import { ids, load, assertAttention, assertGenerates } from './tinyAnswers';
import { tinyFolder } from './tinyFolder';

describe('a model that does not fit', () => {
  afterEach(cleanUp);

  it('no attention, but a router’s softmax and one that is multiplied with weights: says what was looked for, and writes', async () => {
    const { vocabulary, hidden } = tiny;
    const weights = (name: string, rows: number, columns: number) =>
      floatTensor(
        name,
        [rows, columns],
        Float32Array.from({ length: rows * columns }, (_, i) => Math.sin(3.7 * (i + 1) * name.length)),
      );
    const node = (op: string, inputs: string[], output: string, ints = {}) => ({ op, inputs, outputs: [output], ints });
    const dir = tinyFolder(
      onnxModel({
        nodes: [
          node('Gather', ['E', 'input_ids'], 'x'),
          node('MatMul', ['x', 'router'], 'routes'),
          node('Softmax', ['routes'], 'chosen', { axis: -1 }),
          node('MatMul', ['chosen', 'experts'], 'mixed'),
          node('Softmax', ['mixed'], 'gate', { axis: -1 }),
          node('Mul', ['gate', 'x'], 'gated'),
          node('Add', ['x', 'gated'], 'sum'),
          node('MatMul', ['sum', 'head'], 'logits'),
        ],
        inputs: [{ name: 'input_ids', type: elementType.int64, dims: ['batch', 'tokens'] }],
        outputs: [{ name: 'logits', dims: ['batch', 'tokens', vocabulary] }],
        initializers: [
          weights('E', vocabulary, hidden),
          weights('router', hidden, 4),
          weights('experts', 4, hidden),
          weights('head', hidden, vocabulary),
        ],
      }),
    );
    const model = await load(dir);
    const { attention } = model.info;
    const why = attention.available ? '' : attention.why;
    for (const form of [/Softmax followed by MatMul/, /GroupQueryAttention/, /in both branches of an If/])
      assert.match(why, form);
    await assertGenerates(model);
    for (const asked of [
      model.attention({ ids, layer: 0, head: 0 }),
      model.attentionOverview({ ids }),
      model.rollout({ ids, layer: 0 }),
      model.lens({ ids, top: 1 }),
    ]) {
      const { code, message } = await userErrorOf(asked);
      assert.deepEqual([code, /known forms/.test(message)], ['modelUnsupported', true], message);
    }
  });

  it('an operator set from the future', async () => {
    const file = { nodes: [{ op: 'Identity', inputs: ['input_ids'], outputs: ['y'] }], opsets: { '': 999 } };
    const inputs = [{ name: 'input_ids', type: elementType.int64, dims: ['b', 's'] }];
    const dir = tinyFolder(onnxModel({ ...file, inputs, outputs: [{ name: 'y', type: elementType.int64 }] }));
    const { code, message, remedy } = await userErrorOf(load(dir));
    assert.equal(code, 'modelUnsupported', message);
    assert.match(message, /operator set 999/);
    assert.match(remedy, /Update Introspect/);
  });

  it('a file format from the future', async () => {
    const bytes = tinyDecoder({ form: 'gqa' });
    assert.equal(bytes[0], 8 * modelField.irVersion);
    bytes[1] = 99;
    const { code, message, remedy } = await userErrorOf(load(tinyFolder(bytes)));
    assert.equal(code, 'modelUnsupported', message);
    assert.match(message, /version 99 of the ONNX format/);
    assert.match(remedy, /Update Introspect/);
  });

  it('an operator that the runtime does not have', async () => {
    const nodes = [{ op: 'FutureAttention', domain: 'com.microsoft', inputs: ['input_ids'], outputs: ['y'] }];
    const inputs = [{ name: 'input_ids', type: elementType.int64, dims: ['b', 's'] }];
    const dir = tinyFolder(onnxModel({ nodes, inputs, outputs: [{ name: 'y', type: elementType.int64 }] }));
    const { code, message } = await userErrorOf(load(dir));
    assert.equal(code, 'modelUnsupported', message);
    assert.match(message, /operator \S*FutureAttention/);
  });

  for (const [key, value, says] of [
    ['n_layer', 1, 'has 1 layers, but model.onnx keeps a cache for 2'],
    ['n_head', 6, 'has 6 heads, but model.onnx keeps a cache for 4'],
    ['vocab_size', 50257, 'has 50257 tokens, but model.onnx predicts only 384'],
  ] as const) {
    it(`another model's config.json, by its ${key}`, async () => {
      const dir = copyOf('gpt2');
      const file = path.join(dir, 'config.json');
      const config = JSON.parse(readFileSync(file, 'utf8')) as object;
      writeFileSync(file, JSON.stringify({ ...config, [key]: value }));
      const { code, message, remedy } = await userErrorOf(load(dir));
      assert.equal(code, 'modelFileInvalid');
      assert.ok(message.includes(says), message);
      assert.match(remedy, /same model/);
    });
  }

  it('continues text, but neither a cache nor config.json says so: is told what config.json must say', async () => {
    const bytes = tinyDecoder({ form: 'plain' });
    const silent = await load(tinyFolder(bytes, { architectures: undefined }));
    const { code, message, remedy } = await userErrorOf(silent.next({ ids, top: 1 }));
    assert.equal(code, 'modelUnsupported', message);
    assert.doesNotMatch(message, /as a whole/);
    assert.match(remedy, /config\.json.*architectures/);
    const told = await load(tinyFolder(bytes));
    assert.equal((await told.next({ ids, top: 1 })).top.length, 1);
  });

  for (const layers of [1, 3]) {
    it(`attention in 2 places for ${layers} layers: it is not shown, and the rest works`, async () => {
      const dir = copyOf('bert');
      const file = path.join(dir, 'config.json');
      const config = JSON.parse(readFileSync(file, 'utf8')) as object;
      writeFileSync(file, JSON.stringify({ ...config, num_hidden_layers: layers }));
      const model = await load(dir);
      const { attention } = model.info;
      assert.ok(!attention.available && new RegExp(`in 2 places.*names ${layers} layers`).test(attention.why));
      assert.equal((await model.score({ text: 'She left', addSpecialTokens: true })).omittedTokens, 0);
      assert.ok(!inspectModel({ dir }).abilities.includes('attention'));
    });
  }

  it('other heads than config.json names: attention is not shown, and nothing is asked of them', async () => {
    const dir = tinyFolder(tinyDecoder({ form: 'gqa' }));
    const file = path.join(dir, 'config.json');
    const config = JSON.parse(readFileSync(file, 'utf8')) as object;
    writeFileSync(file, JSON.stringify({ ...config, num_attention_heads: 4 }));
    const model = await load(dir);
    const { attention } = model.info;
    assert.ok(!attention.available && /has 2 heads in each layer, but config.json names 4/.test(attention.why));
    const { message } = await userErrorOf(model.ablate({ ids: ids.slice(0, 5), heads: [[0, 0]], top: 1 }));
    assert.match(message, /config\.json names 4/);
    await assertGenerates(model);
  });

  it('no heads in config.json: those that the file states are taken', async () => {
    const dir = tinyFolder(tinyDecoder({ form: 'gqa' }));
    writeFileSync(path.join(dir, 'config.json'), '{}');
    const model = await load(dir);
    assert.equal(model.info.heads, tiny.heads);
    await assertAttention(model, (q, k) => k <= q, 1e-5);
    assert.deepEqual(inspectModel({ dir }).heads, tiny.heads);
  });

  it('more memory than there is', async () => {
    const size = 2 ** 21;
    const nodes = [
      { op: 'Cast', inputs: ['input_ids'], outputs: ['x'], ints: { to: elementType.float32 } },
      { op: 'Expand', inputs: ['x', 'shape'], outputs: ['logits'] },
    ];
    const dir = tinyFolder(
      onnxModel({
        nodes,
        inputs: [{ name: 'input_ids', type: elementType.int64, dims: ['b', 's'] }],
        outputs: [{ name: 'logits', dims: ['x', 'y', 'z'] }],
        initializers: [intTensor('shape', [3], [size, size, 1])],
      }),
    );
    // Told when it is opened, which tries it.
    const { code, message, remedy } = await userErrorOf(load(dir));
    assert.equal(code, 'outOfMemory', message);
    assert.match(remedy, /smaller model/);
  });

  it('two windows use one model at once, and nothing is written beside it', async () => {
    const { onnx, reference } = fixtureNamed('llama-gqa/model_gqa');
    const dir = copyOf('llama-gqa');
    const files = (): string[] => readdirSync(dir, { recursive: true, encoding: 'utf8' }).sort();
    const before = files();
    const hosts = [startHost(dir, { onnx }), startHost(dir, { onnx })];
    const request = { ids: reference.input_ids, layer: 0, head: 1 };
    const [a, b] = await Promise.all(hosts.map((host) => host.request('attention', request)));
    assert.deepEqual(a, b);
    assert.deepEqual(files(), before);
  });
});
