import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isComputed, type Figure } from '../../../src/core/agreement/figure';
import {
  agreementOf,
  leastTranscripts,
  measure,
  noAnswer,
  stability,
  wilsonCaveat,
  type LabelPair,
} from '../../../src/core/prompting/measure';
import type { Label, LabelTask } from '../../../src/core/prompting/task';

const label = (id: string): Label => ({ id, name: id, definition: '', whenToUse: '', whenNotToUse: '' });
const task: LabelTask = { kind: 'codes', question: '', labels: ['a', 'b', 'c'].map(label) };
const options = { samples: 0, seed: 0 };
const valueOf = (figure: Figure | undefined) => (figure && isComputed(figure) ? figure.value : null);
const near = (figure: Figure | undefined, expected: number) =>
  assert.ok(Math.abs((valueOf(figure) ?? NaN) - expected) < 5e-4, `${JSON.stringify(figure)} is not ${expected}`);

describe('measuring answers against a person', () => {
  // Counted by hand: a has 5 hits, 1 false and 2 missed; b has 3 hits, 2 false and 2 missed.
  const pairs = [
    ...Array<[string, string]>(5).fill(['a', 'a']),
    ...Array<[string, string]>(2).fill(['a', 'b']),
    ...Array<[string, string]>(3).fill(['b', 'b']),
    ['b', 'a'],
    ['b', null],
  ].map(([given, predicted]): LabelPair => [given!, predicted ?? null, 't1']);

  it('gives precision, recall and F1 by label, and says why where there is none', () => {
    const { labels, macroF1, withoutLabel, n, confusion } = measure(task, pairs, options);
    const [a, b, c] = labels;
    near(a!.precision, 5 / 6);
    near(a!.recall, 5 / 7);
    near(a!.f1, 10 / 13);
    near(b!.precision, 3 / 5);
    near(b!.recall, 3 / 5);
    near(b!.f1, 6 / 10);
    assert.deepEqual([c!.precision, c!.recall, c!.f1].map(valueOf), [null, null, null]);
    assert.match(JSON.stringify(c!.precision), /never gave this label/);
    near(macroF1, (10 / 13 + 0.6) / 2);
    assert.deepEqual([n, withoutLabel], [12, 1]);
    assert.deepEqual(confusion, [
      [5, 2, 0, 0],
      [1, 3, 0, 1],
      [0, 0, 0, 0],
    ]);
  });

  it('counts an answer without a label as one that agrees with nobody', () => {
    const { agreement } = measure(task, pairs, options);
    near(agreement.percent, 8 / 12);
    // po = 8/12; pe = (7·6 + 5·5)/144.
    near(agreement.cohenKappa, (8 / 12 - 67 / 144) / (1 - 67 / 144));
  });

  it('adds up: every pair is in one cell, and micro-averaged recall is percent agreement', () => {
    const one = fc.tuple(
      fc.constantFrom('a', 'b', 'c'),
      fc.constantFrom('a', 'b', 'c', null),
      fc.constantFrom('t1', 't2'),
    );
    fc.assert(
      fc.property(fc.array(one, { minLength: 1, maxLength: 30 }), (drawn) => {
        const { confusion, agreement } = measure(task, drawn, options);
        assert.equal(
          confusion.flat().reduce((sum, count) => sum + count, 0),
          drawn.length,
        );
        const hits = confusion.reduce((sum, row, i) => sum + row[i]!, 0);
        near(agreement.percent, hits / drawn.length);
      }),
      { numRuns: 30 },
    );
  });

  it('gives every share its interval: by Wilson in one transcript, wider where transcripts differ', () => {
    const [a, b, c] = measure(task, pairs, options).labels;
    const bounds = (figure: Figure) => (isComputed(figure) ? [figure.low, figure.high, figure.n] : null);
    // Wilson's intervals of 5 of 6 and 5 of 7, and of 5 of 8 put through 2x / (1 + x): statsmodels.
    const expected = [
      [a!.precision, [0.4365, 0.96995, 6]],
      [a!.recall, [0.35893, 0.91778, 7]],
      [a!.f1, [0.4683, 0.92655, 8]],
    ] as const;
    for (const [figure, [low, high, n]] of expected) {
      const got = bounds(figure)!;
      assert.ok(
        Math.abs(got[0]! - low) < 5e-5 && Math.abs(got[1]! - high) < 5e-5,
        `${got.join()} is not ${low} to ${high}`,
      );
      assert.equal(got[2], n);
    }
    assert.equal(bounds(c!.precision), null);
    // All hits of b in one transcript, all misses in the other.
    const apart = pairs.map(([given, said]): LabelPair => [given, said, given === said ? 't1' : 't2']);
    const [wide, narrow] = [bounds(measure(task, apart, options).labels[1]!.recall)!, bounds(b!.recall)!];
    assert.ok(wide[1]! - wide[0]! > narrow[1]! - narrow[0]! + 0.1);
  });

  it('gives percent agreement Wilson’s interval where the bootstrap has none, and says so; what takes chance out has none', () => {
    const of = (right: number, wrong: number) =>
      measure(
        task,
        [
          ...Array<['a', 'a', 't']>(right).fill(['a', 'a', 't']),
          ...Array<['b', 'a', 't']>(wrong).fill(['b', 'a', 't']),
        ],
        { samples: 200, seed: 1 },
      ).agreement;
    // statsmodels.stats.proportion.proportion_confint(method='wilson')
    const expected = [
      [30, 0, 0.886494, 1],
      [0, 30, 0, 0.113506],
      [5, 3, 0.305742, 0.863151],
    ] as const;
    for (const [right, wrong, low, high] of expected) {
      const { percent, cohenKappa, alpha } = of(right, wrong);
      assert.ok(percent && isComputed(percent));
      assert.ok(Math.abs(percent.low! - low) < 1e-5 && Math.abs(percent.high! - high) < 1e-5, JSON.stringify(percent));
      assert.deepEqual([percent.n, percent.caveat, percent.noInterval], [right + wrong, wilsonCaveat, undefined]);
      for (const figure of [cohenKappa, alpha]) if (figure && isComputed(figure)) assert.equal(figure.low, undefined);
    }
    const { percent } = of(20, 10);
    assert.ok(percent && isComputed(percent) && percent.caveat === undefined && percent.low! > 0.4);
  });

  it('draws whole transcripts for intervals of agreement and of macro F1 where there are enough', () => {
    // Right throughout in half of the transcripts, wrong in the others: only whole transcripts show how uncertain it is.
    const of = (transcripts: number): LabelPair[] =>
      Array.from({ length: 200 }, (_, i): LabelPair => {
        const t = i % transcripts;
        const given = i % 3 === 0 ? 'a' : 'b';
        return [given, t % 2 === 0 ? given : given === 'a' ? 'b' : 'a', `t${t}`];
      });
    const width = (figure: Figure | undefined) => {
      assert.ok(figure && isComputed(figure) && figure.low !== undefined, JSON.stringify(figure));
      return figure.high! - figure.low;
    };
    const [few, many] = [leastTranscripts - 2, leastTranscripts].map((transcripts) =>
      measure(task, of(transcripts), { samples: 300, seed: 1 }),
    );
    assert.deepEqual([few!.transcripts, many!.transcripts], [leastTranscripts - 2, leastTranscripts]);
    for (const figureOf of [(m: typeof few) => m!.macroF1, (m: typeof few) => m!.agreement.percent])
      assert.ok(width(figureOf(many)) > 2.5 * width(figureOf(few)));
    // Share of agreement by transcripts drawn whole: 0.5 ± 1.96 · √(0.25 / 10).
    const { percent } = many!.agreement;
    assert.ok(percent && isComputed(percent) && Math.abs(percent.low! - 0.19) < 0.06, JSON.stringify(percent));
  });

  it('calls a technique stable when its repeats say the same, and says nothing of a single one', () => {
    const runs = (answers: string[]) =>
      answers.map((said, i) => ({
        item: `i${i % 3}`,
        repeat: Math.floor(i / 3),
        answer: said === '' ? ({ kind: 'noLabel', why: 'empty' } as const) : ({ kind: 'label', label: said } as const),
      }));
    const inOne = () => 't1';
    near(stability(task, runs(['a', 'b', 'c', 'a', 'b', 'c']), inOne, options)!.percent, 1);
    near(stability(task, runs(['a', 'b', 'c', 'a', 'b', '']), inOne, options)!.percent, 2 / 3);
    assert.equal(stability(task, runs(['a', 'b', 'c']), inOne, options), undefined);
  });

  it('compares on a scale by its order, as long as every answer is a step of it', () => {
    const scale: LabelTask = { kind: 'scale', question: '', labels: ['1', '2', '3'].map(label) };
    const report = agreementOf(
      scale,
      ['x', 'y'],
      [
        ['1', '2'],
        ['3', '3'],
        ['2', '2'],
        ['1', '1'],
      ],
      ['t1', 't1', 't1', 't1'],
      options,
    );
    assert.ok(report.weightedKappa);
    const caveatOf = ({ alpha }: typeof report) => alpha && isComputed(alpha) && alpha.caveat;
    assert.equal(caveatOf(report), 'Ordinal.');
    const gaps = agreementOf(
      scale,
      ['x', 'y'],
      [
        ['1', noAnswer],
        ['3', '3'],
      ],
      ['t1', 't1'],
      options,
    );
    assert.equal(gaps.weightedKappa, undefined);
    assert.match(caveatOf(gaps) || '', /^Nominal, since some answers are no step/);
  });
});
