// Writes the bench model for llama.cpp. Its float32 weights are those of makeModel's float32 file, number by number, so
// that both must continue a prompt alike; the rounded files are made of the same weights.
import { closeSync, existsSync, openSync, renameSync, statSync, writeSync } from 'node:fs';
import path from 'node:path';
import { benchFolder, RandomWeights, shape, type Precision } from './benchShape';
import { encodeWeights, layOut, type MetadataValue, type TensorSpec, type TensorType } from './gguf';

/** What stands for a precision at (nearly) equal bits, embedding and head included: 32, 8.5 and 4.5 bits a weight. */
const types: Readonly<Record<Precision, { readonly tensor: TensorType; readonly file: number }>> = {
  fp32: { tensor: 'f32', file: 0 },
  int8: { tensor: 'q8_0', file: 7 },
  q4: { tensor: 'q4_0', file: 2 },
};

export interface GgufModel {
  readonly file: string;
  readonly bytes: number;
  /** Of each tensor, in bytes from the start of the file. */
  readonly offsets: Readonly<Record<string, number>>;
}

/** Of what the next token reads: all of the file, where the embedding is the head, and llama.cpp's float16 cache. */
export function ggufBytesReadForToken({ bytes }: GgufModel, context: number): number {
  const { layers, kvHeads, headSize } = shape;
  return bytes + 2 * layers * kvHeads * headSize * context * 2;
}

/** The model in a precision; made at the first call. */
export function benchGguf(precision: Precision): GgufModel {
  const file = path.join(benchFolder('smollm2-135m-random-gguf-1'), `${types[precision].tensor}.gguf`);
  const tensors = weights(types[precision].tensor);
  const { header, offsets } = layOut(metadata(precision), tensors);
  if (!existsSync(file)) {
    const temporary = `${file}.part`;
    const fd = openSync(temporary, 'w');
    writeAt(fd, header, 0);
    const random = new RandomWeights();
    for (const [i, tensor] of tensors.entries()) {
      writeAt(fd, encodeWeights(tensor.type, tensor.values(random)), offsets[i]!);
    }
    closeSync(fd);
    renameSync(temporary, file);
  }
  const named = Object.fromEntries(tensors.map(({ name }, i) => [name, offsets[i]!]));
  return { file, bytes: statSync(file).size, offsets: named };
}

interface Weights extends TensorSpec {
  readonly values: (random: RandomWeights) => Float32Array;
}

/** In the order in which makeModel draws them. */
function weights(type: TensorType): Weights[] {
  const { hidden, intermediate, heads, kvHeads, headSize, vocabulary, layers } = shape;
  const norm = (name: string): Weights => ({
    name: `${name}.weight`,
    dims: [hidden],
    type: 'f32',
    values: () => new Float32Array(hidden).fill(1),
  });
  const linear = (name: string, from: number, to: number, rowOf = (row: number): number => row): Weights => ({
    name: `${name}.weight`,
    dims: [from, to],
    type,
    values: (random) => transposed(random.floats(from * to), from, to, rowOf),
  });
  const embedding: Weights = {
    name: 'token_embd.weight',
    dims: [hidden, vocabulary],
    type,
    values: (random) => random.floats(vocabulary * hidden),
  };
  const blocks = Array.from({ length: layers }, (_, layer) => {
    const at = (part: string): string => `blk.${layer}.${part}`;
    return [
      norm(at('attn_norm')),
      linear(at('attn_q'), hidden, heads * headSize, interleaved),
      linear(at('attn_k'), hidden, kvHeads * headSize, interleaved),
      linear(at('attn_v'), hidden, kvHeads * headSize),
      linear(at('attn_output'), heads * headSize, hidden),
      norm(at('ffn_norm')),
      linear(at('ffn_gate'), hidden, intermediate),
      linear(at('ffn_up'), hidden, intermediate),
      linear(at('ffn_down'), intermediate, hidden),
    ];
  });
  return [embedding, ...blocks.flat(), norm('output_norm')];
}

/** llama.cpp turns neighbours by one angle, ONNX files the two halves of a head: where a row of the latter goes. */
function interleaved(row: number): number {
  const [half, inHead] = [shape.headSize / 2, row % shape.headSize];
  return row - inHead + (inHead % half) * 2 + Math.floor(inHead / half);
}

/** ONNX has a weight as [from, to], GGUF as rows of `from`. */
function transposed(onnx: Float32Array, from: number, to: number, rowOf: (row: number) => number): Float32Array {
  const rows = new Float32Array(onnx.length);
  for (let column = 0; column < to; column++) {
    const start = rowOf(column) * from;
    for (let i = 0; i < from; i++) rows[start + i] = onnx[i * to + column]!;
  }
  return rows;
}

function metadata(precision: Precision): Record<string, MetadataValue> {
  return {
    'general.architecture': { string: 'llama' },
    'general.name': { string: "SmolLM2-135M's shape, random weights" },
    'general.file_type': { uint32: types[precision].file },
    'general.quantization_version': { uint32: 2 },
    'llama.vocab_size': { uint32: shape.vocabulary },
    'llama.block_count': { uint32: shape.layers },
    'llama.context_length': { uint32: shape.context },
    'llama.embedding_length': { uint32: shape.hidden },
    'llama.feed_forward_length': { uint32: shape.intermediate },
    'llama.attention.head_count': { uint32: shape.heads },
    'llama.attention.head_count_kv': { uint32: shape.kvHeads },
    'llama.attention.layer_norm_rms_epsilon': { float32: shape.normEpsilon },
    'llama.rope.dimension_count': { uint32: shape.headSize },
    'llama.rope.freq_base': { float32: shape.ropeTheta },
    // Every token is a word of its own, as in makeModel.
    'tokenizer.ggml.model': { string: 'gpt2' },
    'tokenizer.ggml.pre': { string: 'smollm' },
    'tokenizer.ggml.tokens': { strings: Array.from({ length: shape.vocabulary }, (_, id) => `Ġw${id}`) },
    'tokenizer.ggml.token_type': { int32s: new Array<number>(shape.vocabulary).fill(1) },
    'tokenizer.ggml.merges': { strings: [] },
    'tokenizer.ggml.bos_token_id': { uint32: 0 },
    'tokenizer.ggml.eos_token_id': { uint32: 0 },
    'tokenizer.ggml.add_bos_token': { bool: false },
  };
}

function writeAt(fd: number, bytes: Uint8Array, offset: number): void {
  for (let at = 0; at < bytes.length;) at += writeSync(fd, bytes, at, bytes.length - at, offset + at);
}
