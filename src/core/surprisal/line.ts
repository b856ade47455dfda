/** A point of a line. */
export interface LinePoint {
  /** Index among the values. */
  readonly index: number;
  readonly value: number;
}

/**
 * As many points as a picture has room for: of each column the smallest and the largest value, in their order, so that
 * no peak is lost. All of them where there is room.
 * @param values null where there is none
 * @param columns of the picture, at least 1
 */
export function outline(values: readonly (number | null)[], columns: number): LinePoint[] {
  const points: LinePoint[] = [];
  const perColumn = Math.max(1, values.length / columns);
  for (let column = 0; column * perColumn < values.length; column++) {
    const end = Math.min(values.length, Math.floor((column + 1) * perColumn));
    let least: LinePoint | undefined;
    let most: LinePoint | undefined;
    for (let index = Math.floor(column * perColumn); index < end; index++) {
      const value = values[index];
      if (value === null || value === undefined) continue;
      if (!least || value < least.value) least = { index, value };
      if (!most || value > most.value) most = { index, value };
    }
    if (!least || !most) continue;
    points.push(...(least.index === most.index ? [most] : least.index < most.index ? [least, most] : [most, least]));
  }
  return points;
}

/** The highest values, highest first, ties by place. */
export function peaks(values: readonly (number | null)[], count: number): LinePoint[] {
  return values
    .flatMap((value, index) => (value === null ? [] : [{ index, value }]))
    .sort((a, b) => b.value - a.value || a.index - b.index)
    .slice(0, count);
}
