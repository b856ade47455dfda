import { UserError } from '../base/userError';
import type { Token } from './token';

/**
 * What is typed to follow a text, as tokens.
 * @param tokens of the text with the typed words put after it
 * @param end of the text before them, UTF-16
 * @param before ids of that text's tokens
 * @throws UserError 'badRequest' where the words change how the text before them is cut, or are none
 */
export function continuationOf(
  tokens: readonly Token[],
  end: number,
  before: readonly number[],
): { readonly firstId: number; readonly count: number } {
  const own = tokens.filter((token) => !token.special && token.end > end);
  const [first] = own;
  if (!first) throw new UserError('badRequest', 'No word is given.', 'Type a word.');
  if (tokens.indexOf(first) !== before.length || before.some((id, i) => id !== tokens[i]?.id)) {
    throw new UserError(
      'badRequest',
      'The target joins with the end of the text into one token.',
      'Begin the target with a space, or end the text at a whole word.',
    );
  }
  return { firstId: first.id, count: own.length };
}
