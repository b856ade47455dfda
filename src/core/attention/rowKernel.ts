// The sums over every weight of a text: hundreds of millions, of which JavaScript reads one at a time and this reads four.
import { type Code, wasm, wasmModule, wasmOn } from '../base/wasm';

/**
 * log2(1 + t) ≈ t · (a + t · (b + t · (c + t · d))) for t from 0 to 1, off by at most 0.000103 and by nothing at both
 * powers of two's lower end; fitted by Lawson's iteration to the least greatest error.
 */
const log2Fit = [1.43901471, -0.67994417, 0.32559592, -0.08476877] as const;

/** Bytes 0 to 32: four lanes that are on and four that are off, to be read from where as many are on as needed. */
const lanes = Int32Array.of(-1, -1, -1, -1, 0, 0, 0, 0);
/** How far a vector may reach past the last weight. */
const padding = 16;

/** Adds up consecutive queries of one head that see one key more each, as a decoder's do. */
export class RowKernel {
  /** By key, over all queries added since it was zeroed, which is for the caller to do. */
  readonly columns: Float32Array;
  /** Of the last call, by query: Σ w · log2 w, off by at most 0.00011 · Σ w, and Σ w. 0 for a row of NaN. */
  readonly sums: Float32Array;
  /** Where the rows are copied to: a few tens of kilobytes, which stay in the processor's cache. */
  readonly #weights: Float32Array;
  readonly #run: (...parameters: number[]) => void;

  /**
   * @param keys of the longest row. @param queries of a call, at most
   * @throws RangeError where the system gives no memory to WebAssembly
   */
  constructor(
    readonly keys: number,
    readonly queries: number,
  ) {
    const columnsAt = lanes.byteLength;
    const sumsAt = columnsAt + 4 * keys + padding;
    const weightsAt = Math.ceil((sumsAt + 8 * queries) / 64) * 64;
    const { memory, run } = wasmOn((compiled ??= compile()), weightsAt + 4 * keys * queries + padding);
    new Int32Array(memory.buffer).set(lanes);
    this.columns = new Float32Array(memory.buffer, columnsAt, keys);
    this.sums = new Float32Array(memory.buffer, sumsAt, 2 * queries);
    this.#weights = new Float32Array(memory.buffer, weightsAt, keys * queries);
    this.#run = run;
  }

  /**
   * @param start where the first query's weights begin. @param stride from one query to the next
   * @param keys that the first query sees. A row that begins with NaN is left out.
   */
  add(values: Float32Array, start: number, stride: number, queries: number, keys: number): void {
    const { columns, sums } = this;
    const weights = this.#weights;
    weights.set(values.subarray(start, start + (queries - 1) * stride + keys + queries - 1));
    this.#run(weights.byteOffset, 4 * stride, queries, keys, columns.byteOffset, sums.byteOffset);
  }
}

let compiled: object | undefined;

function compile(): object {
  const { get, set, tee, i32, f32, v128, i32x4, f32x4, loopWhile, when } = wasm;
  const [row, stride, queries, keys, columns, sums] = [0, 1, 2, 3, 4, 5] as const;
  const [weight, column, end] = [6, 7, 8] as const;
  const [four, t, logs, total] = [9, 10, 11, 12] as const;
  const advance = (local: number, by: Code): Code => [...get(local), ...by, ...i32.add, ...set(local)];

  const polynomial = log2Fit.reduceRight<Code>(
    (inner, coefficient) =>
      inner.length === 0
        ? f32x4.const(coefficient)
        : [...inner, ...get(t), ...f32x4.mul, ...f32x4.const(coefficient), ...f32x4.add],
    [],
  );
  /** Takes in the four weights of the local `four`. */
  const take: Code = [
    ...[...get(column), ...get(column), ...v128.load(), ...get(four), ...f32x4.add, ...v128.store()],
    ...[...get(total), ...get(four), ...f32x4.add, ...set(total)],
    // A float32 is 2^exponent · (1 + t).
    ...[...get(four), ...i32x4.const(0x7fffff), ...v128.and, ...i32x4.const(0x3f800000), ...v128.or],
    ...[...f32x4.const(1), ...f32x4.sub, ...set(t)],
    ...[...get(logs), ...get(four)],
    ...[...get(four), ...i32.const(23), ...i32x4.shrU, ...i32x4.const(127), ...i32x4.sub, ...f32x4.fromI32x4],
    ...[...polynomial, ...get(t), ...f32x4.mul, ...f32x4.add, ...f32x4.mul, ...f32x4.add, ...set(logs)],
  ];
  const sumOf = (vector: number): Code =>
    [0, 1, 2, 3].flatMap((lane) => [...get(vector), ...f32x4.extractLane(lane), ...(lane > 0 ? f32.add : [])]);

  return wasmModule(
    { parameters: 6, integers: 3, vectors: 4 },
    loopWhile(
      [...f32x4.const(0), ...tee(logs), ...set(total)],
      [...get(row), ...f32.load(), ...get(row), ...f32.load(), ...f32.eq],
      when(
        [...get(row), ...set(weight), ...get(columns), ...set(column)],
        [...get(row), ...get(keys), ...i32.const(-4), ...i32.and, ...i32.const(2), ...i32.shl, ...i32.add, ...set(end)],
        [...get(weight), ...get(end), ...i32.ltU],
        when(
          loopWhile(
            [...get(weight), ...v128.load(), ...set(four)],
            take,
            advance(column, i32.const(16)),
            advance(weight, i32.const(16)),
            [...get(weight), ...get(end), ...i32.ltU],
          ),
        ),
        [...get(keys), ...i32.const(3), ...i32.and],
        when(
          [...get(weight), ...v128.load()],
          // 16 − 4 · rest: as many lanes on as there are weights left.
          [...i32.const(16), ...get(keys), ...i32.const(3), ...i32.and, ...i32.const(2), ...i32.shl, ...i32.sub],
          [...v128.load(), ...v128.and, ...set(four)],
          take,
        ),
      ),
      [...get(sums), ...sumOf(logs), ...f32.store()],
      [...get(sums), ...sumOf(total), ...f32.store(4)],
      advance(sums, i32.const(8)),
      advance(row, get(stride)),
      advance(keys, i32.const(1)),
      [...get(queries), ...i32.const(1), ...i32.sub, ...tee(queries)],
    ),
  );
}
