// What is read off the logits inside the runtime, many times faster than outside: the vocabulary never leaves it.
import { ownPrefix } from './attention';
import type { AddedOutput } from './attentionForms';
import { encodeInt64Tensor, encodeIntAttribute, encodeIntsAttribute, encodeNode } from './encode';
import type { WireWriter } from './wire';

const named = (name: string): string => `${ownPrefix}${name}`;

/** Inputs, int64: how many candidates, shape [1], and the token asked about, shape [1, token, 1]. */
export const readingInputs = { top: named('top'), actual: named('actual') } as const;

/** Outputs, of shape [1, token, top], [1, token, 1] and, for the count, [1, token]. */
export const readingOutputs = {
  topLogits: named('topLogits'),
  topIds: named('topIds'),
  actualLogit: named('actualLogit'),
  actualLogprob: named('actualLogprob'),
  /** How many tokens have a greater logit. */
  above: named('above'),
} as const;

export interface Reading {
  readonly nodes: readonly WireWriter[];
  readonly initializers: readonly WireWriter[];
  readonly inputs: readonly AddedOutput[];
  readonly outputs: readonly AddedOutput[];
}

/**
 * The nodes that read `logits`, shape [1, token, vocabulary].
 * @param opset Version of the standard operator set, which decides how `ReduceSum` is written.
 */
export function planReading(logits: string, opset: number): Reading {
  const [float32, int64] = [1, 7];
  const { top, actual } = readingInputs;
  const { topLogits, topIds, actualLogit, actualLogprob, above } = readingOutputs;
  const [scores, logprobs, greater, counted, axes] = ['scores', 'logprobs', 'greater', 'counted', 'axes'].map(
    named,
  ) as [string, string, string, string, string];
  const node = (op: string, inputs: string[], outputs: string[], attributes: WireWriter[] = []): WireWriter =>
    encodeNode({ op, name: named(`${op} of ${outputs.join()}`), inputs, outputs, attributes });
  const lastAxis = encodeIntAttribute('axis', -1);
  const takesAxesAsInput = opset >= 13;
  const nodes = [
    node('Cast', [logits], [scores], [encodeIntAttribute('to', float32)]),
    node('LogSoftmax', [scores], [logprobs], [lastAxis]),
    node('TopK', [scores, top], [topLogits, topIds], [lastAxis]),
    node('GatherElements', [scores, actual], [actualLogit], [lastAxis]),
    node('GatherElements', [logprobs, actual], [actualLogprob], [lastAxis]),
    node('Greater', [scores, actualLogit], [greater]),
    node('Cast', [greater], [counted], [encodeIntAttribute('to', float32)]),
    node(
      'ReduceSum',
      takesAxesAsInput ? [counted, axes] : [counted],
      [above],
      [encodeIntAttribute('keepdims', 0), ...(takesAxesAsInput ? [] : [encodeIntsAttribute('axes', [-1])])],
    ),
  ];
  return {
    nodes,
    initializers: takesAxesAsInput ? [encodeInt64Tensor(axes, [-1])] : [],
    inputs: [top, actual].map((name) => ({ name, statedType: int64 })),
    outputs: Object.values(readingOutputs).map((name) => ({ name, statedType: null })),
  };
}
