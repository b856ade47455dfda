import assert from 'node:assert/strict';
import { vectorByHead } from '../../../src/model/attentionFlow';

describe('values by head', () => {
  it('are those of the head, or of its group, for every number of heads', () => {
    for (let groups = 1; groups <= 64; groups++) {
      // Each vector is the number of its head.
      const all = Float32Array.from({ length: groups }, (_, group) => group);
      for (const each of [1, 2, 4]) {
        for (let head = 0; head < groups * each; head++) {
          const vector = vectorByHead(all, [1, groups, 1, 1], { head, heads: groups * each });
          assert.deepEqual([...vector(0)], [Math.floor(head / each)]);
        }
      }
    }
  });
});
