import assert from 'node:assert/strict';
import { moveEnd, passageOf, quote, wordsOf } from '../../../webview/adjudication/passage';
import { range, stretch } from './scene';

const turns = ['How are you?', 'I lie awake.', 'Go on.', 'That is all.'].map((words, i) => {
  return { speaker: i % 2 ? 'P01' : 'Interviewer', startMs: null, start: i * 100, words };
});
const sides = [
  { coder: 'ana', stretches: [stretch('ana 102-110 sleep')] },
  { coder: 'ben', stretches: [stretch('ben 106-204 sleep')] },
];

describe('the passage of a difference', () => {
  const passage = passageOf(turns, { range: range(102, 204), sides });

  it('has the turns it touches, with one more on each side', () => {
    assert.deepEqual(
      passage.map(({ turn, neighbour }) => [turn.words, neighbour]),
      [
        ['How are you?', true],
        ['I lie awake.', false],
        ['Go on.', false],
        ['That is all.', true],
      ],
    );
  });

  it('is cut where marks begin and end, and loses no character', () => {
    assert.deepEqual(
      passage[1]?.pieces.map(({ text, lanes }) => [text, lanes]),
      [
        ['I ', []],
        ['lie ', [0]],
        ['awak', [0, 1]],
        ['e.', [1]],
      ],
    );
    for (const { turn, pieces } of passage) assert.equal(pieces.map(({ text }) => text).join(''), turn.words);
  });

  it('lets an end move word by word, and keeps one word at least', () => {
    const words = wordsOf(passage);
    const said = (stretch: { start: number; end: number }) => quote(turns, stretch);
    const awake = { start: 106, end: 112 };
    assert.equal(said(moveEnd(words, awake, 'start', -1)), 'lie awake.');
    assert.equal(said(moveEnd(words, awake, 'end', 1)), 'awake. … Go');
    assert.equal(said(moveEnd(words, awake, 'start', 1)), 'awake.');
    assert.equal(said(moveEnd(words, awake, 'end', -1)), 'awake.');
  });
});
