// A second session on the model, with its residual stream as outputs and its heads masked: opened when first asked for,
// closed when it has not been used for a while, because it holds a copy of the weights.
import { Tensor, type InferenceSession } from './onnxruntime';
import { MemorySource, type ByteSource } from '../core/base/byteSource';
import { UserError } from '../core/base/userError';
import { unusableLogits } from '../core/generation/logits';
import { planAttention } from '../core/onnx/attention';
import { parseModel, type OnnxModel } from '../core/onnx/graph';
import { planInside, type InsidePlan } from '../core/onnx/inside';
import { buildFirstCall, buildOverlay } from '../core/onnx/overlay';
import type { ResidualStream } from '../core/onnx/residual';
import { buildTail, planTail, tailInput, type Tail } from '../core/onnx/tail';
import { readingInputs, readingOutputs } from '../core/onnx/tailReading';
import { FileSource } from './fileSource';
import type { GraphIo, IdType } from './graphIo';
import { readGraph } from './onnxFile';
import type { OpenModel } from './openModel';
import { allLogits, createSession, floats, ModelSession, type Tensors } from './session';
import { WeightFiles } from './weightFiles';

export type HeadPair = readonly [layer: number, head: number];

const idleMs = 60_000;

/** Opens {@link InsideModel} for as long as it is used. */
export class Inside {
  #model: Promise<InsideModel> | undefined;
  #users = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly open: OpenModel,
    private readonly log: (line: string) => void,
  ) {}

  async use<T>(work: (inside: InsideModel) => Promise<T>): Promise<T> {
    clearTimeout(this.#timer);
    this.#users++;
    try {
      this.#model ??= InsideModel.create(this.open, this.log);
      return await work(await this.#model.catch((error: unknown) => this.#forget(error)));
    } finally {
      this.#users--;
      if (this.#users === 0) this.#timer = setTimeout(() => void this.dispose(), idleMs).unref();
    }
  }

  /** Closes what is open; the next use opens it again. */
  async dispose(): Promise<void> {
    clearTimeout(this.#timer);
    const model = this.#model;
    this.#model = undefined;
    await (await model?.catch(() => undefined))?.dispose();
  }

  #forget(error: unknown): never {
    this.#model = undefined;
    throw error;
  }
}

/** One model with its inside open. */
export class InsideModel {
  #tail: Promise<LensTail> | undefined;

  private constructor(
    readonly session: ModelSession,
    private readonly open: OpenModel,
    private readonly plan: InsidePlan,
    private readonly log: (line: string) => void,
  ) {}

  static async create(open: OpenModel, log: (line: string) => void): Promise<InsideModel> {
    const file = open.folder.onnxPath;
    const { source, model, close } = openGraph(file);
    try {
      const plan = planInside(model, planAttention(model), logitsOf(open));
      const overlay = buildOverlay(source, model, [plan.edit], new WeightFiles(file));
      return new InsideModel(
        await ModelSession.create({ path: file, overlay, headWidth: open.folder.config.headWidth }, log),
        open,
        plan,
        log,
      );
    } finally {
      close();
    }
  }

  /** @throws UserError `modelUnsupported` with the reason why it was not found. */
  get stream(): ResidualStream {
    const { residual } = this.plan;
    if (residual.found) return residual.stream;
    throw this.#unsupported('The layers of', 'cannot be looked into', residual.why);
  }

  /** The inputs that switch `heads` off and keep all others. */
  masks(heads: readonly HeadPair[]): Tensors {
    if (!this.plan.masks) {
      if (heads.length === 0) return {};
      throw this.#unsupported('The heads of', 'cannot be switched off', 'its attention is in a form without heads');
    }
    const count = this.open.info.heads;
    return Object.fromEntries(
      this.plan.masks.map(({ name, axesAfterHeads }, layer) => {
        const keep = new Uint8Array(count).fill(1);
        for (const [l, head] of heads) if (l === layer) keep[head] = 0;
        // Of as few axes as will do: some graphs have no axis for the batch.
        return [name, new Tensor('bool', keep, [count, ...new Array<number>(axesAfterHeads).fill(1)])];
      }),
    );
  }

  tail(): Promise<LensTail> {
    return (this.#tail ??= this.#createTail());
  }

  async dispose(): Promise<void> {
    await this.session.dispose();
    await (await this.#tail?.catch(() => undefined))?.dispose();
  }

  async #createTail(): Promise<LensTail> {
    const { stream, open, plan, session } = this;
    const { source, model, close } = openGraph(session.file);
    try {
      const logits = logitsOf(open);
      const { logitCount } = session.io;
      const idTypes = new Map<string, IdType>(session.io.ids);
      const result = planTail(model, plan.flow, stream, logits, planAttention(model));
      const type = elementTypes[session.typeOf(result.found ? result.tail.hidden : '') ?? ''];
      const cannot = (why: string): UserError =>
        this.#unsupported('The head of', 'cannot be taken apart from its layers', why);
      if (!result.found) throw cannot(result.why);
      if (type === undefined) throw cannot('its stream is neither in float32 nor in float16');
      const foreign = result.tail.inputs.find((input) => !idTypes.has(input) && input !== logitCount?.name);
      if (foreign !== undefined) throw cannot(`its head also reads ${foreign}`);
      const bytes = buildTail(source, model, result.tail, new WeightFiles(session.file), type);
      return new LensTail(await createSession(session.file, bytes, this.log), result.tail, session.io, logits);
    } finally {
      close();
    }
  }

  #unsupported(what: string, cannot: string, why: string): UserError {
    return new UserError(
      'modelUnsupported',
      `${what} ${this.open.info.name} ${cannot}, because ${why}.`,
      'Another ONNX file of the same model may show more.',
    );
  }
}

/** The graph that is looked into: of a merged decoder, what it is at its first call. */
function openGraph(file: string): {
  readonly source: ByteSource;
  readonly model: OnnxModel;
  readonly close: () => void;
} {
  const opened = new FileSource(file);
  try {
    const weights = new WeightFiles(file);
    const { source, model } = readGraph(opened, weights);
    const first = buildFirstCall(source, model, weights);
    if (!first) return { source, model, close: () => opened.close() };
    opened.close();
    const inMemory = new MemorySource(first);
    return { source: inMemory, model: parseModel(inMemory), close: () => undefined };
  } catch (error) {
    opened.close();
    throw error;
  }
}

/** TensorProto.DataType by the runtime's name. */
const elementTypes: Readonly<Record<string, number>> = { float32: 1, float16: 10 };

function logitsOf({ session }: OpenModel): string {
  return session.io.logits?.name ?? '';
}

/** What the head makes of one row of the stream. */
export interface TailReading {
  /** Best first. */
  readonly top: readonly { readonly id: number; readonly p: number }[];
  readonly actual: { readonly p: number; readonly rank: number };
}

/** The model's last norm and head alone: residual stream → logits. */
export class LensTail {
  constructor(
    private readonly session: InferenceSession,
    private readonly tail: Tail,
    private readonly io: Pick<GraphIo, 'ids' | 'logitCount'>,
    private readonly logitsName: string,
  ) {}

  /** Null, or why the logits of the tail are no sum over parts of the stream. */
  get notAffine(): string | null {
    return this.tail.notAffine;
  }

  /** @param rows shape [count, width]. @returns logits, shape [count, vocabulary]. */
  async logits(rows: Float32Array, count: number): Promise<Float32Array> {
    const outputs = await this.#run(rows, new Array<number>(count).fill(0), 1, [this.logitsName]);
    return floats(outputs[this.logitsName]!);
  }

  /**
   * The `top` best tokens of each row, and how `actual`, one token for each row, fares among all.
   * @param rows shape [actual.length, width]
   */
  async read(rows: Float32Array, actual: readonly number[], top: number): Promise<TailReading[]> {
    const names = readingOutputs;
    const outputs = await this.#run(rows, actual, top, Object.values(names));
    const [topLogits, actualLogits, actualLogprobs, above] = [
      names.topLogits,
      names.actualLogit,
      names.actualLogprob,
      names.above,
    ].map((name) => floats(outputs[name]!)) as [Float32Array, Float32Array, Float32Array, Float32Array];
    const topIds = outputs[names.topIds]!.data as BigInt64Array;
    return actual.map((_, i) => {
      const total = actualLogits[i]! - actualLogprobs[i]!;
      if (!Number.isFinite(total)) throw unusableLogits();
      const best = [...topLogits.subarray(i * top, (i + 1) * top)];
      return {
        top: best.map((logit, k) => ({ id: Number(topIds[i * top + k]), p: Math.exp(logit - total) })),
        actual: { p: Math.exp(actualLogprobs[i]!), rank: above[i]! + 1 },
      };
    });
  }

  async #run(
    rows: Float32Array,
    actual: readonly number[],
    top: number,
    names: readonly string[],
  ): Promise<InferenceSession.OnnxValueMapType> {
    const count = actual.length;
    const feeds: Record<string, Tensor> = {
      [tailInput]: new Tensor('float32', rows, [1, count, rows.length / count]),
      [readingInputs.top]: new Tensor('int64', BigInt64Array.of(BigInt(top)), [1]),
      [readingInputs.actual]: new Tensor('int64', BigInt64Array.from(actual, BigInt), [1, count, 1]),
    };
    // Only their shape is looked at.
    const { ids, logitCount } = this.io;
    for (const name of this.tail.inputs) {
      if (name === logitCount?.name) {
        feeds[name] = allLogits(logitCount);
        continue;
      }
      feeds[name] =
        (ids as ReadonlyMap<string, IdType>).get(name) === 'int32'
          ? new Tensor('int32', new Int32Array(count), [1, count])
          : new Tensor('int64', new BigInt64Array(count), [1, count]);
    }
    return this.session.run(feeds, names);
  }

  dispose(): Promise<void> {
    return this.session.release();
  }
}
