import { toErrorInfo, UserError } from '../../core/base/userError';

export function toUserError(error: unknown): UserError {
  if (error instanceof UserError) return error;
  const { code, message, remedy } = toErrorInfo(error);
  return new UserError(code, message, remedy, { cause: error });
}

/** As one line for a message. */
export function describe(error: unknown): string {
  const { message, remedy } = toUserError(error);
  return `${message} ${remedy}`.trim();
}
