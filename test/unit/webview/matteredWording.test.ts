import assert from 'node:assert/strict';
import { formatChance, formatOdds } from '../../../webview/mattered/wording';

describe('what mattered: wording', () => {
  it('tells small chances and long odds in numbers that can be read', () => {
    const chances = [0.12, 0.000794, 1e-5, 1 / 823_981, 1 / 823_981_001_211, 3e-30, 5e-324, 0].map(formatChance);
    assert.deepEqual(
      chances.map((chance) => chance.replaceAll('\u00a0', ' ')),
      [
        '12.0 %',
        '0.079 %',
        '0.0010 %',
        '1 in 823,981',
        '1 in 824 billion',
        '1 in 3.3 × 10²⁹',
        '1 in 2.0 × 10³²³',
        '0 %',
      ],
    );
    assert.deepEqual([1.1, -1.1, Math.log(1234), 27, -400].map(formatOdds), [
      '3.0 to 1',
      '1 to 3.0',
      '1,234 to 1',
      '532 billion to 1',
      '1 to 5.2 × 10¹⁷³',
    ]);
  });
});
