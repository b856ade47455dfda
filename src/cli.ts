#!/usr/bin/env node
// The command line (DESIGN 9): JSON on standard output, diagnostics on standard error, exit 0 done / 1 failed / 2 bad usage.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { toErrorInfo, UserError } from './core/base/userError';
import { decodeUtf8 } from './core/base/utf8';
import { softmax } from './core/generation/probabilities';
import type { Token } from './core/tokenizer/token';
import type { LoadedModel } from './model/loadedModel';

/** Wrong options: told with the way to the help, and exit code 2. */
class UsageError extends Error {}

type Values = Readonly<Record<string, string | boolean | undefined>>;

interface Option {
  readonly type: 'string' | 'boolean';
  readonly help: string;
}

interface Command {
  readonly summary: string;
  /** What the JSON looks like. */
  readonly output: string;
  readonly options: Readonly<Record<string, Option>>;
  /** What an argument without a name may be; it is among the values under this name. */
  readonly argument?: string;
  /** Pieces of one JSON document, so that a large one need not fit a string. */
  run(values: Values): AsyncGenerator<string>;
}

const textFile = { 'text-file': { type: 'string', help: 'FILE  the text, UTF-8, taken exactly as it is' } } as const;
const raw = { raw: { type: 'boolean', help: 'leave out the special tokens that the tokenizer adds' } } as const;
const modelOptions = {
  model: { type: 'string', help: 'DIR  model folder in the Hugging Face layout (default: the bundled model)' },
  onnx: { type: 'string', help: 'FILE  one of several ONNX files in it (default: model_quantized, then model)' },
  ...textFile,
  ...raw,
} as const;

const commands: Readonly<Record<string, Command>> = {
  tokenize: {
    summary: 'cut a text into tokens',
    output: '{tokens:[{id,text,start,end}]}  start, end: UTF-16',
    options: { tokenizer: { type: 'string', help: 'FILE  tokenizer.json' }, ...textFile, ...raw },
    async *run(values) {
      const [file, text] = [required(values, 'tokenizer'), readText(required(values, 'text-file'))];
      const { createTokenizer, loadTokenizerJson } = await import('./model/tokenizerFile');
      const tokenizer = createTokenizer(file, loadTokenizerJson(file), undefined);
      if (text === '') throw new UserError('textEmpty', 'The text is empty.', 'Give some text.');
      yield json({ tokens: tokenizer.encode(text, { addSpecialTokens: !values['raw'] }).map(place) });
    },
  },
  tokens: {
    summary: 'score every token of a text',
    output: '{tokens:[{id,text,start,end,logprob,rank}]}  logprob in nats; both null where the model gives none',
    options: modelOptions,
    async *run(values) {
      const text = readText(required(values, 'text-file'));
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
    output: '{next:[{id,text,p}]}  p over the whole vocabulary, most probable first',
    options: { ...modelOptions, top: { type: 'string', help: 'N  how many (default 20)' } },
    async *run(values) {
      const text = readText(required(values, 'text-file'));
      const top = wholeNumber(values, 'top', 20, 1);
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
  generate: {
    summary: 'continue a text',
    output: '{prompt,promptTokens,text,tokens:[{id,text,logprob}],seed,stopReason}',
    options: {
      ...modelOptions,
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
      const prompt = values['chat'] ? { chat: text } : { text, addSpecialTokens: !values['raw'] };
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
  agreement: {
    summary: 'how far coders agree: in a study, on ratings, or on segments',
    output:
      '{percent,cohenKappa,weightedKappa,scottPi,fleissKappa,brennanPrediger,gwetAC1,alpha,unitizingAlpha,gamma}, each\n' +
      '{value,low,high,n} or {notComputable}; of a study also unit, coders, codes, pairs and messages',
    argument: 'STUDY',
    options: {
      unit: { type: 'string', help: "KIND  turn, sentence, segment or character (default: the study's own)" },
      coders: { type: 'string', help: 'A,B  only these coders, by id or name' },
      ratings: { type: 'string', help: 'FILE  instead of a study: CSV with the columns unit,coder,value' },
      level: { type: 'string', help: 'LEVEL  of the ratings: nominal, ordinal, interval or ratio (default nominal)' },
      segments: { type: 'string', help: 'FILE  instead of a study: CSV with the columns coder,start,end,code' },
      length: { type: 'string', help: 'N  characters of the text that the segments lie in' },
      bootstrap: { type: 'string', help: 'N  samples behind the 95 % intervals (default 1000; 0 for none)' },
      seed: { type: 'string', help: 'N  the same seed gives the same intervals (default 0)' },
    },
    async *run(values) {
      const given = ['STUDY', 'ratings', 'segments'].filter((name) => values[name] !== undefined);
      if (given.length !== 1) throw new UsageError('Give one of these: STUDY, --ratings or --segments.');
      const of = given[0]!;
      allowOnlyWith(values, of, { STUDY: ['unit', 'coders'], ratings: ['level'], segments: ['length'] });
      if (of === 'segments') allowOnlyWith(values, of, { 'STUDY or --ratings': ['bootstrap'] });
      const samples = wholeNumber(values, 'bootstrap', 1000);
      const seed = number(values, 'seed', 0, isUint32, 'a whole number from 0 to 4294967295');
      const file = required(values, of);
      const agreement = await import('./cli/agreement');
      if (of === 'STUDY') {
        const unit = choice(values, 'unit', ['turn', 'sentence', 'segment', 'character']);
        const coders = typeof values['coders'] === 'string' ? values['coders'].split(',') : undefined;
        yield json(await agreement.agreementOfStudy(file, { unit, coders, samples, seed }));
      } else if (of === 'ratings') {
        const level = choice(values, 'level', ['nominal', 'ordinal', 'interval', 'ratio']) ?? 'nominal';
        yield json(agreement.agreementOfRatings(readText(file), file, { level, samples, seed }));
      } else {
        required(values, 'length');
        const length = wholeNumber(values, 'length', 1, 1);
        yield json(agreement.agreementOfSegments(readText(file), file, { length, seed }));
      }
    },
  },
};

async function main(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  try {
    if (name === undefined) throw new UsageError('A command is missing.');
    if (name === '--help' || name === '-h') {
      await write(help());
      return 0;
    }
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (!command) throw new UsageError(`There is no command "${name}".`);
    const values = parse(command, rest);
    if (values['help']) {
      await write(commandHelp(name, command));
      return 0;
    }
    for await (const piece of command.run(values)) await write(piece);
    return 0;
  } catch (error) {
    if (error instanceof UsageError) {
      const about = name !== undefined && Object.hasOwn(commands, name) ? `${name} ` : '';
      diagnose(`${error.message}\nSee introspect ${about}--help.`);
      return 2;
    }
    const { message, remedy } = toErrorInfo(error);
    diagnose([message, remedy].filter(Boolean).join(' '));
    return 1;
  }
}

function parse(command: Command, args: string[]): Values {
  const options = Object.fromEntries(Object.entries(command.options).map(([name, { type }]) => [name, { type }]));
  try {
    const { values, positionals } = parseArgs({
      args,
      options: { ...options, help: { type: 'boolean', short: 'h' } },
      allowPositionals: command.argument !== undefined,
    });
    if (positionals.length > 1) throw new UsageError('There is one argument too many.');
    return command.argument === undefined ? values : { ...values, [command.argument]: positionals[0] };
  } catch (error) {
    // Node's own message names the option.
    throw new UsageError(error instanceof Error ? error.message : 'The options cannot be read.');
  }
}

function help(): string {
  const lines = Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(10)} ${summary}`);
  return `introspect COMMAND [OPTIONS]   JSON on standard output; exit 0 done, 1 failed, 2 bad usage\n\n${lines.join('\n')}\n\nintrospect COMMAND --help tells its options.\n`;
}

function commandHelp(name: string, { summary, output, options, argument }: Command): string {
  const lines = Object.entries(options).map(([option, { help: about }]) => `  --${option.padEnd(12)} ${about}`);
  return `introspect ${name}${argument === undefined ? '' : ` [${argument}]`}: ${summary}\n\n${lines.join('\n')}\n\nOutput: ${output}\n`;
}

/** The model is closed when `use` ends, however it ends. */
async function* withModel(values: Values, use: (model: LoadedModel) => AsyncGenerator<string>): AsyncGenerator<string> {
  const bundled = fileURLToPath(new URL('../media/models/instructed', import.meta.url));
  const dir = typeof values['model'] === 'string' ? path.resolve(values['model']) : bundled;
  const onnx = typeof values['onnx'] === 'string' ? { onnx: values['onnx'] } : {};
  // Bad usage and help need no runtime.
  const { LoadedModel } = await import('./model/loadedModel');
  const model = await LoadedModel.load({ dir, ...onnx }, diagnose);
  try {
    yield* use(model);
  } finally {
    await model.dispose();
  }
}

function readText(file: string): string {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    throw new UserError('fileUnreadable', `${file} cannot be read (${code}).`, 'Check the path.');
  }
  const result = decodeUtf8(bytes);
  if ('text' in result) return result.text;
  throw new UserError(
    'fileUnreadable',
    `${file} is not valid UTF-8 at byte ${result.invalidAt}, line ${result.line}.`,
    'Save it as UTF-8.',
  );
}

function required(values: Values, name: string): string {
  const value = values[name];
  if (typeof value !== 'string' || value === '') throw new UsageError(`--${name} is missing.`);
  return value;
}

function number(
  values: Values,
  name: string,
  otherwise: number,
  isAllowed: (n: number) => boolean,
  allowed: string,
): number {
  const value = values[name];
  if (value === undefined) return otherwise;
  const n = typeof value === 'string' && value.trim() !== '' ? Number(value) : NaN;
  if (Number.isFinite(n) && isAllowed(n)) return n;
  throw new UsageError(`--${name} must be ${allowed}, not "${value}".`);
}

function wholeNumber(values: Values, name: string, otherwise: number, least = 0): number {
  const isAllowed = (n: number): boolean => Number.isInteger(n) && n >= least;
  return number(values, name, otherwise, isAllowed, `a whole number, ${least} or more`);
}

function choice<T extends string>(values: Values, name: string, allowed: readonly T[]): T | undefined {
  const value = values[name];
  if (value === undefined) return undefined;
  const found = allowed.find((one) => one === value);
  if (found !== undefined) return found;
  throw new UsageError(`--${name} must be one of ${allowed.join(', ')}, not "${value}".`);
}

/** Refuses options that belong to another form of the command. */
function allowOnlyWith(values: Values, form: string, options: Readonly<Record<string, readonly string[]>>): void {
  for (const [of, names] of Object.entries(options)) {
    const stray = of === form ? undefined : names.find((name) => values[name] !== undefined);
    if (stray !== undefined) throw new UsageError(`--${stray} belongs to ${/^[a-z]/.test(of) ? `--${of}` : of}.`);
  }
}

function optionalNumber(values: Values, name: string): number | undefined {
  return values[name] === undefined ? undefined : wholeNumber(values, name, 0);
}

function isUint32(n: number): boolean {
  return Number.isInteger(n) && n >= 0 && n <= 0xffffffff;
}

/** The one that was named, or all. */
function chosen(index: number | undefined, count: number): number[] {
  return index === undefined ? Array.from({ length: Math.max(1, count) }, (_, i) => i) : [index];
}

function place({ id, text, start, end }: Token): Pick<Token, 'id' | 'text' | 'start' | 'end'> {
  return { id, text, start, end };
}

/** Tokens past the context length are told twice: to the person, and to the program that reads the JSON. */
function omitted({ info }: LoadedModel, omittedTokens: number): { omittedTokens?: number } {
  if (omittedTokens === 0) return {};
  diagnose(
    `The text is longer than the model's ${info.contextLength} tokens: the last ${omittedTokens} tokens were left out.`,
  );
  return { omittedTokens };
}

function tooLong({ info }: LoadedModel, tokens: number): UserError {
  return new UserError(
    'textTooLong',
    `The text has ${tokens} tokens; the model ${info.name} reads at most ${info.contextLength}.`,
    'Use a shorter text, or a model with a longer context.',
  );
}

function json(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}

async function write(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain');
}

function diagnose(message: string): void {
  process.stderr.write(`introspect: ${message}\n`);
}

// A reader that has seen enough, such as `head`, closes the pipe.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
process.exitCode = await main(process.argv.slice(2));
