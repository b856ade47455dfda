import assert from 'node:assert/strict';
import { MemorySource } from '../../../src/core/base/byteSource';
import { parseModel } from '../../../src/core/onnx/graph';
import { WireWriter } from '../../../src/core/onnx/wire';

describe('parseModel, on a bomb', () => {
  it('refuses a small file that would fill the memory with empty objects', () => {
    // Two bytes each: the tag of GraphProto.value_info and a length of 0.
    const values = new Uint8Array(new Uint16Array(1_100_000).fill(0x006a).buffer);
    const bytes = new WireWriter().int(1, 8).bytes(7, values).finish();
    assert.throws(() => parseModel(new MemorySource(bytes)), { name: 'OnnxFormatError', problem: 'limit' });
  });
});
