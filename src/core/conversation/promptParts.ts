import type { Token } from '../tokenizer/token';

/** What a stretch of the prompt comes from: a turn by its index among all turns, or what the layout puts around them. */
export type Part = 'system' | 'layout' | number;

export interface PartRange {
  readonly part: Exclude<Part, 'layout'>;
  /** Half-open, UTF-16, in the prompt before special tokens are added. */
  readonly start: number;
  readonly end: number;
}

/** A run of tokens of one part; a special token stands alone. */
export interface PromptPiece {
  readonly text: string;
  readonly part: Part;
  readonly special: boolean;
  readonly tokens: number;
}

/**
 * The prompt in pieces; their texts together are the exact prompt, their tokens all its tokens. A token belongs to the
 * part that its last character is of.
 *
 * @param ranges in the order of the text, without overlap
 */
export function promptPieces(
  text: string,
  tokens: readonly Token[],
  ranges: readonly PartRange[],
  isSpecial: (id: number) => boolean,
): PromptPiece[] {
  const pieces: PromptPiece[] = [];
  let done = 0;
  let range = 0;
  const add = (piece: PromptPiece): void => {
    const last = pieces.at(-1);
    if (last && !last.special && !piece.special && last.part === piece.part) {
      pieces[pieces.length - 1] = { ...last, text: last.text + piece.text, tokens: last.tokens + piece.tokens };
    } else pieces.push(piece);
  };
  const lastReal = tokens.findLastIndex((token) => !token.special);
  tokens.forEach(({ id, text: name, start, end, special: added }, at) => {
    if (added) return add({ text: name, part: 'layout', special: true, tokens: 1 });
    // What no token covers, such as spaces that a normaliser takes away, stays readable.
    const upTo = at === lastReal ? text.length : Math.max(done, end);
    while (range < ranges.length && ranges[range]!.end < Math.max(end, start + 1)) range++;
    const here = ranges[range];
    const isIn = here !== undefined && end > here.start;
    add({ text: text.slice(done, upTo), part: isIn ? here.part : 'layout', special: isSpecial(id), tokens: 1 });
    done = upTo;
  });
  return pieces;
}

/** Tokens by part. */
export function tokensByPart(pieces: readonly PromptPiece[]): ReadonlyMap<Part, number> {
  const sums = new Map<Part, number>();
  for (const { part, tokens } of pieces) sums.set(part, (sums.get(part) ?? 0) + tokens);
  return sums;
}
