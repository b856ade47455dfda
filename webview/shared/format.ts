// Numbers and tokens as people read them.
import { rightToLeft } from './direction';

const noBreakSpace = '\u00a0';
const counts = new Intl.NumberFormat('en-US');

/** 0.1234 → "12.3 %"; what would round to 0 or 100 says so. */
export function formatProbability(probability: number): string {
  const percent = probability * 100;
  if (percent === 0 || percent === 100) return `${percent}${noBreakSpace}%`;
  if (percent < 0.1) return `<${noBreakSpace}0.1${noBreakSpace}%`;
  if (percent > 99.9) return `>${noBreakSpace}99.9${noBreakSpace}%`;
  return `${percent.toFixed(1)}${noBreakSpace}%`;
}

/** 3.21 → "3.2 bits". */
export function formatBits(bits: number): string {
  return `${bits.toFixed(1)}${noBreakSpace}bits`;
}

/** 3210 → "3,210". */
export function formatCount(count: number): string {
  return counts.format(count);
}

/** 1012 → "1,012th". */
export function formatOrdinal(n: number): string {
  const tens = n % 100;
  const suffix = tens >= 11 && tens <= 13 ? undefined : { 1: 'st', 2: 'nd', 3: 'rd' }[n % 10];
  return `${formatCount(n)}${suffix ?? 'th'}`;
}

const visible: Readonly<Record<string, string>> = { ' ': '·', '\n': '↵', '\r': '␍', '\t': '⇥', '\u00a0': '⍽' };
const spoken: Readonly<Record<string, string>> = {
  ' ': 'space',
  '\n': 'line break',
  '\r': 'carriage return',
  '\t': 'tab',
  '\u00a0': 'no-break space',
  '\ufffd': 'part of a character',
};

/** A token's text with what the eye cannot see made visible: "·" for a space, "↵" for a line break, U+200B by its number. */
export function visibleToken(text: string): string {
  return text.replace(
    /[\s\p{Cc}\p{Cf}]/gu,
    (char) => visible[char] ?? `U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`,
  );
}

/** “sleep”. Words that run from right to left are kept to themselves: they would turn numbers and quotes beside them round. */
export function inQuotes(text: string): string {
  return rightToLeft.test(text) ? `“\u2068${text}\u2069”` : `“${text}”`;
}

/** A token's text as a screen reader should say it: “sleep” for " sleep", "line break" for "\n". */
export function spokenToken(text: string): string {
  if (text.trim() !== '' && !text.includes('\ufffd')) return inQuotes(text.trim());
  if (text === '') return 'empty';
  return Array.from(text, (char) => spoken[char] ?? char).join(', ');
}
