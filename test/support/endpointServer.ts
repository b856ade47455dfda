// A server with OpenAI's protocol whose "model" says fixed words: the shapes are those of vLLM (columns in /completions)
// and of OpenAI's chat, as their documentation gives them.
import type { ServerResponse } from 'node:http';
import { sendEvents, sendJson, type Answer, type ServedRequest } from './scriptedServer';

export interface Manners {
  readonly logprobs?: boolean;
  readonly echo?: boolean;
  readonly jsonSchema?: boolean;
  readonly choice?: 'structured_outputs' | 'guided_choice';
  readonly text?: boolean;
  readonly model?: string;
}

export interface AskedBody {
  readonly model: string;
  readonly prompt?: string;
  readonly messages?: readonly { role: string; content: string }[];
  readonly stream?: boolean;
  readonly max_tokens: number;
  readonly echo?: boolean;
  readonly logprobs?: number | boolean;
  readonly structured_outputs?: { readonly choice: readonly string[] };
  readonly guided_choice?: readonly string[];
  readonly response_format?: {
    readonly json_schema: { readonly schema: { properties: Record<string, { enum: string[] }> } };
  };
  readonly [other: string]: unknown;
}

export function bodyOf(request: ServedRequest): AskedBody {
  return JSON.parse(request.body) as AskedBody;
}

const spoken = [
  {
    token: ' calm',
    logprob: Math.log(0.5),
    others: { ' calm': Math.log(0.5), ' low': Math.log(0.25), ' 😴': Math.log(0.125) },
  },
  { token: ' again', logprob: Math.log(0.75), others: { ' again': Math.log(0.75), '.': Math.log(0.125) } },
  { token: '.', logprob: Math.log(0.9), others: { '.': Math.log(0.9), '!': Math.log(0.05) } },
] as const;

/** Answers as a server with these manners does; all of them unless told. */
export function wellBehaved(manners: Manners = {}): Answer {
  const {
    logprobs = true,
    echo = true,
    jsonSchema = true,
    choice = 'structured_outputs',
    text = true,
    model = 'tiny',
  } = manners;
  return (response, request) => {
    if (request.path === '/v1/models')
      return sendJson(response, { object: 'list', data: [{ id: 'tiny' }, { id: 'large' }] });
    const body = bodyOf(request);
    if (request.path === '/v1/completions' && text) {
      return body.echo && echo ? sendEcho(response, body, logprobs, model) : sendText(response, body, logprobs, model);
    }
    if (request.path !== '/v1/chat/completions') return void response.writeHead(404).end();
    const kept =
      (choice === 'structured_outputs' ? body.structured_outputs?.choice[0] : undefined) ??
      (choice === 'guided_choice' ? body.guided_choice?.[0] : undefined) ??
      (jsonSchema && body.response_format ? schemaAnswer(body) : undefined);
    sendChat(response, body, kept, logprobs, model);
  };
}

function schemaAnswer({ response_format }: AskedBody): string {
  const [name, { enum: values }] = Object.entries(response_format!.json_schema.schema.properties)[0]!;
  return JSON.stringify({ [name]: values[0] });
}

/** Above temperature 1 the seed tells which word comes first. */
function words({ max_tokens, temperature, seed }: AskedBody): readonly (typeof spoken)[number][] {
  const first = Number(temperature) > 1 ? Number(seed) % spoken.length : 0;
  return [...spoken.slice(first), ...spoken.slice(0, first)].slice(0, max_tokens);
}

function finishOf(body: AskedBody): string {
  return body.max_tokens < spoken.length ? 'length' : 'stop';
}

function columns(of: readonly (typeof spoken)[number][]): object {
  return {
    tokens: of.map(({ token }) => token),
    token_logprobs: of.map(({ logprob }) => logprob),
    top_logprobs: of.map(({ others }) => others),
  };
}

/** `few` for the short prompts of tests; else as a tokenizer of English would count. */
function counted(few: number, { prompt, messages = [] }: AskedBody): number {
  const text = prompt ?? messages.map(({ content }) => content).join('');
  return Math.max(few, Math.ceil(text.length / 4));
}

function sendText(response: ServerResponse, body: AskedBody, logprobs: boolean, model: string): void {
  const said = words(body);
  const withLogprobs = (of: typeof said): object => (logprobs && body.logprobs ? { logprobs: columns(of) } : {});
  const prompt_tokens = counted(7, body);
  const usage = { prompt_tokens, completion_tokens: said.length, total_tokens: prompt_tokens + said.length };
  if (!body.stream) {
    const text = said.map(({ token }) => token).join('');
    return sendJson(response, {
      model,
      choices: [{ text, ...withLogprobs(said), finish_reason: finishOf(body) }],
      usage,
    });
  }
  const events: object[] = said.map((word, i) => ({
    model,
    choices: [
      { text: word.token, ...withLogprobs([word]), finish_reason: i + 1 === said.length ? finishOf(body) : null },
    ],
  }));
  sendEvents(response, [...events, { model, choices: [], usage }]);
}

function sendChat(
  response: ServerResponse,
  body: AskedBody,
  kept: string | undefined,
  logprobs: boolean,
  model: string,
): void {
  const said = kept === undefined ? words(body) : [{ token: kept, logprob: -0.5, others: {} }];
  const list = (of: typeof said): object =>
    logprobs && body.logprobs
      ? {
          logprobs: {
            content: of.map(({ token, logprob, others }) => ({ token, logprob, top_logprobs: topList(others) })),
          },
        }
      : {};
  const finish_reason = kept === undefined ? finishOf(body) : 'stop';
  if (!body.stream) {
    const message = { role: 'assistant', content: said.map(({ token }) => token).join('') };
    return sendJson(response, { model, choices: [{ message, ...list(said), finish_reason }] });
  }
  const start = { model, choices: [{ delta: { role: 'assistant', content: '' }, finish_reason: null }] };
  const events = said.map((word) => ({
    model,
    choices: [{ delta: { content: word.token }, ...list([word]), finish_reason: null }],
  }));
  const end = { model, choices: [{ delta: {}, finish_reason, stop_reason: null }] };
  sendEvents(response, [start, ...events, end, { model, choices: [], usage: { prompt_tokens: counted(11, body) } }]);
}

function topList(others: Readonly<Record<string, number>>): object[] {
  return Object.entries(others).map(([token, logprob]) => ({ token, logprob }));
}

/** The prompt's own tokens, cut before each space, after a special one; then what the model says. */
function sendEcho(response: ServerResponse, body: AskedBody, logprobs: boolean, model: string): void {
  const pieces = body.prompt!.match(/ ?[^ ]+| /g)!;
  const said = words(body);
  const tokens = ['<s>', ...pieces, ...said.map(({ token }) => token)];
  const told = { tokens, token_logprobs: tokens.map((_, i) => (i === 0 ? null : -i / 8)), top_logprobs: null };
  const text = body.prompt! + said.map(({ token }) => token).join('');
  sendJson(response, { model, choices: [{ text, ...(logprobs ? { logprobs: told } : {}), finish_reason: 'length' }] });
}
