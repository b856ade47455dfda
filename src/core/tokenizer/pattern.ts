import { SplitPreTokenizer } from '@huggingface/tokenizers';
import type { JsonNode } from './jsonNode';
import { invalidTokenizer } from './jsonNode';

/**
 * A `{ "String": … }` or `{ "Regex": … }` of tokenizer.json as a global JavaScript pattern.
 * @throws UserError 'tokenizerInvalid', also for an Oniguruma construct that JavaScript cannot express
 */
export function patternOf(node: JsonNode): RegExp {
  const isLiteral = !node.get('String').isAbsent;
  const source = node.get(isLiteral ? 'String' : 'Regex').string();
  if (source === '') throw invalidTokenizer(`${node.path} is empty`);
  try {
    const pattern = isLiteral ? { String: source } : { Regex: source };
    const { pattern: compiled } = new SplitPreTokenizer({ type: 'Split', pattern, behavior: 'Isolated', invert: true });
    if (compiled) return compiled;
  } catch (error) {
    throw invalidTokenizer(`${node.path} is a regular expression that cannot be read`, { cause: error });
  }
  throw node.expected('a text or a regular expression');
}
