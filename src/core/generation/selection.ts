// Selection of the largest values without sorting the whole vocabulary. Values must hold no NaN.

/** Where a walk down the sorted values stops. */
export interface Cut {
  /** The value at which it stops. */
  readonly value: number;
  /** What the values above `value` weigh together, less than was asked for. */
  readonly above: number;
}

/** The k-th largest value and how many are larger; `k` in [1, length]. */
export function cutAtRank(values: Float64Array | Float32Array, k: number): Cut {
  // The k-th largest of some values is a lower bound for the k-th largest of all.
  const some = values.subarray(0, 4096);
  const floor = k <= some.length ? descendingCut(some.slice(), k, () => 1).value : -Infinity;
  return descendingCut(atLeast(values, floor), k, () => 1);
}

/** The probability at which the largest ones, best first, reach `mass`; they sum to 1. */
export function cutAtMass(probabilities: Float64Array, mass: number): Cut {
  // All that lie below this floor sum to less than 1 - mass.
  return descendingCut(atLeast(probabilities, (1 - mass) / probabilities.length), mass, (p) => p);
}

function atLeast(values: Float64Array | Float32Array, floor: number): Float64Array {
  const kept = new Float64Array(values.length);
  let count = 0;
  for (let i = 0; i < values.length; i++) if (values[i]! >= floor) kept[count++] = values[i]!;
  return kept.subarray(0, count);
}

/** Quickselect by weight, O(n) on average; reorders `work`. Where all together weigh too little, cuts at the smallest. */
function descendingCut(work: Float64Array | Float32Array, target: number, weight: (value: number) => number): Cut {
  let low = 0;
  let high = work.length;
  let above = 0;
  let last = { value: -Infinity, above: 0 };
  // Pivots at fixed pseudo-random places: no common order of values is slow, and the same input gives the same sums.
  let random = 1;
  while (low < high) {
    random = (Math.imul(random, 1664525) + 1013904223) >>> 0;
    const pivot = work[low + (random % (high - low))]!;
    // Three-way partition of [low, high): greater than the pivot | equal | less.
    let greater = low;
    let less = high;
    let weightGreater = 0;
    for (let i = low; i < less;) {
      const value = work[i]!;
      if (value > pivot) {
        weightGreater += weight(value);
        work[i++] = work[greater]!;
        work[greater++] = value;
      } else if (value < pivot) {
        work[i] = work[--less]!;
        work[less] = value;
      } else i++;
    }
    if (above + weightGreater >= target) {
      high = greater;
      continue;
    }
    last = { value: pivot, above: above + weightGreater };
    above = last.above + (less - greater) * weight(pivot);
    if (above >= target) break;
    low = less;
  }
  return last;
}
