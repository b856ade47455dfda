import { UserError } from '../core/base/userError';
import { softmax } from '../core/generation/probabilities';
import { mayBeSeveral } from '../core/generation/stated';
import { UsageError, type Command } from './command';
import { generateOptions, runGenerate, textPrompt } from './generate';
import { endpointOptions, modelOptions, raw, readLabels, readText, required, textFile, wholeNumber } from './options';
import { place, omitted, tooLong, json, diagnose } from './output';
import { withModel, openEndpoint } from './sources';
import { checkWindows, scoreWindows, windowOptions } from './windows';

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
      '{tokens:[{id,text,start,end,logprob,rank}]}  logprob in nats; both null where the model gives none; id and rank null with --endpoint;\n' +
      'with --windows also context for each token, how many tokens it was given, and windows:[{start,end,scoredFrom}], window, overlap',
    options: { ...modelOptions, ...endpointOptions, ...windowOptions },
    async *run(values) {
      const text = readText(required(values, 'text-file'));
      checkWindows(values);
      const endpoint = await openEndpoint(values);
      if (endpoint) {
        yield json({ tokens: await endpoint.score(text) });
        return;
      }
      yield* withModel(values, async function* (model) {
        if (values['windows']) {
          yield json(await scoreWindows(model, text, values));
          return;
        }
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
    output:
      '{next:[{id,text,p}]}  p over the whole vocabulary, most probable first; id null with --endpoint,\n' +
      'and mayBeSeveral:true where a server may tell several parts of characters as one',
    options: { ...modelOptions, ...endpointOptions, top: { type: 'string', help: 'N  how many (default 20)' } },
    async *run(values) {
      const text = readText(required(values, 'text-file'));
      const top = wholeNumber(values, 'top', 20, 1);
      const endpoint = await openEndpoint(values);
      if (endpoint) {
        const next = await endpoint.next(text, top);
        if (next.length < top) diagnose(`The endpoint tells only ${next.length} candidates.`);
        yield json({
          next: next.map(({ logprob, ...candidate }) => ({
            ...candidate,
            p: Math.exp(logprob),
            ...(mayBeSeveral(candidate) && { mayBeSeveral: true }),
          })),
        });
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
  generate: {
    summary: 'continue a text',
    output:
      '{prompt,promptTokens,text,tokens:[{id,text,logprob}],seed,stopReason}  with --samples instead of the last four\n' +
      'samples:[{text,tokens,seed,stopReason}]; with --endpoint also model, and null for what the server does not tell',
    options: { ...modelOptions, ...endpointOptions, ...generateOptions },
    run: runGenerate,
  },
  likelihoods: {
    summary: 'how probable each of several labels is after a text',
    output:
      '{prompt,promptTokens,rescoredTokens,labels:[{label,logprob,tokens,probability}]}  logprob of the whole label, in\n' +
      'nats; probability among the labels; with --endpoint only labels',
    options: {
      ...modelOptions,
      ...endpointOptions,
      labels: { type: 'string', help: 'A,B  put after the text exactly as they are, leading spaces included' },
      'labels-file': { type: 'string', help: 'FILE  instead of --labels: one label a line' },
      'per-token': { type: 'boolean', help: 'compare means per token, which favour no short label' },
      chat: { type: 'boolean', help: "put the text into the model's chat template, as a message of the user" },
    },
    async *run(values) {
      const text = readText(required(values, 'text-file'));
      const labels = readLabels(values);
      const normalise = values['per-token'] ? 'token' : 'none';
      if (values['chat'] && values['raw']) throw new UsageError('--chat and --raw exclude each other.');
      const endpoint = await openEndpoint(values);
      if (endpoint) {
        if (values['chat'])
          throw new UsageError('--chat and --endpoint exclude each other: a server scores texts alone.');
        const { labelsByScores } = await import('../platform/engineScoring');
        const scored = await labelsByScores(endpoint, text, labels, normalise);
        yield json({ labels: scored.map((label, i) => ({ label: labels[i], ...label })) });
        return;
      }
      yield* withModel(values, async function* (model) {
        const { prompts } = await model.likelihoods({ prompts: [textPrompt(values, text)], labels, normalise });
        const { labels: scored, ...about } = prompts[0]!;
        yield json({ ...about, labels: scored.map((label, i) => ({ label: labels[i], ...label })) });
      });
    },
  },
};
