import type { Ability, Capabilities } from '../../protocol/engine';
import type { Body, CompletionPath, EndpointClient } from './endpointClient';
import { StatusError } from './endpointErrors';
import { placeTokens } from '../../core/engine/placeTokens';
import { probeSampling, type Ask } from './probeSampling';
import type { ReplyPiece, ReplyToken } from './replies';

/** How a server is told to reply with one of several texts: vLLM, vLLM up to 0.11, llama.cpp, others. */
export type ChoiceForm = 'structuredOutputs' | 'guidedChoice' | 'grammar' | 'jsonSchema';

export interface Probe {
  readonly capabilities: Capabilities;
  /** Null when the server keeps to none. */
  readonly choiceForm: ChoiceForm | null;
}

const available: Ability = { available: true };
const unavailable = (why: string): Ability => ({ available: false, why });
const greedy = { temperature: 0, max_tokens: 1 };
const probeText = 'The weather is';
/** No tokenizer that learned from English makes more of it, a special token at its beginning included. */
const probeTokens = 6;
const messages = [{ role: 'user', content: probeText }];
/** No model says these by itself: a reply that holds one was kept to them. */
const oddChoices = ['zqx-417', 'qzx-582'];

/**
 * Finds out what a server does by asking for it and looking at the replies: many servers accept what they then ignore.
 * Some twenty short requests, with words of our own.
 * @throws UserError when it does not answer at all, or not to this key
 */
export async function probeEndpoint(
  client: EndpointClient,
  random: () => number,
  signal?: AbortSignal,
): Promise<Probe> {
  const ask = asker(client, signal);
  const { text, score } = await probeScoring(ask);
  const chat = await withLogprobs(ask, '/chat/completions', { messages }, { logprobs: true, top_logprobs: 2 });
  if (text instanceof StatusError && chat instanceof StatusError) throw text;

  const alternatives = tokensOf(text)?.[0]?.alternatives.length ?? 0;
  const askKept = async (wish: Body, tokens = 30): Promise<ReplyPiece | StatusError> => {
    const reply = await ask('/chat/completions', { messages, ...wish, temperature: 0, max_tokens: tokens });
    const isReasoning = !(reply instanceof StatusError) && reply.choice?.reasons === true && reply.choice.text === '';
    return isReasoning
      ? ask('/chat/completions', { messages, ...wish, temperature: 0, max_tokens: reasoningTokens })
      : reply;
  };
  const jsonSchema = isOddChoice(readChoice(await askKept(schemaWish(choiceSchema(oddChoices)), 30 + jsonTokens)));
  const choiceForm = chat instanceof StatusError ? null : await findChoiceForm(askKept, jsonSchema);
  const asMessage = wrapsText(text, chat) ? unavailable(wrapped) : undefined;
  const sampling = await probeSampling(ask, {
    path: chat instanceof StatusError ? '/completions' : '/chat/completions',
    isLlamaCpp: choiceForm === 'grammar',
    random,
  });
  return {
    choiceForm,
    capabilities: {
      generate: asMessage ?? abilityOf(text),
      chat: abilityOf(chat),
      logprobs: (asMessage ? [chat] : [text, chat]).every(
        (reply) => reply instanceof StatusError || tokensOf(reply) !== null,
      )
        ? available
        : unavailable('The server tells no log-probabilities of the tokens that it generates.'),
      next:
        asMessage ??
        (alternatives > 1
          ? available
          : unavailable('The server does not tell the tokens that are likely to come next.')),
      score: asMessage ?? score,
      ...sampling,
      choice: choiceForm === null ? unavailable('The server does not keep its replies to given choices.') : available,
      jsonSchema: jsonSchema ? available : unavailable('The server does not keep its replies to a JSON schema.'),
      verbatim: unavailable(noVerbatim),
      attention: unavailable(
        'A server tells what the model says, not its attention: that needs a model on this machine.',
      ),
    },
  };
}

/** Whether the server tells true log-probabilities of a text that it is given, found out by two or three requests. @throws UserError when it refuses texts at all */
export async function probeScore(client: EndpointClient, signal?: AbortSignal): Promise<Ability> {
  const { text, score } = await probeScoring(asker(client, signal));
  if (text instanceof StatusError) throw text;
  return score;
}

async function probeScoring(ask: Ask): Promise<{ text: ReplyPiece | StatusError; score: Ability }> {
  const text = await withLogprobs(ask, '/completions', { prompt: probeText }, { logprobs: 2 });
  // The text with the token that the server itself put after it, whose log-probability is known by that.
  const [first] = tokensOf(text) ?? [];
  const echoed = probeText + (first?.text ?? '');
  const echo = await ask('/completions', { prompt: echoed, ...echoWish });
  const scored = echo instanceof StatusError ? undefined : scoredTokens(echoed, echo);
  if (!scored) return { text, score: unavailable(noScores) };
  return { text, score: isAsSaid(scored, first) ? available : unavailable(wrongScores) };
}

function asker(client: EndpointClient, signal: AbortSignal | undefined): Ask {
  return (path, body) => attempt(client, path, body, signal);
}

async function withLogprobs(
  ask: Ask,
  path: CompletionPath,
  plain: Body,
  wish: Body,
): Promise<ReplyPiece | StatusError> {
  const reply = await ask(path, { ...plain, ...greedy, ...wish });
  return reply instanceof StatusError ? ask(path, { ...plain, ...greedy }) : reply;
}

export const noVerbatim = 'A server cannot be kept to the words of a text: that needs a model on this machine.';
const wrapped =
  'The server puts a text into its chat template, so that the model answers it instead of going on with it.';
const noScores = 'The server tells no log-probabilities of a text that it is given.';
const wrongScores =
  'The log-probabilities that the server tells of a text that it is given are wrong: they are not those with which it writes.';
/** The same token after the same text: cached or read together with others, servers’ numbers differ by some hundredths. */
const mostNats = 0.5;
/** Enough to come to a short answer. */
const reasoningTokens = 2000;
/** For what stands around a choice in JSON: small models put much white space there. */
export const jsonTokens = 100;
/** vLLM and its like return the prompt with its log-probabilities, but some insist on one new token. */
export const echoWish = { echo: true, logprobs: 1, temperature: 0, max_tokens: 1 };

export function schemaWish(schema: Readonly<Record<string, unknown>>): Body {
  return { response_format: { type: 'json_schema', json_schema: { name: 'reply', strict: true, schema } } };
}

export function choiceWish(form: ChoiceForm, choices: readonly string[]): Body {
  switch (form) {
    case 'structuredOutputs':
      return { structured_outputs: { choice: choices } };
    case 'guidedChoice':
      return { guided_choice: choices };
    case 'grammar':
      // A string of GBNF is written as one of JSON.
      return { grammar: `root ::= ${choices.map((choice) => JSON.stringify(choice)).join(' | ')}` };
    case 'jsonSchema':
      return schemaWish(choiceSchema(choices));
  }
}

/** What a reply to `choiceWish('jsonSchema')` chose; undefined if it is none. */
export function chosenIn(json: string): string | undefined {
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value !== 'object' || value === null || !('choice' in value)) return undefined;
    return typeof value.choice === 'string' ? value.choice : undefined;
  } catch {
    return undefined;
  }
}

/** The tokens of an echoed text with their places; undefined when the reply does not tell them. */
export function scoredTokens(text: string, reply: ReplyPiece): ScoredReplyToken[] | undefined {
  const tokens = reply.choice?.tokens ?? [];
  const places = placeTokens(
    text,
    tokens.map((token) => token.text),
  );
  // The first token has nothing before it; if no other has a number, the server has only repeated the text.
  if (!places || !tokens.slice(0, places.length).some(({ logprob }) => logprob !== null)) return undefined;
  return places.map((place, i) => ({ ...place, text: tokens[i]!.text, logprob: tokens[i]!.logprob }));
}

export type ScoredReplyToken = Pick<ReplyToken, 'text' | 'logprob'> & { readonly start: number; readonly end: number };

/** llama-cpp-python 0.3.36 is off by one token. */
function isAsSaid(scored: readonly ScoredReplyToken[], first: ReplyToken | undefined): boolean {
  const last = scored.at(-1);
  // Another cut of the text tells nothing.
  if (!first || first.logprob === null || !last || last.logprob === null || last.text !== first.text) return true;
  return Math.abs(last.logprob - first.logprob) <= mostNats;
}

function choiceSchema(choices: readonly string[]): Readonly<Record<string, unknown>> {
  const properties = { choice: { type: 'string', enum: choices } };
  return { type: 'object', properties, required: ['choice'], additionalProperties: false };
}

async function findChoiceForm(
  askKept: (wish: Body) => Promise<ReplyPiece | StatusError>,
  jsonSchema: boolean,
): Promise<ChoiceForm | null> {
  for (const form of ['structuredOutputs', 'guidedChoice', 'grammar'] as const) {
    const reply = await askKept(choiceWish(form, oddChoices));
    if (!(reply instanceof StatusError) && isOddChoice(reply.choice?.text)) return form;
  }
  return jsonSchema ? 'jsonSchema' : null;
}

/** Ollama counts as many tokens for a text as for a message that says the same: its template's among them. */
function wrapsText(text: ReplyPiece | StatusError, chat: ReplyPiece | StatusError): boolean {
  if (text instanceof StatusError || chat instanceof StatusError) return false;
  return text.promptTokens !== null && text.promptTokens > probeTokens && text.promptTokens === chat.promptTokens;
}

function readChoice(reply: ReplyPiece | StatusError): string | undefined {
  return reply instanceof StatusError ? undefined : chosenIn(reply.choice?.text ?? '');
}

function isOddChoice(text: string | undefined): boolean {
  return text !== undefined && oddChoices.includes(text);
}

function abilityOf(reply: ReplyPiece | StatusError): Ability {
  return reply instanceof StatusError ? unavailable(`The server refuses it (status ${reply.status}).`) : available;
}

function tokensOf(reply: ReplyPiece | StatusError): readonly ReplyToken[] | null {
  const tokens = reply instanceof StatusError ? null : (reply.choice?.tokens ?? null);
  return tokens?.length ? tokens : null;
}

/** A refusal of what was asked for is an answer; a wrong key is not. */
async function attempt(
  client: EndpointClient,
  path: CompletionPath,
  body: Body,
  signal: AbortSignal | undefined,
): Promise<ReplyPiece | StatusError> {
  try {
    return await client.complete(path, body, signal, false);
  } catch (error) {
    const final = [401, 403, 429, 503];
    if (error instanceof StatusError && !final.includes(error.status)) return error;
    throw error;
  }
}
