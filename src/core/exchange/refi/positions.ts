import { type RangeUtf16, utf16 } from '../../base/offsets';

/**
 * How a program counts the positions of a selection. The standard has the first of each: Unicode code points, from 0, a
 * line break as one, the end after the last character. Programs differ, and no file says how it was counted.
 */
export interface PositionConvention {
  readonly unit: 'codePoint' | 'utf16';
  /** What a line break counts; `stored`: as many characters as it has in the file. */
  readonly lineBreak: 1 | 2 | 'stored';
  /** What counts before the first character: 1 where a byte order mark counts, or counting begins at 1. */
  readonly before: 0 | 1;
  /** Whether the end is the position after the last character or that of the last character. */
  readonly end: 'after' | 'on';
}

export interface RawSelection {
  readonly start: number;
  readonly end: number;
  /** Many programs put the selected words here, whole or cut with an ellipsis; null when there is none. */
  readonly name: string | null;
}

export interface PositionReading {
  readonly convention: PositionConvention;
  /** In the working text; null where a selection does not lie in it or is empty. */
  readonly ranges: readonly (RangeUtf16 | null)[];
  /** Which selections stand exactly on the words that they are named after. */
  readonly onQuote: readonly boolean[];
}

/** All that are tried, the standard's first: of two that fit alike, the earlier is taken. */
export const conventions: readonly PositionConvention[] = (['after', 'on'] as const).flatMap((end) =>
  ([0, 1] as const).flatMap((before) =>
    ([1, 'stored', 2] as const).flatMap((lineBreak) =>
      (['codePoint', 'utf16'] as const).map((unit): PositionConvention => ({ unit, lineBreak, before, end })),
    ),
  ),
);

/** A text as stored, without byte order mark; its working text; and the selections on it. */
export interface SelectedText {
  readonly stored: string;
  readonly working: string;
  readonly selections: readonly RawSelection[];
}

interface Scored extends PositionReading {
  /** The sum of `quoteMatch`. */
  readonly quotes: number;
  readonly wordEdges: number;
}

/**
 * Finds, for each text of a project, the convention under which most selections stand on the words that they are named
 * after; where names are no quotations or decide nothing, the one under which fewest selections cut a word in two, over
 * all texts of the project, which one program has written.
 */
export function readPositions(texts: readonly SelectedText[]): PositionReading[] {
  const scored = texts.map((text) => {
    const map = positionMaps(text);
    const standard = score(text, conventions[0]!, map);
    // Nothing fits better, and a large project has many selections.
    const isPerfect = standard.quotes > 0 && standard.quotes === bestMatch * text.selections.length;
    const others = conventions
      .slice(1)
      .map((convention) => (isPerfect ? untried(convention) : score(text, convention, map)));
    return [standard, ...others];
  });
  const total = (pick: (one: Scored) => number, c: number) => scored.reduce((sum, all) => sum + pick(all[c]!), 0);
  const selections = texts.reduce((sum, text) => sum + text.selections.length, 0);
  // People do cut words now and then: only a clear gain speaks against the standard.
  const projectEdges = conventions.map((_, c) => total((one) => one.wordEdges, c) + (c === 0 ? 2 + selections / 4 : 0));
  const projectQuotes = conventions.map((_, c) => total((one) => one.quotes, c));
  return scored.map((all) => {
    const quotes = (c: number) => [all[c]!.quotes, projectQuotes[c]!];
    const edges = (c: number) => (projectQuotes.some((n) => n > 0) ? [] : [projectEdges[c]!, all[c]!.wordEdges]);
    const rank = (c: number) => [...quotes(c), ...edges(c)];
    const best = conventions.reduce((so, _, c) => (isMore(rank(c), rank(so)) ? c : so), 0);
    const { convention, ranges, onQuote } = all[best]!;
    return { convention, ranges, onQuote };
  });
}

export function isStandard(convention: PositionConvention): boolean {
  return convention === conventions[0];
}

/** For a message: “UTF-16 units, line breaks as 2, …”. */
export function describeConvention({ unit, lineBreak, before, end }: PositionConvention): string {
  const breaks = lineBreak === 'stored' ? 'as stored' : `as ${lineBreak}`;
  return [
    unit === 'codePoint' ? 'in Unicode characters' : 'in UTF-16 units',
    `line breaks ${breaks}`,
    before === 0 ? 'from 0' : 'from 1',
    end === 'after' ? 'up to the position after the last character' : 'up to the last character',
  ].join(', ');
}

function untried(convention: PositionConvention): Scored {
  return { convention, ranges: [], onQuote: [], wordEdges: 0, quotes: 0 };
}

function score(text: SelectedText, convention: PositionConvention, map: PositionMap): Scored {
  const { working } = text;
  const locate = map(convention);
  let wordEdges = 0;
  const ranges = text.selections.map(({ start, end }) => {
    const from = locate(start - convention.before);
    const to = locate(end - convention.before + (convention.end === 'on' ? 1 : 0));
    if (from === undefined || to === undefined || from >= to) return null;
    wordEdges += Number(isWordEdge(working, from)) + Number(isWordEdge(working, to));
    // A space at an end is what counting one too many takes in.
    wordEdges -= (Number(isSpace(working, from)) + Number(isSpace(working, to - 1))) / 2;
    return { start: utf16(from), end: utf16(to) };
  });
  const matches = text.selections.map(({ name }, i) => {
    const range = ranges[i] ?? null;
    return name === null || range === null ? 0 : quoteMatch(name, working, range);
  });
  const quotes = matches.reduce<number>((sum, match) => sum + match, 0);
  return { convention, ranges, onQuote: matches.map((match) => match > 0), wordEdges, quotes };
}

const bestMatch = 2;

/**
 * 2 where a name is the words of a range, 1 where it may be their beginning: programs make one line of a name, trim it,
 * and cut it short.
 */
function quoteMatch(name: string, text: string, { start, end }: RangeUtf16): 0 | 1 | 2 {
  const oneLine = (words: string) => words.replace(/\s+/g, ' ');
  const words = oneLine(text.slice(start, end));
  if (name.trim() === '') return 0;
  if (words === oneLine(name) || words === oneLine(name).trim()) return bestMatch;
  const cut = /^(.+?)\s*(?:…|\.\.\.)$/s.exec(oneLine(name).trimStart())?.[1];
  return cut !== undefined && words.startsWith(cut) ? 1 : 0;
}

type PositionMap = (convention: PositionConvention) => (position: number) => number | undefined;

/** Positions to UTF-16 offsets in the working text; one pass over the text for each way of counting characters. */
function positionMaps({ stored, selections }: SelectedText): PositionMap {
  const asked = new Set(selections.flatMap(({ start, end }) => [start, start - 1, end, end - 1, end + 1]));
  const sorted = [...asked].filter((position) => position >= 0).sort((a, b) => a - b);
  const maps = new Map<string, ReadonlyMap<number, number>>();
  return ({ unit, lineBreak }) => {
    const key = `${unit} ${lineBreak}`;
    let map = maps.get(key);
    if (!map) maps.set(key, (map = locateAll(stored, sorted, unit, lineBreak)));
    return (position) => map.get(position);
  };
}

function locateAll(
  stored: string,
  sorted: readonly number[],
  unit: PositionConvention['unit'],
  lineBreak: PositionConvention['lineBreak'],
): Map<number, number> {
  const found = new Map<number, number>();
  let [next, at, counted, working] = [0, 0, 0, 0];
  const pass = (to: number) => {
    const length = to - at;
    for (; next < sorted.length && sorted[next]! <= counted + length; next++) {
      found.set(sorted[next]!, working + sorted[next]! - counted);
    }
    counted += length;
    working += length;
  };
  // Only line breaks and pairs of surrogates count differently from one way to another.
  for (const { index, 0: special } of stored.matchAll(/\r\n?|\n|[\u{10000}-\u{10ffff}]/gu)) {
    pass(index);
    const isBreak = special.startsWith('\r') || special.startsWith('\n');
    const ofUnit = unit === 'utf16' ? 2 : 1;
    const count = isBreak ? (lineBreak === 'stored' ? special.length : lineBreak) : ofUnit;
    // Inside it is at its start.
    for (; next < sorted.length && sorted[next]! < counted + count; next++) found.set(sorted[next]!, working);
    counted += count;
    working += isBreak ? 1 : 2;
    at = index + special.length;
  }
  pass(stored.length);
  return found;
}

function isMore(a: readonly number[], b: readonly number[]): boolean {
  const i = a.findIndex((value, at) => value !== b[at]);
  return i >= 0 && a[i]! > b[i]!;
}

function isWordEdge(text: string, at: number): boolean {
  return at <= 0 || at >= text.length || !/^[\p{L}\p{N}]{2}$/u.test(text.slice(at - 1, at + 1));
}

function isSpace(text: string, at: number): boolean {
  return /\s/.test(text.charAt(at));
}
