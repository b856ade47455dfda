import assert from 'node:assert/strict';
import { type Figure, isComputed } from '../../../src/core/agreement/figure';
import { gamma } from '../../../src/core/agreement/gamma';
import { finish } from '../../../src/core/agreement/slices';
import type { Continuum, Segment } from '../../../src/core/agreement/unitizingAlpha';
import { unitizingAlphaIntervals } from '../../../src/core/agreement/unitizingIntervals';
import { seededRandom, simulateCoders } from '../../unit/agreement/cases';

describe('intervals of unitizing alpha and gamma, over many studies', () => {
  const both = (continuum: Continuum, samples: number, random: () => number) => ({
    alpha: finish(unitizingAlphaIntervals(continuum, { samples, random })).overall,
    gamma: finish(gamma(continuum, { chance: 'statistical', samples, random })),
  });

  const of = (figure: Figure) => (isComputed(figure) ? figure.value : assert.fail());

  it('cover the value of a very long text about as often as they say', () => {
    const random = seededRandom(42);
    const long = both(simulateCoders(400, random), 0, random);
    const covered = { alpha: 0, gamma: 0 };
    const studies = 24;
    for (let i = 0; i < studies; i++) {
      const short = both(simulateCoders(25, random), 100, random);
      for (const name of ['alpha', 'gamma'] as const) {
        const figure = short[name];
        assert.ok(isComputed(figure) && figure.low !== undefined && figure.high !== undefined);
        if (figure.low <= of(long[name]) && of(long[name]) <= figure.high) covered[name]++;
      }
    }
    for (const [name, times] of Object.entries(covered)) assert.ok(times >= 19, `${name}: ${times} of ${studies}`);
  });
});

describe('gamma of a crowd', () => {
  it('says that it is approximate where the best alignment is too much to prove', () => {
    const random = seededRandom(2);
    const crowd: Segment[] = Array.from({ length: 30 }, (_, i) => {
      const start = Math.floor(random() * 40);
      return { coder: `coder ${i % 10}`, code: 'x', start, end: start + 30 };
    });
    const coders = [...new Set(crowd.map(({ coder }) => coder))];
    const figure = finish(
      gamma({ length: 80, coders, segments: crowd }, { chance: 'statistical', samples: 0, random: seededRandom(1) }),
    );
    assert.ok(isComputed(figure));
    assert.match(figure.caveat ?? '', /^Approximate: the best way to match the segments of 10 coders/);
  });
});
