import assert from 'node:assert/strict';
import fc from 'fast-check';
import { TextShift } from '../../../src/core/base/textShift';

describe('a text that has changed', () => {
  const before = 'She said yes. Then she slept badly. She said yes. The end.';
  const wordsAfter = (now: string, words: string, from = 0) => {
    const start = before.indexOf(words, from);
    const place = new TextShift(before, now).placeOf({ start, end: start + words.length });
    return place && [place.start, now.slice(place.start, place.end)];
  };

  it('tells where words before and behind the change are, also words that occur twice', () => {
    const cut = before.replace(' Then she slept badly.', '');
    assert.deepEqual(wordsAfter(cut, 'said yes'), [4, 'said yes']);
    assert.deepEqual(wordsAfter(cut, 'said yes', 20), [18, 'said yes']);
    assert.deepEqual(wordsAfter(`Note. ${before}`, 'said yes', 20), [46, 'said yes']);
  });

  it('tells where words between changes are only when they occur once', () => {
    const around = `Note. ${before} Note.`;
    assert.deepEqual(wordsAfter(around, 'slept badly'), [29, 'slept badly']);
    assert.equal(wordsAfter(around, 'said yes'), null);
    assert.equal(wordsAfter(before.replace('badly', 'well'), 'slept badly'), null);
  });

  it('never tells other words, nor a place outside', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '😴'), maxLength: 12 });
    fc.assert(
      fc.property(text, text, text, text, fc.nat(24), fc.nat(24), (head, was, is, tail, a, b) => {
        const [old, now] = [head + was + tail, head + is + tail];
        const [start, end] = [Math.min(a, b, old.length), Math.min(Math.max(a, b), old.length)];
        const shift = new TextShift(old, now);
        const place = shift.placeOf({ start, end });
        if (place) assert.equal(now.slice(place.start, place.end), old.slice(start, end));
        if (end <= head.length || start >= head.length + was.length) assert.ok(place);
        const at = shift.offsetOf(start);
        assert.ok(at >= 0 && at <= now.length);
        if (place && start < end && old === now) assert.equal(place.start, start);
      }),
    );
  });
});
