import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isComputed, type Figure } from '../../../src/core/agreement/figure';
import { agreementOf, measure, noAnswer, stability } from '../../../src/core/prompting/measure';
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
  ] as [string, string | null][];

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
    const one = fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('a', 'b', 'c', null));
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

  it('calls a technique stable when its repeats say the same, and says nothing of a single one', () => {
    const runs = (answers: string[]) =>
      answers.map((said, i) => ({
        item: `i${i % 3}`,
        repeat: Math.floor(i / 3),
        answer: said === '' ? ({ kind: 'noLabel', why: 'empty' } as const) : ({ kind: 'label', label: said } as const),
      }));
    near(stability(task, runs(['a', 'b', 'c', 'a', 'b', 'c']), options)!.percent, 1);
    near(stability(task, runs(['a', 'b', 'c', 'a', 'b', '']), options)!.percent, 2 / 3);
    assert.equal(stability(task, runs(['a', 'b', 'c']), options), undefined);
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
      options,
    );
    assert.ok(report.weightedKappa);
    const gaps = agreementOf(
      scale,
      ['x', 'y'],
      [
        ['1', noAnswer],
        ['3', '3'],
      ],
      options,
    );
    assert.equal(gaps.weightedKappa, undefined);
  });
});
