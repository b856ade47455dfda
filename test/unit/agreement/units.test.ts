import assert from 'node:assert/strict';
import { isComputed } from '../../../src/core/agreement/figure';
import { percentAgreement } from '../../../src/core/agreement/kappa';
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
