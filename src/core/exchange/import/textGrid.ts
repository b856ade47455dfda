import { UserError } from '../../base/userError';
import { toWorkingText } from '../../transcript/transcript';
import type { Imported } from './imported';
import { inOrderOfTime, type TimedUtterance } from './timedTiers';
import { praatLetters } from './praatLetters';
import { about, many, toImported, warnAt } from './utterances';

type Item = { readonly at: number } & (
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'flag' }
);

/**
 * Reads a Praat TextGrid (.TextGrid), long or short, as Praat does (manual pages *TextGrid file formats* and *How
 * Praat reads text files*, https://www.fon.hum.uva.nl/praat/manual/TextGrid_file_formats.html): only free-standing
 * numbers, `"texts"` and `<flags>` count, all else is comment. Each interval or point with words is a turn of the
 * speaker that its tier is named after; turns of all tiers stand in order of time. Tiers of sounds beside others, as
 * MFA and WebMAUS write them, are left out, with a warning.
 *
 * @throws UserError `fileInvalid`, naming the line
 */
export function parseTextGrid(fileText: string, file: string): Imported {
  const reader = new ItemReader(toWorkingText(fileText), file);
  const type = reader.text();
  const kind = type === 'ooTextFile' || type === 'ooTextFile short' ? reader.text() : type;
  if (kind !== 'TextGrid') throw reader.invalid('the first lines do not say that it is a TextGrid');
  reader.number();
  reader.number();
  const tierCount = reader.flagThenCount();
  const tiers: { readonly name: string; readonly isPoints: boolean; readonly utterances: TimedUtterance[] }[] = [];
  for (let tier = 0; tier < tierCount; tier++) {
    const tierKind = reader.text();
    const isPoints = tierKind === 'TextTier';
    if (!isPoints && tierKind !== 'IntervalTier')
      throw reader.invalid('a tier that is neither of intervals nor of points');
    const name = praatLetters(reader.text());
    const utterances: TimedUtterance[] = [];
    reader.number();
    reader.number();
    const count = reader.number();
    for (let i = 0; i < count; i++) {
      const startMs = reader.number() * 1000;
      if (!isPoints) reader.number();
      const words = praatLetters(reader.text()).trim();
      if (words !== '') utterances.push({ speaker: name.replace(/ - words$/, ''), startMs, sortMs: startMs, words });
    }
    tiers.push({ name, isPoints, utterances });
  }
  const spoken = tiers.filter(({ name }) => !sounds.test(name.trim()));
  const taken = spoken.some(({ utterances }) => utterances.length > 0) ? spoken : tiers;
  const left = tiers.filter((tier) => !taken.includes(tier) && tier.utterances.length > 0);
  const points = taken.reduce((sum, { isPoints, utterances }) => sum + (isPoints ? utterances.length : 0), 0);
  const all = taken.flatMap(({ utterances }) => utterances);
  return toImported(file, inOrderOfTime(all), [
    ...warnAt(
      left.map(({ name }) => `tier "${name.slice(0, 60)}"`),
      'Left out: the tier holds sounds, not words.',
    ),
    ...(points > 0 ? [about(`${many(points, 'mark')} of point tiers taken in as turns.`)] : []),
  ]);
}

/** Names of tiers of sounds and syllables: MFA writes `P01 - phones`, WebMAUS `KAN-MAU` and `MAU`. */
const sounds = /(?:^|[ _-])(?:phones?|phonemes?|segments?|syll?(?:able)?s?|sampa|ipa|kan-mau|mau|mas)$/i;

const free = /[ \t\n]/;

class ItemReader {
  #at = 0;
  #itemAt = 0;

  constructor(
    private readonly source: string,
    private readonly file: string,
  ) {}

  text(): string {
    const item = this.#next('a text between quotes');
    if (item.kind !== 'text') throw this.invalid('a text between quotes was expected');
    return item.value;
  }

  number(): number {
    const item = this.#next('a number');
    if (item.kind !== 'number') throw this.invalid('a number was expected');
    return item.value;
  }

  /** `<exists>` and the number of tiers; `<absent>` stands alone. */
  flagThenCount(): number {
    const item = this.#next('the flag <exists>');
    if (item.kind !== 'flag') throw this.invalid('the flag <exists> was expected');
    return this.source.startsWith('<exists>', item.at) ? this.number() : 0;
  }

  invalid(what: string): UserError {
    const line = this.source.slice(0, this.#itemAt).split('\n').length;
    return new UserError(
      'fileInvalid',
      `${this.file}, line ${line}: ${what}.`,
      'Open the file in Praat and save it again as a text file, or as a short text file.',
    );
  }

  #next(expected: string): Item {
    const { source } = this;
    while (this.#at < source.length) {
      const at = this.#at;
      const c = source[at]!;
      if (free.test(c)) {
        this.#at++;
      } else if (c === '"') {
        this.#itemAt = at;
        return { kind: 'text', at, value: this.#quoted() };
      } else if (c === '!') {
        const lineEnd = source.indexOf('\n', at);
        this.#at = lineEnd < 0 ? source.length : lineEnd;
      } else {
        this.#at = this.#wordEnd(at);
        const item = readItem(source.slice(at, Math.min(this.#at, at + maxItem)), at);
        if (!item) continue;
        this.#itemAt = at;
        return item;
      }
    }
    this.#itemAt = source.length;
    throw this.invalid(`the file ends where ${expected} was expected`);
  }

  /** Quotes within are doubled. */
  #quoted(): string {
    const { source } = this;
    const parts: string[] = [];
    let from = this.#at + 1;
    for (;;) {
      const quote = source.indexOf('"', from);
      if (quote < 0) throw this.invalid('a text whose closing quote is missing');
      parts.push(source.slice(from, quote));
      from = quote + 1;
      if (source[from] !== '"') break;
      parts.push('"');
      from++;
    }
    this.#at = from;
    return parts.join('');
  }

  #wordEnd(at: number): number {
    let end = at;
    while (end < this.source.length && !free.test(this.source[end]!)) end++;
    return end;
  }
}

const maxItem = 64;

function readItem(word: string, at: number): Item | null {
  if (/^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(word)) return { kind: 'number', at, value: Number(word) };
  return /^<\w+>$/.test(word) ? { kind: 'flag', at } : null;
}
