/** A colour that a person may choose for a code. */
export interface NamedColour {
  readonly name: string;
  /** `#rrggbb` */
  readonly hex: string;
}

/**
 * Colours that people with protanopia, deuteranopia or tritanopia can tell apart (8 of the Okabe–Ito and Tol sets that do
 * so best), each with a contrast of at least 3:1 to VS Code's light and dark editor backgrounds. Neighbours in the list
 * differ most.
 *
 * Okabe and Ito 2008, Color Universal Design, https://jfly.uni-koeln.de/color: blue, pink. Tol 2021, Colour Schemes,
 * SRON/EPS/TN/09-002 3.2: magenta and red (vibrant), green (bright), olive (muted), purple (discrete rainbow), sky (BuRd).
 */
export const namedColours: readonly NamedColour[] = [
  { name: 'Blue', hex: '#0072b2' },
  { name: 'Olive', hex: '#999933' },
  { name: 'Magenta', hex: '#ee3377' },
  { name: 'Sky', hex: '#4393c3' },
  { name: 'Red', hex: '#cc3311' },
  { name: 'Pink', hex: '#cc79a7' },
  { name: 'Green', hex: '#228833' },
  { name: 'Purple', hex: '#994f88' },
];

/** What a code shows beside its colour. */
export const patterns = ['solid', 'stripes', 'dots', 'bars', 'checks'] as const;
export type Pattern = (typeof patterns)[number];

/** Side of a pattern's tile, in the units of `patternGaps`. */
export const patternTile = 8;

/**
 * What is cut out of the coloured tile, as SVG path data in a square of `patternTile`; the shapes do not overlap, so
 * that `fill-rule="evenodd"` leaves them open.
 */
export const patternGaps: Readonly<Record<Pattern, string>> = {
  solid: '',
  stripes: 'M0 5 5 0H8L0 8ZM5 8 8 5V8Z',
  dots: 'M2 4a2 2 0 1 1 4 0a2 2 0 1 1 -4 0Z',
  bars: 'M0 5H8V8H0Z',
  checks: 'M0 0H4V4H0ZM4 4H8V8H4Z',
};

export interface CodeLook {
  readonly colour: string;
  readonly pattern: Pattern;
}

/** Pairs of colour and pattern: 8 × 5. */
export const lookCount = namedColours.length * patterns.length;

/** The look of the n-th code. 8 and 5 have no common divisor: the first 40 differ, neighbours in colour and in pattern. */
export function lookAt(index: number): CodeLook {
  return {
    colour: namedColours[index % namedColours.length]!.hex,
    pattern: patterns[index % patterns.length]!,
  };
}

/** The first look that no code has yet; with more codes than looks, the one whose turn it is. */
export function freeLook(codes: readonly PatternedCode[]): CodeLook {
  const taken = new Set(codes.map((code) => lookKey({ colour: code.colour ?? '', pattern: patternOf(code) })));
  const all = Array.from({ length: lookCount }, (_, i) => lookAt(i));
  return all.find((look) => !taken.has(lookKey(look))) ?? lookAt(codes.length);
}

export interface PatternedCode {
  readonly id: string;
  readonly colour?: string | undefined;
  /** As in the codebook; a name that this version does not know counts as none. */
  readonly pattern?: string | undefined;
}

/** A code's pattern: the one chosen for it, else one that its id determines, so that it stays when codes are moved. */
export function patternOf({ id, pattern }: PatternedCode): Pattern {
  const chosen = patterns.find((one) => one === pattern);
  if (chosen) return chosen;
  const sum = [...id.toLowerCase()].reduce((total, char) => total + (Number.parseInt(char, 16) || 0), 0);
  return patterns[sum % patterns.length]!;
}

/** What to call a colour: its name in the list, else its number. */
export function colourName(hex: string): string {
  return namedColours.find((colour) => colour.hex === hex.toLowerCase())?.name ?? hex;
}

/**
 * A square in a code's colour and pattern, as an SVG file. The gaps are see-through, so that it fits any theme.
 *
 * @param colour `#rrggbb`
 * @throws RangeError when it is not, since it becomes part of the file
 */
export function codeIcon(colour: string, pattern: Pattern): string {
  if (!/^#[0-9a-f]{6}$/i.test(colour)) throw new RangeError('Not a colour.');
  const gaps = patternGaps[pattern];
  const tile = `<pattern id="p" width="${patternTile}" height="${patternTile}" patternUnits="userSpaceOnUse"><path fill="${colour}" fill-rule="evenodd" d="M0 0H${patternTile}V${patternTile}H0Z${gaps}"/></pattern>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 16 16">${tile}<rect x="2.5" y="2.5" width="11" height="11" rx="2" fill="url(#p)" stroke="${colour}" stroke-width="1.5"/></svg>\n`;
}

function lookKey({ colour, pattern }: CodeLook): string {
  return `${colour.toLowerCase()} ${pattern}`;
}
