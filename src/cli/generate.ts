// `introspect generate`: how a text goes on, freely or held to a form.
import { UserError } from '../core/base/userError';
import type { TextPrompt } from '../protocol/modelHost';
import type { ChatMessage, EngineGenerateParams } from '../protocol/engine';
import type { EndpointEngine } from '../platform/endpoint/endpointEngine';
import { UsageError, type Values } from './command';
import { isUint32, number, readText, required, wholeNumber } from './options';
import { diagnose, json } from './output';
import { openEndpoint, withModel } from './sources';

export const generateOptions = {
  'max-new': { type: 'string', help: 'N  at most so many new tokens (default 40)' },
  temperature: { type: 'string', help: 'T  0 = always the most probable token (default 0)' },
  'top-p': { type: 'string', help: 'P  draw only from the best tokens that make up P (default 1)' },
  'top-k': { type: 'string', help: 'K  draw only from the K best tokens (default 0: no cut)' },
  'min-p': { type: 'string', help: 'P  only tokens with P times the best chance, or more (default 0)' },
  'repetition-penalty': { type: 'string', help: 'R  above 1, what was said becomes less likely (default 1)' },
  seed: { type: 'string', help: 'N  the same seed gives the same text (default 0)' },
  stop: { type: 'string', help: 'TEXT  end before these words' },
  samples: { type: 'string', help: 'N  several texts from one reading of the prompt, each with a seed of its own' },
  choice: { type: 'string', help: 'A,B  the text is exactly one of these' },
  schema: { type: 'string', help: 'FILE  the text is JSON that this JSON schema describes' },
  verbatim: { type: 'boolean', help: 'quotations in the text are words of the text file, letter for letter' },
  chat: { type: 'boolean', help: "put the text into the model's chat template, as a message of the user" },
} as const;

type Constraint = NonNullable<EngineGenerateParams['constraint']>;

export async function* runGenerate(values: Values): AsyncGenerator<string> {
  const text = readText(required(values, 'text-file'));
  const maxNew = wholeNumber(values, 'max-new', 40);
  const sampling = readSampling(values);
  const constraint = readConstraint(values, text);
  const stop = values['stop'] === undefined ? [] : [required(values, 'stop')];
  const count = values['samples'] === undefined ? undefined : wholeNumber(values, 'samples', 1, 1);
  if (values['chat'] && values['raw']) throw new UsageError('--chat and --raw exclude each other.');
  const endpoint = await openEndpoint(values);
  if (endpoint) {
    if (count !== undefined) throw new UsageError('--samples and --endpoint exclude each other.');
    const prompt = values['chat'] ? { messages: asUser(text) } : { text };
    yield json(
      await onServer(endpoint, values, { prompt, maxNew, sampling, stop, ...(constraint ? { constraint } : {}) }),
    );
    return;
  }
  const { constraintSpec } = await import('../platform/localEngine');
  const held = constraint ? { constraint: constraintSpec(constraint) } : {};
  yield* withModel(values, async function* (model) {
    const request = { prompt: textPrompt(values, text), maxNew, sampling, stop, ...held };
    const { prompt, promptTokens, samples } = await model.samples({ ...request, count: count ?? 1 });
    const told = samples.map(({ text: written, tokens, seed, stopReason }) => ({
      text: written,
      tokens,
      seed,
      stopReason,
    }));
    yield json({ prompt, promptTokens, ...(count === undefined ? told[0] : { samples: told }) });
  });
}

/** The text as it is, or as a message of the user with --chat. */
export function textPrompt(values: Values, text: string): TextPrompt {
  return values['chat'] ? { messages: asUser(text) } : { text, addSpecialTokens: !values['raw'] };
}

function asUser(content: string): readonly ChatMessage[] {
  return [{ role: 'user', content }];
}

async function onServer(endpoint: EndpointEngine, values: Values, request: EngineGenerateParams): Promise<object> {
  const { prompt, promptTokens, stopReason, model, ...said } = await endpoint.generate(request);
  if (model !== values['endpoint-model']) diagnose(`The endpoint answered by another model: ${model}.`);
  if (said.text !== '' && said.tokens.length === 0)
    diagnose(
      'The endpoint tells no log-probabilities of this reply, or not of all its tokens, or those of other words.',
    );
  return { prompt, promptTokens, ...said, seed: request.sampling.seed, stopReason, model };
}

function readSampling(values: Values): EngineGenerateParams['sampling'] {
  const share = (n: number): boolean => n >= 0 && n <= 1;
  return {
    temperature: number(values, 'temperature', 0, (n) => n >= 0, '0 or more'),
    topP: number(values, 'top-p', 1, (n) => n > 0 && n <= 1, 'above 0 and at most 1'),
    topK: wholeNumber(values, 'top-k', 0),
    minP: number(values, 'min-p', 0, share, '0 to 1'),
    repetitionPenalty: number(values, 'repetition-penalty', 1, (n) => n > 0, 'above 0'),
    seed: number(values, 'seed', 0, isUint32, 'a whole number from 0 to 4294967295'),
  };
}

function readConstraint(values: Values, source: string): Constraint | undefined {
  const given = ['choice', 'schema', 'verbatim'].filter((name) => values[name]);
  if (given.length > 1) throw new UsageError(`--${given[0]} and --${given[1]} exclude each other.`);
  switch (given[0]) {
    case 'choice':
      return { kind: 'choice', choices: required(values, 'choice').split(',') };
    case 'schema':
      return { kind: 'jsonSchema', schema: readSchema(required(values, 'schema')) };
    case 'verbatim':
      return { kind: 'verbatim', source };
    default:
      return undefined;
  }
}

function readSchema(file: string): Readonly<Record<string, unknown>> {
  try {
    const schema: unknown = JSON.parse(readText(file));
    if (typeof schema === 'object' && schema !== null && !Array.isArray(schema)) return { ...schema };
  } catch (error) {
    if (error instanceof UserError) throw error;
  }
  throw new UserError('fileInvalid', `${file} is no JSON schema.`, 'Give a file that holds one JSON object.');
}
