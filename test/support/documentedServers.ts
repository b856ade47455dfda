// Servers, each in what it does differently from the others: vLLM 0.32.0, llama.cpp (0c1e570), llama-cpp-python 0.3.36 and
// transformers 5.19.0 as they were seen to answer in November 2026, the others as their documentation and sources describe them. Their "models" count words as
// tokens; a face is three, none of which is a whole character.
import { bodyOf, type AskedBody } from './endpointServer';
import { sendEvents, sendJson, type Answer, type ServedRequest } from './scriptedServer';

const chatPath = '/v1/chat/completions';
const textPath = '/v1/completions';
export const contextLength = 200;
/** What a chat template adds to a message. */
const templateTokens = 9;

function promptTokens(body: AskedBody): number {
  const text = body.prompt ?? (body.messages ?? []).map(({ content }) => content).join(' ');
  return text.split(/\s+/).length;
}

/** One word after another, as events of a stream or as one reply. */
function answer(
  response: Parameters<Answer>[0],
  body: AskedBody,
  { path }: ServedRequest,
  given: readonly string[],
  { tokens, extra = {}, reasoning = [], reasoningName = 'reasoning', endMark, room = Infinity, isDeaf }: Told = {},
): void {
  const words = isDeaf ? given : drawn(given, body);
  const isChat = path === chatPath;
  const said = words.slice(0, Math.max(0, Math.min(body.max_tokens, room) - reasoning.length));
  const thought = (isDeaf ? reasoning : drawn(reasoning, body)).slice(0, body.max_tokens);
  const finish = said.length === words.length ? 'stop' : 'length';
  const count = tokens ?? promptTokens(body) + (isChat ? templateTokens : 0);
  const made = [...thought, ...said].reduce((sum, word) => sum + (word.includes(face) ? 3 : 1), 0);
  const isEnded = finish === 'stop' && endMark !== undefined;
  const completion_tokens = made + (isEnded ? 1 : 0);
  const usage = { prompt_tokens: count, completion_tokens, total_tokens: count + completion_tokens };
  const end = isEnded && endMark.inStream !== null && extra.logprobs ? endMark.inStream : undefined;
  if (!body.stream) {
    const message = {
      role: 'assistant',
      content: said.join(''),
      ...(thought.length > 0 && { [reasoningName]: thought.join('') }),
    };
    const choice = isChat ? { message } : { text: said.join('') };
    return sendJson(response, {
      model: body.model,
      choices: [{ index: 0, ...choice, ...logprobsOf(extra, [...thought, ...said]), finish_reason: finish }],
      usage,
    });
  }
  const event = (choice: object): object => ({ model: body.model, choices: [{ index: 0, ...choice }] });
  const delta = (content: object): object => event({ delta: content, finish_reason: null });
  sendEvents(response, [
    ...(isChat ? [delta({ role: 'assistant', content: null })] : []),
    ...thought.map((word) =>
      event({ delta: { [reasoningName]: word }, ...logprobsOf(extra, [word]), finish_reason: null }),
    ),
    ...said.map((word) =>
      event({
        ...(isChat ? { delta: { content: word } } : { text: word }),
        ...logprobsOf(extra, [word]),
        finish_reason: null,
      }),
    ),
    ...(end === undefined
      ? []
      : [event({ ...(isChat ? { delta: { content: '' } } : { text: '' }), ...logprobsOf(extra, [end]) })]),
    event({ ...(isChat ? { delta: {} } : { text: '' }), finish_reason: finish }),
    { model: body.model, choices: [], usage },
  ]);
}

interface Told {
  readonly tokens?: number;
  readonly extra?: { readonly logprobs?: ((words: readonly string[]) => object) | null };
  readonly reasoning?: readonly string[];
  readonly reasoningName?: string;
  /** Counted among the tokens of the reply, and told with their log-probabilities, if so by what words in a stream. */
  readonly endMark?: { readonly inStream: string | null };
  /** Words until the context is full. */
  readonly room?: number;
  /** To temperature and seed. */
  readonly isDeaf?: boolean;
}

/** What chance made of it: where nothing but chance is asked for, when it is hot. */
function drawn(words: readonly string[], { temperature, seed }: AskedBody): readonly string[] {
  return Number(temperature) > 1 ? words.map((word) => `${word}${String(seed)}`) : words;
}

export const face = '🎉';
/** As vLLM tells the tokens of a word. */
const cut = (word: string): string[] => (word.includes(face) ? ['', '', word] : [word]);

function logprobsOf({ logprobs }: NonNullable<Told['extra']>, words: readonly string[]): object {
  return logprobs === undefined ? {} : { logprobs: logprobs === null ? null : logprobs(words) };
}

const list = (tokens: readonly string[]): object => ({
  content: tokens.map((token) => ({
    id: 7,
    token,
    bytes: [...Buffer.from(token)],
    logprob: -0.5,
    top_logprobs: [
      { id: 7, token, bytes: [...Buffer.from(token)], logprob: -0.5 },
      { id: 8, token: ' else', bytes: [...Buffer.from(' else')], logprob: -1.5 },
    ],
  })),
});

const columns = (tokens: readonly string[]): object => ({
  tokens,
  token_logprobs: tokens.map(() => -0.5),
  top_logprobs: tokens.map((token) => ({ [token]: -0.5, ' else': -1.5 })),
  text_offset: tokens.map(() => 0),
});

const choiceOf = ({ response_format, structured_outputs }: AskedBody): string | undefined =>
  structured_outputs?.choice[0] ??
  (response_format && JSON.stringify({ choice: response_format.json_schema.schema.properties['choice']?.enum[0] }));

const models =
  (then: Answer, extra: object = {}): Answer =>
  (response, request) =>
    request.path === '/v1/models'
      ? sendJson(response, { object: 'list', data: [{ id: 'tiny', object: 'model', owned_by: 'x' }], ...extra })
      : then(response, request);

/**
 * `vllm serve`: refuses more than 20 alternatives, scores what it is given, counts a prompt no further than to its limit,
 * tells the end mark as a token, and of a broken character nothing before its last token.
 */
export const vllm: Answer = models((response, request) => {
  const body = bodyOf(request);
  const refuse = (message: string): void =>
    sendJson(response, { error: { message, type: 'BadRequestError', param: null, code: 400 } }, 400);
  const room = contextLength - promptTokens(body);
  if (Number(body.logprobs) > 20) {
    return refuse(
      'Requested sample logprobs of 50, which is greater than max allowed: 20 (parameter=logprobs, value=50)',
    );
  }
  if (body.max_tokens > contextLength) {
    return refuse(
      `max_tokens=${body.max_tokens} cannot be greater than max_model_len=${contextLength}. Please request fewer output tokens. (parameter=max_tokens, value=${body.max_tokens})`,
    );
  }
  if (room <= 0) {
    return refuse(
      `This model's maximum context length is ${contextLength} tokens. However, your prompt contains at least ${contextLength + 1} input tokens, which exceeds this limit even without any output tokens. Please reduce the length of the input prompt. (parameter=input_tokens, value=${contextLength + 1})`,
    );
  }
  if (request.path === textPath && body.echo) {
    return sendEcho(response, [...body.prompt!.match(/ ?\S+/g)!.flatMap(cut), ' on'], (token) =>
      token === ' all' ? -0.5 : -1,
    );
  }
  const kept = choiceOf(body);
  const form = request.path === textPath ? columns : list;
  answer(response, body, request, kept === undefined ? replyTo(body) : [kept], {
    extra: { logprobs: body.logprobs ? (words) => form(words.flatMap(cut)) : null },
    endMark: { inStream: '<|im_end|>' },
    room,
  });
});

/**
 * `llama-server`: lists of log-probabilities everywhere, numbers in its refusals, grammars, no echo without a word. Of a
 * broken character it tells the last token alone, as the whole of it; the end mark as an empty token, of a text.
 */
export const llamaCpp: Answer = models(
  (response, request) => {
    const body = bodyOf(request);
    const count = promptTokens(body);
    if (count >= contextLength) {
      const error = {
        code: 400,
        message: `request (${count} tokens) exceeds the available context size (${contextLength} tokens), try increasing it`,
        type: 'exceed_context_size_error',
        n_prompt_tokens: count,
        n_ctx: contextLength,
      };
      return sendJson(response, { error }, 400);
    }
    const { structured_outputs: _, ...known } = body;
    const kept = grammarChoice(body) ?? inWhiteSpace(choiceOf(known));
    answer(response, body, request, kept === undefined ? replyTo(body) : [kept], {
      ...(body.logprobs ? { extra: { logprobs: list } } : {}),
      endMark: { inStream: request.path === textPath ? '' : null },
      room: contextLength - count,
    });
  },
  { models: [{ name: 'tiny', model: 'tiny', capabilities: ['completion'] }] },
);

function sendEcho(
  response: Parameters<Answer>[0],
  tokens: readonly string[],
  logprobOf: (token: string) => number,
): void {
  const told = { ...columns(tokens), token_logprobs: tokens.map((token, i) => (i === 0 ? null : logprobOf(token))) };
  sendJson(response, { model: 'tiny', choices: [{ text: tokens.join(''), logprobs: told, finish_reason: 'length' }] });
}

/**
 * `python -m llama_cpp.server` with all logits: scores what it is given by the chances at another place, calls what it
 * cannot read an error of its own, knows grammars, and counts nothing in a stream.
 */
export const llamaCppPython: Answer = models((response, request) => {
  const body = bodyOf(request);
  if (Number(body['top_k'] ?? 0) < 0 || body.response_format) {
    const message = '1 validation error';
    return sendJson(response, { error: { message, type: 'internal_server_error', param: null, code: null } }, 500);
  }
  if (request.path === textPath && body.echo) {
    return sendEcho(response, body.prompt!.match(/ ?\S+/g)!, () => -10.5);
  }
  const kept = grammarChoice(body);
  answer(response, body, request, kept === undefined ? replyTo(body) : [kept], {
    extra: {
      logprobs: request.path === textPath ? (body.logprobs ? columns : null) : body['top_logprobs'] ? list : null,
    },
  });
});

/**
 * `transformers serve`: refuses what it does not know, tells no log-probabilities, leaves stop strings in the text, and pays
 * no attention to temperature and seed.
 */
export const transformers: Answer = models((response, request) => {
  const body = bodyOf(request);
  const unknown = ['top_k', 'min_p', 'repetition_penalty', 'repeat_penalty', 'structured_outputs', 'guided_choice'];
  const found = [...unknown, 'grammar'].filter((name) => body[name] !== undefined);
  if (found.length > 0) {
    return sendJson(response, { detail: `Unexpected fields in the request: {'${found.join("', '")}'}` }, 422);
  }
  answer(response, body, request, replyTo(body), { isDeaf: true });
});

function replyTo({ prompt = '' }: AskedBody): readonly string[] {
  return prompt.includes(face) ? [' fine', ` ${face}`] : [' all', ' is', ' well'];
}

/** The first alternative of a grammar in GBNF. */
function grammarChoice({ grammar }: AskedBody): string | undefined {
  const found = typeof grammar === 'string' ? /^root ::= ("(?:[^"\\]|\\.)*")/.exec(grammar)?.[1] : undefined;
  return found === undefined ? undefined : (JSON.parse(found) as string);
}

function inWhiteSpace(json: string | undefined): string | undefined {
  return json?.replace('{', '{\n  ').replace(':', '\n\n:\n\n').replace('}', '\n\n}');
}

/**
 * Ollama: a text becomes a message, fields that it does not know are passed over, and a prompt that is too long is cut
 * without a word.
 */
export const ollama: Answer = models((response, request) => {
  const body = bodyOf(request);
  if (body.model !== 'tiny') {
    const message = `model '${body.model}' not found`;
    return sendJson(response, { error: { message, type: 'not_found_error', param: null, code: null } }, 404);
  }
  const kept = body.response_format ? choiceOf(body) : undefined;
  const isChat = request.path === chatPath;
  answer(response, body, request, kept === undefined ? ['All', ' is', ' well'] : [kept], {
    tokens: Math.min(contextLength, promptTokens(body) + templateTokens),
    ...(isChat && body.logprobs ? { extra: { logprobs: list } } : {}),
  });
});

/** LM Studio: no log-probabilities, its refusals are plain strings. */
export const lmStudio: Answer = models((response, request) => {
  const body = bodyOf(request);
  const count = promptTokens(body);
  if (count > contextLength) {
    const error = `Trying to keep the first ${count} tokens when context the overflows. However, the model is loaded with context length of only ${contextLength} tokens, which is not enough. Try to load the model with a larger context length, or provide a shorter input`;
    return sendJson(response, { error }, 400);
  }
  const kept = body.response_format ? choiceOf(body) : undefined;
  answer(response, body, request, kept === undefined ? [' all', ' is', ' well'] : [kept], {
    extra: { logprobs: null },
  });
});

/** A model that reasons first, in as many words as `reasoning` has; the answer is kept to what was asked for. */
export const reasoning =
  (reasoningName: 'reasoning' | 'reasoning_content', thoughts: readonly string[]): Answer =>
  (response, request) => {
    const body = bodyOf(request);
    if (request.path !== chatPath) return void response.writeHead(404).end();
    answer(response, body, request, [choiceOf(body) ?? 'Well.'], {
      reasoning: thoughts,
      reasoningName,
      ...(body.logprobs ? { extra: { logprobs: list } } : {}),
    });
  };

/** OpenAI's own: it refuses what it does not know. */
export const strict: Answer = models((response, request) => {
  const body = bodyOf(request);
  const unknown = ['top_k', 'min_p', 'repetition_penalty', 'repeat_penalty', 'structured_outputs', 'guided_choice'];
  const found = unknown.find((name) => body[name] !== undefined);
  if (found !== undefined) {
    const message = `Unrecognized request argument supplied: ${found}`;
    return sendJson(response, { error: { message, type: 'invalid_request_error', param: null, code: null } }, 400);
  }
  if (request.path === textPath) return void response.writeHead(404).end();
  if (promptTokens(body) > contextLength) {
    const message = `This model's maximum context length is ${contextLength} tokens. However, your messages resulted in ${promptTokens(body)} tokens. Please reduce the length of the messages.`;
    return sendJson(
      response,
      { error: { message, type: 'invalid_request_error', param: 'messages', code: 'context_length_exceeded' } },
      400,
    );
  }
  answer(response, body, request, [choiceOf(body) ?? 'Well.'], {
    ...(body.logprobs ? { extra: { logprobs: list } } : {}),
  });
});
