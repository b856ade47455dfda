import type { RangeUtf16 } from '../base/offsets';
import { SeededRandom } from '../generation/random';
import type { IdentifierKind } from './identifiers';

/** An identifier that a person marked in the sample. */
export interface MarkedIdentifier {
  readonly kind: IdentifierKind;
  readonly range: RangeUtf16;
}

export interface RecallFigure {
  readonly found: number;
  readonly marked: number;
  /** Share found, with its 95 % interval; null where nothing was marked. */
  readonly share: { readonly value: number; readonly low: number; readonly high: number } | null;
}

const z95 = 1.959963984540054;

/**
 * Wilson's score interval for a share, 95 % (Wilson 1927, J. Am. Stat. Assoc. 22:209–212, without continuity
 * correction).
 */
export function wilsonInterval(found: number, total: number): { readonly low: number; readonly high: number } {
  const share = found / total;
  const square = z95 ** 2;
  const centre = (share + square / (2 * total)) / (1 + square / total);
  const half = (z95 / (1 + square / total)) * Math.sqrt((share * (1 - share)) / total + square / (4 * total ** 2));
  return { low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}

/**
 * A sample of turns to be marked by hand, drawn without replacement.
 *
 * @returns positions in ascending order
 */
export function sampleTurns(turns: number, size: number, seed: number): number[] {
  const random = new SeededRandom(seed);
  const left = Array.from({ length: turns }, (_, i) => i);
  const drawn: number[] = [];
  for (let n = Math.min(size, turns); n > 0; n--) {
    const at = Math.floor(random.next() * left.length);
    drawn.push(left[at]!);
    left[at] = left.at(-1)!;
    left.pop();
  }
  return drawn.sort((a, b) => a - b);
}

/** Whether every letter and figure of a stretch lies in one that was found. */
export function isCovered(text: string, stretch: RangeUtf16, found: readonly RangeUtf16[]): boolean {
  const near = found.filter(({ start, end }) => start < stretch.end && end > stretch.start);
  for (let i: number = stretch.start; i < stretch.end; i++) {
    if (!/[\p{L}\p{N}]/u.test(text[i]!)) continue;
    if (!near.some(({ start, end }) => start <= i && i < end)) return false;
  }
  return true;
}

/** The share of marked identifiers that were found: overall, and of each kind that was marked. */
export function measureRecall(marked: readonly (MarkedIdentifier & { readonly found: boolean })[]): {
  readonly overall: RecallFigure;
  readonly byKind: ReadonlyMap<IdentifierKind, RecallFigure>;
} {
  const kinds = [...new Set(marked.map(({ kind }) => kind))];
  return {
    overall: figure(marked),
    byKind: new Map(kinds.map((kind) => [kind, figure(marked.filter((one) => one.kind === kind))])),
  };
}

function figure(marked: readonly { readonly found: boolean }[]): RecallFigure {
  const found = marked.filter((one) => one.found).length;
  const total = marked.length;
  return {
    found,
    marked: total,
    share: total === 0 ? null : { value: found / total, ...wilsonInterval(found, total) },
  };
}
