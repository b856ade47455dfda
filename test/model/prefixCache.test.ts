import assert from 'node:assert/strict';
import { Tensor } from '../../src/model/onnxruntime';
import { PrefixCache } from '../../src/model/prefixCache';
import type { Past } from '../../src/model/session';

const heads = 2;
const width = 3;
const bytesPerToken = heads * width * 4;

/** Each value tells its head, token and place, and which text it is of. */
function pastOf(ids: readonly number[]): Past {
  const data = new Float32Array(heads * ids.length * width);
  for (let head = 0; head < heads; head++) {
    for (let at = 0; at < ids.length; at++) {
      for (let w = 0; w < width; w++) data[(head * ids.length + at) * width + w] = ids[at]! * 100 + head * 10 + w;
    }
  }
  return { length: ids.length, tensors: { k: new Tensor('float32', data, [1, heads, ids.length, width]) } };
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);
/** 300 tokens in common, then some of its own. */
const textOf = (n: number): number[] => [...range(0, 300), ...range(1000 * n, 1000 * n + 50)];

describe('PrefixCache', () => {
  it('hands out the longest shared beginning, in whole chunks, leaving one token to run', () => {
    const cache = new PrefixCache();
    cache.add(textOf(1), pastOf(textOf(1)));
    const shared = cache.resume(textOf(2));
    assert.deepEqual(shared?.length, 256);
    assert.deepEqual(shared.tensors['k']!.dims, [1, heads, 256, width]);
    assert.deepEqual(shared.tensors['k']!.data, pastOf(range(0, 256)).tensors['k']!.data);
    assert.equal(cache.resume(range(0, 256))!.length, 128);
    assert.equal(cache.resume(range(0, 257))!.length, 256);
    assert.equal(cache.resume(range(0, 128)), null);
    assert.equal(cache.resume(range(5, 300)), null);
  });

  it('shortens keys and values that lie in one tensor', () => {
    const cache = new PrefixCache();
    const both = (ids: readonly number[]): Past => {
      const { data } = pastOf(ids).tensors['k']!;
      const keys = data as Float32Array;
      const all = Float32Array.from([...keys, ...keys.map((key) => -key)]);
      return { length: ids.length, tensors: { kv: new Tensor('float32', all, [2, 1, heads, ids.length, width]) } };
    };
    cache.add(textOf(1), both(textOf(1)));
    const shared = cache.resume(textOf(2))!;
    assert.deepEqual(shared.tensors['kv']!.dims, [2, 1, heads, 256, width]);
    assert.deepEqual(shared.tensors['kv']!.data, both(range(0, 256)).tensors['kv']!.data);
  });

  it('makes the copy of a shared beginning once', () => {
    const cache = new PrefixCache();
    cache.add(textOf(1), pastOf(textOf(1)));
    assert.equal(cache.resume(textOf(2))!.tensors['k'], cache.resume(textOf(3))!.tensors['k']);
  });

  it('stays within its memory, and drops what was used longest ago', () => {
    const cache = new PrefixCache(2.5 * 130 * bytesPerToken);
    const texts = [1, 2, 3].map((n) => range(1000 * n, 1000 * n + 130));
    cache.add(texts[0]!, pastOf(texts[0]!));
    cache.add(texts[1]!, pastOf(texts[1]!));
    cache.add(texts[0]!, pastOf(texts[0]!));
    cache.add(texts[2]!, pastOf(texts[2]!));
    assert.deepEqual(
      texts.map((ids) => cache.resume(ids) !== null),
      [true, false, true],
    );
    const none = new PrefixCache(0);
    none.add(texts[0]!, pastOf(texts[0]!));
    assert.equal(none.resume(texts[0]!), null);
  });

  it('knows nothing of a cache whose first tokens are gone', () => {
    const cache = new PrefixCache();
    const ids = range(0, 300);
    cache.add(ids, { length: 300, tensors: { k: new Tensor('float32', new Float32Array(600), [1, 2, 100, 3]) } });
    assert.equal(cache.resume(range(0, 280)), null);
  });
});
