import { OffsetMap, type RangeUtf16 } from '../../core/base/offsets';
import { placeTargets } from '../../core/coding/anchor';
import { isEmptyText } from '../../core/coding/emptyText';
import { confirmedQuote, isPlaced, judgePlacement, type PlacedAnnotation } from '../../core/coding/correctionMarks';
import { ownCodings, type CodingFile } from '../../core/coding/loadStudy';
import { transcriptFolder, type StudyFolder } from '../../core/coding/studyFiles';
import { toWorkingText } from '../../core/transcript/transcript';
import type { StudyFiles } from '../../platform/study/studyFiles';
import { hashOf } from './liveText';

/** A segment or note that a person has to look at after its transcript was changed. */
export interface ReviewItem extends CodingFile {
  readonly annotation: PlacedAnnotation;
  /** Where it stands in the transcript as saved, UTF-16 in the working text; null when its words are gone. */
  readonly range: RangeUtf16 | null;
  /** The words that its coder marked. */
  readonly was: string;
  /** The words that stand there now. */
  readonly now: string | null;
}

/** Codings of a transcript that is there no longer. */
export interface LostTranscript {
  readonly transcript: string;
  /** Everybody's: who codes blind would else leave the others' behind. */
  readonly files: readonly CodingFile[];
  /** Transcripts with the very text that was coded, which have another name. */
  readonly sameText: readonly string[];
}

export interface Review {
  readonly items: readonly ReviewItem[];
  readonly lost: readonly LostTranscript[];
}

/** What is to be reviewed in a study. Files that cannot be read are left out: who opens them is told. */
export async function listReview(
  files: StudyFiles,
  folder: StudyFolder,
  isShown: (coder: string) => boolean,
): Promise<Review> {
  const byTranscript = new Map<string, CodingFile[]>();
  for (const file of (await ownCodings(folder)).own) {
    byTranscript.set(file.transcript, [...(byTranscript.get(file.transcript) ?? []), file]);
  }
  const items: ReviewItem[] = [];
  const gone: (readonly [string, readonly CodingFile[]])[] = [];
  for (const [transcript, codings] of byTranscript) {
    const bytes = await folder.read(transcript).catch(() => null);
    if (bytes === undefined) gone.push([transcript, codings]);
    const text = bytes && (await textOf(files, transcript));
    const shown = codings.filter(({ coder }) => isShown(coder));
    // One that a sync program has not fetched yet has lost nothing.
    if (typeof text === 'string' && !isEmptyText(text)) items.push(...(await itemsOf(files, shown, text)));
  }
  const hashes = gone.length > 0 ? await hashesOf(files, folder) : [];
  const lost = await Promise.all(
    gone.map(async ([transcript, codings]): Promise<LostTranscript> => {
      const annotations = (await Promise.all(codings.map(({ file }) => annotationsOf(files, file)))).flat();
      const coded = new Set(annotations.map(({ target }) => target.source['schema:sha256']));
      const sameText = hashes.filter(([, hash]) => coded.has(hash)).map(([path]) => path);
      return { transcript, files: codings, sameText };
    }),
  );
  return { items, lost };
}

/** Paths of the study's transcripts, in any order. */
export async function transcriptsOf(folder: StudyFolder, under: string = transcriptFolder): Promise<string[]> {
  const paths: string[] = [];
  for (const { name, isFolder } of await folder.list(under)) {
    const path = `${under}/${name}`;
    if (isFolder) paths.push(...(await transcriptsOf(folder, path)));
    else if (/\.(txt|md)$/i.test(name)) paths.push(path);
  }
  return paths;
}

async function hashesOf(files: StudyFiles, folder: StudyFolder) {
  const hashes: (readonly [string, string])[] = [];
  for (const path of await transcriptsOf(folder)) {
    const text = await textOf(files, path);
    if (text !== null) hashes.push([path, hashOf(text)]);
  }
  return hashes;
}

async function itemsOf(files: StudyFiles, codings: readonly CodingFile[], text: string): Promise<ReviewItem[]> {
  const sha256 = hashOf(text);
  const items: ReviewItem[] = [];
  let offsets: OffsetMap | undefined;
  for (const coding of codings) {
    // What was made on this very text stands where it says, unless a correction has marked it.
    const doubtful = (await annotationsOf(files, coding.file)).filter(
      (one) => one.target.source['schema:sha256'] !== sha256 || confirmedQuote(one) !== one.target.selector[1].exact,
    );
    if (doubtful.length === 0) continue;
    offsets ??= new OffsetMap(text);
    const targets = doubtful.map(({ target }) => target);
    placeTargets(text, sha256, targets, offsets).forEach((placement, i) => {
      const annotation = doubtful[i]!;
      const judged = judgePlacement(annotation, placement, sha256);
      const was = confirmedQuote(annotation);
      if (judged.state === 'orphaned') items.push({ ...coding, annotation, range: null, was, now: null });
      else if (judged.state === 'moved') {
        const { range } = judged;
        items.push({ ...coding, annotation, range, was, now: text.slice(range.start, range.end) });
      }
    });
  }
  return items;
}

async function annotationsOf(files: StudyFiles, file: string): Promise<PlacedAnnotation[]> {
  const stored = await files.loadAnnotations(file).catch(() => null);
  return stored?.value?.first.items.filter(isPlaced) ?? [];
}

async function textOf(files: StudyFiles, path: string): Promise<string | null> {
  return files.loadText(path).then(toWorkingText, () => null);
}
