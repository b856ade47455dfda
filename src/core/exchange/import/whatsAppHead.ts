/** The head of a message in a chat exported from WhatsApp. */
export interface ChatHead {
  /** The three numbers of the date, in the order of the file. */
  readonly date: readonly [number, number, number];
  /** Milliseconds since midnight. */
  readonly clockMs: number;
  /** As the file writes it: what tells a date with the month first from one with the day first, where no number does. */
  readonly isAmerican: boolean;
  /** What follows on the line. */
  readonly rest: string;
}

/** Directional marks, which WhatsApp puts before lines, names and its own words; nobody sees them. */
const marks = String.raw`[\u200E\u200F\u061C\u202A-\u202E\u2066-\u2069\uFEFF]*`;
export const markPattern = new RegExp(marks.slice(0, -1), 'gu');

/** Where the digits of Arabic, Persian, Hindi and Bengali begin: phones in these languages write dates with them. */
const zeros = [0x0660, 0x06f0, 0x0966, 0x09e6] as const;
/** Heads are looked for in so many characters only. */
const maxHead = 80;

const word = String.raw`\p{L}[\p{L}\p{M}.·]{0,11}(?:\s\p{L}\.)?`;
const part = String.raw`\s?[./\-年月년월]\s?`;

/**
 * The forms, by phone and language:
 *
 * - iOS: `[05/03/2025, 10:14:33] `, `[3/5/25, 2:14:33 PM] `, `[12.3.2022 klo 14.08.18] `
 * - Android: `24.12.19, 17:08 - `, `1/4/23, 7:02 PM - `, `12/3/22 8:28 p. m. - `, `2022. 03. 12. 14:08 - `
 * - Android in Korean: `2022년 3월 12일 오후 2:08, `; older iOS: `28-09-16 11:20:19: `
 */
const pattern = new RegExp(
  [
    String.raw`^${marks}(?<open>\[)?${marks}`,
    `(?<a>\\d{1,4})(?<sep>${marks}${part})${marks}(?<b>\\d{1,2})${marks}${part}${marks}(?<c>\\d{1,4})`,
    String.raw`${marks}\s?[.日일]?${marks}[,،]?\s{1,2}${marks}(?:(?<before>${word})\s?)??${marks}`,
    String.raw`(?<h>\d{1,2})[:.](?<m>\d{2})(?:[:.](?<s>\d{2}))?(?:\s?${marks}(?<after>${word}))?${marks}`,
    String.raw`(?<close>\]|\s[-–]|,|:)${marks}\s`,
  ].join(''),
  'u',
);

/** Reads a line that opens a message; null for any other, which goes on with the message before it. */
export function readChatHead(line: string): ChatHead | null {
  const found = pattern.exec(westernDigits(line.slice(0, maxHead)));
  const groups = found?.groups;
  if (!groups || (groups['open'] === undefined) !== (groups['close'] !== ']')) return null;
  const { a = '', b = '', c = '', sep = '', h = '', m = '', s = '0', before, after } = groups;
  const hour = hourOf(Number(h), before, after);
  if (hour > 23 || Number(m) > 59 || Number(s) > 59) return null;
  const padded = [a, b, h].some((digits) => digits.startsWith('0'));
  return {
    date: [Number(a), Number(b), Number(c)],
    clockMs: ((hour * 60 + Number(m)) * 60 + Number(s)) * 1000,
    isAmerican: sep.includes('/') && c.length === 2 && !padded && halfOf(after) !== undefined,
    rest: line.slice(found[0].length),
  };
}

/** Keeps the length. */
function westernDigits(text: string): string {
  return text.replace(/[٠-٩۰-۹०-९০-৯]/g, (digit) => {
    const code = digit.charCodeAt(0);
    return String(code - zeros.findLast((zero) => zero <= code)!);
  });
}

/** With “am” or “pm” in any language before or behind it; other words there, such as “klo” and “à”, say nothing. */
function hourOf(hour: number, before: string | undefined, after: string | undefined): number {
  const half = halfOf(after) ?? halfOf(before);
  if (half === undefined || hour > 12) return hour;
  return (hour % 12) + (half === 'pm' ? 12 : 0);
}

type Half = 'am' | 'pm';

/** What languages call the halves of the day, without points and spaces. Phones with a clock of 24 hours write none. */
const halves = new Map<string, Half>(
  [
    ['am', 'pm'],
    ['a', 'p'],
    ['fm', 'em'],
    ['ap', 'ip'],
    ['dop', 'odp'],
    ['de', 'du'],
    ['pd', 'md'],
    ['vm', 'nm'],
    ['vorm', 'nachm'],
    ['pg', 'ptg'],
    ['sa', 'ch'],
    ['дп', 'пп'],
    ['πμ', 'μμ'],
    ['öö', 'ös'],
    ['ص', 'م'],
    ['قظ', 'بظ'],
    ['पूर्वाह्न', 'अपराह्न'],
    ['পূর্বাহ্ণ', 'অপরাহ্ণ'],
    ['오전', '오후'],
    ['午前', '午後'],
    ['上午', '下午'],
    ['早上', '中午'],
    ['凌晨', '晚上'],
  ].flatMap(([am = '', pm = '']): [string, Half][] => [
    [am, 'am'],
    [pm, 'pm'],
  ]),
);

function halfOf(written: string | undefined): Half | undefined {
  return written === undefined ? undefined : halves.get(keyOf(written));
}

function keyOf(written: string): string {
  return written
    .toLowerCase()
    .replace(markPattern, '')
    .replace(/[\s.·]/gu, '');
}
