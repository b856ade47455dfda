import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { FileSource } from '../../../src/model/fileSource';

describe('FileSource', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'introspect-'));
  const file = path.join(folder, 'bytes');
  const bytes = Uint8Array.from({ length: 200_000 }, (_, i) => (i * 7919) >> 3);
  writeFileSync(file, bytes);
  after(() => rmSync(folder, { recursive: true }));

  it('reads any stretch in any order, as many bytes as there are', () => {
    const source = new FileSource(file);
    assert.equal(source.size, bytes.length);
    const stretch = fc.tuple(fc.nat(210_000), fc.oneof(fc.nat(100), fc.nat(150_000)));
    fc.assert(
      fc.property(fc.array(stretch, { maxLength: 8 }), (stretches) => {
        for (const [offset, length] of stretches) {
          assert.equal(Buffer.compare(source.read(offset, length), bytes.subarray(offset, offset + length)), 0);
        }
      }),
      { numRuns: 40 },
    );
    source.close();
  });
});
