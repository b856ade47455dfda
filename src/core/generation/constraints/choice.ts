import { UserError } from '../../base/userError';
import type { ByteAutomaton } from './byteAutomaton';
import { ByteExpressions } from './byteExpression';

/**
 * Exactly one of `labels`, in whatever tokens it is written; a label begins with a space where the text before it needs
 * one. Where one label begins another (`sleep`, `sleep problems`), the model's end of text decides between them.
 * @throws UserError 'badRequest' when there is no label, or an empty one
 */
export function choiceAutomaton(labels: readonly string[]): ByteAutomaton {
  if (labels.length === 0 || labels.includes('')) {
    throw new UserError('badRequest', 'A choice needs labels, none of them empty.', 'Give at least one label.');
  }
  const expressions = new ByteExpressions();
  return expressions.automaton(expressions.either(...labels.map((label) => expressions.literal(label))));
}
