/** A next token as a server states it. */
export interface StatedCandidate {
  readonly text: string;
  /** As the server states it: over its whole vocabulary, of which it tells no more than these. */
  readonly p: number;
}

/** What a server states of the next tokens. */
export interface StatedShare {
  readonly tokens: number;
  /** Of all chances. */
  readonly p: number;
  /** It is more where one of them stands for several. */
  readonly isLeast: boolean;
}

export function statedShare(candidates: readonly StatedCandidate[]): StatedShare {
  return {
    tokens: candidates.length,
    p: candidates.reduce((sum, { p }) => sum + p, 0),
    isLeast: candidates.some(mayBeSeveral),
  };
}

/**
 * Whether other tokens may be hidden behind it: vLLM tells the chances by the tokens' texts, and tokens that are parts of
 * characters all read alike, so that it tells the chance of one of them.
 */
export function mayBeSeveral({ text }: Pick<StatedCandidate, 'text'>): boolean {
  return text.includes('\ufffd');
}
