// The commands that look inside a model. What a server cannot tell is refused in so many words.
import { UserError } from '../core/base/userError';
import { logProbabilityOf, softmax } from '../core/generation/probabilities';
import { hiddenByItself } from '../core/layers/hiddenToken';
import { continuationOf } from '../core/tokenizer/continuation';
import type { Token } from '../core/tokenizer/token';
import type { LoadedModel } from '../model/loadedModel';
import type { AblateResult, AttentionResult } from '../protocol/modelHost';
import { UsageError, type Command, type Values } from './command';
import {
  allowOnlyWith,
  choice,
  chosen,
  endpointOptions,
  modelOptions,
  optionalNumber,
  readText,
  required,
  wholeNumber,
} from './options';
import { diagnose, json, omitted, place } from './output';
import { refuseEndpoint, withModel } from './sources';

const head = {
  layer: { type: 'string', help: 'N  only this layer, from 0' },
  head: { type: 'string', help: 'N  only this head, from 0' },
} as const;
const inside = { ...modelOptions, ...endpointOptions } as const;

export const insideCommands: Readonly<Record<string, Command>> = {
  attention: {
    summary: 'attention weights of a text',
    output:
      '{tokens,layers,heads,weights:[layer][head][q][k]}  with --layer or --head: only that one, named in the output;\n' +
      'with --query: weights:[layer][head][k], of that token alone',
    options: {
      ...inside,
      ...head,
      query: { type: 'string', help: 'N  only where this token looks, from 0, or "last"' },
    },
    run: (values) =>
      values['query'] === undefined
        ? eachHead(values, 'its attention', (model, place) => model.attention(place))
        : fromOneToken(values),
  },
  across: {
    summary: 'mean or largest attention weight over the heads of a layer, or of all layers',
    output:
      '{tokens,layer,how,weights:[q][k]}  rows sum to 1 for mean, or less with attention sinks, not for max; layer: null for all of them',
    options: {
      ...inside,
      how: { type: 'string', help: 'mean|max  (default mean)' },
      layer: { type: 'string', help: 'N  only the heads of this layer, from 0' },
    },
    async *run(values) {
      const how = choice(values, 'how', ['mean', 'max'] as const) ?? 'mean';
      const layer = optionalNumber(values, 'layer') ?? null;
      yield* insideModel(values, 'its attention', async function* (model, tokens, about) {
        const result = await model.attentionAcross({ ids: idsOf(tokens), layer, how });
        yield json({ tokens: tokens.map(place), layer, how, weights: rowsOf(result), ...about });
      });
    },
  },
  norms: {
    summary: 'attention weights times the length of the value that they bring',
    output: '{tokens,layers,heads,weights:[layer][head][q][k]}  no probabilities: rows do not sum to 1',
    options: { ...inside, ...head },
    run: (values) => eachHead(values, 'its attention', (model, place) => model.valueNorms(place)),
  },
  rollout: {
    summary: 'attention followed through the layers, back to the input (Abnar and Zuidema 2020)',
    output: '{tokens,layer,weights:[position][input]}  rows sum to 1',
    options: { ...inside, layer: { type: 'string', help: 'N  the last layer taken in (default: the last there is)' } },
    async *run(values) {
      yield* insideModel(values, 'its attention', async function* (model, tokens, about) {
        const layer = optionalNumber(values, 'layer') ?? model.info.layers - 1;
        const result = await model.rollout({ ids: idsOf(tokens), layer });
        yield json({ tokens: tokens.map(place), layer, weights: rowsOf(result), ...about });
      });
    },
  },
  overview: {
    summary: 'attention of all heads at once, pooled where the text is long',
    output:
      '{tokens,layers,heads,tokensPerCell,cells,weights:[layer][head][query cell][key cell]}  each row rounded to 255\n' +
      'steps of its largest weight, and summing to 1 as far as that allows',
    options: inside,
    async *run(values) {
      const { dequantizeRow } = await import('../core/attention/quantize');
      yield* insideModel(values, 'its attention', async function* (model, tokens, about) {
        const { weights, scales, ...rest } = await model.attentionOverview({ ids: idsOf(tokens) });
        const { layers, heads, tokensPerCell, cells } = rest;
        yield `${JSON.stringify({ tokens: tokens.map(place), layers, heads, tokensPerCell, cells, ...about }).slice(0, -1)},"weights":[`;
        for (let matrix = 0; matrix < layers * heads; matrix++) {
          const [isFirst, isLast] = [matrix % heads === 0, matrix % heads === heads - 1];
          const rows = Array.from({ length: cells }, (_, q) => {
            const row = matrix * cells + q;
            return [...dequantizeRow(weights.subarray(row * cells, (row + 1) * cells), scales[row]!)];
          });
          const before = isFirst ? (matrix === 0 ? '[' : ',[') : ',';
          yield `${before}${JSON.stringify(rows)}${isLast ? ']' : ''}`;
        }
        yield ']}\n';
      });
    },
  },
  lens: {
    summary: 'what every layer would predict at every position',
    output:
      '{layers:[{position:[[{text,p}]]}]}  layer 0: the embeddings; position: one list of candidates for each token;\n' +
      'of an encoder that fills gaps (BERT): what each layer takes that token for',
    options: { ...inside, top: { type: 'string', help: 'N  how many candidates (default 5)' } },
    async *run(values) {
      const top = wholeNumber(values, 'top', 5, 1);
      yield* insideModel(values, 'what its layers hold', async function* (model, tokens, about) {
        const { layers } = await model.lens({ ids: idsOf(tokens), top });
        const readings = layers.map((positions) => ({
          position: positions.map((reading) => reading.top.map(({ text, p }) => ({ text, p }))),
        }));
        yield json({ layers: readings, ...about });
      });
    },
  },
  contributions: {
    summary: "what each layer's attention and MLP add to the score of a token (direct logit attribution)",
    output:
      '{position,target:{id,text},logit,constant,embeddings,layers:[{attention,mlp}],rounding}  logit is their sum',
    options: {
      ...inside,
      position: { type: 'string', help: 'N  the token after which is looked, from 0 (default: the last)' },
      target: {
        type: 'string',
        help: 'TEXT  what is predicted there (default: what follows, else the best candidate)',
      },
    },
    async *run(values) {
      const text = readText(required(values, 'text-file'));
      yield* insideModel(values, 'what its layers add', async function* (model, tokens, about) {
        const position = optionalNumber(values, 'position') ?? tokens.length - 1;
        const at = tokens[position];
        if (!at)
          throw new UserError(
            'badRequest',
            `There is no token ${position}.`,
            `The text has 0 to ${tokens.length - 1}.`,
          );
        const ids = idsOf(tokens);
        const target = values['target'] === undefined ? undefined : required(values, 'target');
        const id =
          target === undefined
            ? await expectedAt(model, ids, position)
            : firstTokenOf(model, { text: text.slice(0, at.end), target, before: ids.slice(0, position + 1) }, values);
        const [shown = ''] = model.tokenTexts({ ids: [id] }).texts;
        const parts = await model.contributions({ ids, position, target: id });
        yield json({ position, target: { id, text: shown }, ...parts, ...about });
      });
    },
  },
  ablate: {
    summary: 'what the model loses without some attention heads',
    output:
      '{heads,lossChange:[nats by token],meanLossChange,next:[{id,text,p,was}]}  p without the heads, was with all of them;\n' +
      'of an encoder that fills gaps (BERT), one token hidden: {heads,hidden:{position,text},lossChange,filled:[{id,text,p,was}]}\n' +
      'lossChange: of the hidden token; null where the text has [MASK] there',
    options: {
      ...inside,
      hide: {
        type: 'string',
        help: 'N  the token that an encoder guesses again, from 0 (default: where the text has [MASK], else the last of a word)',
      },
      heads: { type: 'string', help: 'L.H,L.H  heads that are switched off, such as 0.3,1.0' },
      top: { type: 'string', help: 'N  how many next tokens (default 10)' },
    },
    async *run(values) {
      const heads = readHeads(required(values, 'heads'));
      const top = wholeNumber(values, 'top', 10, 1);
      yield* insideModel(values, 'its heads', async function* (model, tokens, about) {
        const ids = idsOf(tokens);
        if (model.info.fillsGaps) {
          const position = optionalNumber(values, 'hide') ?? hiddenByItself(tokens);
          const text = tokens[position]?.text;
          if (text === undefined) throw new UserError('badRequest', 'There is no such token to hide.', '');
          const { meanLossChange, ...without } = await model.ablate({ ids, heads, hidden: position, top });
          const { logits: whole } = await model.ablate({ ids, heads: [], hidden: position, top: 1 });
          const hidden = { position, text };
          yield json({ heads, hidden, lossChange: meanLossChange, filled: compared(without, whole), ...about });
          return;
        }
        allowOnlyWith(values, 'Decoders', { 'Encoders that fill gaps': ['hide'] });
        const { lossChange, meanLossChange, ...without } = await model.ablate({ ids, heads, top });
        const { logits: whole } = await model.next({ ids, top: 1 });
        yield json({ heads, lossChange, meanLossChange, next: compared(without, whole), ...about });
      });
    },
  },
};

/** The best tokens without some heads, beside what they were. */
function compared({ logits, top }: Pick<AblateResult, 'logits' | 'top'>, whole: Float32Array): object[] {
  const p = softmax(logits);
  return top.map(({ id, text }) => ({ id, text, p: p[id], was: Math.exp(logProbabilityOf(whole, id)) }));
}

/** What follows, else the best candidate; of an encoder what is there. */
async function expectedAt(model: LoadedModel, ids: readonly number[], position: number): Promise<number> {
  if (!model.info.predictsNextToken) return ids[position]!;
  return ids[position + 1] ?? (await model.next({ ids, top: 1 })).top[0]!.id;
}

async function* fromOneToken(values: Values): AsyncGenerator<string> {
  allowOnlyWith(values, 'query', { 'The form without --query': ['layer', 'head'] });
  const last = values['query'] === 'last';
  const asked = last ? undefined : optionalNumber(values, 'query');
  yield* insideModel(values, 'its attention', async function* (model, tokens, about) {
    const query = asked ?? tokens.length - 1;
    const { layers, heads, size, weights } = await model.attentionFrom({ ids: idsOf(tokens), query });
    const rows = Array.from({ length: layers }, (_, layer) =>
      Array.from({ length: heads }, (_, h) => {
        const at = (layer * heads + h) * size;
        return [...weights.subarray(at, at + size)];
      }),
    );
    yield json({ tokens: tokens.map(place), layers, heads, query, weights: rows, ...about });
  });
}

/** `about`: what to add to the output where the text is longer than the model reads. */
async function* insideModel(
  values: Values,
  what: string,
  use: (model: LoadedModel, tokens: readonly Token[], about: { omittedTokens?: number }) => AsyncGenerator<string>,
): AsyncGenerator<string> {
  const text = readText(required(values, 'text-file'));
  refuseEndpoint(values, what);
  yield* withModel(values, async function* (model) {
    const { tokens, omittedTokens } = model.tokenize({ text, addSpecialTokens: !values['raw'] });
    yield* use(model, tokens, omitted(model, omittedTokens));
  });
}

/** One matrix for each of the chosen heads, written as they come: all of them may not fit into memory. */
async function* eachHead(
  values: Values,
  what: string,
  matrixOf: (
    model: LoadedModel,
    place: { readonly ids: readonly number[]; readonly layer: number; readonly head: number },
  ) => Promise<AttentionResult>,
): AsyncGenerator<string> {
  const layer = optionalNumber(values, 'layer');
  const headIndex = optionalNumber(values, 'head');
  yield* insideModel(values, what, async function* (model, tokens, omittedTokens) {
    const { layers, heads } = model.info;
    const ids = idsOf(tokens);
    const about = { layers, heads, layer, head: headIndex, ...omittedTokens };
    const [atLayers, atHeads] = [chosen(layer, layers), chosen(headIndex, heads)];
    // Fails before anything is written, if at all.
    await matrixOf(model, { ids, layer: atLayers[0]!, head: atHeads[0]! });
    yield `${JSON.stringify({ tokens: tokens.map(place), ...about }).slice(0, -1)},"weights":[`;
    for (const l of atLayers) {
      yield l === atLayers[0] ? '[' : ',[';
      for (const h of atHeads) {
        const { weights, size } = await matrixOf(model, { ids, layer: l, head: h });
        yield h === atHeads[0] ? '[' : ',[';
        for (let q = 0; q < size; q++) {
          yield `${q === 0 ? '' : ','}${JSON.stringify([...weights.subarray(q * size, (q + 1) * size)])}`;
        }
        yield ']';
      }
      yield ']';
    }
    yield ']}\n';
  });
}

function idsOf(tokens: readonly Token[]): number[] {
  return tokens.map(({ id }) => id);
}

function rowsOf({ weights, size }: AttentionResult): number[][] {
  return Array.from({ length: size }, (_, q) => [...weights.subarray(q * size, (q + 1) * size)]);
}

/** @throws UserError where the target changes how the text before it is cut */
function firstTokenOf(
  model: LoadedModel,
  { text, target, before }: { readonly text: string; readonly target: string; readonly before: readonly number[] },
  values: Values,
): number {
  const { tokens } = model.tokenize({ text: text + target, addSpecialTokens: !values['raw'] });
  const { firstId, count } = continuationOf(tokens, text.length, before);
  if (count > 1) diagnose(`The target has ${count} tokens; the first is looked at.`);
  return firstId;
}

function readHeads(given: string): (readonly [layer: number, head: number])[] {
  return given.split(',').map((pair) => {
    const [, layer, headIndex] = /^\s*(\d+)\.(\d+)\s*$/.exec(pair) ?? [];
    if (layer === undefined || headIndex === undefined) {
      throw new UsageError('--heads must name each as LAYER.HEAD, such as 0.3,1.0.');
    }
    return [Number(layer), Number(headIndex)] as const;
  });
}
