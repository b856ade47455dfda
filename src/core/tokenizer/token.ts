import type { OffsetUtf16 } from '../base/offsets';

/** One token of an encoded text. */
export interface Token {
  readonly id: number;
  /** The source text it covers; the token's own name when it covers none. */
  readonly text: string;
  readonly start: OffsetUtf16;
  /** Equals `start` for a special token that is not in the text. */
  readonly end: OffsetUtf16;
  /** True for a token that the post-processor added: it is not in the text. */
  readonly special: boolean;
}
