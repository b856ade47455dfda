import { UserError } from '../../core/base/userError';

/**
 * @param about.open hits that nobody has looked at
 * @param about.unsaved transcripts of the run
 * @returns the key file
 * @throws UserError saying what comes first
 */
export function requireReady(about: {
  readonly isPending: boolean;
  readonly keyFile: string | null;
  readonly open: number;
  readonly unsaved: readonly string[];
}): string {
  const { isPending, keyFile, open, unsaved } = about;
  const refuse = (message: string, remedy: string): never => {
    throw new UserError('badRequest', message, remedy);
  };
  if (isPending) refuse('An earlier run was interrupted.', 'Finish it first, above; then apply.');
  if (keyFile === null) return refuse('There is no key file yet.', 'Choose where to keep it, then apply.');
  if (open > 0) {
    const [n, are] = open === 1 ? ['1 hit', 'is'] : [`${open} hits`, 'are'];
    refuse(`${n} ${are} not looked at yet.`, 'Replace or keep each, then apply.');
  }
  if (unsaved.length > 0) refuse(`${unsaved.join(', ')}: not saved yet.`, 'Save, then find identifiers again.');
  return keyFile;
}
