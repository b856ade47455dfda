/** A copy of one of the study's own files, as programs that sync a folder make them when two computers save at once. */
export interface StrayCopy {
  readonly file: string;
  readonly of: string;
}

/** `P01.transcript (conflicted copy …).txt`, `codebook-DESKTOP-1.json`; of other texts only what names a conflict. */
export function copyOf(file: string, originals: readonly string[]): StrayCopy | null {
  const [, stem, ending] = /^(.*)(\.[a-z]+)$/s.exec(file) ?? [];
  if (stem === undefined || ending === undefined || file.endsWith('.codebook.json')) return null;
  const of = originals.find((one) => {
    if (one === file || !one.endsWith(ending)) return false;
    const own = one.slice(0, -ending.length);
    const rest = stem.startsWith(own) ? stem.slice(own.length) : '';
    if (/^(?:[ _.-].*)?(?:conflict)/is.test(rest)) return true;
    return /^[ _-]/.test(rest) && (ending === '.json' || own.endsWith('.transcript'));
  });
  return of === undefined ? null : { file, of };
}

/** Of the lines of a copy, the least that its original has too: two computers changed one text. */
const leastShared = 0.5;

/**
 * Transcripts that hold the words of another once more: named as a sync program names copies, with at least half of their
 * lines in the original, and coded by nobody.
 *
 * @param coded paths of transcripts that somebody has coded
 */
export function copiedTranscripts(
  transcripts: readonly { readonly path: string; readonly text: string }[],
  coded: ReadonlySet<string>,
): StrayCopy[] {
  const paths = transcripts.map(({ path }) => path);
  const texts = new Map(transcripts.map(({ path, text }) => [path, text]));
  return paths.flatMap((path) => {
    const copy = coded.has(path) ? null : copyOf(path, paths);
    if (!copy) return [];
    const lines = linesOf(texts.get(path)!);
    const original = new Set(linesOf(texts.get(copy.of)!));
    return lines.filter((line) => original.has(line)).length >= leastShared * lines.length ? [copy] : [];
  });
}

function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line.trim() !== '');
}
