// The only place in the extension that opens a connection; lint bans `fetch` and its like everywhere else (DESIGN 6.1).
import { UserError } from '../core/base/userError';

/** What the person has agreed to. Hosts are told as `hostOf` tells them. */
export interface Access {
  isAllowed(host: string): boolean;
  /**
   * Asks the person, unless they have agreed before.
   * @param purpose what would be sent and why, in one sentence
   */
  ask(host: string, purpose: string): Promise<boolean>;
}

export interface NetworkRequest {
  readonly method?: 'GET' | 'HEAD' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal | undefined;
  /** A longer reply is an error; counted after decompression. */
  readonly maxBytes: number;
  /** How long the host may say nothing, before its first word and between two; Node's `fetch` waits for five minutes at most. */
  readonly silenceMs: number;
}

const maxRedirects = 5;
const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** Thrown before anything is sent. */
export class NetworkClosedError extends UserError {
  constructor(readonly host: string) {
    super(
      'networkClosed',
      `Introspect does not connect to ${host}: nobody has agreed to it.`,
      'Agree when you are asked; Introspect: Network Access… lists the hosts you have agreed to.',
    );
  }
}

/** The connection failed. */
export class ConnectionError extends UserError {
  /** @param transient whether a host that answered let go, so that it may answer the next time */
  constructor(
    host: string,
    cause: string,
    readonly transient: boolean,
  ) {
    super(
      'endpointUnreachable',
      `The connection to ${host} failed (${cause}).`,
      'Check that this computer is online, that the server runs, that the address is right, and that a proxy or firewall lets it through.',
    );
  }
}

/** Node's own limits of silence, which may end a moment before ours. */
const nodeSilenceMs = 300_000;
const silences: ReadonlySet<string> = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT']);
const transientCauses: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);

/** Opens connections to the hosts that `access` allows, and to no other. */
export class Network {
  constructor(private readonly access: Pick<Access, 'isAllowed'>) {}

  /**
   * As the global `fetch`, but refuses hosts that are not allowed, also as targets of redirects; a request with a body
   * is never redirected to another host, and `authorization` never travels to one.
   * @throws UserError `networkClosed`, `endpointUnreachable`, `endpointSilent` or `endpointInvalid`; reading the body throws the same ones.
   * Aborting `signal` throws its reason.
   */
  async fetch(address: string, request: NetworkRequest): Promise<Response> {
    const headers = new Headers(request.headers);
    let url = parseUrl(address);
    for (let hop = 0; hop <= maxRedirects; hop++) {
      const response = await this.#once(url, headers, request);
      const location = redirects.has(response.status) ? response.headers.get('location') : null;
      if (location === null) return response;
      await response.body?.cancel();
      const target = parseUrl(location, url);
      const leaves = hostOf(target) !== hostOf(url);
      if (leaves && !this.access.isAllowed(hostOf(target))) throw new NetworkClosedError(hostOf(target));
      const keepsBody = response.status === 307 || response.status === 308;
      if (request.body !== undefined && (leaves || !keepsBody)) {
        throw new UserError(
          'endpointInvalid',
          `${hostOf(url)} wants the request sent to another address, at ${hostOf(target)}.`,
          'Use the address that it points to, if you trust it.',
        );
      }
      if (leaves) headers.delete('authorization');
      url = target;
    }
    throw new UserError(
      'endpointInvalid',
      `${hostOf(url)} redirects more than ${maxRedirects} times.`,
      'Check the address.',
    );
  }

  async #once(url: URL, headers: Headers, request: NetworkRequest): Promise<Response> {
    const host = hostOf(url);
    if (!this.access.isAllowed(host)) throw new NetworkClosedError(host);
    const { method = 'GET', body, signal, silenceMs } = request;
    const silence = new AbortController();
    const hurry = async <T>(step: () => Promise<T>): Promise<T> => {
      const timer = setTimeout(() => silence.abort(silent(host, silenceMs)), silenceMs);
      try {
        return await step();
      } catch (error) {
        if (silence.signal.aborted) throw silence.signal.reason;
        if (signal?.aborted) throw signal.reason;
        if (error instanceof UserError) throw error;
        const cause = causeOf(error);
        throw silences.has(cause) ? silent(host, Math.min(silenceMs, nodeSilenceMs)) : connectionError(host, cause);
      } finally {
        clearTimeout(timer);
      }
    };
    const response = await hurry(() =>
      fetch(url, {
        method,
        headers,
        redirect: 'manual',
        credentials: 'omit',
        signal: signal ? AbortSignal.any([signal, silence.signal]) : silence.signal,
        ...(body === undefined ? {} : { body }),
      }),
    );
    if (!response.body) return response;
    const { status, statusText, headers: replyHeaders } = response;
    const limited = limitedBody(response.body, request.maxBytes, host, hurry);
    return new Response(limited, { status, statusText, headers: replyHeaders });
  }
}

/**
 * The name by which a host is agreed to: `name:port`, the port left out only for https on 443, so that agreeing to an
 * encrypted connection does not open an unencrypted one.
 */
export function hostOf(url: URL): string {
  return url.protocol === 'http:' ? `${url.hostname}:${url.port || '80'}` : url.host;
}

/** @throws UserError 'badRequest' for anything but a http(s) address without name and password. */
export function parseUrl(address: string, base?: URL): URL {
  const url = URL.canParse(address, base?.href) ? new URL(address, base) : undefined;
  if (url && (url.protocol === 'http:' || url.protocol === 'https:') && url.username === '' && url.password === '') {
    return url;
  }
  // An address may hold a password, so it is not quoted.
  throw new UserError(
    'badRequest',
    'The address is not one that Introspect can connect to.',
    'Give an address such as http://localhost:8000/v1, without a name or password in it.',
  );
}

function limitedBody(
  body: ReadableStream<Uint8Array>,
  maxBytes: number,
  host: string,
  hurry: <T>(step: () => Promise<T>) => Promise<T>,
): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  let bytes = 0;
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      // The timer runs only while the host is waited for: a slow reader is not the host's silence.
      const { done, value } = await hurry(() => reader.read());
      if (done) {
        controller.close();
        return;
      }
      bytes += value.byteLength;
      if (bytes > maxBytes) {
        await reader.cancel();
        throw tooLong(host, maxBytes);
      }
      controller.enqueue(value);
    },
    cancel: (reason) => reader.cancel(reason),
  });
}

function connectionError(host: string, cause: string): ConnectionError {
  return new ConnectionError(host, cause, transientCauses.has(cause));
}

function silent(host: string, silenceMs: number): UserError {
  return new UserError(
    'endpointSilent',
    `${host} said nothing for ${silenceMs < 120_000 ? `${silenceMs / 1000} seconds` : `${silenceMs / 60_000} minutes`}.`,
    'Try again when it is less busy.',
  );
}

function tooLong(host: string, maxBytes: number): UserError {
  return new UserError(
    'endpointInvalid',
    `The reply of ${host} is longer than ${maxBytes} bytes, and was not read to its end.`,
    'Ask for fewer tokens, or check that the address is that of a model server.',
  );
}

/** Code or class of the innermost error, never its message: that may quote what was sent. */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  if (error.cause instanceof Error) return causeOf(error.cause);
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
