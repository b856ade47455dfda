import assert from 'node:assert/strict';
import { loadFailure, runFailure } from '../../../src/model/ortFailure';

// As onnxruntime 1.30 words them.
const noMemory = [
  'bfc_arena.cc:404 void* onnxruntime::BFCArena::AllocateRawInternal Failed to allocate memory for requested buffer of size 4294967296',
  'Exception during initialization: std::bad_alloc',
];

describe('failures of onnxruntime', () => {
  it('name the lack of memory, at loading and at running, and what to do', () => {
    for (const said of noMemory) {
      const failures = [loadFailure('model.onnx', new Error(said)), runFailure('model.onnx', 512, new Error(said))];
      assert.deepEqual(
        failures.map(({ code }) => code),
        ['outOfMemory', 'outOfMemory'],
      );
      assert.match(failures[0]!.message, /memory to load the model model\.onnx/);
      assert.match(failures[1]!.message, /on 512 tokens/);
      for (const { remedy } of failures) assert.match(remedy, /smaller model/);
    }
  });

  it('name the operator that is missing', () => {
    const said = 'Could not find an implementation for GroupQueryAttention(1) node with name';
    const { code, message } = loadFailure('model.onnx', new Error(said));
    assert.equal(code, 'modelUnsupported');
    assert.match(message, /operator GroupQueryAttention/);
  });

  it('quote nothing of what they do not know', () => {
    const { code, message } = loadFailure('model.onnx', new Error('I cannot sleep'));
    assert.equal(code, 'modelFileInvalid');
    assert.ok(!message.includes('sleep'));
  });
});
