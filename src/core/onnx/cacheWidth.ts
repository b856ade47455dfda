// onnxruntime-genai's model builder, from 0.18 on, writes a name in place of the width of a cache that it knows.
import type { OnnxModel } from './graph';

/** Axis of [batch, heads, tokens, width]. */
const widthAxis = 3;

/** The model with the width stated for every key/value cache that it is given and whose width it only names. */
export function withCacheWidth(model: OnnxModel, width: number | undefined): OnnxModel {
  if (width === undefined) return model;
  const inputs = model.graph.inputs.map((input) => {
    const { name, shape } = input;
    if (!name.startsWith('past') || shape?.length !== widthAxis + 1 || typeof shape[widthAxis] === 'number')
      return input;
    return { ...input, shape: shape.with(widthAxis, width) };
  });
  return { ...model, graph: { ...model.graph, inputs } };
}
