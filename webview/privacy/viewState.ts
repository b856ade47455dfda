/** What survives a hidden tab: places and settings, never text. What was decided is with the host. */
export interface PrivacyViewState {
  /** Index of the transcript shown. */
  readonly shown: number;
  /** Turns to be drawn for the sample, and the seed of the draw. */
  readonly size: number;
  readonly seed: number;
  /** Whether the sample is shown, and what it tells of what was missed. */
  readonly drawn: boolean;
  readonly compared: boolean;
  /** URI of the study; the host alone reads it again. */
  readonly study: string;
}

/** What an earlier page saved, where it is sound, with defaults for the rest. */
export function readViewState(saved: unknown): PrivacyViewState {
  const fields: Partial<Record<keyof PrivacyViewState, unknown>> =
    typeof saved === 'object' && saved !== null ? saved : {};
  return {
    shown: whole(fields.shown, 0, 0, 1e6),
    size: whole(fields.size, 20, 1, 1000),
    seed: whole(fields.seed, 1, 0, 0xffffffff),
    drawn: fields.drawn === true,
    compared: fields.compared === true,
    study: typeof fields.study === 'string' ? fields.study : '',
  };
}

/** The number, if it is whole and within bounds; else the default. */
export function whole(value: unknown, otherwise: number, min: number, max: number): number {
  return typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max ? value : otherwise;
}
