// Finds the residual stream: the sum to which every attention block and every MLP adds its output.
import type { AttentionPlan } from './attention';
import type { Dataflow } from './dataflow';
import type { OnnxNode } from './graph';

export interface ResidualLayer {
  /** The stream after this layer, shape [batch, token, width]; after the norm where that follows the addition (post-LN). */
  readonly output: string;
  /** What its attention and its MLP add to the stream; each is the sum of the values named. */
  readonly attention: readonly string[];
  readonly mlp: readonly string[];
}

export interface ResidualStream {
  /** Input of the first layer: the embeddings of tokens and positions, shape [batch, token, width]. */
  readonly embeddings: string;
  readonly layers: readonly ResidualLayer[];
  /**
   * The norm between the stream and the head; null where each addition is followed by a norm (post-LN), so that the
   * stream is no plain sum.
   */
  readonly finalNorm: { readonly output: string; readonly centred: boolean } | null;
}

export type ResidualResult =
  | { readonly found: true; readonly stream: ResidualStream }
  /** A clause that fits after "because". */
  | { readonly found: false; readonly why: string };

/** One addition to the stream. */
interface Step {
  readonly sum: string;
  /** The stream before. */
  readonly base: string;
  readonly branches: readonly string[];
  /** The norm that follows the addition in a post-LN model, as the next step takes it. */
  readonly normed: string | null;
}

/**
 * Walks back from the logits: the last sum of a value with something computed from that value is the end of the stream,
 * and the value is the stream one step before. Blocks one after the other, and attention beside the MLP (GPT-NeoX,
 * GPT-J, Phi), pre-LN (GPT-2, Llama) and post-LN (BERT), eager and fused.
 */
export function findResidualStream(
  flow: Dataflow,
  logits: string,
  attention: Pick<AttentionPlan, 'nodes'>,
): ResidualResult {
  const why = (reason: string): ResidualResult => ({ found: false, why: reason });
  const { nodes } = attention;
  if (nodes.length === 0) return why('its attention was found in none of the known forms');
  if (nodes.includes(null)) return why('the file is two graphs in one (a merged decoder)');
  if (!flow.producer(logits)) return why('it rates no words: the file has no output named logits');
  const path = [...flow.ancestors(logits, new Set())].sort((a, b) => b.index - a.index);
  const end = path.flatMap(({ op, outputs }) => (op === 'Add' ? outputs.slice(0, 1) : [])).find((v) => stepTo(flow, v));
  if (end === undefined) return why('no sum of a value with what is computed from it leads to its logits');

  const steps = walkBack(flow, end);
  const isPostNorm = steps.length > 1 && steps.slice(0, -1).every(({ normed }) => normed !== null);
  if (!isPostNorm && steps.slice(0, -1).some(({ normed }) => normed !== null)) {
    return why('only some of its additions are followed by a norm');
  }
  const last = path
    .flatMap(({ outputs }) => outputs.slice(0, 1))
    .find((value) => flow.origin(flow.norm(value)?.input ?? '', true) === end);
  const norm = last === undefined ? null : flow.norm(last);
  if (last === undefined || norm === null) return why('no norm stands between its last layer and its logits');

  // OPT adds with batch and tokens on one axis: the norm reads the stream with its own axes again.
  const read = flow.origin(norm.input) === end ? end : norm.input;
  const layers = groupLayers(flow, steps, nodes as readonly OnnxNode[], isPostNorm ? last : read);
  if (layers === null) return why(`its blocks could not be matched with its ${nodes.length} layers of attention`);
  const finalNorm = isPostNorm ? null : { output: last, centred: norm.centred };
  return { found: true, stream: { embeddings: steps[0]!.base, layers, finalNorm } };
}

/** First step first. */
function walkBack(flow: Dataflow, end: string): Step[] {
  const steps: Step[] = [];
  let [sum, normed]: [string, string | null] = [end, null];
  for (;;) {
    const step = stepTo(flow, sum);
    if (!step) break;
    const base = flow.origin(step.base);
    steps.unshift({ sum, base, branches: step.branches, normed });
    const before = stepTo(flow, base) ? null : flow.norm(base);
    [sum, normed] = before ? [flow.origin(before.input), base] : [base, null];
  }
  return steps;
}

/**
 * Takes a sum apart until one part feeds all others: that is the stream before, and the others are what was added.
 * Null when there is no such part.
 */
function stepTo(flow: Dataflow, sum: string): { readonly base: string; readonly branches: readonly string[] } | null {
  const maxParts = 8;
  let parts: readonly string[] = [flow.origin(sum, true)];
  while (parts.length <= maxParts) {
    const base = parts.length > 1 && parts.find((p) => parts.every((other) => other === p || flow.feeds(p, other)));
    if (base) return { base, branches: parts.filter((part) => part !== base) };
    const latest = parts.filter((part) => flow.addends(part)).sort((a, b) => flow.indexOf(b) - flow.indexOf(a))[0];
    if (latest === undefined) return null;
    parts = parts.flatMap((part) => (part === latest ? flow.addends(part)! : [part]));
  }
  return null;
}

/** A layer begins with its attention and lasts until the next. Null when they are not the ones given, in that order. */
function groupLayers(
  flow: Dataflow,
  steps: readonly Step[],
  sites: readonly OnnxNode[],
  end: string,
): ResidualLayer[] | null {
  const sitesOf = (branch: string, base: string): number[] =>
    [...flow.ancestors(branch, new Set([base]))].map(({ source }) => sites.indexOf(source)).filter((site) => site >= 0);
  /** Attention and MLP that are added to one another first. */
  const parted = (branch: string, base: string): readonly string[] => {
    const addends = flow.addends(branch);
    const withAttention = addends?.filter((addend) => sitesOf(addend, base).length > 0) ?? [];
    return addends && withAttention.length === 1 ? addends.flatMap((addend) => parted(addend, base)) : [branch];
  };

  const layers: { output: string; attention: string[]; mlp: string[] }[] = [];
  for (const [i, { base, branches }] of steps.entries()) {
    const output = steps[i + 1]?.base ?? end;
    const parts = branches.flatMap((branch) => parted(branch, base));
    const attention = parts.filter((part) => sitesOf(part, base).length > 0);
    if (attention.length > 0) {
      const isNext = attention.flatMap((part) => sitesOf(part, base)).every((site) => site === layers.length);
      if (!isNext) return null;
      layers.push({ output, attention, mlp: [] });
    }
    const layer = layers.at(-1);
    if (!layer) return null;
    layer.mlp.push(...parts.filter((part) => !attention.includes(part)));
    layer.output = output;
  }
  return layers.length === sites.length ? layers : null;
}
