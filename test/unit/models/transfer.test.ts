import assert from 'node:assert/strict';
import { abilitiesOf } from '../../../src/core/models/abilities';
import { licenceOfCard } from '../../../src/core/models/modelCard';
import { formatBytes, formatProgress, formatSecondsLeft, TransferRate } from '../../../src/core/models/transfer';

describe('TransferRate', () => {
  it('tells the time left from the last seconds, not from the start', () => {
    const rate = new TransferRate(10_000);
    for (let s = 0; s <= 10; s++) rate.add(s * 10e6, s * 1000);
    assert.equal(rate.secondsLeft(200e6), 10);
    for (let s = 11; s <= 30; s++) rate.add(100e6 + (s - 10) * 1e6, s * 1000);
    assert.equal(rate.secondsLeft(200e6), 80);
  });

  it('says nothing at first, nor while nothing comes', () => {
    const rate = new TransferRate();
    assert.equal(rate.secondsLeft(1), undefined);
    rate.add(0, 0);
    rate.add(5, 500);
    assert.equal(rate.secondsLeft(10), undefined);
    const still = new TransferRate();
    still.add(5, 0);
    still.add(5, 5000);
    assert.equal(still.secondsLeft(10), undefined);
  });
});

describe('progress for people', () => {
  it('counts bytes in decimal units', () => {
    const sizes = [0, 999, 1000, 9940, 9950, 137_120_000, 999_400_000, 999_500_000, 1.7e9].map(formatBytes);
    assert.deepEqual(sizes, ['0 B', '999 B', '1.0 kB', '9.9 kB', '10 kB', '137 MB', '999 MB', '1.0 GB', '1.7 GB']);
  });

  it('tells part, whole and time', () => {
    assert.equal(formatProgress(59e6, 137e6, 130), '43 % · 59 MB of 137 MB · about 2 min left');
    assert.equal(formatProgress(136.9e6, 137e6), '99 % · 137 MB of 137 MB');
    assert.equal(formatProgress(0, 0), '100 % · 0 B of 0 B');
    assert.deepEqual([59, 7200].map(formatSecondsLeft), ['less than a minute left', 'about 2 h left']);
  });
});

describe('licenceOfCard', () => {
  it('reads the front matter of a model card, and only that', () => {
    assert.equal(licenceOfCard('---\nlanguage: en\nlicense: apache-2.0\ntags:\n  - x\n---\n# M\n'), 'apache-2.0');
    assert.equal(licenceOfCard('---\r\nlicense: "mit"\r\n---\r\n'), 'mit');
    assert.equal(licenceOfCard('---\nlicense: other\nlicense_name: tongyi-qianwen\n---\n'), 'tongyi-qianwen');
    assert.equal(licenceOfCard('# M\nlicense: mit\n'), null);
    assert.equal(licenceOfCard('---\nlanguage: en\n---\nlicense: mit\n'), null);
  });
});

describe('abilitiesOf', () => {
  it('a chat template alone makes no chat', () => {
    const none = { predictsNextToken: false, chatTemplate: true, attention: false, hiddenStates: false };
    assert.deepEqual(abilitiesOf(none), []);
    const decoder = { ...none, predictsNextToken: true, attention: true };
    assert.deepEqual(abilitiesOf(decoder), ['generate', 'chat', 'attention']);
    assert.deepEqual(abilitiesOf({ ...none, attention: true, hiddenStates: true }), ['attention', 'embed']);
  });
});
