// What each unit of a text adds to a prediction: what is lost without it.
import type { OffsetUtf16, RangeUtf16 } from '../base/offsets';

export interface AttributedUnit {
  readonly text: string;
  readonly start: OffsetUtf16;
  readonly end: OffsetUtf16;
  /** Evidence of the whole text less that of the text without the unit; null where either is undefined. */
  readonly delta: number | null;
}

/**
 * Leaves out one unit after the other.
 * @param evidenceWithout how strongly a model expects what is asked about, in nats, once the unit is left out (null:
 * with the whole text); null where that is undefined
 */
export async function leaveOneOut(
  text: string,
  units: readonly RangeUtf16[],
  evidenceWithout: (unit: RangeUtf16 | null) => Promise<number | null>,
): Promise<{ readonly whole: number | null; readonly units: AttributedUnit[] }> {
  const whole = await evidenceWithout(null);
  const attributed: AttributedUnit[] = [];
  for (const { start, end } of units) {
    const rest = await evidenceWithout({ start, end });
    const delta = whole === null || rest === null ? null : whole - rest;
    attributed.push({ text: text.slice(start, end), start, end, delta });
  }
  return { whole, units: attributed };
}
