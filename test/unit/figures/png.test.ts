import assert from 'node:assert/strict';
import { withResolution } from '../../../src/core/figures/png';

/** One white dot, made by zlib and libpng’s check sums. */
const dot = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAG7buVgAAAABJRU5ErkJggg==',
  'base64',
);

describe('PNG', () => {
  it('says how large it is on paper, after its header and before anything else', () => {
    const made = Buffer.from(withResolution(dot, 300));
    assert.equal(made.length, dot.length + 21);
    assert.deepEqual(made.subarray(0, 33), dot.subarray(0, 33));
    assert.deepEqual(made.subarray(54), dot.subarray(33));
    // 300 dots an inch are 11,811 a metre; the check sum is zlib's over type and data.
    assert.equal(made.subarray(33, 54).toString('hex'), '00000009704859730000' + '2e2300002e2301' + '78a53f76');
  });
});
