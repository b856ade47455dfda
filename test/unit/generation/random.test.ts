import assert from 'node:assert/strict';
import { sampleSeed, SeededRandom } from '../../../src/core/generation/random';

const u64 = (n: bigint) => BigInt.asUintN(64, n);
const rotl = (n: bigint, k: bigint) => u64(n << k) | (n >> (64n - k));

/** xoroshiro128+ 1.0 and SplitMix64 as their authors publish them (https://prng.di.unimi.it), in 64-bit arithmetic. */
function* xoroshiro128plus(s0: bigint, s1: bigint): Generator<bigint, never> {
  for (;;) {
    yield u64(s0 + s1);
    const t = s1 ^ s0;
    [s0, s1] = [rotl(s0, 24n) ^ t ^ u64(t << 16n), rotl(t, 37n)];
  }
}
function* splitMix64(state: bigint): Generator<bigint, never> {
  for (;;) {
    state = u64(state + 0x9e3779b97f4a7c15n);
    let z = u64((state ^ (state >> 30n)) * 0xbf58476d1ce4e5b9n);
    z = u64((z ^ (z >> 27n)) * 0x94d049bb133111ebn);
    yield z ^ (z >> 31n);
  }
}
const take = <T>(source: Iterator<T, never>, n: number) => Array.from({ length: n }, () => source.next().value);

describe('SeededRandom', () => {
  it('is compared with a reference that gives the published values', () => {
    assert.deepEqual(take(xoroshiro128plus(1n, 2n), 10), [
      3n,
      412333834243n,
      2360170716294286339n,
      9295852285959843169n,
      2797080929874688578n,
      6019711933173041966n,
      3076529664176959358n,
      3521761819100106140n,
      7493067640054542992n,
      920801338098114767n,
    ]);
    assert.deepEqual(take(splitMix64(0n), 3), [16294208416658607535n, 7960286522194355700n, 487617019471545679n]);
  });

  it('draws from xoroshiro128+ seeded by SplitMix64: 26 and 27 low bits of two outputs make one number', () => {
    for (const seed of [0, 1, 42, 0x7fffffff, 0x80000000, 0xffffffff]) {
      const random = new SeededRandom(seed);
      const [s0, s1] = take(splitMix64(BigInt(seed)), 2) as [bigint, bigint];
      const outputs = xoroshiro128plus(s0, s1);
      for (let i = 0; i < 50; i++) {
        const [a, b] = take(outputs, 2) as [bigint, bigint];
        assert.equal(random.next(), Number(BigInt.asUintN(26, a)) / 2 ** 26 + Number(BigInt.asUintN(27, b)) / 2 ** 53);
      }
    }
  });

  it('spreads the first draws of neighbouring seeds over the whole interval', () => {
    const firsts = Array.from({ length: 1000 }, (_, seed) => new SeededRandom(seed).next());
    const deciles = new Array<number>(10).fill(0);
    for (const u of firsts) deciles[Math.floor(u * 10)]!++;
    for (const count of deciles) assert.ok(count > 60 && count < 140, String(deciles));
  });

  it('refuses seeds that are not unsigned 32-bit integers', () => {
    for (const seed of [-1, 0.5, NaN, 2 ** 32, Infinity]) {
      assert.throws(() => new SeededRandom(seed), { code: 'badRequest' });
    }
  });

  it('gives each of several samples a seed of its own, the first that of the run', () => {
    const seeds = [0, 1, 7, 0xffffffff].flatMap((seed) => Array.from({ length: 50 }, (_, n) => sampleSeed(seed, n)));
    assert.equal(new Set(seeds).size, seeds.length);
    assert.deepEqual([seeds[0], seeds[50], seeds[150]], [0, 1, 0xffffffff]);
    for (const seed of seeds) new SeededRandom(seed);
    assert.equal(sampleSeed(7, 3), Number(take(splitMix64((7n << 32n) | 3n), 1)[0]! >> 32n));
  });
});
