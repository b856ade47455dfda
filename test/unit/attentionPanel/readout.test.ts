import assert from 'node:assert/strict';
import {
  describeCell,
  describeColumn,
  describeOmission,
  describeRow,
  describeSum,
  formatWeight,
  type ReadHead,
} from '../../../webview/attention/readout';
import { readViewState } from '../../../webview/attention/viewState';

const head: ReadHead = {
  tokens: ['At', ' night', ' sleep', '\n'],
  weights: Float32Array.from([1, 0, 0, 0, 0.6, 0.4, 0, 0, 0.2, 0.3142, 0.4858, 0, 0.5, 0.25, 0.24995, 0.00005]),
  size: 4,
  numbers: [1, 2, 3, 4],
  leftToRight: true,
  reading: 'head',
  unit: 'token',
  hidden: null,
};
/** Without the no-break spaces that numbers are set with. */
const plain = (text: string) => text.replaceAll('\u00a0', ' ');

describe('attention readout', () => {
  it('says one weight in words and as an exact number', () => {
    assert.equal(
      plain(describeCell(head, { query: 2, key: 1 })),
      '“sleep” looks at “night”: 0.3142 (31.4 % of its attention)',
    );
    assert.equal(
      plain(describeCell(head, { query: 2, key: 2 })),
      '“sleep” looks at itself: 0.4858 (48.6 % of its attention)',
    );
  });

  it('explains a 0 only where the model cannot look ahead', () => {
    const ahead = { query: 1, key: 2 };
    assert.equal(plain(describeCell(head, ahead)), '“night” cannot look at “sleep”, which comes later: 0');
    const encoder = { ...head, leftToRight: false };
    assert.equal(plain(describeCell(encoder, ahead)), '“night” looks at “sleep”: 0 (0 % of its attention)');
  });

  it('never passes a small weight off as 0', () => {
    assert.equal(
      plain(describeCell(head, { query: 3, key: 3 })),
      'line break looks at itself: < 0.0001 (< 0.1 % of its attention)',
    );
    assert.deepEqual([0, 0.0001, 1].map(formatWeight), ['0', '0.0001', '1.0000']);
  });

  it('names the strongest target among those shown', () => {
    assert.match(describeRow(head, 1, 0), /^“night” looks most at “At”: 0\.6000/);
    assert.match(describeRow(head, 1, 1), /^“night” looks most at itself: 0\.4000/);
    assert.equal(describeRow(head, 0, 1), '“At” looks at nothing else than the hidden first token');
  });

  it('adds weights up as they are, without stretching them to 1', () => {
    assert.equal(describeSum(head, 2, 0, 10), 'Together 1.0000.');
    assert.equal(describeSum(head, 2, 0, 2), 'These 2 weights add up to 0.8000, all 3 to 1.0000.');
    assert.equal(describeSum(head, 2, 1, 10), 'Together 0.8000. The other 0.2000 is on the hidden first token.');
  });

  it('says what a number is when it is no share of attention', () => {
    const cell = { query: 2, key: 1 };
    const say = (reading: ReadHead['reading']) => plain(describeCell({ ...head, reading }, cell));
    assert.equal(say('rollout'), '“sleep” draws on “night”: 0.3142 (31.4 % of it, by rollout)');
    assert.equal(say('valueNorms'), '“sleep” takes from “night”: 0.3142 (weight times the length of the value)');
    assert.equal(say('allMax'), '“sleep” looks at “night”: 0.3142 (the largest weight that any of the heads gives)');
    assert.match(say('layerMean'), /31\.4 % of its attention, averaged over the layer’s heads/);
    assert.match(describeSum({ ...head, reading: 'layerMax' }, 2, 0, 10), /a row need not sum to 1/);
    const ahead = describeCell({ ...head, reading: 'rollout' }, { query: 1, key: 2 });
    assert.equal(ahead, '“night” cannot draw on “sleep”, which comes later: 0');
  });

  it('names the one that looks most at a token, and what is on hidden special tokens', () => {
    assert.match(plain(describeColumn(head, 1)), /^Of all, “night” itself looks at “night” most: 0\.4000/);
    assert.equal(describeColumn({ ...head, weights: new Float32Array(16) }, 1), 'Nothing looks at “night”');
    const hidden = Float32Array.from([0, 0, 0.25, 0]);
    assert.match(describeSum({ ...head, hidden }, 2, 0, 10), /0\.2500 is on hidden special tokens\.$/);
  });

  it('says how much was left out and whose limit it was', () => {
    const subject = {
      subjectId: 1,
      document: 'P01.txt',
      line: 1,
      omittedTokens: 0,
      limit: { tokens: 512, by: 'panel' },
    } as const;
    assert.equal(describeOmission(subject), null);
    assert.equal(
      describeOmission({ ...subject, omittedTokens: 1 }),
      'The last 1 token was left out: this panel shows at most 512.',
    );
    assert.equal(
      describeOmission({ ...subject, omittedTokens: 2698, limit: { tokens: 1024, by: 'model' } }),
      'The last 2,698 tokens were left out: this model reads at most 1,024.',
    );
    assert.equal(
      describeOmission({ ...subject, omittedTokens: 3, limit: { tokens: 3663, by: 'onePiece' } }),
      'The last 3 tokens were left out: this model takes a text in one piece, and shows its attention for at most 3,663.',
    );
  });
});

describe('saved state of the Attention panel', () => {
  const heads = { order: 'layer', smallestFirst: false, show: 'pictures' };
  const fresh = {
    reading: 'head',
    layer: 0,
    head: 0,
    view: 'matrix',
    heads,
    unit: 'token',
    hideFirstToken: false,
    hideSpecialTokens: false,
    direction: 'from',
    source: null,
  };

  it('is read as it was written', () => {
    const state = {
      reading: 'rollout',
      layer: 3,
      head: 2,
      view: 'text',
      heads: { order: 'induction', smallestFirst: true, show: 'table' },
      unit: 'word',
      hideFirstToken: true,
      hideSpecialTokens: true,
      direction: 'to',
      source: { uri: 'file:///a.txt', start: 1, end: 9 },
    };
    assert.deepEqual(readViewState(state), state);
  });

  it('falls back field by field where it is missing or unsound', () => {
    for (const nothing of [undefined, null, 'x', 7, []]) assert.deepEqual(readViewState(nothing), fresh);
    const broken = {
      reading: 'median',
      unit: 3,
      direction: null,
      layer: -1,
      head: 1.5,
      view: 'pie',
      hideFirstToken: 'yes',
      source: { uri: 'file:///a', start: -2, end: 3 },
    };
    assert.deepEqual(readViewState(broken), fresh);
    assert.deepEqual(readViewState({ ...broken, head: 4 }), { ...fresh, head: 4 });
  });
});
