import type { MappedText } from './mappedText';
import { Rewriter } from './mappedText';

export type NormalizationForm = 'NFC' | 'NFD' | 'NFKC' | 'NFKD';

/** Unicode normalisation (UAX #15) that keeps the source map. */
export function normalizeUnicode(source: MappedText, form: NormalizationForm): MappedText {
  if (source.text.normalize(form) === source.text) return source;
  const rewriter = new Rewriter(source);
  let at = 0;
  for (const cluster of clusters(source.text)) {
    if (cluster.normalize(form) === cluster) rewriter.copy(at, at + cluster.length);
    else emitCluster(rewriter, cluster, at, form);
    at += cluster.length;
  }
  return rewriter.finish();
}

/** Stretches that normalise independently: a character and all after it that can combine with what stands before. */
function* clusters(text: string): Generator<string> {
  let cluster = '';
  for (const char of text) {
    if (cluster !== '' && !combinesWithPrevious(char)) {
      yield cluster;
      cluster = '';
    }
    cluster += char;
  }
  if (cluster !== '') yield cluster;
}

/** Marks, and the vowels and finals of Hangul, also where only their compatibility form is one. */
function combinesWithPrevious(char: string): boolean {
  return char >= '\u0300' && /^[\p{M}\u1160-\u11ff]/u.test(char.normalize('NFKD'));
}

/**
 * Maps as the crate `unicode-normalization-alignments` does: a source character decomposes into one that stands for it
 * and others inserted after it, and a composed character stands for all the source characters of its parts. What stands
 * for source characters maps to the first of them, what is inserted to the one before.
 */
function emitCluster(rewriter: Rewriter, cluster: string, at: number, form: NormalizationForm): void {
  const decomposition = form === 'NFC' || form === 'NFD' ? 'NFD' : 'NFKD';
  const offsets: number[] = [];
  /** For each decomposed character, whether each of its occurrences, in order, stands for a source character. */
  const standsFor = new Map<string, { readonly flags: boolean[]; used: number }>();
  let offset = at;
  for (const char of cluster) {
    offsets.push(offset);
    offset += char.length;
    [...char.normalize(decomposition)].forEach((part, i) => {
      const occurrences = standsFor.get(part) ?? { flags: [], used: 0 };
      occurrences.flags.push(i === 0);
      standsFor.set(part, occurrences);
    });
  }
  let next = 0;
  for (const char of cluster.normalize(form)) {
    let replaced = 0;
    for (const part of char.normalize('NFD')) {
      const occurrences = standsFor.get(part);
      if (occurrences?.flags[occurrences.used++]) replaced++;
    }
    const index = replaced > 0 ? next : next - 1;
    rewriter.emit(char, offsets[Math.min(Math.max(index, 0), offsets.length - 1)]!);
    next += replaced;
  }
}
