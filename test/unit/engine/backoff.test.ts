import assert from 'node:assert/strict';
import { parseRetryAfterMs, retryDelayMs } from '../../../src/core/engine/backoff';

const backoff = { attempts: 5, baseMs: 100, capMs: 500, patienceMs: 10_000 };

describe('backoff', () => {
  it('waits a random time below a doubling bound, up to the cap, and gives up after the last attempt', () => {
    const bounds = [0, 1, 2, 3, 4].map((failure) => retryDelayMs(failure, 0.5, backoff));
    assert.deepEqual(bounds, [50, 100, 200, 250, null]);
    assert.equal(retryDelayMs(2, 0, backoff), 0);
  });

  it('waits at least as long as the server asks, unless that is past patience', () => {
    assert.equal(retryDelayMs(0, 0.5, backoff, 7000), 7050);
    assert.equal(retryDelayMs(0, 0.5, backoff, 10_001), null);
  });

  it('reads Retry-After as seconds or as a date', () => {
    const now = Date.parse('Fri, 31 Dec 1999 23:59:00 GMT');
    const cases: [string | null, number | undefined][] = [
      [null, undefined],
      ['120', 120_000],
      [' 0 ', 0],
      ['Fri, 31 Dec 1999 23:59:59 GMT', 59_000],
      ['Fri, 31 Dec 1999 23:00:00 GMT', 0],
      ['', undefined],
      ['-5', undefined],
      ['1.5', undefined],
      ['soon', undefined],
    ];
    for (const [header, expected] of cases) assert.equal(parseRetryAfterMs(header, now), expected, String(header));
  });
});
