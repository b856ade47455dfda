import type { Token } from '../tokenizer/token';

/** Whether an encoder's own sign for a gap stands there in the text, as BERT or RoBERTa write it. */
function isGap({ start, end, text }: Token): boolean {
  return end > start && /^\s*(\[MASK\]|<mask>)$/.test(text);
}

/** Tokens of a text that can be hidden from an encoder, and guessed again: those of its words, and gaps that it has. */
export function canHide(token: Token): boolean {
  return !token.special || isGap(token);
}

/** Which token is hidden unless somebody says otherwise: a gap of the text, else the last of a word; −1 where none can be. */
export function hiddenByItself(tokens: readonly Token[]): number {
  const gap = tokens.findIndex(isGap);
  if (gap >= 0) return gap;
  const last = tokens.findLastIndex((token) => canHide(token) && /[\p{L}\p{N}]/u.test(token.text));
  return last >= 0 ? last : tokens.findLastIndex(canHide);
}
