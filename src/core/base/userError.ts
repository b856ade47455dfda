/** What a failure is about, for code that reacts to it and for logs; never holds anything of the user's text. */
export type ErrorCode =
  | 'modelFolderMissing'
  | 'modelFileMissing'
  | 'modelFileInvalid'
  | 'modelUnsupported'
  | 'tokenizerInvalid'
  | 'vocabularyMismatch'
  /** The server has not what was asked for, or did not answer to the end. */
  | 'downloadFailed'
  /** What came is not what the server said would come. */
  | 'downloadCorrupt'
  | 'modelGated'
  /** Another window writes the same model. */
  | 'modelLocked'
  | 'diskFull'
  | 'outOfMemory'
  | 'textTooLong'
  | 'textEmpty'
  | 'hostDied'
  | 'cancelled'
  | 'badRequest'
  | 'fileUnreadable'
  | 'fileInvalid'
  /** The person has not agreed to connect to that host. */
  | 'networkClosed'
  /** No connection. */
  | 'endpointUnreachable'
  /** Connected, but no answer in time. */
  | 'endpointSilent'
  /** It answers that something went wrong inside it. */
  | 'endpointFailed'
  /** It answers, but not to us: key, address or model name are wrong. */
  | 'endpointRefused'
  /** Its answer is not what the protocol says. */
  | 'endpointInvalid'
  | 'fileUnwritable'
  | 'internal';

export interface ErrorInfo {
  readonly code: ErrorCode;
  /** What happened, in one sentence, naming the file and the place. */
  readonly message: string;
  /** What the person can do about it, in one sentence; empty when nothing can be done. */
  readonly remedy: string;
}

/** A failure that is shown to a person: says what happened, where, and what to do. */
export class UserError extends Error implements ErrorInfo {
  override readonly name = 'UserError';

  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly remedy: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  get info(): ErrorInfo {
    return { code: this.code, message: this.message, remedy: this.remedy };
  }
}

/** Any thrown value as an `ErrorInfo`. Foreign errors may quote their input, so only their class name is kept. */
export function toErrorInfo(error: unknown): ErrorInfo {
  if (error instanceof UserError) return error.info;
  const kind = error instanceof Error ? error.constructor.name : typeof error;
  return {
    code: 'internal',
    message: `Something went wrong inside Introspect (${kind}).`,
    remedy: 'Introspect: Show Log has the details.',
  };
}
