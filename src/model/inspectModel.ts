import { abilitiesOf } from '../core/models/abilities';
import type { OnnxValue } from '../core/onnx/graph';
import type { InspectRequest, ModelInspection } from '../protocol/modelInspector';
import { describeGraph, type GraphValue } from './graphIo';
import { loadModelFolder } from './modelFolder';
import { loadOnnxFile, whyNoAttention } from './onnxFile';

/** onnxruntime's names of TensorProto.DataType. */
const typeNames: ReadonlyMap<number, string> = new Map([
  [1, 'float32'],
  [6, 'int32'],
  [7, 'int64'],
  [9, 'bool'],
  [10, 'float16'],
]);

/**
 * What can be said of a model from its files alone.
 * @throws UserError naming the file that is missing or damaged, and the remedy
 */
export function inspectModel(request: InspectRequest): ModelInspection {
  const { onnxPath, config, chatTemplate } = loadModelFolder(request);
  const file = loadOnnxFile(onnxPath, config.headWidth);
  const { bytes, sites, inputs, outputs } = file;
  const whyNot = whyNoAttention(file, config);
  const io = describeGraph(onnxPath, inputs.map(asGraphValue), outputs.map(asGraphValue));
  return {
    onnxPath,
    architecture: config.architecture,
    layers: (whyNot === null ? undefined : config.layers) ?? sites.length,
    heads: config.heads ?? file.heads ?? 0,
    contextLength: config.contextLength,
    statedContextLength: config.statedContextLength,
    bytes,
    abilities: abilitiesOf({
      predictsNextToken: io.logits !== undefined && (config.causal ?? io.cache.length > 0),
      chatTemplate: chatTemplate !== undefined,
      attention: whyNot === null,
      hiddenStates: io.vectors !== undefined,
    }),
  };
}

function asGraphValue({ name, elementType, shape }: OnnxValue): GraphValue {
  return {
    name,
    type: typeNames.get(elementType ?? 0) ?? `type ${elementType}`,
    shape: (shape ?? []).map((size) => size ?? 'unknown'),
  };
}
