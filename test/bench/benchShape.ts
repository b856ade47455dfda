// What the bench models of all formats have in common: their shape, their random weights, and where they are kept.
import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

/** config.json of HuggingFaceTB/SmolLM2-135M, as far as the graph depends on it. */
export const shape = {
  layers: 30,
  heads: 9,
  kvHeads: 3,
  headSize: 64,
  hidden: 576,
  intermediate: 1536,
  vocabulary: 49152,
  context: 8192,
  ropeTheta: 100_000,
  normEpsilon: 1e-5,
};

/** Float32, and about 8 and about 4 bits a weight. */
export const precisionNames = ['fp32', 'int8', 'q4'] as const;
export type Precision = (typeof precisionNames)[number];

/** The folder that bench models are kept in, from one run to the next. */
export function benchFolder(name: string): string {
  const cache = process.env['XDG_CACHE_HOME'] ?? path.join(homedir(), '.cache');
  const dir = path.join(cache, 'introspect-bench', name);
  mkdirSync(dir, { recursive: true });
  return dir;
}

/** The same numbers in every run: xorshift32 (Marsaglia 2003). */
export class RandomWeights {
  #seed = 1;

  /** Uniform in ±0.035: the deviation of 0.02 that such models start from. */
  floats(count: number): Float32Array {
    return Float32Array.from({ length: count }, () => (this.#next() / 2 ** 31) * 0.035);
  }

  bytes(count: number): Uint8Array {
    const words = Int32Array.from({ length: Math.ceil(count / 4) }, () => this.#next());
    return new Uint8Array(words.buffer, 0, count);
  }

  /** An int32. */
  #next(): number {
    this.#seed ^= this.#seed << 13;
    this.#seed ^= this.#seed >>> 17;
    this.#seed ^= this.#seed << 5;
    return this.#seed;
  }
}
