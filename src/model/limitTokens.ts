import type { Token } from '../core/tokenizer/token';

/** At most `limit` tokens: those at the end are left out, but not the special ones that close the text (BERT's `[SEP]`). */
export function limitTokens(tokens: readonly Token[], limit: number): readonly Token[] {
  if (tokens.length <= limit) return tokens;
  const closing = tokens.slice(tokens.findLastIndex(({ special }) => !special) + 1);
  return [...tokens.slice(0, Math.max(0, limit - closing.length)), ...closing].slice(0, limit);
}
