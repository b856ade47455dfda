import { InferenceSession, Tensor } from './onnxruntime';
import { ownPrefix } from '../core/onnx/attention';
import { cacheRowsInput } from '../core/onnx/cacheRows';
import { decodeStepInputs } from '../core/onnx/decodeStep';
import { headSumsInputs } from '../core/onnx/headSums';
import { type Branches, hidden } from '../core/generation/tokenTree';
import { logitRowsInput } from '../core/onnx/logitRows';
import { treeInputs } from '../core/onnx/treeAttention';
import { CacheBuffer } from './cacheBuffer';
import { halvesToFloat32 } from './float16';
import { describeGraph, type GraphIo, type GraphValue, type IdInput, type IdType } from './graphIo';
import type { ModelConfig } from './modelConfig';
import type { OnnxFile } from './onnxFile';
import { loadFailure, runFailure } from './ortFailure';
import { WeightFiles } from './weightFiles';

export type Tensors = Readonly<Record<string, Tensor>>;

/** The key/value cache after `length` tokens, under the names of the inputs that it goes back into. */
export interface Past {
  readonly length: number;
  readonly tensors: Tensors;
  /** Where the tensors are, of a cache that is written in place: they may then be longer than `length`. */
  readonly buffer?: CacheBuffer;
}

/** Tokens of one run whose logits are computed; a graph that cannot choose gives them all. */
export type LogitRows = 'all' | 'last' | number;

const ownInputs: ReadonlySet<string> = new Set([
  logitRowsInput,
  cacheRowsInput,
  ...Object.values(headSumsInputs),
  ...Object.values(treeInputs),
  ...Object.values(decodeStepInputs),
]);

const noHeadSums: Tensors = {
  [headSumsInputs.wanted]: new Tensor('bool', [false], [1]),
  [headSumsInputs.queryWeights]: new Tensor('float32', new Float32Array(0), [0, 0]),
  [headSumsInputs.keyWeights]: new Tensor('float32', new Float32Array(0), [0, 0]),
  [headSumsInputs.picks]: new Tensor('int64', new BigInt64Array(0), [0]),
  [headSumsInputs.byScores]: new Tensor('bool', [false], [1]),
  [headSumsInputs.positions]: new Tensor('int64', new BigInt64Array(0), [1, 0]),
  [headSumsInputs.length]: new Tensor('int64', new BigInt64Array(1), [1]),
};

const noStep: Tensors = {
  [decodeStepInputs.wanted]: new Tensor('bool', [false], [1]),
  [decodeStepInputs.position]: new Tensor('int64', new BigInt64Array(1), [1, 1]),
  [decodeStepInputs.bias]: new Tensor('float32', new Float32Array(1), [1, 1, 1, 1]),
  [decodeStepInputs.parts]: new Tensor('int64', new BigInt64Array(2), [2]),
};

/** One onnxruntime session: it serves generation and capture alike, by what is fetched. */
export interface RunOptions {
  readonly rows?: LogitRows;
  readonly branches?: Branches;
  readonly own?: Tensors | undefined;
  readonly room?: number;
  readonly keepsCache?: boolean;
}

export class ModelSession {
  readonly #session: InferenceSession;
  readonly #log: (line: string) => void;
  #lastLogitsOnly: boolean;

  private constructor(
    readonly file: string,
    readonly io: GraphIo,
    session: InferenceSession,
    log: (line: string) => void,
  ) {
    this.#session = session;
    this.#log = log;
    this.#lastLogitsOnly = io.lastLogitsOnly;
  }

  /**
   * @param file its overlay is run, if it has one; else the file itself. `headWidth` is for a cache whose width it only names.
   * @param log receives what onnxruntime says when it fails: names of nodes and shapes.
   * @throws UserError `modelUnsupported`, `modelFileInvalid` or `outOfMemory`.
   */
  static async create(
    file: Pick<OnnxFile, 'path' | 'overlay'> & Partial<Pick<ModelConfig, 'headWidth'>>,
    log: (line: string) => void,
  ): Promise<ModelSession> {
    const session = await createSession(file.path, file.overlay, log);
    // What an overlay adds for others than this class is not described: they feed it themselves.
    const inputs = session.inputMetadata
      .map(graphValue)
      .filter(({ name }) => ownInputs.has(name) || !name.startsWith(ownPrefix));
    const outputs = session.outputMetadata.map(graphValue);
    const io = describeGraph(file.path, inputs, outputs, file.headWidth);
    return new ModelSession(file.path, io, session, log);
  }

  /** Whether a text can go through in chunks, each after the cache of those before it. */
  get chunks(): boolean {
    return this.io.cache.length > 0 && !this.io.useCacheBranch;
  }

  /** Whether a run can hold several continuations of the same text. */
  get branches(): boolean {
    return this.io.tree.size > 0 && !this.lastLogitsOnly;
  }

  /** Whether runs give the logits of their last token alone: as the file says, or as a run of several tokens has shown. */
  get lastLogitsOnly(): boolean {
    return this.#lastLogitsOnly;
  }

  /**
   * Runs `ids` after `past`.
   * @param fetch names of the outputs wanted, besides the cache.
   * @param options.rows of the logits, where they are fetched; all unless told.
   * @param options.branches how `ids` follow one another, where they are not one text; after a `past`, see {@link branches}
   * @param options.own inputs that the overlay added
   * @param options.room tokens that the cache will hold in the end: it then need not be moved to grow
   * @param options.keepsCache false: the next run goes on after `past` again, not after `ids`
   * @returns the outputs by name, and the cache after `ids` (null for a model without one, and where it is not kept)
   */
  async run(
    ids: readonly number[],
    past: Past | null,
    fetch: readonly string[],
    { rows = 'all', branches, own = {}, room = 0, keepsCache = true }: RunOptions = {},
  ): Promise<{ outputs: Tensors; past: Past | null }> {
    const { cache, logits, givesCacheRows, givesHeadSums, takesDecodeSteps } = this.io;
    const start = past?.length ?? 0;
    const length = start + ids.length;
    const buffer =
      givesCacheRows && keepsCache
        ? CacheBuffer.claim(cache, past?.buffer, { start, end: length, total: Math.max(length, room) })
        : undefined;
    const isStep = past !== null && ids.length === 1 && !branches && fetch.every((name) => name === logits?.name);
    const wanted = keepsCache ? [...fetch, ...cache.map(({ present }) => present)] : fetch;
    const cacheFeeds = this.#cacheFeeds(buffer?.tensors ?? past?.tensors);
    const feeds = {
      ...this.#idFeeds(ids, start, branches?.positions),
      ...cacheFeeds,
      ...this.#rowFeeds(ids.length, logits !== undefined && fetch.includes(logits.name) ? rows : 'last'),
      ...this.#treeFeeds(ids.length, start, branches),
      ...(givesHeadSums && noHeadSums),
      ...(takesDecodeSteps && (isStep ? stepFeeds(start, cacheRoom(cacheFeeds, cache)) : noStep)),
      ...(givesCacheRows && { [cacheRowsInput]: positions(start, length) }),
    };
    let outputs: Tensors;
    try {
      outputs = await this.#session.run({ ...feeds, ...own }, wanted);
    } catch (error) {
      this.#log(`onnxruntime could not run ${this.file}: ${error instanceof Error ? error.message : typeof error}`);
      throw runFailure(this.file, ids.length, error);
    }
    const given = logits && outputs[logits.name]?.dims[1];
    if (given === 1 && ids.length > 1 && !this.io.choosesLogitRows) this.#lastLogitsOnly = true;
    if (cache.length === 0 || !keepsCache) return { outputs, past: null };
    if (buffer) {
      buffer.write(cache, outputs, start, ids.length);
      return { outputs, past: { length, tensors: buffer.tensors, buffer } };
    }
    const tensors = Object.fromEntries(cache.map((slot) => [slot.past, outputs[slot.present]!]));
    return { outputs, past: { length, tensors } };
  }

  /** Element type of an output, such as `float32`. */
  typeOf(output: string): string | undefined {
    const found = this.#session.outputMetadata.find(({ name }) => name === output);
    return found?.isTensor ? found.type : undefined;
  }

  dispose(): Promise<void> {
    return this.#session.release();
  }

  /** @param places of each in its text; one after the other unless told. */
  #idFeeds(ids: readonly number[], start: number, places?: readonly number[]): Record<string, Tensor> {
    const { io } = this;
    const rows: Record<IdInput, { readonly length: number; readonly at: (i: number) => number }> = {
      input_ids: { length: ids.length, at: (i) => ids[i]! },
      attention_mask: { length: start + ids.length, at: () => 1 },
      position_ids: { length: ids.length, at: (i) => places?.[i] ?? start + i },
      token_type_ids: { length: ids.length, at: () => 0 },
    };
    const feeds: Record<string, Tensor> = {};
    if (io.tree.has(treeInputs.positions)) feeds[treeInputs.positions] = integers('int64', rows.position_ids);
    for (const [name, type] of io.ids) feeds[name] = integers(type, rows[name]);
    if (io.logitCount) feeds[io.logitCount.name] = allLogits(io.logitCount);
    if (io.useCacheBranch) feeds['use_cache_branch'] = new Tensor('bool', [start > 0], [1]);
    return feeds;
  }

  #cacheFeeds(tensors: Tensors | undefined): Record<string, Tensor> {
    const feeds: Record<string, Tensor> = {};
    for (const { past: name, type, emptyShape } of this.io.cache) {
      feeds[name] =
        tensors?.[name] ??
        (type === 'float32'
          ? new Tensor('float32', new Float32Array(0), emptyShape)
          : new Tensor('float16', new Uint16Array(0), emptyShape));
    }
    return feeds;
  }

  #treeFeeds(tokens: number, start: number, branches: Branches | undefined): Record<string, Tensor> {
    if (!this.io.tree.has(treeInputs.bias)) return {};
    const bias = branches?.bias ?? new Float32Array(tokens * (start + tokens));
    return { [treeInputs.bias]: new Tensor('float32', bias, [1, 1, tokens, start + tokens]) };
  }

  #rowFeeds(count: number, rows: LogitRows): Record<string, Tensor> {
    if (!this.io.choosesLogitRows) return {};
    const wanted = rows === 'all' ? count : rows === 'last' ? 1 : rows;
    return { [logitRowsInput]: positions(count - Math.min(count, wanted), count) };
  }
}

/** Shape [1, length]. */
function integers(
  type: IdType,
  { length, at }: { readonly length: number; readonly at: (i: number) => number },
): Tensor {
  if (type === 'int32')
    return new Tensor(
      'int32',
      Int32Array.from({ length }, (_, i) => at(i)),
      [1, length],
    );
  // For each token of a long text: `from` would take three times as long.
  const values = new BigInt64Array(length);
  for (let i = 0; i < length; i++) values[i] = BigInt(at(i));
  return new Tensor('int64', values, [1, length]);
}

/** The positions [start, end), int64 of shape [end - start]. */
function positions(start: number, end: number): Tensor {
  const values = BigInt64Array.from({ length: end - start }, (_, i) => BigInt(start + i));
  return new Tensor('int64', values, [values.length]);
}

/** Tokens that the tensors of a cache have room for. */
function cacheRoom(tensors: Tensors, [slot]: GraphIo['cache']): number {
  return tensors[slot!.past]!.dims.at(-2)!;
}

/** For a token after `start` others. */
function stepFeeds(start: number, room: number): Tensors {
  const bias = new Float32Array(room + 1);
  bias.fill(hidden, start, room);
  return {
    [decodeStepInputs.wanted]: new Tensor('bool', [true], [1]),
    [decodeStepInputs.position]: new Tensor('int64', BigInt64Array.of(BigInt(start)), [1, 1]),
    [decodeStepInputs.bias]: new Tensor('float32', bias, [1, 1, 1, room + 1]),
    [decodeStepInputs.parts]: new Tensor('int64', BigInt64Array.of(BigInt(room), 1n), [2]),
  };
}

/** For a graph that asks how many logits are wanted. */
export function allLogits({ shape }: NonNullable<GraphIo['logitCount']>): Tensor {
  return new Tensor('int64', BigInt64Array.of(0n), shape);
}

/** A float tensor's values, row-major. Newer runtimes hold float16 in a `Float16Array`, older ones in a `Uint16Array`. */
export function floats({ type, data }: Tensor): Float32Array {
  if (data instanceof Float32Array) return data;
  if (type === 'float16' && ArrayBuffer.isView(data)) {
    return halvesToFloat32(new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2));
  }
  throw new TypeError(`Expected a float tensor, not ${type}.`);
}

/** The last row of logits of shape [1, rows, vocabulary]. */
export function lastRow(logits: Tensor): Float32Array {
  const values = floats(logits);
  return values.subarray(values.length - logits.dims.at(-1)!);
}

export async function createSession(
  file: string,
  overlay: Uint8Array | undefined,
  log: (line: string) => void,
): Promise<InferenceSession> {
  const options: InferenceSession.SessionOptions = {
    // Errors only: warnings of the optimiser mean nothing to a reader of the log.
    logSeverityLevel: 3,
    // The file itself is found with its weights by its path.
    ...(overlay && {
      extra: { session: { model_external_initializers_file_folder_path: new WeightFiles(file).folder } },
    }),
  };
  try {
    return await (overlay ? InferenceSession.create(overlay, options) : InferenceSession.create(file, options));
  } catch (error) {
    log(`onnxruntime could not load ${file}: ${error instanceof Error ? error.message : typeof error}`);
    throw loadFailure(file, error);
  }
}

function graphValue(value: InferenceSession.ValueMetadata): GraphValue {
  return value.isTensor
    ? { name: value.name, type: value.type, shape: value.shape }
    : { name: value.name, type: 'not a tensor', shape: [] };
}
