import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  conventions,
  isStandard,
  readPositions,
  type PositionConvention,
} from '../../../../src/core/exchange/refi/positions';
import { toWorkingText } from '../../../../src/core/transcript/transcript';

/** A position as a program with this convention would write it, counted one character after the other. */
function count(stored: string, at: number, { unit, lineBreak, before }: PositionConvention): number {
  let counted: number = before;
  let working = 0;
  for (const [character] of stored.matchAll(/\r\n?|\n|./gsu)) {
    if (working >= at) break;
    const isBreak = /[\r\n]/.test(character);
    working += isBreak ? 1 : character.length;
    if (isBreak) counted += lineBreak === 'stored' ? character.length : lineBreak;
    else counted += unit === 'utf16' ? character.length : 1;
  }
  return counted;
}

/** Word by word, so that both edges of a quotation are known in the working text. */
const word = fc.constantFrom('and', 'then', '😴', 'נשמע', 'e\u0301te', 'sleep,', 'three');
const textOf = (lineBreak: string) =>
  fc
    .array(fc.tuple(word, fc.constantFrom(' ', lineBreak)), { minLength: 12, maxLength: 30 })
    .map((words) => words.flat().join(''));

const quotesOf = (working: string) =>
  [...working.matchAll(/\S+ \S+/g)].map(({ index, 0: words }) => ({ from: index, to: index + words.length, words }));

function select(stored: string, convention: PositionConvention, hasNames: boolean) {
  return quotesOf(toWorkingText(stored)).map(({ from, to, words }) => ({
    start: count(stored, from, convention),
    end: count(stored, to, convention) - (convention.end === 'on' ? 1 : 0),
    name: hasNames ? words : null,
  }));
}

describe('readPositions', () => {
  it('finds the convention by which every selection stands on its quotation, whichever it is', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('\n', '\r\n').chain(textOf),
        fc.constantFrom(...conventions),
        (stored, convention) => {
          const working = toWorkingText(stored);
          const selections = select(stored, convention, true);
          const [reading] = readPositions([{ stored, working, selections }]);
          assert.deepEqual(
            reading?.ranges.map((range) => range && working.slice(range.start, range.end)),
            quotesOf(working).map(({ words }) => words),
          );
          assert.ok(reading?.onQuote.every(Boolean));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('takes the standard where nothing speaks against it', () => {
    const stored = 'one two three';
    const reading = (start: number, end: number, name: string | null) =>
      readPositions([{ stored, working: stored, selections: [{ start, end, name }] }])[0]!;
    assert.ok(isStandard(reading(4, 7, 'two').convention));
    assert.ok(isStandard(reading(4, 7, 'Quotation 1').convention));
    assert.ok(isStandard(reading(5, 9, null).convention), 'a person may cut words');
  });

  it('goes by word edges where names are no quotations, and by the other texts of the project', () => {
    const stored = Array.from({ length: 12 }, (_, i) => `word${i} 😴 sleepy${i}`).join('\r\n');
    const working = toWorkingText(stored);
    const convention = conventions.find(
      ({ unit, lineBreak, before, end }) => unit === 'utf16' && lineBreak === 2 && before === 0 && end === 'after',
    )!;
    const selections = quotesOf(working).map(({ from, to }) => ({
      start: count(stored, from, convention),
      end: count(stored, to, convention),
      name: 'Quotation',
    }));
    const plain = { stored: 'one two three', working: 'one two three', selections: [{ start: 4, end: 7, name: null }] };
    const [first, second] = readPositions([{ stored, working, selections }, plain]);
    assert.deepEqual(
      first?.ranges.map((range) => range && working.slice(range.start, range.end)),
      quotesOf(working).map(({ words }) => words),
    );
    assert.deepEqual(second?.ranges, [{ start: 4, end: 7 }]);
  });

  it('matches names that are cut short or put on one line', () => {
    const working = 'one two\nthree four';
    const [reading] = readPositions([
      {
        stored: working,
        working,
        selections: [
          { start: 4, end: 13, name: 'two three' },
          { start: 0, end: 18, name: 'one two…' },
          { start: 0, end: 3, name: 'two…' },
        ],
      },
    ]);
    assert.deepEqual(reading?.onQuote, [true, true, false]);
  });

  it('leaves out what lies outside the text, is empty, or is no number', () => {
    const working = 'one two';
    const selections = [
      [0, 8],
      [3, 3],
      [5, 4],
      [-5, 2],
      [NaN, 3],
    ].map(([start = 0, end = 0]) => ({ start, end, name: 'one' }));
    const [reading] = readPositions([
      { stored: working, working, selections: [{ start: 0, end: 3, name: 'one' }, ...selections] },
    ]);
    assert.deepEqual(reading?.ranges, [{ start: 0, end: 3 }, null, null, null, null, null]);
  });
});
