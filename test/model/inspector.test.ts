import assert from 'node:assert/strict';
import { rmSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { inspectModels } from '../../src/platform/modelInspector';
import type { InspectReply, ModelInspection } from '../../src/protocol/modelInspector';
import { LoadedModel } from '../../src/model/loadedModel';
import { bundledDir, cleanUp, copyOf, fixtures, root } from './support';

const script = path.join(root, 'dist/modelInspector.js');

function inspected(reply: InspectReply | undefined): ModelInspection {
  assert.ok(reply && 'inspection' in reply, JSON.stringify(reply));
  return reply.inspection;
}

describe('the model inspector', () => {
  afterEach(cleanUp);

  it('tells of the bundled model what loading it tells', async () => {
    const [reply] = await inspectModels(script, [{ dir: bundledDir }]);
    const { abilities, architecture, layers, heads, contextLength, bytes } = inspected(reply);
    assert.deepEqual(abilities, ['generate', 'chat', 'attention']);
    const model = await LoadedModel.load({ dir: bundledDir }, () => undefined);
    const { info } = model;
    await model.dispose();
    assert.deepEqual(
      [architecture, layers, heads, contextLength, bytes],
      [info.architecture, info.layers, info.heads, info.contextLength, info.bytes],
    );
  });

  it('tells of every fixture model what it can do', async () => {
    const replies = await inspectModels(
      script,
      fixtures.map(({ dir, onnx }) => ({ dir, onnx })),
    );
    for (const [i, { name, predicts }] of fixtures.entries()) {
      const { abilities } = inspected(replies[i]);
      assert.deepEqual(
        [abilities.includes('generate'), abilities.includes('attention'), abilities.includes('embed')],
        [predicts, true, false],
        name,
      );
    }
  });

  it('names the fault of a folder, and goes on with the next', async () => {
    const [cut, bare] = [copyOf('gpt2'), copyOf('gpt2')];
    truncateSync(path.join(cut, 'onnx/model.onnx'), 200_000);
    rmSync(path.join(bare, 'config.json'));
    const replies = await inspectModels(script, [{ dir: cut }, { dir: bare }, { dir: bundledDir }]);
    const codes = replies.map((reply) => ('error' in reply ? reply.error.code : 'fine'));
    assert.deepEqual(codes, ['modelFileInvalid', 'modelFileMissing', 'fine']);
  });

  it('a process that dies is told for each model', async () => {
    const broken = path.join(copyOf('gpt2'), 'dies.cjs');
    writeFileSync(broken, 'process.exit(3)');
    const replies = await inspectModels(broken, [{ dir: 'a' }, { dir: 'b' }]);
    assert.deepEqual(
      replies.map((reply) => 'error' in reply && reply.error.code),
      ['hostDied', 'hostDied'],
    );
  });
});
