import assert from 'node:assert/strict';
import fc from 'fast-check';
import { OffsetMap, utf16 } from '../../../src/core/base/offsets';
import { makeSegmentTarget, type SegmentTarget, type TextSource } from '../../../src/core/coding/annotations';
import { placeTarget, placeTargets, reanchorQuote, type Placement } from '../../../src/core/coding/anchor';

const oldHash = '0'.repeat(64);
const newHash = '1'.repeat(64);
const source: TextSource = { id: 'P01.txt', type: 'Text', format: 'text/plain', 'schema:sha256': oldHash };
const range = (start: number, end: number) => ({ start: utf16(start), end: utf16(end) });
const targetAt = (text: string, start: number, end: number) => makeSegmentTarget(text, range(start, end), source);
function targetOf(text: string, words: string, occurrence = 0): SegmentTarget {
  let at = text.indexOf(words);
  for (let n = 0; n < occurrence; n++) at = text.indexOf(words, at + 1);
  assert.ok(at >= 0);
  return targetAt(text, at, at + words.length);
}
const place = (text: string, target: SegmentTarget, hash = newHash) =>
  placeTarget(text, hash, target, new OffsetMap(text));
const words = (text: string, placement: Placement) =>
  placement.state === 'orphaned' ? null : text.slice(placement.range.start, placement.range.end);

const interview = `[00:00:01.000] Interviewer: How did you sleep last week?

[00:00:04.500] P01: Not well. I lie awake until three, and then the birds begin.

[00:00:12.000] Interviewer: Every night?

[00:00:13.250] P01: Most nights. My jaw aches in the morning, as if I had been chewing on it.
`;

/** Turns with heads as alike as heads are, some of them saying the same. */
const turns = (count: number) =>
  Array.from({ length: count }, (_, i) => {
    const clock = `[00:${String(i % 60).padStart(2, '0')}:${String((i * 7) % 60).padStart(2, '0')}.${String((i * 37) % 1000).padStart(3, '0')}]`;
    return `${clock} ${i % 2 ? 'P01: Yes.' : `Interviewer: Was it so in week ${i}?`}`;
  }).join('\n\n');

describe('placeTarget', () => {
  it('trusts the position in the text that the target was made on', () => {
    const target = targetOf(interview, 'Most nights');
    const placement = place(interview, target, oldHash);
    assert.equal(placement.state, 'verified');
    assert.equal(words(interview, placement), 'Most nights');
  });

  it('searches where the hash agrees but the words do not: somebody wrote into the file', () => {
    const target = targetOf(interview, 'Most nights');
    const [position, quote] = target.selector;
    const wrong = { ...target, selector: [{ ...position, start: position.start, end: position.end }, quote] } as const;
    Object.assign(wrong.selector[0], { start: 3, end: 14 });
    const placement = place(interview, wrong as SegmentTarget, oldHash);
    assert.deepEqual([placement.state, words(interview, placement)], ['exact', 'Most nights']);
  });

  it('finds the words where a correction before them has pushed them', () => {
    const target = targetOf(interview, 'My jaw aches');
    const text = interview.replace('Not well.', 'No, not well at all, to be honest.');
    const placement = place(text, target);
    assert.deepEqual([placement.state, words(text, placement)], ['exact', 'My jaw aches']);
  });

  it('tells words that were corrected as moved, with a score', () => {
    const target = targetOf(interview, 'I lie awake until three, and then the birds begin.');
    const text = interview.replace('I lie awake until three', 'I lie awake till half past three');
    const placement = place(text, target);
    assert.equal(placement.state, 'moved');
    assert.equal(words(text, placement), 'I lie awake till half past three, and then the birds begin.');
    assert.ok(placement.score > 0.8 && placement.score < 1, String(placement.score));
  });

  it('takes the words that were written in the place of the old ones', () => {
    const target = targetOf(interview, 'Most nights.');
    const text = interview.replace('Most nights.', 'Most of the nights.');
    assert.equal(words(text, place(text, target)), 'Most of the nights.');
  });

  it('orphans words that are gone', () => {
    const target = targetOf(interview, 'My jaw aches in the morning, as if I had been chewing on it.');
    const text = interview.slice(0, interview.indexOf('My jaw')) + 'No.\n';
    assert.deepEqual(place(text, target), { state: 'orphaned' });
    assert.deepEqual(place('', target), { state: 'orphaned' });
  });

  it('does not take another “Yes.” for the one that was cut', () => {
    const text = turns(40);
    const target = targetOf(text, 'Yes.', 9);
    const start = target.selector[0].start;
    const cut = text.slice(0, start) + 'No, never.' + text.slice(start + 'Yes.'.length);
    assert.notEqual(place(cut, target).state, 'exact');
  });

  it('finds each of many alike after a long insertion before them', () => {
    const text = turns(300);
    const inserted = `${'A note of the transcriber, who had a lot to say. '.repeat(120)}\n\n`;
    const changed = inserted + text;
    const targets = Array.from({ length: 150 }, (_, i) => targetOf(text, 'Yes.', i));
    const expected = targets.map(({ selector: [{ start, end }] }) => ({
      state: 'exact',
      range: { start: start + inserted.length, end: end + inserted.length },
    }));
    assert.deepEqual(placeTargets(changed, newHash, targets, new OffsetMap(changed)), expected);
    assert.deepEqual(
      targets.map((target) => place(changed, target)),
      expected,
    );
  });

  it('never cuts a character of a guess in two', () => {
    const text = 'P01: so very tired 👩‍👧 of all of it, really, I am.';
    const target = targetOf(text, 'tired 👩‍👧 of all of it');
    const changed = text.replace('tired', 'tyred');
    const found = words(changed, place(changed, target));
    assert.ok(found?.includes('👩‍👧'));
  });

  it('finds untouched words exactly where they are, whatever is edited around them', () => {
    const vocabulary = fc.constantFrom('so', 'I', 'lie', 'awake', '\n\nP01:', 'and', 'then', '👩‍👧', 'é', 'Yes.', '…');
    const filler = fc.array(vocabulary, { maxLength: 60 }).map((list) => list.join(' '));
    // Numbered words occur once, and are the quote's own surroundings.
    const numbered = (from: number) => Array.from({ length: 12 }, (_, i) => `word${from + i}`).join(' ');
    const edits = fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(40), filler), { maxLength: 6 });
    fc.assert(
      fc.property(filler, filler, edits, edits, fc.nat(6), fc.integer({ min: 1, max: 5 }), (...given) => {
        const [before, after, editsBefore, editsAfter, first, count] = given;
        const middle = ` ${numbered(10)} `;
        const quote = middle
          .split(' ')
          .slice(1 + first, 1 + first + count)
          .join(' ');
        const text = before + middle + after;
        const at = before.length + middle.indexOf(quote);
        const target = targetAt(text, at, at + quote.length);
        const changedBefore = editsBefore.reduce(edit, before);
        const changed = changedBefore + middle + editsAfter.reduce(edit, after);
        const start = changedBefore.length + middle.indexOf(quote);
        const placement = place(changed, target);
        assert.deepEqual(placement, { state: 'exact', range: range(start, start + quote.length) });
      }),
      { numRuns: 100 },
    );
  });

  it('places every target in a text that was corrected in a thousand places', () => {
    const text = turns(800);
    const targets = Array.from({ length: 400 }, (_, i) => targetAt(text, i * 60, i * 60 + 50));
    const changed = `A title\n\n${text.replaceAll('week 1', 'month 1')}`;
    const placements = placeTargets(changed, newHash, targets, new OffsetMap(changed));
    placements.forEach((placement, i) => {
      const quote = targets[i]!.selector[1].exact;
      if (!changed.includes(quote)) assert.equal(placement.state, 'moved');
      else assert.equal(words(changed, placement), quote);
    });
  });
});

describe('reanchorQuote', () => {
  it('scores the same words in the same place as near 1, and falls with every likeness', () => {
    const [{ start }, quote] = targetOf(interview, 'the birds begin').selector;
    const same = reanchorQuote(interview, quote, start);
    const other = reanchorQuote(interview.replace('the birds', 'the bats'), quote, start);
    const far = reanchorQuote(interview.replace('the birds', 'the bats'), quote, 0);
    assert.ok(same.state === 'moved' && other.state === 'moved' && far.state === 'moved');
    assert.ok(same.score > 0.999);
    assert.ok(same.score > other.score && other.score > far.score);
  });
});

/** Replaces some of a text from a place on, given as a share of its length. */
function edit(text: string, [share, length, inserted]: [number, number, string]): string {
  const at = Math.floor(share * text.length);
  return text.slice(0, at) + inserted + text.slice(at + length);
}
