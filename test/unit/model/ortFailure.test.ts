import assert from 'node:assert/strict';
import { UserError } from '../../../src/core/base/userError';
import { loadFailure, runFailure, runtimeMissing } from '../../../src/model/ortFailure';

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

  it('name what Windows and macOS need where the library itself cannot be loaded', () => {
    const error = Object.assign(new Error('The specified module could not be found.'), { code: 'ERR_DLOPEN_FAILED' });
    const remedyOn = (platform: NodeJS.Platform, cause: unknown = error) => {
      const failure = runtimeMissing(cause, { platform, arch: 'x64' });
      return failure instanceof UserError ? failure.remedy : failure;
    };
    assert.match(String(remedyOn('win32')), /Visual C\+\+ Redistributable/);
    assert.match(String(remedyOn('darwin')), /macOS 14/);
    const absent = Object.assign(new Error('Cannot find module'), { code: 'MODULE_NOT_FOUND' });
    assert.match(String(remedyOn('darwin', absent)), /made for this computer/);
    const other = new TypeError('a fault of ours');
    assert.equal(remedyOn('win32', other), other);
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
