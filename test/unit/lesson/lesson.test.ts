import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  occupations,
  promptExamples,
  pronounFrames,
  quoteExample,
  quoteRequest,
} from '../../../src/core/lesson/examples';
import { lossCurve } from '../../../src/core/lesson/lossPoints';
import { pronounShares } from '../../../src/core/lesson/pronounShares';
import { checkQuotes } from '../../../src/core/lesson/quotes';
import { stageWords } from '../../../src/core/lesson/stageWords';
import { lossGeometry } from '../../../webview/lesson/lossGeometry';
import { recallRows } from '../../../webview/lesson/recallRows';
import { type ShownLesson, takenLesson } from '../../../webview/lesson/taken';

const point = (step: number, loss: number, heldOut: number) => ({ step, tokens: step * 10, loss, heldOut, rate: 0.1 });
const log = {
  formatVersion: 1,
  unit: 'nats per token',
  stages: [
    {
      id: 'pretrained',
      runs: [
        { lossIs: 'lastBatch', note: 'First.', points: [point(100, 8, 7.5), point(200, 6, 6.5)] },
        { lossIs: 'meanSincePointBefore', points: [point(300, 5, 5.5)] },
      ],
    },
    { id: 'instructed', runs: [{ lossIs: 'meanSincePointBefore', points: [point(50, 2, 5.75)] }] },
    { id: 'aligned', runs: [{ lossIs: 'meanSincePointBefore', points: [point(50, 1, 5.8)] }] },
  ],
} as const;

const nothing: ShownLesson = {
  losses: null,
  asked: null,
  continuations: [],
  words: null,
  quoteAsked: null,
  tried: [],
  pronouns: null,
  memory: null,
};

describe('lesson', () => {
  it('looks quotations up character for character', () => {
    const source = 'I wake up at four. “No,” she says.';
    const check = (text: string) => checkQuotes(text, source).map(({ quote, isVerbatim }) => [quote, isVerbatim]);
    assert.deepEqual(check('She says "wake up at four" and “wakes up”.'), [
      ['wake up at four', true],
      ['wakes up', false],
    ]);
    assert.deepEqual(check('no marks'), []);
    assert.deepEqual(check('an empty "" one'), []);
    assert.deepEqual(check('never closed: "I wake'), [['I wake', true]]);
    assert.deepEqual(check('"i wake up"'), [['i wake up', false]]);
    // Whatever is cut out of the source is found, whatever has a character more is not.
    fc.assert(
      fc.property(fc.nat(17), fc.nat(17), (a, b) => {
        const quote = source.slice(Math.min(a, b), Math.max(a, b) + 1);
        assert.deepEqual(check(`x "${quote}" y`), [[quote, true]]);
        assert.deepEqual(check(`x "${quote}§" y`), [[`${quote}§`, false]]);
      }),
      { numRuns: 20 },
    );
  });

  it('gives the same words under every stage, with the rest and the change from the stage before', () => {
    const logits = [
      [0.25, 0.25, 0.25, 0.25],
      [0.7, 0.1, 0.1, 0.1],
      [0.7, 0.1, 0.1, 0.1],
    ].map((ps) => Float32Array.from(ps, Math.log));
    const { ids, probabilities, rest, entropy, change } = stageWords(logits, 1);
    assert.deepEqual(ids, [0]);
    assert.deepEqual(
      probabilities[0]!.map((p) => p.toFixed(3)),
      ['0.250', '0.700', '0.700'],
    );
    rest.forEach((mass, i) => assert.ok(Math.abs(mass + probabilities[0]![i]! - 1) < 1e-9));
    assert.deepEqual([entropy[0]!.toFixed(6), change[0], change[2]], ['2.000000', null, 0]);
    assert.ok(change[1]! > 0.1);
  });

  it('counts “she” by occupation as mean and range', () => {
    const [nurse] = pronounShares(['nurse'], [[0.5, 0.9, 0.7]]);
    assert.deepEqual([nurse?.she.toFixed(2), nurse?.lowest, nurse?.highest], ['0.70', 0.5, 0.9]);
    assert.ok(pronounFrames.every((frame) => frame.includes('{}')));
    assert.equal(new Set(occupations).size, occupations.length);
  });

  it('offers prompts and a passage that can be quoted', () => {
    assert.ok(promptExamples.some(({ asMessage }) => asMessage) && promptExamples.some(({ asMessage }) => !asMessage));
    assert.match(quoteRequest(quoteExample), /^Quote the words that show "sleep"\.\nText: I wake/);
  });

  it('lays the logged losses one after the other, and draws them where they are', () => {
    const { points, notes } = lossCurve(log as unknown as Parameters<typeof lossCurve>[0]);
    assert.deepEqual(
      points.map(({ stage, step, stageStep, startsLine }) => [stage, step, stageStep, startsLine]),
      [
        ['pretrained', 100, 100, true],
        ['pretrained', 200, 200, false],
        ['pretrained', 300, 300, true],
        ['instructed', 350, 50, true],
        ['aligned', 400, 50, true],
      ],
    );
    assert.deepEqual(notes, [{ stage: 'pretrained', note: 'First.' }]);
    const { marks, yTicks, heldOut, parts } = lossGeometry(points, 444, 232);
    const [zero, top] = [yTicks[0]!.y, yTicks.at(-1)!];
    marks.forEach(({ x, y }, i) => {
      const loss = ((zero - y) / (zero - top.y)) * top.value;
      assert.ok(Math.abs(loss - points[i]!.heldOut) < 1e-9);
      assert.ok(Math.abs((x - 44) / (444 - 44 - 12) - points[i]!.step / 400) < 1e-9);
    });
    assert.equal(heldOut.length, 4);
    assert.deepEqual(
      parts.map(({ stage }) => stage),
      ['pretrained', 'instructed', 'aligned'],
    );
    const taken = takenLesson({ ...nothing, losses: points });
    assert.deepEqual(taken?.tables[0]?.rows.at(-1), ['aligned', 50, 400, 1, 5.8]);
    assert.equal(taken?.pictures[0]?.body.match(/<path/g)?.length, 8);
    assert.deepEqual(taken?.settings, []);
  });

  it('counts what is remembered by how often it was read', () => {
    const recall = (count: number, exact: boolean, bits: number) => ({
      prompt: '',
      planted: '',
      written: '',
      count,
      exact,
      bits,
    });
    assert.deepEqual(recallRows([recall(16, true, 2), recall(0, false, 40), recall(16, false, 10)]), [
      { count: 0, sentences: 1, exact: 0, meanBits: 40 },
      { count: 16, sentences: 2, exact: 1, meanBits: 6 },
    ]);
  });

  it('gives away what was shown, with what was asked for it, and nothing that was not', () => {
    assert.equal(takenLesson(nothing), null);
    assert.equal(takenLesson({ ...nothing, memory: { stage: 'untrained', recalls: [] } }), null);
    const asked = { prompt: 'Once', asMessage: false, temperature: 0.5, seed: 9 };
    const writing = takenLesson({ ...nothing, asked });
    assert.equal(writing, null, 'nothing is written yet');
    const quote = { quote: 'I lie there', isVerbatim: true };
    const taken = takenLesson({
      ...nothing,
      asked,
      continuations: [{ stage: 'pretrained', text: ' upon a time', ended: false }],
      quoteAsked: { topic: 'sleep', text: 'I lie there.', seed: 4, tries: 1 },
      tried: [
        { free: { seed: 4, text: 'None.', quotes: [] }, held: { seed: 4, text: '"I lie there"', quotes: [quote] } },
      ],
      pronouns: { stage: 'aligned', shares: [{ occupation: 'nurse', she: 0.7, lowest: 0.5, highest: 0.9 }] },
      memory: {
        stage: 'pretrained',
        recalls: [{ prompt: 'Miss A', planted: ' red.', written: ' red.', count: 4, exact: true, bits: 2 }],
      },
    })!;
    assert.deepEqual(
      taken.tables.map(({ name, rows }) => [name, rows]),
      [
        ['written', [['pretrained', ' upon a time', 'no']]],
        [
          'quotations',
          [
            [4, 'freely', 'None.', null, null],
            [4, 'held to the text', '"I lie there"', 'I lie there', 'yes'],
          ],
        ],
        ['pronouns-aligned', [['nurse', 0.7, 0.5, 0.9]]],
        ['memory-pretrained', [[4, 1, 1, 2]]],
        ['sentences-pretrained', [['Miss A', ' red.', ' red.', 4, 'yes', 2]]],
      ],
    );
    for (const { columns, rows } of taken.tables) rows.forEach((row) => assert.equal(row.length, columns.length));
    assert.deepEqual(
      taken.pictures.map(({ name }) => name),
      ['pronouns-aligned', 'memory-pretrained'],
    );
    assert.deepEqual(
      taken.settings.filter(([name]) => /^(Temperature|Seed)/.test(name)),
      [
        ['Temperature', '0.5'],
        ['Seed', '9'],
        ['Seeds of the quotations', '4 to 4'],
      ],
    );
    assert.doesNotMatch(taken.methods, /Losses/);
  });
});
