import assert from 'node:assert/strict';
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { MemorySource } from '../../src/core/base/byteSource';
import { parseModel } from '../../src/core/onnx/graph';
import { buildOverlay } from '../../src/core/onnx/overlay';
import { LoadedModel } from '../../src/model/loadedModel';
import { assertClose, fixtureNamed, userErrorOf } from './support';

const dirs: string[] = [];

/** A model as `huggingface_hub` keeps it: links in snapshots/…/onnx to files named by their hash in blobs. */
function inCache(model: string, files: Readonly<Record<string, Uint8Array>>): string {
  const cache = mkdtempSync(path.join(tmpdir(), 'introspect-cache-'));
  dirs.push(cache);
  const [blobs, snapshot] = [path.join(cache, 'blobs'), path.join(cache, 'snapshots/0a1b')];
  mkdirSync(blobs);
  cpSync(fixtureNamed(model).dir, snapshot, {
    recursive: true,
    filter: (file) => !/\.(onnx|npz)$|ref.*json$/.test(file),
  });
  for (const [i, [name, bytes]] of Object.entries(files).entries()) {
    const blob = `e3b0c44298fc${i}`;
    writeFileSync(path.join(blobs, blob), bytes);
    symlinkSync(path.join('../../../blobs', blob), path.join(snapshot, 'onnx', name));
  }
  return snapshot;
}

async function assertWhole(dir: string, name: string): Promise<void> {
  const { reference } = fixtureNamed(name);
  const model = await LoadedModel.load({ dir }, () => undefined);
  const ids = reference.input_ids;
  const { weights, size } = await model.attention({ ids, layer: 1, head: 3 });
  for (const [k, weight] of reference.attentions[1]![3]!.at(-1)!.entries()) {
    assertClose(weights[(size - 1) * size + k]!, weight, 1e-4, `key ${k}`);
  }
  const { logits } = await model.next({ ids, top: 1 });
  for (const [id, logit] of reference.logits_last.entries()) assertClose(logits[id]!, logit, 1e-3, `logit ${id}`);
  // The residual stream, and the head that reads it: sessions of their own.
  const { layers } = await model.lens({ ids, top: 1 });
  assert.ok(layers.length > 1);
  await model.dispose();
}

describe('a model in Hugging Face’s cache, whose files are links', () => {
  after(() => dirs.forEach((dir) => rmSync(dir, { recursive: true, force: true })));

  for (const name of ['gpt2/model', 'gpt2-functions/model']) {
    const { dir, onnx } = fixtureNamed(name);
    const bytes = readFileSync(path.join(dir, 'onnx', onnx));

    it(`is read like any other (${name})`, async () => {
      await assertWhole(inCache(name, { 'model.onnx': bytes }), name);
    });

    it(`is read like any other, with its weights in a file of their own (${name})`, async () => {
      const source = new MemorySource(new Uint8Array(bytes));
      const graph = buildOverlay(source, parseModel(source), [], { location: 'model.onnx_data' });
      await assertWhole(inCache(name, { 'model.onnx': graph, 'model.onnx_data': bytes }), name);
    });
  }

  it('whose weights lie outside its folder is refused by name', async () => {
    const { dir } = fixtureNamed('gpt2/model');
    const copy = mkdtempSync(path.join(tmpdir(), 'introspect-outside-'));
    dirs.push(copy);
    cpSync(dir, copy, { recursive: true });
    const file = path.join(copy, 'onnx/model.onnx');
    const source = new MemorySource(new Uint8Array(readFileSync(file)));
    copyFileSync(file, path.join(copy, 'weights.bin'));
    writeFileSync(file, buildOverlay(source, parseModel(source), [], { location: '../weights.bin' }));
    const { code, message } = await userErrorOf(LoadedModel.load({ dir: copy }, () => undefined));
    assert.equal(code, 'modelFileInvalid');
    assert.match(message, /weights are in \.\.\/weights\.bin, outside its folder/);
  });
});
