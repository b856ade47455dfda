import type { OnnxGraph, OnnxNode } from './graph';

/**
 * Nodes so that each comes after those that it reads from, else in the order given. The standard demands it of files;
 * where one was edited by hand and is not so, onnxruntime runs it all the same. Of nodes in a circle one comes too early.
 */
export function inOrder(nodes: readonly OnnxNode[]): readonly OnnxNode[] {
  const producers = new Map<string, number>();
  for (const [i, { outputs }] of nodes.entries()) for (const output of outputs) if (output) producers.set(output, i);
  const needs = nodes.map((node) => valuesRead(node).flatMap((value) => producers.get(value) ?? []));
  if (needs.every((sources, i) => sources.every((source) => source < i))) return nodes;

  const placed: OnnxNode[] = [];
  const seen = new Uint8Array(nodes.length);
  for (const first of nodes.keys()) {
    // Graphs are too deep to recur into.
    const open = seen[first] ? [] : [{ node: first, next: 0 }];
    seen[first] = 1;
    for (let at = open.at(-1); at; at = open.at(-1)) {
      const source = needs[at.node]![at.next++];
      if (source === undefined) {
        placed.push(nodes[at.node]!);
        open.pop();
      } else if (!seen[source]) {
        seen[source] = 1;
        open.push({ node: source, next: 0 });
      }
    }
  }
  return placed;
}

/** Subgraphs may read any value of the graphs around them. */
function valuesRead({ inputs, attributes }: OnnxNode): readonly string[] {
  const inner = (graph: OnnxGraph): readonly string[] => [
    ...graph.nodes.flatMap(valuesRead),
    ...graph.outputs.map(({ name }) => name),
  ];
  const graphs = [...attributes.values()].flatMap((attribute) => attribute.graphs);
  return graphs.length === 0 ? inputs : [...inputs, ...graphs.flatMap(inner)];
}
