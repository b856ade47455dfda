import { UserError, type ErrorCode } from '../../core/base/userError';
import type { TooLong } from './tooLong';

/** The server answered with a failure. Of what it wrote only numbers are taken over: it may quote the prompt. */
export class StatusError extends UserError {
  constructor(
    host: string,
    readonly status: number,
    /** How long the server asks to wait. */
    readonly retryAfterMs: number | undefined,
    tooLong: TooLong | null = null,
  ) {
    const [code, remedy] = tooLong ? doesNotFit : meaningOf(status);
    super(code, tooLong ? describeTooLong(host, tooLong) : `${host} refused the request (status ${status}).`, remedy);
  }

  /** Whether the same request may succeed later. */
  get transient(): boolean {
    return this.status === 408 || this.status === 429 || this.status >= 500;
  }
}

/** The reply ended before the server said that it was finished. */
export class CutReplyError extends UserError {
  constructor(host: string) {
    super('endpointInvalid', `The reply of ${host} broke off.`, 'Try again; if it stays so, look at the server.');
  }
}

/** What a server that says nothing is most likely at, and the ways out. */
export function stillReading({ message }: UserError): UserError {
  return new UserError(
    'endpointSilent',
    message,
    'It may still be reading the prompt, or another one: use a shorter text, a smaller model or a faster machine, or ask it for less at once.',
  );
}

export function invalidReply(host: string, what: string): UserError {
  return new UserError(
    'endpointInvalid',
    `The reply of ${host} ${what}.`,
    "Check that the address is that of a server with OpenAI's protocol, which usually ends in /v1.",
  );
}

export function unsupported(name: string, why: string): UserError {
  return new UserError('modelUnsupported', `${name}: ${why}`, 'Use a model on this machine, or another server.');
}

export function cancelled(): UserError {
  return new UserError('cancelled', 'The request was cancelled.', '');
}

/** A server cut the prompt and answered what was left. */
export function cutPrompt(host: string, promptTokens: number, characters: number): UserError {
  return new UserError(
    'textTooLong',
    `${host} read only ${promptTokens} tokens of a prompt of ${characters} characters, so that its answer is not to all of it.`,
    'Shorten the text, or start the server with a longer context length (Ollama: OLLAMA_CONTEXT_LENGTH).',
  );
}

const doesNotFit: [ErrorCode, string] = [
  'textTooLong',
  'Shorten the text, ask for fewer new tokens, or start the server with a longer context length.',
];

function describeTooLong(host: string, { contextLength, promptTokens, isAtLeast }: TooLong): string {
  const limit = contextLength === null ? '' : `: it reads at most ${contextLength} tokens`;
  const prompt =
    promptTokens === null
      ? ''
      : `${limit === '' ? ': ' : ', and '}the prompt alone has ${promptTokens}${isAtLeast ? ' or more' : ''}`;
  return `The prompt with its answer does not fit into the model at ${host}${limit}${prompt}.`;
}

function meaningOf(status: number): [ErrorCode, string] {
  switch (status) {
    case 401:
    case 403:
      return ['endpointRefused', 'Check the API key.'];
    case 404:
    case 405:
      return ['endpointRefused', 'Check the address, which usually ends in /v1, and the name of the model.'];
    case 429:
      return ['endpointUnreachable', 'The server is asked too often: wait, then go on.'];
    default:
      return status >= 500
        ? ['endpointFailed', 'The server has a problem of its own: look at its log, then try again.']
        : ['badRequest', 'The text may be too long, or the server may lack what was asked for; its log tells.'];
  }
}
