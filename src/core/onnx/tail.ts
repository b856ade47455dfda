// Cuts off the end of a model, from the residual stream to the logits: a small model that reads the stream of any layer
// (the logit lens) and shares the weights of the head.
import type { ByteSource } from '../base/byteSource';
import { ownPrefix, type AttentionPlan } from './attention';
import type { Dataflow, FlowNode } from './dataflow';
import { encodeFloatAttribute, encodeIntAttribute, encodeNode } from './encode';
import type { OnnxModel } from './graph';
import { buildPart, type GraphPart, type OverlayOptions } from './overlay';
import type { ResidualStream } from './residual';
import { planReading } from './tailReading';
import type { WireWriter } from './wire';

export interface Tail {
  /** The last layer's output, which the tail begins with. */
  readonly hidden: string;
  /** Inputs of the model that the tail looks at too, for their shape. */
  readonly inputs: readonly string[];
  /** Why logits are no sum over parts of the stream once the norm's scale is fixed; null when they are. */
  readonly notAffine: string | null;
  readonly part: GraphPart;
}

export type TailResult =
  | { readonly found: true; readonly tail: Tail }
  /** A clause that fits after "because". */
  | { readonly found: false; readonly why: string };

/** Linear in what they read, or rounding it as quantised models do. */
const affineOps: ReadonlySet<string> = new Set([
  'MatMul',
  'Gemm',
  'MatMulNBits',
  'MatMulInteger',
  'MatMulIntegerToFloat',
  'DynamicQuantizeMatMul',
  'FusedMatMul',
  'DynamicQuantizeLinear',
  'QuantizeLinear',
  'DequantizeLinear',
  'QLinearMatMul',
  'Cast',
  'Identity',
  'Reshape',
  'Transpose',
  'Squeeze',
  'Unsqueeze',
  'Slice',
  'Gather',
]);

/** Plans the tail; changes nothing itself. */
export function planTail(
  model: OnnxModel,
  flow: Dataflow,
  stream: ResidualStream,
  logits: string,
  attention: Pick<AttentionPlan, 'nodes'>,
): TailResult {
  const { graph } = model;
  const values = [stream.embeddings, ...stream.layers.map(({ output }) => output)];
  const hidden = values.at(-1)!;
  const nodes = flow.ancestors(logits, new Set(values), true);
  const isWhole = [...nodes].some(
    ({ source }) =>
      attention.nodes.includes(source) || [...source.attributes.values()].some(({ graphs }) => graphs.length > 0),
  );
  if (isWhole) return { found: false, why: 'its head reads more than the last layer' };

  const used = new Set([...nodes].flatMap(({ inputs }) => inputs));
  // All have the stream's shape, and that is all a head asks of the earlier ones.
  const before: WireWriter[] = values
    .filter((value) => value !== hidden && used.has(value))
    .map((value) => encodeNode({ op: 'Identity', name: `introspect/as ${value}`, inputs: [hidden], outputs: [value] }));
  const copied = new Set<number>();
  for (const node of nodes) {
    if (node.op === node.source.op) copied.add(node.source.span.start);
    else before.push(encodeNorm(node));
  }
  const initializers = new Set(graph.initializers.map(({ name }) => name).filter((name) => used.has(name)));
  const inputs = graph.inputs.map(({ name }) => name).filter((name) => used.has(name) && !initializers.has(name));
  const reading = planReading(logits, model.opsets.get('') ?? 0);
  const part: GraphPart = {
    nodes: copied,
    before,
    after: reading.nodes,
    initializers,
    added: reading.initializers,
    inputs: reading.inputs,
    outputs: [{ name: logits, statedType: null }, ...reading.outputs],
  };
  const notAffine = whyNotAffine(flow, stream, logits);
  return { found: true, tail: { hidden, inputs, notAffine, part } };
}

/** The tail's input: the stream as float32, shape [batch, token, width]. */
export const tailInput = `${ownPrefix}stream`;

/**
 * The tail as a model: `tailInput`, `inputs` and `readingInputs` → logits, shape [batch, token, vocabulary], and
 * `readingOutputs`.
 * @param elementType TensorProto.DataType of the stream: 1 = float32, 10 = float16.
 */
export function buildTail(
  source: ByteSource,
  model: OnnxModel,
  tail: Tail,
  options: OverlayOptions,
  elementType: number,
): Uint8Array {
  const float32 = 1;
  const own = model.graph.inputs.filter(({ name }) => tail.inputs.includes(name));
  const inputs = [
    { name: tailInput, statedType: float32 },
    ...own.map(({ name, elementType }) => ({ name, statedType: elementType })),
    ...tail.part.inputs,
  ];
  const cast = encodeNode({
    op: 'Cast',
    name: `${ownPrefix}Cast of the stream`,
    inputs: [tailInput],
    outputs: [tail.hidden],
    attributes: [encodeIntAttribute('to', elementType)],
  });
  return buildPart(source, model, { ...tail.part, before: [cast, ...tail.part.before], inputs }, options);
}

/** The norm of a fused `Skip…LayerNormalization`, alone. */
function encodeNorm({ op, inputs, outputs, source }: FlowNode): WireWriter {
  const defaultEpsilon = 1e-12;
  const epsilon = source.attributes.get('epsilon')?.float ?? defaultEpsilon;
  const attributes = [encodeIntAttribute('axis', -1), encodeFloatAttribute('epsilon', epsilon)];
  return encodeNode({ op, name: `introspect/${op}`, inputs: inputs.filter(Boolean), outputs, attributes });
}

function whyNotAffine(flow: Dataflow, { finalNorm, layers }: ResidualStream, logits: string): string | null {
  if (!finalNorm) return 'each of its additions is followed by a norm, so that the stream is no plain sum';
  const hidden = layers.at(-1)!.output;
  const head = flow.ancestors(logits, new Set([finalNorm.output, hidden]));
  const bent = [...head].find((node) => !isAffine(flow, node));
  if (bent) return `its head is not linear (it has the operator ${bent.op})`;
  const bypass = [...head].some((node) => node.inputs.some((input) => flow.origin(input) === hidden));
  return bypass ? 'its head also reads the stream before the last norm' : null;
}

function isAffine(flow: Dataflow, node: FlowNode): boolean {
  if (affineOps.has(node.op)) return true;
  const read = flow.activations(node).filter((value) => !isQuantisationScale(flow, value));
  if (read.length > 1) return false;
  return ['Add', 'Sub', 'Mul', 'Einsum'].includes(node.op) || (node.op === 'Div' && read[0] !== node.inputs[1]);
}

function isQuantisationScale(flow: Dataflow, value: string): boolean {
  const node = flow.producer(value);
  if (node?.op === 'DynamicQuantizeLinear') return node.outputs[1] === value;
  if (node?.op !== 'Mul') return false;
  const [scale, other] = flow.activations(node);
  return scale !== undefined && other === undefined && isQuantisationScale(flow, scale);
}
