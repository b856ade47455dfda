import assert from 'node:assert/strict';
import type { SuggestionStatus } from '../../../src/core/suggestions/lifecycle';
import type { CodingSegment, CodingSuggestion } from '../../../src/protocol/coding';
import { currentOf, isDrawn, nextOpen, queueKey, queueOf } from '../../../webview/coding/suggestions';

const nothing = {
  own: [],
  choices: 3,
  quote: null,
  reason: null,
  leftOut: [],
  model: 'tiny',
  technique: 'x',
  madeAt: '',
};
function scene(...list: readonly [start: number, probability: number | null, status: SuggestionStatus][]) {
  const ids = list.map((_, i) => `s${i}`);
  const suggestions = new Map(
    list.map(([, probability, status], i): [string, CodingSuggestion] => [
      ids[i]!,
      { segment: ids[i]!, probability, status, ...nothing },
    ]),
  );
  const segments = new Map(
    list.map(([start], i): [string, CodingSegment] => [
      ids[i]!,
      { id: ids[i]!, coder: 'model:tiny', code: 'c', state: 'exact', start, end: start + 5 },
    ]),
  );
  return { segments, suggestions };
}

describe('coding: the queue of suggestions', () => {
  it('goes through them in the order of the text, those decided on in their place', () => {
    const queue = queueOf(scene([30, 0.9, 'open'], [10, 0.2, 'rejected'], [20, null, 'open'], [0, 0.5, 'same']), 0);
    assert.deepEqual(
      queue.items.map(({ segment }) => segment.id),
      ['s1', 's2', 's0'],
    );
    assert.deepEqual([queue.open, queue.belowLeast], [2, 0]);
    assert.equal(currentOf(queue, { at: null }, 0), 1);
    assert.equal(currentOf(queue, { at: null }, 25), 2);
    assert.equal(currentOf(queue, { at: null }, 99), 1);
    assert.equal(currentOf(queue, { at: 's1' }, 99), 0);
    assert.deepEqual([nextOpen(queue, 1), nextOpen(queue, 2)], [2, 1]);
    const done = queueOf(scene([1, 0.3, 'accepted'], [9, 0.3, 'changed']), 0);
    assert.deepEqual([nextOpen(done, 0), currentOf(done, { at: null }, 5), done.open], [-1, 0, 0]);
    assert.equal(currentOf(queueOf(scene(), 0), { at: null }, 0), -1);
  });

  it('leaves out by probability only what has one, and says how many', () => {
    const queue = queueOf(scene([1, 0.39, 'open'], [2, 0.4, 'open'], [3, null, 'open']), 0.4);
    assert.deepEqual([queue.items.map(({ segment }) => segment.id), queue.belowLeast], [['s1', 's2'], 1]);
  });

  it('draws in the text what is open, and a model’s coding that nothing is known of', () => {
    const { suggestions } = scene([1, 1, 'open'], [2, 1, 'rejected'], [3, 1, 'accepted']);
    assert.deepEqual([undefined, ...suggestions.values()].map(isDrawn), [true, true, false, false]);
  });

  it('takes single letters, and leaves every combination to VS Code', () => {
    const press = { ctrlKey: false, metaKey: false, altKey: false, isComposing: false, repeat: false };
    const keys = ['a', 'E', 'r', 'n', 'p', 'x', 'Enter'].map((key) => queueKey({ ...press, key }));
    assert.deepEqual(keys, ['accept', 'edit', 'reject', 'next', 'previous', null, null]);
    for (const held of ['ctrlKey', 'metaKey', 'altKey', 'isComposing'])
      assert.equal(queueKey({ ...press, key: 'a', [held]: true }), null);
    const held = ['a', 'e', 'r', 'n', 'p'].map((key) => queueKey({ ...press, key, repeat: true }));
    assert.deepEqual(held, [null, null, null, 'next', 'previous'], 'held down, a key only leads on');
  });
});
