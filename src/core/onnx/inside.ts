// Plans what is read and changed inside a model: the residual stream, what is added to it, and the heads' masks.
import { planAblation, type HeadMask } from './ablation';
import type { AttentionPlan } from './attention';
import type { GraphEdit, NodeEdit } from './attentionForms';
import { Dataflow } from './dataflow';
import { encodeNode } from './encode';
import type { OnnxModel } from './graph';
import { findResidualStream, type ResidualResult } from './residual';
import type { WireWriter } from './wire';

export interface InsidePlan {
  readonly flow: Dataflow;
  readonly residual: ResidualResult;
  /** Inputs that the overlay wants for its heads, one a layer; null when heads cannot be masked. */
  readonly masks: readonly HeadMask[] | null;
  /** For `buildOverlay`: makes the stream and its addends outputs, and the masks inputs. */
  readonly edit: GraphEdit;
}

/** @param logits Name of the output of shape [batch, token, vocabulary]. */
export function planInside(model: OnnxModel, attention: AttentionPlan, logits: string): InsidePlan {
  const flow = new Dataflow(model.graph);
  const residual = findResidualStream(flow, logits, attention);
  const ablation = planAblation(attention, flow.freshName, model.opsets.get('') ?? 0);
  const nodes = new Map<number, NodeEdit>(ablation?.nodes);
  const outputs = new Set<string>();
  if (residual.found) {
    const { embeddings, layers } = residual.stream;
    outputs.add(embeddings);
    for (const layer of layers)
      for (const value of [layer.output, ...layer.attention, ...layer.mlp]) outputs.add(value);
  }
  for (const { node, sum, biased } of flow.fusedSums) {
    const isBiasedWanted = biased !== null && outputs.has(biased.name);
    if (!outputs.has(sum) && !isBiasedWanted) continue;
    const named = [0, 1, 2].map((i) => node.outputs[i] ?? '').concat(sum);
    const after = isBiasedWanted ? [addNode(biased.addends, biased.name)] : [];
    nodes.set(node.span.start, { kind: 'patch', outputs: named, ints: new Map(), branches: new Map(), after });
  }
  for (const { name } of model.graph.outputs) outputs.delete(name);
  return {
    flow,
    residual,
    masks: ablation?.masks ?? null,
    edit: {
      nodes,
      outputs: [...outputs].map((name) => ({ name, statedType: null })),
      ...(ablation && { inputs: ablation.inputs, initializers: ablation.initializers }),
    },
  };
}

function addNode(inputs: readonly string[], output: string): WireWriter {
  return encodeNode({ op: 'Add', name: `introspect/Add of ${output}`, inputs, outputs: [output] });
}
