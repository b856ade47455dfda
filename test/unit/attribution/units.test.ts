import assert from 'node:assert/strict';
import fc from 'fast-check';
import { leaveOneOut } from '../../../src/core/attribution/leaveOneOut';
import { findUnits, leaveOut, unitKinds, type UnitKind } from '../../../src/core/attribution/units';
import { utf16 } from '../../../src/core/base/offsets';
import type { Token } from '../../../src/core/tokenizer/token';

const token = (start: number, end: number, special = false): Token => ({
  id: 0,
  text: '',
  start: utf16(start),
  end: utf16(end),
  special,
});

function texts(text: string, kind: UnitKind, tokens: readonly Token[] = []): string[] {
  return findUnits(text, kind, tokens).map(({ start, end }) => text.slice(start, end));
}

describe('findUnits', () => {
  it('finds words without punctuation, in scripts without spaces too', () => {
    assert.deepEqual(texts(`I can't, “sleep”!`, 'word'), ['I', "can't", 'sleep']);
    assert.deepEqual(texts('私は学生です。', 'word').join(''), '私は学生です');
  });

  it('finds sentences without the white space around them', () => {
    assert.deepEqual(texts(' How are you?  I am tired.\n', 'sentence'), ['How are you?', 'I am tired.']);
  });

  it('finds turns with their heads, and the preamble', () => {
    const text = 'Session 3\n\nTherapist: Hello.\n\nClient: Hi.\nI am late.\n';
    assert.deepEqual(texts(text, 'turn'), ['Session 3', 'Therapist: Hello.', 'Client: Hi.\nI am late.']);
  });

  it('takes tokens as given, those of one character together, without special ones and those past the text', () => {
    const tokens = [token(0, 0, true), token(0, 1), token(1, 3), token(1, 3), token(3, 5), token(5, 7)];
    assert.deepEqual(texts('a😴bcdef'.slice(0, 6), 'token', tokens), ['a', '😴', 'bc']);
  });

  it('gives units in order, apart from one another and inside any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.constantFrom(...unitKinds), (text, kind) => {
        let end = 0;
        for (const unit of findUnits(text, kind, [])) {
          assert.ok(unit.start >= end && unit.end > unit.start && unit.end <= text.length);
          assert.equal(text.slice(unit.start, unit.end).trim(), text.slice(unit.start, unit.end));
          end = unit.end;
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe('leaveOut', () => {
  const without = (text: string, unit: string): string => {
    const start = text.indexOf(unit);
    return leaveOut(text, { start: utf16(start), end: utf16(start + unit.length) });
  };

  it('takes the white space after the unit with it, else that before it', () => {
    assert.equal(without('I feel sad', 'feel'), 'I sad');
    assert.equal(without('I feel sad', 'I'), 'feel sad');
    assert.equal(without('I feel sad', 'sad'), 'I feel');
    assert.equal(without('I feel sad.', 'sad'), 'I feel.');
    assert.equal(without('I feel sad\n', 'sad'), 'I feel\n');
    assert.equal(without('(sad)', 'sad'), '()');
    assert.equal(without('A: x\n\nB: y\n\nC: z', 'B: y'), 'A: x\n\nC: z');
    assert.equal(without('sad', 'sad'), '');
  });
});

describe('leaveOneOut', () => {
  const range = (start: number, end: number) => ({ start: utf16(start), end: utf16(end) });

  it('takes the evidence without each unit from that of the whole', async () => {
    const evidence = new Map<number | null, number | null>([
      [null, -1],
      [0, -3],
      [2, -0.5],
      [4, null],
    ]);
    const result = await leaveOneOut('a b c', [range(0, 1), range(2, 3), range(4, 5)], (unit) =>
      Promise.resolve(evidence.get(unit && Number(unit.start)) ?? null),
    );
    assert.deepEqual(result, {
      whole: -1,
      units: [
        { text: 'a', start: 0, end: 1, delta: 2 },
        { text: 'b', start: 2, end: 3, delta: -0.5 },
        { text: 'c', start: 4, end: 5, delta: null },
      ],
    });
  });

  it('has no deltas where the whole has no evidence', async () => {
    const { whole, units } = await leaveOneOut('a', [range(0, 1)], (unit) => Promise.resolve(unit ? -1 : null));
    assert.deepEqual([whole, units[0]!.delta], [null, null]);
  });
});
