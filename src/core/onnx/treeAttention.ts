// Lets one run hold several continuations of what the model has read, each of which sees only its own tokens: fifteen
// labels after one prompt, as one run of some forty tokens in place of fifteen runs. SpecInfer (Miao et al. 2023,
// arXiv:2305.09781) and Medusa (Cai et al. 2024, arXiv:2401.10774) call it tree attention.
import type { GraphEdit, NodeEdit } from './attentionForms';
import { encodeValue } from './encode';
import type { OnnxModel, OnnxNode } from './graph';

/** Inputs that the edit adds; those of them that a session has are required. */
export const treeInputs = {
  /** float32 of shape [1, 1, tokens, tokens so far + tokens]: added to the scores, 0 for a token that is seen. */
  bias: 'introspect/tree/bias',
  /** int64 of shape [1, tokens]: the place of each in its own text. Only where the file has no `position_ids` for it. */
  positions: 'introspect/tree/positions',
} as const;

/** GroupQueryAttention: where these inputs are, and that of the cache, which has the type of all. */
const place = { past: 3, positions: 9, bias: 10 } as const;
const types = { float32: 1, int64: 7 } as const;

/**
 * The edit that gives every attention of the model a bias, and rotary positions where it computes them itself.
 * See https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md#com.microsoft.GroupQueryAttention.
 * @param attention one node a layer
 * @returns null where tokens would not be independent of those beside them: other forms of attention, windows, which count
 *   places in the run, and activations quantised over the whole run
 */
export function planTreeAttention(
  { graph }: Pick<OnnxModel, 'graph'>,
  attention: readonly (OnnxNode | null)[],
): GraphEdit | null {
  if (graph.nodes.some(({ op }) => op.startsWith('Dynamic') || op === 'If')) return null;
  const given = new Map(graph.inputs.map(({ name, elementType }) => [name, elementType]));
  const nodes = new Map<number, NodeEdit>();
  let addsPositions = false;
  for (const node of attention) {
    if (!node || !canBranch(node) || given.get(node.inputs[place.past] ?? '') !== types.float32) return null;
    const inputs = Array.from({ length: Math.max(node.inputs.length, place.bias + 1) }, (_, i) => node.inputs[i] ?? '');
    inputs[place.bias] = treeInputs.bias;
    if (node.attributes.get('do_rotary')?.int === 1 && !inputs[place.positions]) {
      inputs[place.positions] = treeInputs.positions;
      addsPositions = true;
    } else if (!given.has('position_ids')) return null;
    nodes.set(node.span.start, { kind: 'patch', inputs, ints: new Map(), branches: new Map() });
  }
  if (nodes.size === 0) return null;
  const inputs = [encodeValue(treeInputs.bias, types.float32)];
  if (addsPositions) inputs.push(encodeValue(treeInputs.positions, types.int64));
  return { nodes, inputs, outputs: [] };
}

function canBranch({ op, domain, inputs, attributes }: OnnxNode): boolean {
  const window = attributes.get('local_window_size')?.int ?? -1;
  return op === 'GroupQueryAttention' && domain === 'com.microsoft' && window <= 0 && !inputs[place.bias];
}
