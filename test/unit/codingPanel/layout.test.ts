import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseTranscript } from '../../../src/core/transcript/transcript';
import { blockAt, codableStretch, cutIntoBlocks, longestBlock, turnWords } from '../../../webview/coding/blocks';
import { estimateLines, HeightIndex } from '../../../webview/coding/heightIndex';
import { placeLabels } from '../../../webview/coding/labelRows';
import { assignLanes } from '../../../webview/coding/lanes';
import { cutPieces } from '../../../webview/coding/pieces';
import { SegmentIndex } from '../../../webview/coding/segmentIndex';

const stretches = fc.array(
  fc.record({ start: fc.nat(60), length: fc.integer({ min: 1, max: 20 }) }).map(({ start, length }) => ({
    start,
    end: start + length,
  })),
  { maxLength: 25 },
);
const runs = { numRuns: 60 };

describe('coding panel: layout', () => {
  it('gives no two stretches that meet one lane, and takes no more lanes than the most that meet', () => {
    fc.assert(
      fc.property(stretches, (all) => {
        const { sorted } = new SegmentIndex(all);
        const { lanes, count } = assignLanes(sorted);
        sorted.forEach((a, i) =>
          sorted.slice(0, i).forEach((b, j) => {
            if (a.start < b.end && b.start < a.end) assert.notEqual(lanes[i], lanes[j]);
          }),
        );
        const depth = Math.max(
          0,
          ...sorted.map(({ start }) => sorted.filter((s) => s.start <= start && start < s.end).length),
        );
        assert.equal(count, depth);
      }),
      runs,
    );
  });

  it('keeps a lane free for as long as a line of the screen', () => {
    const { lanes } = assignLanes(
      [
        { start: 0, end: 5 },
        { start: 7, end: 9 },
        { start: 40, end: 44 },
      ],
      (start) => start - 30,
    );
    assert.deepEqual([...lanes], [0, 1, 0]);
  });

  it('finds what touches a place as a look at every segment does', () => {
    fc.assert(
      fc.property(stretches, fc.nat(70), fc.nat(10), (all, start, length) => {
        const index = new SegmentIndex(all);
        const end = start + length + 1;
        assert.deepEqual(
          index.touching({ start, end }),
          index.sorted.filter((s) => s.start < end && start < s.end),
        );
      }),
      runs,
    );
  });

  it('steps from segment to segment, also among those that begin alike', () => {
    const index = new SegmentIndex([
      { start: 3, end: 9 },
      { start: 3, end: 5 },
      { start: 20, end: 30 },
    ]);
    const [long, short, last] = index.sorted;
    assert.equal(index.step(0, 1), long);
    assert.equal(index.step(3, 1, long), short);
    assert.equal(index.step(3, 1, short), last);
    assert.equal(index.step(99, -1), last);
    assert.equal(index.step(20, 1, last), undefined);
  });

  it('tells places and blocks of a column as adding up does', () => {
    const heights = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(heights, fc.nat(39), fc.integer({ min: 1, max: 200 }), fc.nat(3000), (all, at, height, y) => {
        const index = new HeightIndex(all);
        const now = all.map((h, i) => (i === at ? height : h));
        if (at < all.length) index.set(at, height);
        const tops = now.map((_, i) => now.slice(0, i).reduce((sum, h) => sum + h, 0));
        assert.deepEqual(
          now.map((_, i) => index.top(i)),
          tops,
        );
        assert.equal(
          index.indexAt(y),
          tops.findLastIndex((top) => top <= y),
        );
      }),
      runs,
    );
    assert.equal(new HeightIndex([]).indexAt(5), -1);
  });

  it('guesses lines by their length', () => {
    assert.equal(estimateLines('a'.repeat(100), 0, 100, 40), 3);
    assert.equal(estimateLines('a\n\nb', 0, 4, 40), 3);
    assert.equal(estimateLines('', 0, 0, 40), 1);
  });

  it('cuts a block where segments begin and end; the pieces are the block', () => {
    fc.assert(
      fc.property(stretches, (all) => {
        const block = { start: 10, end: 50 };
        const { sorted } = new SegmentIndex(all);
        const touching = sorted.filter((s) => s.start < block.end && block.start < s.end);
        const pieces = cutPieces(block, touching);
        assert.equal(pieces[0]?.start, block.start);
        assert.equal(pieces.at(-1)?.end, block.end);
        pieces.forEach((piece, i) => {
          assert.ok(piece.start < piece.end);
          if (i > 0) assert.equal(piece.start, pieces[i - 1]!.end);
          for (let at = piece.start; at < piece.end; at++)
            assert.deepEqual(
              piece.segments,
              touching.filter((s) => s.start <= at && at < s.end),
            );
        });
      }),
      runs,
    );
  });

  it('gives every label a place of its own while there is room', () => {
    assert.deepEqual(placeLabels([0, 0, 2], 4, 2), [
      { row: 0, column: 0, columns: 1 },
      { row: 1, column: 0, columns: 1 },
      { row: 2, column: 0, columns: 1 },
    ]);
    assert.deepEqual(
      placeLabels([0, 0, 0, 0, 0], 2, 2).map((place) => place && [place.row, place.column]),
      [[0, 0], [0, 1], [1, 0], [1, 1], null],
    );
    fc.assert(
      fc.property(
        fc.array(fc.nat(6), { maxLength: 14 }),
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 3 }),
        (wanted, rows, capacity) => {
          const places = placeLabels(wanted.sort(), rows, capacity).filter((place) => place !== null);
          assert.equal(places.length, Math.min(wanted.length, rows * capacity));
          assert.equal(new Set(places.map(({ row, column }) => `${row} ${column}`)).size, places.length);
          for (const { row, column, columns } of places)
            assert.ok(row < rows && column < columns && columns <= capacity);
        },
      ),
      runs,
    );
  });

  it('cuts a long turn after a line, a sentence or a word, and never a character', () => {
    const cut = (text: string) =>
      cutIntoBlocks({
        text,
        turns: [{ speaker: 'P', startMs: null, start: 0, end: text.length, words: { start: 0, end: text.length } }],
        preamble: null,
        notes: [],
      });
    const sentences = 'I wake at four. And then I lie there! '.repeat(300);
    for (const { start, end, opens } of cut(sentences)) {
      assert.ok(end - start <= longestBlock);
      assert.equal(opens, start === 0);
      assert.match(sentences.slice(start, end), /[.!] $/);
    }
    const flags = '👩‍👩‍👧'.repeat(900);
    const blocks = cut(flags);
    assert.ok(blocks.length > 3);
    for (const { start } of blocks) assert.equal(start % '👩‍👩‍👧'.length, 0);
    assert.equal(blocks.at(-1)?.end, flags.length);
    assert.ok(cut('שלום עולם. '.repeat(300)).every(({ dir }) => dir === 'rtl'));
  });

  it('lays notes out between the turns, as nobody’s', () => {
    const text = 'A: one\n\n Note: rings\n\nB: two\n\n Note: ends';
    const { turns, preamble, notes } = parseTranscript(text);
    const views = turns.map(({ speaker, startMs, range, words }) => ({ speaker, startMs, ...range, words }));
    const blocks = cutIntoBlocks({ text, turns: views, preamble, notes });
    assert.deepEqual(
      blocks.map(({ turn, start, end }) => [turn, text.slice(start, end)]),
      [
        [0, 'one'],
        [-1, ' Note: rings'],
        [1, 'two'],
        [-1, ' Note: ends'],
      ],
    );
  });

  it('makes a selection a segment without heads and white space', () => {
    const text = 'A:  one two \n\nB: three';
    const blocks = cutIntoBlocks({
      text,
      turns: [
        { speaker: 'A', startMs: null, start: 0, end: 12, words: { start: 4, end: 11 } },
        { speaker: 'B', startMs: null, start: 14, end: 22, words: { start: 17, end: 22 } },
      ],
      preamble: null,
      notes: [],
    });
    const words = (start: number, end: number) => {
      const stretch = codableStretch(text, blocks, { start, end });
      return stretch && text.slice(stretch.start, stretch.end);
    };
    assert.equal(words(4, 17), 'one two');
    assert.equal(words(11, 19), 'th');
    assert.equal(words(0, 7), 'one');
    assert.equal(words(7, 8), null);
    assert.equal(words(11, 17), null);
    assert.equal(words(0, 22), 'one two \n\nB: three');
    assert.deepEqual(turnWords(blocks, 13), { start: 4, end: 11 });
    assert.equal(blockAt(blocks, 20), 1);
  });
});
