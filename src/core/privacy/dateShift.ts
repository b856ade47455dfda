import { monthNames } from './dates';

/** Which comes first in 03/04/2024. */
export type DayMonthOrder = 'dayFirst' | 'monthFirst';

interface Parts {
  readonly year: number | null;
  readonly month: number;
  readonly day: number;
  /** Writes another date in the same form. */
  readonly write: (date: Date) => string;
}

const dayMs = 86_400_000;
/** Stands in for a year that is not told; no leap year. */
const someYear = 2001;

/**
 * A date moved by some days and written as it was; intervals between dates of one person stay. The weekday may stand
 * beside it in words: that is for the person to see.
 *
 * @returns null when the form is not understood, or tells no day
 */
export function shiftDate(words: string, days: number, order: DayMonthOrder): string | null {
  const parts = readNumeric(words, order) ?? readWritten(words);
  if (!parts) return null;
  const date = new Date(Date.UTC(parts.year ?? someYear, parts.month - 1, parts.day));
  if (date.getUTCMonth() !== parts.month - 1) return null;
  return parts.write(new Date(date.getTime() + days * dayMs));
}

function readNumeric(words: string, order: DayMonthOrder): Parts | null {
  const match = /^(\d{1,4})([-/.])( ?)(\d{1,2})(?:\2( ?)([’']?)(\d{4}|\d\d))?(\.?)$/.exec(words.trim());
  if (!match) return null;
  const [, first = '', mark = '', gap = '', second = '', gap2 = '', apostrophe = '', third, dot = ''] = match;
  const isIso = first.length === 4;
  const isPadded = [first, second, third].some((part) => part?.startsWith('0')) || (isIso && second.length === 2);
  const pad = (n: number) => String(n).padStart(isPadded ? 2 : 1, '0');
  if (isIso) {
    if (third === undefined) return null;
    return {
      year: Number(first),
      month: Number(second),
      day: Number(third),
      write: (date) => `${date.getUTCFullYear()}${mark}${pad(date.getUTCMonth() + 1)}${mark}${pad(date.getUTCDate())}`,
    };
  }
  const dayFirst = mark === '.' || Number(first) > 12 || (Number(second) <= 12 && order === 'dayFirst');
  const [day, month] = dayFirst ? [first, second] : [second, first];
  if (Number(month) > 12 || Number(month) < 1) return null;
  return {
    year: third === undefined ? null : fullYear(third),
    month: Number(month),
    day: Number(day),
    write: (date) => {
      const [d, m] = [pad(date.getUTCDate()), pad(date.getUTCMonth() + 1)];
      const year =
        third === undefined ? '' : `${mark}${gap2}${apostrophe}${String(date.getUTCFullYear()).slice(-third.length)}`;
      return `${dayFirst ? d : m}${mark}${gap}${dayFirst ? m : d}${year}${dot}`;
    },
  };
}

function readWritten(words: string): Parts | null {
  const name = /\p{L}{3,}/gu;
  const found = [...words.matchAll(name)].find(([word]) => monthOf(word) > 0);
  const [day, ...otherDays] = words.matchAll(/(?<![\d’'])(\d{1,2})(st|nd|rd|th)?(?!\d)/gi);
  if (!found || !day || otherDays.length > 0) return null;
  const year = /(?<!\d)\d{4}(?!\d)/.exec(words);
  const [word] = found;
  return {
    year: year ? Number(year[0]) : null,
    month: monthOf(word),
    day: Number(day[1]),
    write: (date) => {
      const n = date.getUTCDate();
      const changes = [
        { at: found.index, length: word.length, to: monthLike(word, date.getUTCMonth()) },
        { at: day.index, length: day[0].length, to: `${n}${day[2] ? ordinal(n) : ''}` },
        ...(year ? [{ at: year.index, length: 4, to: String(date.getUTCFullYear()) }] : []),
      ].sort((a, b) => b.at - a.at);
      return changes.reduce((text, { at, length, to }) => text.slice(0, at) + to + text.slice(at + length), words);
    },
  };
}

/** From 1; 0 when it is none. */
function monthOf(word: string): number {
  return monthNames.findIndex((names) => names.includes(word.toLowerCase())) + 1;
}

/** A month's name of the same language, length and case. */
function monthLike(word: string, month: number): string {
  const names = monthNames[monthOf(word) - 1] ?? [];
  const long = names.indexOf(word.toLowerCase()) < 2 && word.length > 3;
  const german = /^(?:j[aä]n(?:uar|ner)|februar|märz?|mai|juni|juli|oktober|okt|dezember|dez)$/i.test(word);
  const candidates = monthNames[month] ?? [];
  const [english = '', other = english] = candidates;
  const full = german && other.length > 3 ? other : english;
  const name = long || full.length <= 4 ? full : full.slice(0, 3);
  return /^\p{Lu}/u.test(word) ? name.charAt(0).toUpperCase() + name.slice(1) : name;
}

function ordinal(n: number): string {
  const teen = n >= 11 && n <= 13;
  return (teen ? undefined : ({ 1: 'st', 2: 'nd', 3: 'rd' } as Readonly<Record<number, string>>)[n % 10]) ?? 'th';
}

function fullYear(year: string): number {
  if (year.length === 4) return Number(year);
  return Number(year) + (Number(year) < 50 ? 2000 : 1900);
}
