// Writes a model of SmolLM2-135M's shape with random weights, for speed and memory only: what it says means nothing.
// The graph is the one that published files of this family have since 2024 (onnxruntime's model builder):
// GroupQueryAttention with rotary positions, fused normalisation, a key/value cache, and the embedding as tied head.
import { closeSync, existsSync, mkdirSync, openSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { graphField, modelField, opsetField, tensorField } from '../../src/core/onnx/schema';
import { WireWriter } from '../../src/core/onnx/wire';
import { elementType, node, value, type NodeSpec } from '../support/onnxBuilder';
import { benchFolder, precisionNames, RandomWeights, shape, type Precision } from './benchShape';

export const precisions = {
  fp32: 'model.onnx',
  /** As `quantize_dynamic` writes it: int8 weights, activations quantised at run time, MatMulInteger. */
  int8: 'model_quantized.onnx',
  /** MatMulNBits in blocks of 32, symmetric; the embedding table stays float32. */
  q4: 'model_q4.onnx',
} as const satisfies Readonly<Record<Precision, string>>;

/** What the next token reads of a file and of the cache: of the embedding its one row, unless it is the head too. */
export function bytesReadForToken(precision: Precision, fileBytes: number, context: number): number {
  const { layers, kvHeads, headSize, vocabulary, hidden } = shape;
  const embedding = { fp32: 0, int8: vocabulary * hidden, q4: vocabulary * hidden * 4 }[precision];
  return fileBytes - embedding + 2 * layers * kvHeads * headSize * context * 4;
}

/** A folder in the Hugging Face layout that holds the model in every precision; made at the first call. */
export function benchModel(): string {
  const dir = benchFolder('smollm2-135m-random-2');
  mkdirSync(path.join(dir, 'onnx'), { recursive: true });
  writeJson(path.join(dir, 'config.json'), config());
  writeJson(path.join(dir, 'tokenizer.json'), tokenizer());
  writeJson(path.join(dir, 'tokenizer_config.json'), { tokenizer_class: 'GPT2Tokenizer' });
  for (const precision of precisionNames) {
    const file = path.join(dir, 'onnx', precisions[precision]);
    if (!existsSync(file)) new ModelWriter(precision).write(file);
  }
  return dir;
}

function writeJson(file: string, content: object): void {
  if (!existsSync(file)) writeFileSync(file, JSON.stringify(content));
}

function config(): object {
  return {
    architectures: ['LlamaForCausalLM'],
    model_type: 'llama',
    num_hidden_layers: shape.layers,
    num_attention_heads: shape.heads,
    num_key_value_heads: shape.kvHeads,
    head_dim: shape.headSize,
    hidden_size: shape.hidden,
    intermediate_size: shape.intermediate,
    max_position_embeddings: shape.context,
    vocab_size: shape.vocabulary,
    rope_theta: shape.ropeTheta,
    tie_word_embeddings: true,
  };
}

/** Every token is a word of its own. */
function tokenizer(): object {
  const vocab = Object.fromEntries(Array.from({ length: shape.vocabulary }, (_, id) => [`Ġw${id}`, id]));
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: [],
    normalizer: null,
    pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true },
    post_processor: null,
    decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
    model: { type: 'BPE', vocab, merges: [] },
  };
}

interface Weight {
  /** The TensorProto but for its values. */
  readonly head: WireWriter;
  readonly bytes: Uint8Array;
}

class ModelWriter {
  readonly #nodes: NodeSpec[] = [];
  readonly #weights: Weight[] = [];
  readonly #random = new RandomWeights();

  constructor(private readonly precision: Precision) {}

  write(file: string): void {
    this.#build();
    const inputs = [
      { name: 'input_ids', type: elementType.int64, dims: ['batch_size', 'sequence_length'] },
      { name: 'attention_mask', type: elementType.int64, dims: ['batch_size', 'total_sequence_length'] },
      ...this.#cache('past_key_values', 'past_sequence_length'),
    ];
    const outputs = [
      { name: 'logits', dims: ['batch_size', 'sequence_length', shape.vocabulary] },
      ...this.#cache('present', 'total_sequence_length'),
    ];
    const graph = new WireWriter();
    for (const one of this.#nodes) graph.message(graphField.node, node(one));
    graph.string(2, 'bench');
    for (const one of inputs) graph.message(graphField.input, value(one));
    for (const one of outputs) graph.message(graphField.output, value(one));
    const opsets = new WireWriter();
    for (const [domain, version] of [
      ['', 21],
      ['com.microsoft', 1],
    ] as const) {
      const opset = new WireWriter().string(opsetField.domain, domain).int(opsetField.version, version);
      opsets.message(modelField.opsetImport, opset);
    }
    // Too large for one message in memory: the lengths go first, the values follow one by one.
    const parts = this.#weights.flatMap(({ head, bytes }) => {
      const raw = prefix(tensorField.rawData, bytes.length);
      return [prefix(graphField.initializer, head.length + raw.length + bytes.length), head.finish(), raw, bytes];
    });
    const length = parts.reduce((sum, part) => sum + part.length, graph.length);
    const irVersion = new WireWriter().int(modelField.irVersion, 10).finish();
    const temporary = `${file}.part`;
    const fd = openSync(temporary, 'w');
    for (const part of [irVersion, opsets.finish(), prefix(modelField.graph, length), graph.finish(), ...parts]) {
      for (let at = 0; at < part.length;) at += writeSync(fd, part, at);
    }
    closeSync(fd);
    renameSync(temporary, file);
  }

  #cache(prefix: string, tokens: string): { name: string; dims: (string | number)[] }[] {
    return Array.from({ length: shape.layers }, (_, layer) =>
      ['key', 'value'].map((part) => ({
        name: `${prefix}.${layer}.${part}`,
        dims: ['batch_size', shape.kvHeads, tokens, shape.headSize],
      })),
    ).flat();
  }

  #build(): void {
    const { hidden, intermediate, heads, kvHeads, headSize, vocabulary } = shape;
    this.#int64('one', 1);
    this.#rotary();
    this.#node('ReduceSum', ['attention_mask', 'one'], ['attended'], { ints: { keepdims: 1 } });
    this.#node('Sub', ['attended', 'one'], ['lastPosition']);
    this.#node('Cast', ['lastPosition'], ['seqlensK'], { ints: { to: elementType.int32 } });
    this.#node('Shape', ['attention_mask'], ['maskShape']);
    this.#node('Gather', ['maskShape', 'one'], ['total64'], { ints: { axis: 0 } });
    this.#node('Cast', ['total64'], ['total'], { ints: { to: elementType.int32 } });
    this.#embed();
    this.#ones('layers.0.norm');
    this.#node('SimplifiedLayerNormalization', ['embedded', 'layers.0.norm'], ['layers.0.in'], {
      ints: { axis: -1, stash_type: 1 },
      floats: { epsilon: shape.normEpsilon },
    });
    let residual = 'embedded';
    for (let i = 0; i < shape.layers; i++) {
      const at = (part: string) => `layers.${i}.${part}`;
      for (const [part, width] of [
        ['q', heads * headSize],
        ['k', kvHeads * headSize],
        ['v', kvHeads * headSize],
      ] as const) {
        this.#linear(at('in'), at(part), hidden, width);
      }
      const cache = ['key', 'value'];
      this.#node(
        'GroupQueryAttention',
        [
          ...[at('q'), at('k'), at('v')],
          ...cache.map((part) => `past_key_values.${i}.${part}`),
          ...['seqlensK', 'total', 'cos', 'sin'],
        ],
        [at('attended'), ...cache.map((part) => `present.${i}.${part}`)],
        {
          domain: 'com.microsoft',
          ints: { num_heads: heads, kv_num_heads: kvHeads, do_rotary: 1, rotary_interleaved: 0 },
          floats: { scale: 1 / Math.sqrt(headSize) },
        },
      );
      this.#linear(at('attended'), at('o'), heads * headSize, hidden);
      residual = this.#addAndNorm(residual, at('o'), at('mid'));
      this.#linear(at('mid'), at('gate'), hidden, intermediate);
      this.#linear(at('mid'), at('up'), hidden, intermediate);
      this.#node('Sigmoid', [at('gate')], [at('sigmoid')]);
      this.#node('Mul', [at('gate'), at('sigmoid')], [at('silu')]);
      this.#node('Mul', [at('silu'), at('up')], [at('product')]);
      this.#linear(at('product'), at('down'), intermediate, hidden);
      residual = this.#addAndNorm(residual, at('down'), i + 1 < shape.layers ? `layers.${i + 1}.in` : 'final');
    }
    if (this.precision === 'fp32') {
      this.#node('Transpose', ['embedding'], ['head'], { intLists: { perm: [1, 0] } });
      this.#node('MatMul', ['final', 'head'], ['logits']);
    } else this.#linear('final', 'logits', hidden, vocabulary);
  }

  #embed(): void {
    const { vocabulary, hidden } = shape;
    if (this.precision === 'int8') {
      this.#tensor('embedding', [vocabulary, hidden], elementType.int8, this.#random.bytes(vocabulary * hidden));
      this.#float('embedding.scale', [], Float32Array.of(0.001));
      this.#node('Gather', ['embedding', 'input_ids'], ['embedded.int8']);
      this.#node('DequantizeLinear', ['embedded.int8', 'embedding.scale'], ['embedded']);
      return;
    }
    this.#float('embedding', [vocabulary, hidden], this.#random.floats(vocabulary * hidden));
    this.#node('Gather', ['embedding', 'input_ids'], ['embedded']);
  }

  #addAndNorm(residual: string, addend: string, output: string): string {
    const sum = `${output}.residual`;
    this.#ones(`${output}.norm`);
    const inputs = [residual, addend, `${output}.norm`];
    this.#node('SkipSimplifiedLayerNormalization', inputs, [output, '', '', sum], {
      domain: 'com.microsoft',
      floats: { epsilon: shape.normEpsilon },
    });
    return sum;
  }

  /** output = input · W, W of shape [rows, columns]. */
  #linear(input: string, output: string, rows: number, columns: number): void {
    if (this.precision === 'fp32') {
      this.#float(`${output}.w`, [rows, columns], this.#random.floats(rows * columns));
      this.#node('MatMul', [input, `${output}.w`], [output]);
      return;
    }
    if (this.precision === 'int8') {
      const quantized = [`${input}.int8`, `${input}.scale`, `${input}.zero`];
      if (!this.#nodes.some(({ outputs }) => outputs[0] === quantized[0])) {
        this.#node('DynamicQuantizeLinear', [input], quantized);
      }
      this.#tensor(`${output}.w`, [rows, columns], elementType.int8, this.#random.bytes(rows * columns));
      this.#tensor(`${output}.zero`, [], elementType.int8, Uint8Array.of(0));
      this.#float(`${output}.scale`, [], Float32Array.of(0.0005));
      const inputs = [quantized[0]!, `${output}.w`, quantized[2]!, `${output}.zero`];
      this.#node('MatMulInteger', inputs, [`${output}.int32`]);
      this.#node('Cast', [`${output}.int32`], [`${output}.unscaled`], { ints: { to: elementType.float32 } });
      this.#node('Mul', [quantized[1]!, `${output}.scale`], [`${output}.scales`]);
      this.#node('Mul', [`${output}.unscaled`, `${output}.scales`], [output]);
      return;
    }
    const blocks = rows / 32;
    this.#tensor(`${output}.w`, [columns, blocks, 16], elementType.uint8, this.#random.bytes(columns * blocks * 16));
    this.#float(`${output}.scale`, [columns * blocks], new Float32Array(columns * blocks).fill(0.008));
    this.#node('MatMulNBits', [input, `${output}.w`, `${output}.scale`], [output], {
      domain: 'com.microsoft',
      ints: { K: rows, N: columns, bits: 4, block_size: 32 },
    });
  }

  #rotary(): void {
    const half = shape.headSize / 2;
    const angles = Float32Array.from({ length: shape.context * half }, (_, i) => {
      const frequency = shape.ropeTheta ** (-(i % half) / half);
      return Math.floor(i / half) * frequency;
    });
    this.#float('cos', [shape.context, half], angles.map(Math.cos));
    this.#float('sin', [shape.context, half], angles.map(Math.sin));
  }

  #node(
    op: string,
    inputs: readonly string[],
    outputs: readonly string[],
    rest: Omit<NodeSpec, 'op' | 'inputs' | 'outputs'> = {},
  ): void {
    this.#nodes.push({ op, inputs, outputs, ...rest });
  }

  #ones(name: string): void {
    this.#float(name, [shape.hidden], new Float32Array(shape.hidden).fill(1));
  }

  #int64(name: string, only: number): void {
    this.#tensor(name, [1], elementType.int64, new Uint8Array(BigInt64Array.of(BigInt(only)).buffer));
  }

  #float(name: string, dims: readonly number[], values: Float32Array): void {
    this.#tensor(name, dims, elementType.float32, new Uint8Array(values.buffer));
  }

  #tensor(name: string, dims: readonly number[], type: number, bytes: Uint8Array): void {
    const head = new WireWriter();
    for (const dim of dims) head.int(tensorField.dims, dim);
    this.#weights.push({ head: head.int(tensorField.elementType, type).string(tensorField.name, name), bytes });
  }
}

/** Tag and length of a field whose payload follows. */
function prefix(field: number, length: number): Uint8Array {
  const bytes: number[] = [];
  for (let rest of [field * 8 + 2, length]) {
    for (; rest > 0x7f; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80);
    bytes.push(rest);
  }
  return Uint8Array.from(bytes);
}
