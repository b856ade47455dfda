import path from 'node:path';
import { UserError } from '../../core/base/userError';
import { FileLock } from '../download/fileLock';

/**
 * Keeps two windows, or a window and the command line, from making the same runs at the same time: they would be paid for
 * twice. The lock lies beside the runs file while runs are made.
 * @throws UserError while another makes them
 */
export function holdRuns(runsFile: string): Promise<FileLock> {
  return FileLock.acquire(`${runsFile}.lock`, () => {
    return new UserError(
      'fileUnwritable',
      `Runs are being added to ${path.basename(runsFile)} elsewhere: in another window, or by introspect run.`,
      'Wait until they are made, or stop them there. What is made is kept, and is not made again.',
    );
  });
}
