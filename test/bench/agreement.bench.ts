// The figures of issue 7: node --import tsx test/bench/agreement.bench.ts
import { bootstrap } from '../../src/core/agreement/bootstrap';
import { isComputed } from '../../src/core/agreement/figure';
import { gamma } from '../../src/core/agreement/gamma';
import { krippendorffAlpha } from '../../src/core/agreement/krippendorffAlpha';
import { chanceModels } from '../../src/core/agreement/randomContinuum';
import type { ReliabilityTable } from '../../src/core/agreement/reliabilityTable';
import { type Sliced, finish } from '../../src/core/agreement/slices';
import type { Continuum } from '../../src/core/agreement/unitizingAlpha';
import { unitizingAlphaIntervals } from '../../src/core/agreement/unitizingIntervals';
import { seededRandom } from '../unit/agreement/cases';

const random = seededRandom(1);

/** Ratings by coders who see the truth in 70 % of the units and guess in the others. */
function ratings(units: number, coders: number): ReliabilityTable {
  const values = new Int32Array(units * coders);
  for (let u = 0; u < units; u++) {
    const truth = Math.floor(random() * 5);
    for (let c = 0; c < coders; c++) values[u * coders + c] = random() < 0.7 ? truth : Math.floor(random() * 5);
  }
  return {
    coders: Array.from({ length: coders }, (_, i) => `coder ${i}`),
    categories: ['1', '2', '3', '4', '5'],
    ratings: values,
    counts: new Float64Array(units).fill(1),
  };
}

/** Segments whose boundaries wander by up to 20 characters from coder to coder; `cover` of them lie over a character. */
function segments(total: number, coders: number, cover: number): Continuum {
  const perCoder = total / coders;
  const marked = Array.from({ length: perCoder }, (_, i) => ({ start: i * 60, length: 40 * cover }));
  const names = Array.from({ length: coders }, (_, i) => `coder ${i}`);
  return {
    length: perCoder * 60 + 60 * cover,
    coders: names,
    segments: names.flatMap((coder) =>
      marked.map(({ start, length }, i) => {
        const from = start + Math.floor(random() * 20);
        const code = `code ${random() < 0.8 ? (i * 7) % 8 : Math.floor(random() * 8)}`;
        return { coder, code, start: from, end: from + length + Math.floor(random() * 20) };
      }),
    ),
  };
}

function time(label: string, limitS: number, work: () => Sliced<unknown>): void {
  const run = work();
  const startMs = performance.now();
  const cpu = process.cpuUsage();
  let last = startMs;
  let longestMs = 0;
  for (let done = false; !done;) {
    done = run.next().done ?? false;
    longestMs = Math.max(longestMs, performance.now() - last);
    last = performance.now();
  }
  const { user } = process.cpuUsage(cpu);
  console.log(
    `${label}: ${((last - startMs) / 1000).toFixed(2)} s (${(user / 1e6).toFixed(2)} s of processor time; ` +
      `limit ${limitS} s; longest step ${longestMs.toFixed(0)} ms)`,
  );
}

function* once<Result>(compute: () => Result): Sliced<Result> {
  yield 0;
  return compute();
}

const million = ratings(100_000, 10);
for (const level of ['nominal', 'ordinal', 'interval', 'ratio'] as const) {
  time(`alpha (${level}), 1,000,000 ratings by 10 coders`, 1, () => once(() => krippendorffAlpha(million, level)));
}
for (const coders of [2, 10]) {
  const table = ratings(10_000, coders);
  const alpha = (sample: ReliabilityTable) => krippendorffAlpha(sample, 'nominal');
  time(`1,000 bootstrap samples of 10,000 units, ${coders} coders`, 5, () =>
    bootstrap(table, { alpha }, { samples: 1000, random }),
  );
}
for (const [coders, cover] of [
  [2, 1],
  [2, 8],
  [4, 1],
  [10, 1],
  [10, 8],
] as const) {
  const continuum = segments(2000, coders, cover);
  for (const chance of chanceModels) {
    const label = `gamma (${chance}), 2,000 segments by ${coders} coders, ${cover} per place`;
    time(label, 30, () => gamma(continuum, { chance, samples: 1000, random }));
  }
  time(`unitizing alpha with 1,000 bootstrap samples, the same`, 30, () =>
    unitizingAlphaIntervals(continuum, { samples: 1000, random }),
  );
}
const figure = finish(gamma(segments(2000, 2, 1), { chance: 'statistical', samples: 0, random }));
if (isComputed(figure)) console.log(`(a gamma of ${figure.value.toFixed(3)} took ${figure.continua} random continua)`);
