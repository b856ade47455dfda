import path from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { UserError } from '../core/base/userError';
import { ownPrefix } from '../core/onnx/attention';
import { halvesToFloat32 } from './float16';
import { describeGraph, type GraphIo, type GraphValue, type IdInput } from './graphIo';

export type Tensors = Readonly<Record<string, Tensor>>;

/** The key/value cache after `length` tokens, under the names of the inputs that it goes back into. */
export interface Past {
  readonly length: number;
  readonly tensors: Tensors;
}

/** One onnxruntime session: it serves generation and capture alike, by what is fetched. */
export class ModelSession {
  readonly #session: InferenceSession;
  readonly #log: (line: string) => void;

  private constructor(
    readonly file: string,
    readonly io: GraphIo,
    session: InferenceSession,
    log: (line: string) => void,
  ) {
    this.#session = session;
    this.#log = log;
  }

  /**
   * @param overlay the model as it is to be run, with its weights in `file`; else `file` itself is run.
   * @param log receives what onnxruntime says when it fails: names of nodes and shapes.
   * @throws UserError `modelUnsupported` or `modelFileInvalid`.
   */
  static async create(
    file: string,
    overlay: Uint8Array | undefined,
    log: (line: string) => void,
  ): Promise<ModelSession> {
    const session = await createSession(file, overlay, log);
    const inputs = session.inputMetadata.map(graphValue).filter(({ name }) => !name.startsWith(ownPrefix));
    const outputs = session.outputMetadata.map(graphValue);
    return new ModelSession(file, describeGraph(file, inputs, outputs), session, log);
  }

  /**
   * Runs `ids` after `past`.
   * @param fetch names of the outputs wanted, besides the cache.
   * @param own inputs that the overlay added
   * @returns the outputs by name, and the cache after `ids` (null for a model without one).
   */
  async run(
    ids: readonly number[],
    past: Past | null,
    fetch: readonly string[],
    own: Tensors = {},
  ): Promise<{ outputs: Tensors; past: Past | null }> {
    const { cache } = this.io;
    const names = [...fetch, ...cache.map(({ present }) => present)];
    let outputs: Tensors;
    try {
      outputs = await this.#session.run({ ...this.#feeds(ids, past), ...own }, names);
    } catch (error) {
      this.#log(`onnxruntime could not run ${this.file}: ${error instanceof Error ? error.message : typeof error}`);
      throw new UserError(
        'modelUnsupported',
        `The model ${this.file} could not be run on ${ids.length} tokens.`,
        'Introspect: Show Log has the reason; another ONNX file of the same model may work.',
        { cause: error },
      );
    }
    if (cache.length === 0) return { outputs, past: null };
    const tensors = Object.fromEntries(cache.map((slot) => [slot.past, outputs[slot.present]!]));
    return { outputs, past: { length: (past?.length ?? 0) + ids.length, tensors } };
  }

  /** Element type of an output, such as `float32`. */
  typeOf(output: string): string | undefined {
    const found = this.#session.outputMetadata.find(({ name }) => name === output);
    return found?.isTensor ? found.type : undefined;
  }

  dispose(): Promise<void> {
    return this.#session.release();
  }

  #feeds(ids: readonly number[], past: Past | null): Record<string, Tensor> {
    const { io } = this;
    const start = past?.length ?? 0;
    const total = start + ids.length;
    const values: Record<IdInput, () => readonly number[]> = {
      input_ids: () => ids,
      attention_mask: () => Array.from({ length: total }, () => 1),
      position_ids: () => Array.from(ids, (_, i) => start + i),
      token_type_ids: () => Array.from(ids, () => 0),
    };
    const feeds: Record<string, Tensor> = {};
    for (const [name, type] of io.ids) {
      const row = values[name]();
      const shape = [1, row.length];
      feeds[name] =
        type === 'int64'
          ? new Tensor('int64', BigInt64Array.from(row, BigInt), shape)
          : new Tensor('int32', Int32Array.from(row), shape);
    }
    for (const { past: name, type, emptyShape } of io.cache) {
      feeds[name] =
        past?.tensors[name] ??
        (type === 'float32'
          ? new Tensor('float32', new Float32Array(0), emptyShape)
          : new Tensor('float16', new Uint16Array(0), emptyShape));
    }
    if (io.useCacheBranch) feeds['use_cache_branch'] = new Tensor('bool', [start > 0], [1]);
    return feeds;
  }
}

/** A float tensor's values, row-major. Newer runtimes hold float16 in a `Float16Array`, older ones in a `Uint16Array`. */
export function floats({ type, data }: Tensor): Float32Array {
  if (data instanceof Float32Array) return data;
  if (type === 'float16' && ArrayBuffer.isView(data)) {
    return halvesToFloat32(new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2));
  }
  throw new TypeError(`Expected a float tensor, not ${type}.`);
}

/** The last of `rows` rows. */
export function lastRow(values: Float32Array, rows: number): Float32Array {
  return values.subarray(values.length - values.length / rows);
}

export async function createSession(
  file: string,
  overlay: Uint8Array | undefined,
  log: (line: string) => void,
): Promise<InferenceSession> {
  const options: InferenceSession.SessionOptions = {
    // Errors only: warnings of the optimiser mean nothing to a reader of the log.
    logSeverityLevel: 3,
    extra: { session: { model_external_initializers_file_folder_path: path.dirname(file) } },
  };
  try {
    return await (overlay ? InferenceSession.create(overlay, options) : InferenceSession.create(file, options));
  } catch (error) {
    log(`onnxruntime could not load ${file}: ${error instanceof Error ? error.message : typeof error}`);
    throw new UserError(
      'modelFileInvalid',
      `onnxruntime cannot load the model file ${file}: it is damaged or needs operators that this version does not know.`,
      'Download the file again; if it stays so, choose another ONNX file of the model. Introspect: Show Log has the reason.',
      { cause: error },
    );
  }
}

function graphValue(value: InferenceSession.ValueMetadata): GraphValue {
  return value.isTensor
    ? { name: value.name, type: value.type, shape: value.shape }
    : { name: value.name, type: 'not a tensor', shape: [] };
}
