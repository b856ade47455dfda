// Requests to a server with OpenAI's protocol: by the `openai` package, over our own network, with our own patience.
import type { OpenAI } from 'openai';
import type { Stream } from 'openai/streaming';
import { toErrorInfo, UserError } from '../../core/base/userError';
import { defaultBackoff, parseRetryAfterMs, retryDelayMs, type Backoff } from '../../core/engine/backoff';
import { Limit } from '../../core/engine/limit';
import { ConnectionError, hostOf, parseUrl, type Network } from '../network';
import { cancelled, CutReplyError, invalidReply, StatusError, stillReading } from './endpointErrors';
import { parseModels, parsePiece, type ReplyPiece } from './replies';
import { tooLongIn } from './tooLong';

export interface EndpointAddress {
  /** Such as http://localhost:8000/v1. */
  readonly baseUrl: string;
  readonly model: string;
  readonly apiKey?: string | undefined;
}

export interface EndpointSurroundings {
  readonly network: Pick<Network, 'fetch'>;
  /** Ids, sizes and status codes only. */
  readonly log: (line: string) => void;
  /** In [0, 1), for the jitter of waits. */
  readonly random: () => number;
  /** Resolves after that time, or as soon as `signal` aborts. */
  readonly sleep: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
  readonly backoff?: Backoff;
  readonly maxBytes?: number;
  readonly silenceMs?: number;
  readonly concurrency?: number;
}

export type CompletionPath = '/completions' | '/chat/completions';
export type Body = Readonly<Record<string, unknown>>;

interface Attempts {
  readonly signal: AbortSignal | undefined;
  /** Asked after a failure that may pass: whether the request may be made again. */
  readonly mayRepeat: (error: UserError) => boolean;
}

/** A processor may read 20 tokens a second, and says nothing before it has read the whole prompt. */
const patienceMs = 300_000;
/** Longest time allowed by timers: only our own limit of silence counts. */
const never = 2 ** 31 - 1;

/** Throws only UserErrors, which never quote what was sent or received. */
export class EndpointClient {
  readonly host: string;
  readonly model: string;
  readonly #baseUrl: string;
  readonly #apiKey: string | undefined;
  readonly #limit: Limit;
  #openai: Promise<OpenAI> | undefined;
  #requests = 0;

  /** Opens no connection. @throws UserError 'badRequest' for an address or key that cannot be one */
  constructor(
    { baseUrl, model, apiKey }: EndpointAddress,
    private readonly surroundings: EndpointSurroundings,
  ) {
    const url = parseUrl(baseUrl);
    this.host = hostOf(url);
    this.model = model;
    this.#baseUrl = url.href;
    this.#apiKey = apiKey?.trim() || undefined;
    this.#limit = new Limit(surroundings.concurrency ?? 4);
    if (this.#apiKey !== undefined && !/^[\x21-\x7e]+$/.test(this.#apiKey)) {
      throw new UserError('badRequest', 'The API key holds characters that no key has.', 'Copy the key again.');
    }
  }

  /** The models that the server offers. */
  async models(signal?: AbortSignal): Promise<string[]> {
    return this.#request({ signal, mayRepeat: () => true }, async (openai) => {
      const models = parseModels(await openai.get<unknown>('/models', { ...options(signal) }));
      if (!models) throw invalidReply(this.host, 'is not a list of models');
      return models;
    });
  }

  /** One whole reply. @param patient false: a failure of the server (5xx) is final */
  async complete(path: CompletionPath, body: Body, signal?: AbortSignal, patient = true): Promise<ReplyPiece> {
    const mayRepeat = (error: UserError): boolean =>
      patient || !(error instanceof StatusError) || error.status === 429 || error.status === 503;
    return this.#request({ signal, mayRepeat }, async (openai) => {
      const piece = parsePiece(await openai.post<unknown>(path, { body: this.#whole(body), ...options(signal) }));
      if (!piece?.choice) throw invalidReply(this.host, 'holds no answer');
      return piece;
    });
  }

  /**
   * A reply piece by piece, to its end. Once a piece has been passed on, no failure is made good by asking again.
   * Aborting `signal` throws 'cancelled'.
   */
  async stream(
    path: CompletionPath,
    body: Body,
    onPiece: (piece: ReplyPiece) => void,
    signal?: AbortSignal,
  ): Promise<void> {
    let begun = false;
    await this.#request({ signal, mayRepeat: () => !begun }, async (openai) => {
      let finished = false;
      const whole = this.#whole({ ...body, stream: true, stream_options: { include_usage: true } });
      const events = await openai.post<Stream<unknown>>(path, { body: whole, stream: true, ...options(signal) });
      let count = 0;
      for await (const event of events) {
        count++;
        const piece = parsePiece(event);
        if (!piece) throw invalidReply(this.host, `is not as the protocol says at event ${count}`);
        finished ||= typeof piece.choice?.finish === 'string';
        const { text = '', tokens = null, reasons = false } = piece.choice ?? {};
        begun ||= text !== '' || tokens !== null || reasons;
        onPiece(piece);
      }
      if (signal?.aborted) throw cancelled();
      if (count === 0) throw invalidReply(this.host, 'holds no answer');
      if (!finished) throw new CutReplyError(this.host);
    });
  }

  #whole(body: Body): Body {
    return { model: this.model, ...body };
  }

  #request<T>({ signal, mayRepeat }: Attempts, attempt: (openai: OpenAI) => Promise<T>): Promise<T> {
    const { log, random, sleep, backoff = defaultBackoff } = this.surroundings;
    let hasTurn = false;
    const result = this.#limit.run(async () => {
      hasTurn = true;
      for (let failure = 0; ; failure++) {
        if (signal?.aborted) throw cancelled();
        try {
          return await attempt(await (this.#openai ??= this.#create()));
        } catch (thrown) {
          const error = await this.#asUserError(thrown, signal);
          const retryAfterMs = error instanceof StatusError ? error.retryAfterMs : undefined;
          const delayMs =
            isTransient(error) && mayRepeat(error) ? retryDelayMs(failure, random(), backoff, retryAfterMs) : null;
          if (delayMs === null) throw error;
          log(`endpoint: ${error.code}, attempt ${failure + 2} of ${backoff.attempts} in ${Math.round(delayMs)} ms`);
          await sleep(delayMs, signal);
        }
      }
    });
    if (!signal) return result;
    return new Promise((resolve, reject) => {
      // The turn may come minutes later.
      const onAbort = (): void => {
        if (!hasTurn) reject(cancelled());
      };
      if (signal.aborted) onAbort();
      signal.addEventListener('abort', onAbort, { once: true });
      void result.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
    });
  }

  /** The package is large and loaded at the first request. */
  async #create(): Promise<OpenAI> {
    const { OpenAI: Client } = await import('openai');
    return new Client({
      baseURL: this.#baseUrl,
      // Ours is added by `#fetch`, which sends no header of the package's; null keeps it from reading the environment.
      apiKey: 'unused',
      adminAPIKey: null,
      organization: null,
      project: null,
      webhookSecret: null,
      // Its log would hold prompts.
      logLevel: 'off',
      maxRetries: 0,
      timeout: never,
      fetch: (input, init) =>
        this.#fetch(
          input instanceof Request ? input.url : input.toString(),
          init?.method,
          init?.body,
          init?.signal ?? undefined,
        ),
    });
  }

  async #fetch(address: string, method: unknown, body: unknown, signal: AbortSignal | undefined): Promise<Response> {
    const { network, log, maxBytes = 32 * 2 ** 20, silenceMs = patienceMs } = this.surroundings;
    const id = ++this.#requests;
    const startMs = performance.now();
    const headers: Record<string, string> = { accept: 'application/json, text/event-stream' };
    if (this.#apiKey !== undefined) headers['authorization'] = `Bearer ${this.#apiKey}`;
    const content = typeof body === 'string' ? { body } : {};
    if (typeof body === 'string') headers['content-type'] = 'application/json';
    const post = String(method).toUpperCase() === 'POST';
    const response = await network.fetch(address, {
      method: post ? 'POST' : 'GET',
      headers,
      ...content,
      signal,
      maxBytes,
      silenceMs,
    });
    const sent = typeof body === 'string' ? body.length : 0;
    const tookMs = Math.round(performance.now() - startMs);
    log(`endpoint request ${id}: ${sent} characters sent, status ${response.status} after ${tookMs} ms`);
    if (response.ok) return response;
    const reason = await beginningOf(response);
    const retryAfterMs = parseRetryAfterMs(response.headers.get('retry-after'), Date.now());
    throw new StatusError(this.host, response.status, retryAfterMs, tooLongIn(reason));
  }

  /** The package wraps what our `fetch` throws. */
  async #asUserError(thrown: unknown, signal: AbortSignal | undefined): Promise<UserError> {
    if (signal?.aborted) return cancelled();
    for (let error = thrown; error instanceof Error; error = error.cause) {
      if (error instanceof UserError) return error.code === 'endpointSilent' ? stillReading(error) : error;
      if (error instanceof SyntaxError) return invalidReply(this.host, 'is not valid JSON');
    }
    // What a stream's event calls an error; its text may quote the prompt.
    const { APIError } = await import('openai');
    if (thrown instanceof APIError) return invalidReply(this.host, 'tells of an error in its midst');
    const { code, message, remedy } = toErrorInfo(thrown);
    return new UserError(code, message, remedy);
  }
}

/** Of the body of a refusal; a longer one is not read to its end, and one that breaks off is none. */
async function beginningOf({ body }: Response): Promise<string> {
  const maxRefusalBytes = 64 * 1024;
  const decoder = new TextDecoder();
  let text = '';
  try {
    for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
      text += decoder.decode(chunk, { stream: true });
      if (text.length > maxRefusalBytes) break;
    }
    return text;
  } catch {
    return '';
  }
}

function options(signal: AbortSignal | undefined): { signal?: AbortSignal } {
  return signal ? { signal } : {};
}

function isTransient(error: UserError): boolean {
  if (error instanceof StatusError || error instanceof ConnectionError) return error.transient;
  return error instanceof CutReplyError;
}
