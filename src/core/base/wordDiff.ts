/** A piece of two texts: in both, only in the first, or only in the second. */
export interface DiffPart {
  readonly kind: 'same' | 'deleted' | 'inserted';
  readonly text: string;
}

/** Cells of the table of a comparison, beyond which texts count as different from their first change to their last. */
const maxCells = 4_000_000;

const words = new Intl.Segmenter('en', { granularity: 'word' });

/**
 * Compares two texts word by word: words (Unicode Standard Annex 29), spaces and marks, by their longest common
 * subsequence. Spaces that stand alone between changes belong to the changes, so that these can be read.
 *
 * @returns parts whose `same` and `deleted` texts make up `before`, and whose `same` and `inserted` ones `after`
 */
export function diffWords(before: string, after: string): DiffPart[] {
  const [a, b] = [tokens(before), tokens(after)];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let [aEnd, bEnd] = [a.length, b.length];
  while (aEnd > start && bEnd > start && a[aEnd - 1] === b[bEnd - 1]) {
    aEnd--;
    bEnd--;
  }
  const same = (text: string): DiffPart => ({ kind: 'same', text });
  const middle = compare(a.slice(start, aEnd), b.slice(start, bEnd));
  return readable([...a.slice(0, start).map(same), ...middle, ...a.slice(aEnd).map(same)]);
}

function tokens(text: string): string[] {
  return Array.from(words.segment(text), ({ segment }) => segment);
}

function compare(a: readonly string[], b: readonly string[]): DiffPart[] {
  if (a.length * b.length > maxCells) {
    return [
      ...a.map((text): DiffPart => ({ kind: 'deleted', text })),
      ...b.map((text): DiffPart => ({ kind: 'inserted', text })),
    ];
  }
  const width = b.length + 1;
  // Length of the longest common subsequence of what is left from [i, j] on.
  const left = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      left[i * width + j] =
        a[i] === b[j]
          ? left[(i + 1) * width + j + 1]! + 1
          : Math.max(left[(i + 1) * width + j]!, left[i * width + j + 1]!);
    }
  }
  const parts: DiffPart[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      parts.push({ kind: 'same', text: a[i]! });
      i++;
      j++;
    } else if (j >= b.length || (i < a.length && left[(i + 1) * width + j]! >= left[i * width + j + 1]!)) {
      parts.push({ kind: 'deleted', text: a[i++]! });
    } else parts.push({ kind: 'inserted', text: b[j++]! });
  }
  return parts;
}

/** Neighbours of a kind as one, in a change first what is deleted, no change interrupted by a lone space. */
function readable(parts: readonly DiffPart[]): DiffPart[] {
  const result: DiffPart[] = [];
  let [same, deleted, inserted] = ['', '', ''];
  const flush = () => {
    if (deleted !== '') result.push({ kind: 'deleted', text: deleted });
    if (inserted !== '') result.push({ kind: 'inserted', text: inserted });
    [deleted, inserted] = ['', ''];
  };
  for (const { kind, text } of parts) {
    if (kind === 'same') {
      same += text;
      continue;
    }
    const isInChange = deleted !== '' || inserted !== '';
    if (same !== '' && isInChange && same.trim() === '') {
      deleted += same;
      inserted += same;
    } else if (same !== '') {
      flush();
      result.push({ kind: 'same', text: same });
    }
    same = '';
    if (kind === 'deleted') deleted += text;
    else inserted += text;
  }
  flush();
  if (same !== '') result.push({ kind: 'same', text: same });
  return result;
}
