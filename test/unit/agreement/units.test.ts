import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isComputed } from '../../../src/core/agreement/figure';
import { cohenKappa, percentAgreement } from '../../../src/core/agreement/kappa';
import { krippendorffAlpha } from '../../../src/core/agreement/krippendorffAlpha';
import { concatTables } from '../../../src/core/agreement/reliabilityTable';
import {
  type CodedSegment,
  labelTable,
  presenceTable,
  segmentRanges,
  sentenceRanges,
  uncoded,
  uniformRanges,
} from '../../../src/core/agreement/units';
import { utf16 } from '../../../src/core/base/offsets';

const text = 'Ann: I can’t sleep. Not at all!\nBob: Since when?\nAnn: Since May.';
const range = (start: number, end: number) => ({ start: utf16(start), end: utf16(end) });
const find = (words: string) => range(text.indexOf(words), text.indexOf(words) + words.length);
const segment = (coder: string, code: string, words: string): CodedSegment => ({ coder, code, ...find(words) });
const turns = ['I can’t sleep. Not at all!', 'Since when?', 'Since May.'].map(find);
const segments = [
  segment('a', 'sleep', 'can’t sleep. Not'),
  segment('b', 'sleep', 'I can’t sleep'),
  segment('a', 'onset', 'Since May'),
  segment('b', 'onset', 'Since May.'),
  segment('b', 'question', 'Since when?'),
  segment('stranger', 'sleep', 'Since May.'),
];
const options = { units: turns, segments, coders: ['a', 'b'] };

describe('units of agreement', () => {
  it('finds sentences inside turns, without speakers and white space', () => {
    const words = sentenceRanges(text, turns).map(({ start, end }) => text.slice(start, end));
    assert.deepEqual(words, ['I can’t sleep.', 'Not at all!', 'Since when?', 'Since May.']);
    assert.deepEqual(sentenceRanges('  \n '), []);
  });

  it('says whether each unit carries a code', () => {
    assert.deepEqual([...presenceTable(options, 'sleep').ratings], [1, 1, 0, 0, 0, 0]);
    const sentences = { ...options, units: sentenceRanges(text, turns) };
    assert.deepEqual([...presenceTable(sentences, 'sleep').ratings], [1, 1, 1, 0, 0, 0, 0, 0]);
    assert.deepEqual([...presenceTable(options, 'unused').ratings], [0, 0, 0, 0, 0, 0]);
  });

  it('gives each unit the label that covers most of it', () => {
    const table = labelTable(options, ['onset', 'question', 'sleep'], 'categories');
    assert.deepEqual(table.categories, [uncoded, 'onset', 'question', 'sleep']);
    assert.deepEqual([...table.ratings], [3, 3, 0, 2, 1, 1]);
    const mixed = [segment('a', 'mild', 'Since'), segment('a', 'severe', 'when?'), segment('b', 'severe', 'when?')];
    const scale = labelTable({ ...options, segments: mixed }, ['mild', 'severe'], 'ordered');
    assert.deepEqual([...scale.ratings], [-1, -1, 0, 1, -1, -1], 'a tie goes to the first, no code is no rating');
  });

  it('counts words once that a coder gave one code several times', () => {
    const of = (coder: string, code: string, start: number, end: number) => ({ coder, code, ...range(start, end) });
    const own = [
      of('a', 'P', 0, 10),
      of('a', 'P', 2, 12),
      of('a', 'B', 0, 15),
      of('b', 'P', 0, 12),
      of('b', 'B', 0, 15),
    ];
    const table = labelTable({ units: [range(0, 20)], segments: own, coders: ['a', 'b'] }, ['P', 'B'], 'categories');
    assert.deepEqual([...table.ratings], [2, 2], 'both covered 12 characters with P and 15 with B');
  });

  it('labels alike whether a coder marked words with a code at once, in parts, or over and over', () => {
    const units = [range(0, 12), range(12, 15), range(15, 40)];
    const segmentOf = fc
      .record({
        coder: fc.constantFrom('a', 'b'),
        code: fc.constantFrom('P', 'Q', 'R'),
        ...{ start: fc.nat(38), length: fc.integer({ min: 1, max: 15 }) },
        ...{ cut: fc.nat(14), again: fc.nat(14) },
      })
      .map(({ coder, code, start, length, cut, again }) => {
        const end = start + length;
        const of = (from: number, to: number): CodedSegment => ({ coder, code, ...range(from, to) });
        const middle = start + (cut % length);
        const parts = [of(middle, end), ...(middle > start ? [of(start, middle)] : [])];
        return { whole: of(start, end), parts: [...parts, of(start, Math.max(start + 1, end - again))] };
      });
    fc.assert(
      fc.property(fc.array(segmentOf, { maxLength: 8 }), (drawn) => {
        const wholes = drawn.map(({ whole }) => whole);
        const parts = drawn.flatMap((one) => one.parts);
        // The characters' pieces may be cut finer, which changes no count of characters.
        const characters = { units: uniformRanges(units, [...wholes, ...parts]), countCharacters: true };
        for (const of of [{ units }, characters]) {
          for (const scale of ['categories', 'ordered'] as const) {
            const table = (own: CodedSegment[]) =>
              labelTable({ ...of, segments: own, coders: ['a', 'b'] }, ['P', 'Q', 'R'], scale);
            assert.deepEqual(table(parts), table(wholes));
            assert.deepEqual(cohenKappa(table(parts)), cohenKappa(table(wholes)));
            assert.deepEqual(krippendorffAlpha(table(parts), 'nominal'), krippendorffAlpha(table(wholes), 'nominal'));
          }
          const present = (own: CodedSegment[]) => presenceTable({ ...of, segments: own, coders: ['a', 'b'] }, 'P');
          assert.deepEqual(present(parts), present(wholes));
        }
      }),
    );
  });

  it('counts characters by uniform pieces', () => {
    const whole = [range(0, text.length)];
    const pieces = uniformRanges(whole, segments);
    const figure = percentAgreement(presenceTable({ ...options, units: pieces, countCharacters: true }, 'sleep'));
    // They differ on “I ” and on “. Not”.
    assert.ok(isComputed(figure));
    assert.equal(figure.n, text.length);
    assert.equal(figure.value, (text.length - 7) / text.length);
  });

  it('takes the person’s own segments as units, each once and even when they overlap', () => {
    const own = segmentRanges([range(5, 9), range(0, 20), range(5, 9), range(0, 4)]);
    assert.deepEqual(own, [range(0, 4), range(0, 20), range(5, 9)]);
    const coded = [{ coder: 'a', code: 'x', ...range(6, 7) }];
    assert.deepEqual([...presenceTable({ units: own, segments: coded, coders: ['a'] }, 'x').ratings], [0, 1, 1]);
  });

  it('joins the units of several transcripts', () => {
    const table = presenceTable(options, 'sleep');
    const both = concatTables([table, presenceTable(options, 'question')]);
    assert.deepEqual([...both.ratings], [1, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0]);
    assert.equal(both.counts.length, 6);
  });
});
