import assert from 'node:assert/strict';
import fc from 'fast-check';
import { finish } from '../../../src/core/agreement/slices';
import { cCoefficient, codeTable, coOccurrence } from '../../../src/core/retrieval/matrices';
import { wholeScope } from '../../../src/core/retrieval/query';
import { tickLabel, ticksOf, timelineOf } from '../../../src/core/retrieval/timeline';
import { anyStudy, studyOf } from './scene';

const text = 'I: How do you sleep?\n\nP: Badly, I lie awake and worry.\n\nP: I feel 😀 low.\n';
const study = studyOf(text, [
  ['lie awake', 'sleep'],
  ['awake and worry', 'worry'],
  ['Badly', 'mood'],
  ['feel 😀 low', 'mood'],
  ['😀', 'mood'],
  ['awake', 'mood', 'ben'],
]);

describe('co-occurrence', () => {
  it('counts overlapping segments, and turns with both, within each coder', () => {
    const overlaps = finish(coOccurrence(study, wholeScope, 'overlap'));
    assert.deepEqual(overlaps.codes, ['sleep', 'worry', 'mood']);
    assert.deepEqual(overlaps.counts, [
      [1, 1, 0],
      [1, 1, 0],
      [0, 0, 4],
    ]);
    const turns = finish(coOccurrence(study, wholeScope, 'turn'));
    assert.deepEqual(turns.counts, [
      [1, 1, 1],
      [1, 1, 1],
      [1, 1, 3],
    ]);
  });

  it('is as trying every pair says', () => {
    fc.assert(
      fc.property(anyStudy, (index) => {
        const { codes, counts } = finish(coOccurrence(index, wholeScope, 'overlap'));
        const turns = finish(coOccurrence(index, wholeScope, 'turn'));
        const all = index.transcripts.flatMap(({ segments }, t) => segments.map((s) => ({ ...s, t })));
        const spoken = index.transcripts.flatMap((one, t) => one.spoken.map((range) => ({ ...range, t })));
        const share = (a: { start: number; end: number; t: number }, b: { start: number; end: number; t: number }) =>
          a.t === b.t && a.start < b.end && b.start < a.end;
        for (const [i, a] of codes.entries()) {
          for (const [j, b] of codes.entries()) {
            const pairs = all.flatMap((x) =>
              all.filter((y) => x.code === a && y.code === b && x.coder === y.coder && share(x, y)),
            ).length;
            assert.equal(counts[i]![j], i === j ? all.filter(({ code }) => code === a).length : pairs);
          }
        }
        for (const [i, a] of turns.codes.entries()) {
          for (const [j, b] of turns.codes.entries()) {
            const both = ['ana', 'ben'].flatMap((coder) =>
              spoken.filter((turn) =>
                [a, b].every((code) => all.some((s) => s.code === code && s.coder === coder && share(s, turn))),
              ),
            ).length;
            assert.equal(turns.counts[i]![j], both);
          }
        }
      }),
      { numRuns: 30 },
    );
  });

  it('has a coefficient from 0 to 1, or none', () => {
    // The example of ATLAS.ti's manual: 5 / (100 + 10 − 5).
    assert.equal(cCoefficient(5, 100, 10)?.toFixed(3), '0.048');
    assert.equal(cCoefficient(3, 3, 3), 1);
    assert.equal(cCoefficient(0, 2, 4), 0);
    assert.equal(cCoefficient(0, 0, 0), null);
    assert.equal(cCoefficient(4, 2, 3), null, 'more pairs than segments');
  });
});

describe('codes by transcript and by speaker', () => {
  it('counts segments and characters, each character once, emoji as one', () => {
    const table = finish(codeTable(study, wholeScope, 'speakers'));
    assert.deepEqual(table.columns, ['I', 'P']);
    assert.deepEqual(table.codes, ['sleep', 'worry', 'mood']);
    assert.deepEqual(table.segments, [
      [0, 1],
      [0, 1],
      [0, 4],
    ]);
    assert.deepEqual(table.characters, [
      [0, 9],
      [0, 15],
      [0, 5 + 5 + 10],
    ]);
    assert.deepEqual(table.sizes, [17, 29 + 13]);
  });

  it('is as counting every character says', () => {
    fc.assert(
      fc.property(anyStudy, (index) => {
        const table = finish(codeTable(index, wholeScope, 'transcripts'));
        for (const [c, transcript] of index.transcripts.entries()) {
          const offsets = Array.from(transcript.text.matchAll(/./gsu), ({ index: at }) => at);
          const isIn = (at: number, list: readonly { start: number; end: number }[]) =>
            list.some(({ start, end }) => start <= at && at < end);
          // Segments that begin or end within an emoji are no one's: coding snaps to characters.
          if (
            transcript.segments.some(({ start, end }) =>
              [start, end].some((at) => /^[\udc00-\udfff]/.test(transcript.text.slice(at, at + 1))),
            )
          )
            continue;
          const said = offsets.filter((at) => isIn(at, transcript.spoken));
          assert.equal(table.sizes[c], said.length);
          for (const [r, code] of table.codes.entries()) {
            const own = transcript.segments.filter((segment) => segment.code === code);
            assert.equal(table.characters[r]![c], said.filter((at) => isIn(at, own)).length);
          }
        }
      }),
      { numRuns: 30 },
    );
  });
});

describe('a timeline', () => {
  const marksOf = (of: ReturnType<typeof timelineOf>, code: string) =>
    of.rows
      .find((row) => row.code === code)
      ?.lanes.map(({ coder, marks }) => [coder, ...marks.map((m) => [m.from, m.to])]);

  it('gives each turn the same width', () => {
    const timeline = timelineOf(study, study.transcripts[0]!, wholeScope, 'position');
    assert.equal(timeline.length, 3);
    assert.equal(timeline.hasTimes, false);
    const [ana, ben] = marksOf(timeline, 'mood')!;
    assert.equal(ana![0], 'ana');
    assert.equal((ana![1] as number[])[0], 1);
    assert.equal(ben![0], 'ben');
    assert.equal(timelineOf(study, study.transcripts[0]!, wholeScope, 'time').axis, 'position');
    // The axis counts turns that there are.
    assert.deepEqual(
      ticksOf(timeline).map((tick) => tickLabel(timeline, tick)),
      ['1', '2', '3'],
    );
  });

  it('follows the recording where turns have times', () => {
    const timed = studyOf('[00:00] I: 12345678\n\n[01:00] P: 12345678\n', [['P: 12345678', 'sleep']]);
    const timeline = timelineOf(timed, timed.transcripts[0]!, wholeScope, 'time');
    assert.equal(timeline.axis, 'time');
    const [from, to] = marksOf(timeline, 'sleep')![0]![1] as number[];
    assert.ok(from! > 60_000 && from! < to! && to! <= timeline.length, `${from} ${to} ${timeline.length}`);
    // Half the text is before the second head, so the rest is taken to last as long.
    assert.ok(Math.abs(timeline.length - 120_000) < 5_000, String(timeline.length));
  });

  it('never runs backwards, whatever times the heads give', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(99), { minLength: 2, maxLength: 6 }), (minutes) => {
        const made = minutes.map((m) => `[${m}:00] P: abc def`).join('\n\n');
        const index = studyOf(made, []);
        const [any] = studyOf('P: abc', [['abc', 'sleep']]).transcripts[0]!.segments;
        const transcript = {
          ...index.transcripts[0]!,
          segments: Array.from({ length: made.length - 1 }, (_, i) => ({
            ...any!,
            start: i as never,
            end: (i + 1) as never,
          })),
        };
        const [row] = timelineOf(index, transcript, wholeScope, 'time').rows;
        for (const { from, to } of row!.lanes[0]!.marks) assert.ok(from >= 0 && to >= from);
      }),
      { numRuns: 20 },
    );
  });
});
