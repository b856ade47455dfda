import { constantValues } from './attention';
import type { OnnxGraph } from './graph';

/** What may choose some of the tokens, its first input. */
const choosing: ReadonlySet<string> = new Set(['Gather', 'GatherND', 'GatherElements', 'Slice']);
/** Behind these the head is over: they mix what was computed before, or tokens. */
const ends = /^(Softmax|If|Loop|Scan|Conv|Q?MoE|.*Attention)$/;
const products = /^(Gemm|Einsum|.*MatMul.*)$/;

/**
 * Whether the head, from the logits back to the last layer, reads some tokens only, as the files do that tell what follows
 * the whole text alone.
 * @param counts inputs that ask for how many tokens, and may ask for all: what they choose is not meant
 */
export function leavesTokensOut(graph: OnnxGraph, logits: string, counts: ReadonlySet<string>): boolean {
  const producers = new Map(graph.nodes.flatMap((node) => node.outputs.map((output) => [output, node] as const)));
  const shapes = graph.nodes.flatMap(({ op, outputs }) => (op === 'Shape' ? outputs : []));
  const constants = constantValues(graph);
  const still = constantValues(graph, new Set([...shapes, ...counts]));
  const areAsked = (values: readonly string[]): boolean => {
    const read = new Set(values);
    for (const value of read) for (const input of producers.get(value)?.inputs ?? []) read.add(input);
    return [...counts].some((count) => read.has(count));
  };
  const seen = new Set<string>();
  const open = [{ value: logits, multiplied: false }];
  for (let at = open.pop(); at; at = open.pop()) {
    const node = producers.get(at.value);
    if (!node || seen.has(at.value) || ends.test(node.op)) continue;
    seen.add(at.value);
    const isProduct = products.test(node.op);
    if (isProduct && at.multiplied) continue;
    const [data = '', ...how] = node.inputs;
    if (choosing.has(node.op) && !constants.has(data) && !areAsked(how)) return true;
    for (const value of node.inputs) {
      if (value && !still.has(value)) open.push({ value, multiplied: at.multiplied || isProduct });
    }
  }
  return false;
}
