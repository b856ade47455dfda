import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import { UserError } from '../base/userError';

/**
 * A stream of random numbers that depends on its seed alone, the same on every platform: xoroshiro128+ (2018 constants
 * 24, 16, 37; Blackman and Vigna, arXiv 1805.01407), its state set by two steps of SplitMix64 from the seed, as its
 * authors advise. (pure-rand's own seeding makes the first draws of small seeds nearly equal.)
 */
export class SeededRandom {
  readonly #generator;

  /** @param seed unsigned 32-bit integer. @throws UserError 'badRequest' for anything else. */
  constructor(seed: number) {
    if (!Number.isInteger(seed) || seed < 0 || seed > 0xffffffff) {
      throw new UserError(
        'badRequest',
        `The seed is ${seed}; it must be a whole number from 0 to 4294967295.`,
        'Set the seed to such a number.',
      );
    }
    const [s0, s1] = splitMix64(BigInt(seed), 2) as [bigint, bigint];
    this.#generator = xoroshiro128plusFromState([high(s0), low(s0), high(s1), low(s1)]);
  }

  /** In [0, 1), a multiple of 2^-53: 26 bits from one output, 27 from the next, the lowest bits of each. */
  next(): number {
    return uniformFloat64(this.#generator);
  }
}

/** The seed of the n-th of several samples, from 0: the first has `seed` itself, the others share no stream with its neighbours. */
export function sampleSeed(seed: number, n: number): number {
  return n === 0 ? seed : Number(splitMix64((BigInt(seed) << 32n) | BigInt(n), 1)[0]! >> 32n);
}

/** The first `count` outputs of SplitMix64 (Steele, Lea and Flood, 2014; https://prng.di.unimi.it/splitmix64.c). */
function splitMix64(seed: bigint, count: number): bigint[] {
  let state = seed;
  return Array.from({ length: count }, () => {
    state = u64(state + 0x9e3779b97f4a7c15n);
    let z = u64((state ^ (state >> 30n)) * 0xbf58476d1ce4e5b9n);
    z = u64((z ^ (z >> 27n)) * 0x94d049bb133111ebn);
    return z ^ (z >> 31n);
  });
}

function u64(n: bigint): bigint {
  return BigInt.asUintN(64, n);
}

function low(n: bigint): number {
  return Number(BigInt.asIntN(32, n));
}

function high(n: bigint): number {
  return low(n >> 32n);
}
