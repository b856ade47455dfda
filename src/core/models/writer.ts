import { UserError } from '../base/userError';

/** @param name for people @throws UserError for an encoder, which reads a text as a whole and writes none */
export function requireWriter(name: string, { predictsNextToken }: { readonly predictsNextToken: boolean }): void {
  if (predictsNextToken) return;
  throw new UserError(
    'modelUnsupported',
    `The model ${name} reads a text as a whole and writes none.`,
    'Choose a model that writes, such as the practice model.',
  );
}
