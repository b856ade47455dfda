/**
 * `mm:ss` or `hh:mm:ss`, with a fraction after a point or comma, or tenths after a hyphen as f4transkript writes them;
 * anchored by whoever uses it.
 */
export const clockSource = String.raw`(?:\d{1,4}:)?\d{1,3}:\d{1,2}(?:[.,]\d{1,6}|-\d(?![\d:]))?`;

const clock = /^(?:(\d{1,4}):)?(\d{1,3}):(\d{1,2})(?:[.,](\d{1,6})|-(\d))?$/;

/** Milliseconds of a clock time as subtitles and transcripts write it; null when it is none. */
export function parseClock(time: string): number | null {
  const match = clock.exec(time);
  if (!match) return null;
  const [, hours, minutes = '', seconds = '', digits, tenths] = match;
  const fraction = digits ?? tenths ?? '';
  if (Number(seconds) > 59 || (hours !== undefined && Number(minutes) > 59)) return null;
  return ((Number(hours ?? 0) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000 + Number(`0.${fraction}0`) * 1000;
}
