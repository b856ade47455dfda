import type { Pattern } from '../../src/core/codebook/colours';

/** Bars in the margin and swatches: `--paint` with what the codebook's pictures leave open. Class names `pattern-solid` and so on. */
export const barPatterns: Readonly<Record<Pattern, { readonly image: string; readonly tile?: string }>> = {
  solid: { image: 'linear-gradient(var(--paint), var(--paint))' },
  stripes: { image: 'repeating-linear-gradient(-45deg, var(--paint) 0 3px, transparent 3px 6px)' },
  dots: { image: 'radial-gradient(circle at 50% 50%, transparent 0 1.5px, var(--paint) 2px)', tile: '6px 6px' },
  bars: { image: 'repeating-linear-gradient(0deg, var(--paint) 0 4px, transparent 4px 7px)' },
  checks: {
    image: 'conic-gradient(var(--paint) 0 25%, transparent 0 50%, var(--paint) 0 75%, transparent 0)',
    tile: '6px 6px',
  },
};

/** The same along a line of text: solid, dashes, dots, long dashes, dash and dot. */
const lineFills: Readonly<Record<Pattern, (paint: string) => string>> = {
  solid: (paint) => `linear-gradient(${paint}, ${paint})`,
  stripes: (paint) => `repeating-linear-gradient(90deg, ${paint} 0 6px, transparent 6px 9px)`,
  dots: (paint) => `repeating-linear-gradient(90deg, ${paint} 0 2px, transparent 2px 4px)`,
  bars: (paint) => `repeating-linear-gradient(90deg, ${paint} 0 14px, transparent 14px 17px)`,
  checks: (paint) =>
    `repeating-linear-gradient(90deg, ${paint} 0 9px, transparent 9px 11px, ${paint} 11px 13px, transparent 13px 15px)`,
};

/** How a code is painted. */
export interface Paint {
  /** `#rrggbb`. */
  readonly colour: string;
  readonly pattern: Pattern;
}

/** Lines that fit under the words. */
export const mostLines = 3;

/** The background of coded words: one line below the other for each code, outermost lowest. */
export function underlines(paints: readonly Paint[]): { image: string; position: string; size: string } {
  const lines = paints.slice(-mostLines).reverse();
  return {
    image: lines.map(({ colour, pattern }) => lineFills[pattern](softened(colour))).join(', '),
    position: lines.map((_, i) => `0 calc(100% - ${(mostLines - 1 - i) * 3}px)`).join(', '),
    size: lines.map(() => '100% 2px').join(', '),
  };
}

/** A code's colour drawn towards the text's, so that a pale one is seen on a pale page and a dark one on a dark page. */
export function softened(colour: string): string {
  return `color-mix(in srgb, ${colour} 72%, var(--vscode-editor-foreground))`;
}

/** Only such colours reach a style; anything else becomes the text's. */
export function safeColour(colour: string): string {
  return /^#[0-9a-f]{6}$/i.test(colour) ? colour : '#808080';
}

/** Up to two letters that stand for a coder beside a bar: "AR" for "Ana R.", "BE" for "ben". */
function initialsOf(name: string): string {
  const words = name.match(/[\p{L}\p{N}]+/gu) ?? [];
  const letters =
    words.length > 1
      ? [words[0], words.at(-1)].map((word) => Array.from(word ?? '')[0])
      : Array.from(words[0] ?? '?').slice(0, 2);
  return letters.join('').toUpperCase();
}

/** Initials that differ from coder to coder: those of two alike get a number. */
export function distinctInitials(
  coders: readonly { readonly id: string; readonly name: string }[],
): ReadonlyMap<string, string> {
  const taken = new Map<string, number>();
  return new Map(
    coders.map(({ id, name }) => {
      const initials = initialsOf(name);
      const n = (taken.get(initials) ?? 0) + 1;
      taken.set(initials, n);
      return [id, n === 1 ? initials : `${initials}${n}`];
    }),
  );
}
