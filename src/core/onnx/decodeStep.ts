// Lets a run of a single token attend to the cache where it lies. GroupQueryAttention of onnxruntime's CPU provider copies
// the whole cache for every head and clears as much memory before: after 1,000 tokens a third of a small model's time.
import type { GraphEdit, NodeEdit, Wrap } from './attentionForms';
import { cacheRowsNode, cacheRowsOutput } from './cacheRows';
import { encodeGraph, encodeGraphAttribute, encodeIntAttribute, encodeNode, encodeValue } from './encode';
import type { OnnxModel, OnnxNode } from './graph';
import { addRotary, type GroupQuery, readGroupQuery } from './groupQuery';
import { Subgraph } from './subgraph';
import type { WireWriter } from './wire';

/** Inputs that the edit adds, all required. */
export const decodeStepInputs = {
  /** bool, shape [1]: whether the run is one token after a cache, whose attention nobody fetches; the rest is read only then. */
  wanted: 'introspect/decodeStep',
  /** int64 of shape [1, 1]: how many tokens are before it. */
  position: 'introspect/decodeStep/position',
  /** float32 of shape [1, 1, 1, room of the cache + 1]: added to the scores, 0 for what is there; the token itself is last. */
  bias: 'introspect/decodeStep/bias',
  /** int64 of shape [2]: room of the cache, 1. */
  parts: 'introspect/decodeStep/parts',
} as const;

const types = { float32: 1, int64: 7, bool: 9 } as const;
const microsoft = 'com.microsoft';

export interface DecodeSteps {
  readonly edit: GraphEdit;
  /** The `present`s whose rows the edit gives itself. */
  readonly presents: ReadonlySet<string>;
}

/**
 * The edit that puts every GroupQueryAttention into an `If`, beside the same attention in plain operators that read the
 * cache without moving it.
 * @param slots `past` → `present` of a cache that only gives its rows (`planCacheRows`)
 * @returns null where there is none whose scores are plain products over the whole text
 */
export function planDecodeSteps(
  model: OnnxModel,
  attention: readonly (OnnxNode | null)[],
  slots: ReadonlyMap<string, string>,
): DecodeSteps | null {
  const opset = model.opsets.get('') ?? 0;
  const read = new Set(model.graph.nodes.flatMap(({ inputs }) => inputs));
  const nodes = new Map<number, NodeEdit>();
  const presents = new Set<string>();
  for (const node of attention) {
    const given = node && readGroupQuery(node, model.graph, opset);
    const [, keys = '', values = '', weights = ''] = node?.outputs ?? [];
    const isFed = given && slots.get(given.past.keys) === keys && slots.get(given.past.values) === values;
    // A step leaves out what no other node may then miss.
    if (!isFed || given.window > 0 || [keys, values, weights].some((name) => name && read.has(name))) continue;
    for (const present of [keys, values]) presents.add(present);
    nodes.set(node.span.start, { kind: 'patch', ints: new Map(), branches: new Map(), wrap: choice(given) });
  }
  if (nodes.size === 0) return null;
  const inputs = [
    encodeValue(decodeStepInputs.wanted, types.bool),
    encodeValue(decodeStepInputs.position, types.int64),
    encodeValue(decodeStepInputs.bias, types.float32),
    encodeValue(decodeStepInputs.parts, types.int64),
  ];
  return { edit: { nodes, inputs, outputs: [] }, presents };
}

/** The `If` gives the keys after the run, too: what sums up attention reads them. */
function choice(given: GroupQuery): Wrap {
  return ([attended = '', keys = '', values = '', weights = ''], under) => {
    const name = `${decodeStepInputs.wanted}/${attended}`;
    const outputs = [attended, cacheRowsOutput(keys), cacheRowsOutput(values), keys, ...(weights ? [weights] : [])];
    const whole = [attended, keys, values, weights].map((output) => output && `${name}/whole/${output}`);
    const rows = [whole[1]!, whole[2]!].map((present) => cacheRowsNode(present, `${present}/rows`));
    const unchanged = encodeGraph({
      name: `${name}/whole`,
      nodes: [under(whole), ...rows],
      outputs: [whole[0]!, `${whole[1]!}/rows`, `${whole[2]!}/rows`, whole[1]!, ...(weights ? [whole[3]!] : [])],
    });
    return [
      encodeNode({
        op: 'If',
        name,
        inputs: [decodeStepInputs.wanted],
        outputs,
        attributes: [
          encodeGraphAttribute('then_branch', step(given, name, weights !== '')),
          encodeGraphAttribute('else_branch', unchanged),
        ],
      }),
    ];
  };
}

/**
 * One row against a matrix, head by head: for that the runtime has products that read the matrix as it lies. The token's own
 * key and value, which the cache does not have yet, are a part of their own.
 */
function step(given: GroupQuery, name: string, hasWeights: boolean): WireWriter {
  const to = new Subgraph(`${name}/step`);
  const { heads, keyHeads, width, past, scale } = given;
  const { position, bias, parts } = decodeStepInputs;
  const lastAxis = encodeIntAttribute('axis', -1);
  const byHead = (of: string, rows: number, columns = width): string =>
    to.add('Reshape', [of, to.ints(keyHeads, rows, -1, columns)]);
  const [query, key, value] = separate(to, given);
  const turned = addRotary(to, given, query, heads, position);
  const queries = byHead(to.add('Mul', [turned, to.float(scale)]), heads / keyHeads);
  const keys = byHead(addRotary(to, given, key, keyHeads, position), 1);
  const values = byHead(value, 1);
  const product = (with_: string): string =>
    to.add('FusedMatMul', [queries, with_], [encodeIntAttribute('transB', 1)], microsoft);
  const scores = to.add('Concat', [product(byHead(past.keys, 1)), product(keys)], [lastAxis]);
  const weights = to.add('Softmax', [to.add('Add', [scores, bias])], [lastAxis]);
  const [ofPast, ofItself] = to.addAll('Split', [weights, parts], 2, [lastAxis]);
  const looked = to.add('MatMul', [ofPast!, byHead(past.values, 1)]);
  const sum = to.add('Add', [looked, to.add('Mul', [ofItself!, values])]);
  const attended = to.add('Reshape', [sum, to.ints(1, 1, heads * width)]);
  // In place of all keys, and of the weights, stands what nobody reads then.
  return to.encode([attended, keys, values, queries, ...(hasWeights ? [weights] : [])]);
}

/** Queries, keys and values, each of shape [1, 1, heads · width]. */
function separate(to: Subgraph, { queries, added, heads, keyHeads, width }: GroupQuery): [string, string, string] {
  if (added) return [queries, added.keys, added.values];
  const sizes = to.ints(heads * width, keyHeads * width, keyHeads * width);
  const [query, key, value] = to.addAll('Split', [queries, sizes], 3, [encodeIntAttribute('axis', -1)]);
  return [query!, key!, value!];
}
