import { unitKinds } from '../core/attribution/units';
import { UserError } from '../core/base/userError';
import { softmax } from '../core/generation/probabilities';
import { UsageError, type Command } from './command';
import {
  textFile,
  raw,
  modelOptions,
  endpointOptions,
  readText,
  required,
  number,
  wholeNumber,
  optionalNumber,
  isUint32,
  chosen,
} from './options';
import { place, omitted, tooLong, json, diagnose } from './output';
import { withModel, openEndpoint } from './sources';

/** The commands that ask a model. */
export const modelCommands: Readonly<Record<string, Command>> = {
  tokenize: {
    summary: 'cut a text into tokens',
    output: '{tokens:[{id,text,start,end}]}  start, end: UTF-16',
    options: { tokenizer: { type: 'string', help: 'FILE  tokenizer.json' }, ...textFile, ...raw },
    async *run(values) {
      const [file, text] = [required(values, 'tokenizer'), readText(required(values, 'text-file'))];
      const { createTokenizer, loadTokenizerJson } = await import('../model/tokenizerFile');
      const tokenizer = createTokenizer(file, loadTokenizerJson(file), undefined);
      if (text === '') throw new UserError('textEmpty', 'The text is empty.', 'Give some text.');
      yield json({ tokens: tokenizer.encode(text, { addSpecialTokens: !values['raw'] }).map(place) });
    },
  },
  tokens: {
    summary: 'score every token of a text',
    output:
      '{tokens:[{id,text,start,end,logprob,rank}]}  logprob in nats; both null where the model gives none; id and rank null with --endpoint',
    options: { ...modelOptions, ...endpointOptions },
    async *run(values) {
      const text = readText(required(values, 'text-file'));
      const endpoint = await openEndpoint(values);
      if (endpoint) {
        yield json({ tokens: await endpoint.score(text) });
        return;
      }
      yield* withModel(values, async function* (model) {
        const { tokens, omittedTokens } = await model.score({ text, addSpecialTokens: !values['raw'] });
        yield json({
          tokens: tokens.map((token) => ({ ...place(token), logprob: token.logprob, rank: token.rank })),
          ...omitted(model, omittedTokens),
        });
      });
    },
  },
  next: {
    summary: 'the tokens that may come after a text',
    output: '{next:[{id,text,p}]}  p over the whole vocabulary, most probable first; id null with --endpoint',
    options: { ...modelOptions, ...endpointOptions, top: { type: 'string', help: 'N  how many (default 20)' } },
    async *run(values) {
      const text = readText(required(values, 'text-file'));
      const top = wholeNumber(values, 'top', 20, 1);
      const endpoint = await openEndpoint(values);
      if (endpoint) {
        const next = await endpoint.next(text, top);
        if (next.length < top) diagnose(`The endpoint tells only ${next.length} candidates.`);
        yield json({ next: next.map(({ logprob, ...candidate }) => ({ ...candidate, p: Math.exp(logprob) })) });
        return;
      }
      yield* withModel(values, async function* (model) {
        const { tokens, omittedTokens } = model.tokenize({ text, addSpecialTokens: !values['raw'] });
        if (omittedTokens > 0) throw tooLong(model, tokens.length + omittedTokens);
        const { logits, top: best } = await model.next({ ids: tokens.map(({ id }) => id), top });
        const probabilities = softmax(logits);
        yield json({ next: best.map((candidate) => ({ ...candidate, p: probabilities[candidate.id] })) });
      });
    },
  },
  attention: {
    summary: 'attention weights of a text',
    output:
      '{tokens,layers,heads,weights:[layer][head][q][k]}  with --layer or --head: only that one, named in the output',
    options: {
      ...modelOptions,
      layer: { type: 'string', help: 'N  only this layer, from 0' },
      head: { type: 'string', help: 'N  only this head, from 0' },
    },
    async *run(values) {
      const text = readText(required(values, 'text-file'));
      const layer = optionalNumber(values, 'layer');
      const head = optionalNumber(values, 'head');
      yield* withModel(values, async function* (model) {
        const { tokens, omittedTokens } = model.tokenize({ text, addSpecialTokens: !values['raw'] });
        const { layers, heads } = model.info;
        const ids = tokens.map(({ id }) => id);
        const about = { layers, heads, layer, head, ...omitted(model, omittedTokens) };
        const [atLayers, atHeads] = [chosen(layer, layers), chosen(head, heads)];
        // Fails before anything is written, if at all.
        await model.attention({ ids, layer: atLayers[0]!, head: atHeads[0]! });
        yield `${JSON.stringify({ tokens: tokens.map(place), ...about }).slice(0, -1)},"weights":[`;
        for (const l of atLayers) {
          yield l === atLayers[0] ? '[' : ',[';
          for (const h of atHeads) {
            const { weights, size } = await model.attention({ ids, layer: l, head: h });
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
    },
  },
  lens: {
    summary: 'what every layer would predict at every position',
    output:
      '{layers:[{position:[[{text,p}]]}]}  layer 0: the embeddings; position: one list of candidates for each token',
    options: { ...modelOptions, top: { type: 'string', help: 'N  how many candidates (default 5)' } },
    async *run(values) {
      const text = readText(required(values, 'text-file'));
      const top = wholeNumber(values, 'top', 5, 1);
      yield* withModel(values, async function* (model) {
        const { tokens, omittedTokens } = model.tokenize({ text, addSpecialTokens: !values['raw'] });
        const { layers } = await model.lens({ ids: tokens.map(({ id }) => id), top });
        const readings = layers.map((positions) => ({
          position: positions.map((reading) =>
            reading.top.map((candidate) => ({ text: candidate.text, p: candidate.p })),
          ),
        }));
        yield json({ layers: readings, ...omitted(model, omittedTokens) });
      });
    },
  },
  attribute: {
    summary: 'what each part of a text adds to the probability of a target',
    output: '{units:[{text,start,end,delta}]}  delta: fall of the log-probability without the unit, in nats',
    options: {
      ...modelOptions,
      target: { type: 'string', help: 'TEXT  what is predicted, put after the text exactly as it is' },
      foil: { type: 'string', help: 'TEXT  ask for the lead of the target over this' },
      unit: { type: 'string', help: `${unitKinds.join('|')}  what is left out at a time (default word)` },
    },
    async *run(values) {
      const text = readText(required(values, 'text-file'));
      const target = required(values, 'target');
      const foil = values['foil'] === undefined ? {} : { foil: required(values, 'foil') };
      const unit = unitKinds.find((kind) => kind === (values['unit'] ?? 'word'));
      if (unit === undefined) throw new UsageError(`--unit must be one of ${unitKinds.join(', ')}.`);
      yield* withModel(values, async function* (model) {
        const { units } = await model.attribute({ text, target, ...foil, unit, addSpecialTokens: !values['raw'] });
        yield json({ units });
      });
    },
  },
  generate: {
    summary: 'continue a text',
    output:
      '{prompt,promptTokens,text,tokens:[{id,text,logprob}],seed,stopReason}  with --endpoint also model, and null for what the server does not tell',
    options: {
      ...modelOptions,
      ...endpointOptions,
      'max-new': { type: 'string', help: 'N  at most so many new tokens (default 40)' },
      temperature: { type: 'string', help: 'T  0 = always the most probable token (default 0)' },
      'top-p': { type: 'string', help: 'P  draw only from the best tokens that make up P (default 1)' },
      seed: { type: 'string', help: 'N  the same seed gives the same text (default 0)' },
      chat: { type: 'boolean', help: "put the text into the model's chat template, as a message of the user" },
    },
    async *run(values) {
      const text = readText(required(values, 'text-file'));
      const maxNew = wholeNumber(values, 'max-new', 40);
      const sampling = {
        temperature: number(values, 'temperature', 0, (n) => n >= 0, '0 or more'),
        topP: number(values, 'top-p', 1, (n) => n > 0 && n <= 1, 'above 0 and at most 1'),
        seed: number(values, 'seed', 0, isUint32, 'a whole number from 0 to 4294967295'),
      };
      if (values['chat'] && values['raw']) throw new UsageError('--chat and --raw exclude each other.');
      const endpoint = await openEndpoint(values);
      if (endpoint) {
        const messages = [{ role: 'user', content: text }] as const;
        const request = { prompt: values['chat'] ? { messages } : { text }, maxNew, sampling };
        const { prompt, promptTokens, stopReason, model, ...said } = await endpoint.generate(request);
        if (model !== values['endpoint-model']) diagnose(`The endpoint answered by another model: ${model}.`);
        if (said.text !== '' && said.tokens.length === 0) diagnose('The endpoint tells no log-probabilities.');
        yield json({ prompt, promptTokens, ...said, seed: sampling.seed, stopReason, model });
        return;
      }
      const prompt = values['chat']
        ? { messages: [{ role: 'user', content: text }] as const }
        : { text, addSpecialTokens: !values['raw'] };
      yield* withModel(values, async function* (model) {
        const result = await model.generate({ prompt, maxNew, sampling });
        yield json({
          prompt: result.prompt,
          promptTokens: result.promptTokens,
          text: result.text,
          tokens: result.tokens,
          seed: sampling.seed,
          stopReason: result.stopReason,
        });
      });
    },
  },
};
