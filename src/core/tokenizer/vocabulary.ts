import { JsonNode } from './jsonNode';

/**
 * The tokens of a tokenizer.json by their ids, as it writes them.
 * @throws UserError 'tokenizerInvalid'
 */
export function readVocabulary(tokenizerJson: unknown): ReadonlyMap<number, string> {
  const root = new JsonNode(tokenizerJson);
  const tokens = new Map<number, string>();
  const vocabulary = root.get('model').get('vocab');
  if (Array.isArray(vocabulary.value)) {
    vocabulary.items().forEach((entry, id) => tokens.set(id, String(entry.array()[0])));
  } else {
    for (const [token, id] of Object.entries(vocabulary.object())) if (typeof id === 'number') tokens.set(id, token);
  }
  const added = root.get('added_tokens');
  if (!added.isAbsent) {
    for (const entry of added.items()) {
      tokens.set(entry.get('id').integer(0, Number.MAX_SAFE_INTEGER), entry.get('content').string());
    }
  }
  return tokens;
}

/** @returns why probabilities over the two cannot be compared token by token; null where they are the same */
export function vocabulariesDiffer(
  left: ReadonlyMap<number, string>,
  right: ReadonlyMap<number, string>,
): string | null {
  const counts = `${left.size.toLocaleString('en-US')} and ${right.size.toLocaleString('en-US')} tokens`;
  if (left.size !== right.size) return `Their vocabularies differ: ${counts}.`;
  for (const [id, token] of left) {
    if (right.get(id) !== token)
      return `Their vocabularies differ, though both have ${left.size.toLocaleString('en-US')} tokens.`;
  }
  return null;
}
