import { type ErrorCode, toErrorInfo, UserError } from '../core/base/userError';
import type { Log } from '../platform/log';
import type { Notice, NoticeAction } from '../protocol/panel';

/** Errors that another model, not another try, makes go away. */
const modelErrors: ReadonlySet<ErrorCode> = new Set([
  'modelFolderMissing',
  'modelFileMissing',
  'modelFileInvalid',
  'modelUnsupported',
  'tokenizerInvalid',
  'vocabularyMismatch',
  'networkClosed',
  'endpointUnreachable',
  'endpointSilent',
  'endpointFailed',
  'endpointRefused',
]);

export function isCancelled(error: unknown): boolean {
  return error instanceof UserError && error.code === 'cancelled';
}

/** What a panel shows of a failure; where an unexpected one happened goes to the log. */
export function errorNotice(error: unknown, log: Log): Notice {
  const info = toErrorInfo(error);
  log.error(info.code === 'internal' ? whereThrown(error) : `${info.code}: ${info.message}`);
  const mend: NoticeAction[] = modelErrors.has(info.code) ? ['chooseModel', 'retry'] : ['retry'];
  return { kind: 'error', error: info, actions: info.code === 'textTooLong' ? [] : [...mend, 'showLog'] };
}

/** Class and stack frames without the message: a foreign error may quote its input, which is the person's text. */
function whereThrown(error: unknown): string {
  if (!(error instanceof Error)) return `Thrown: a ${typeof error}.`;
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return [error.constructor.name, ...frames].join('\n');
}
