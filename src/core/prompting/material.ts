import { SeededRandom } from '../generation/random';
import type { IndexedTranscript, PlacedSegment, StudyIndex } from '../retrieval/studyIndex';
import { groupBy } from '../base/groupBy';
import { utf16, type RangeUtf16 } from '../base/offsets';
import { intersect, unite } from '../base/stretches';
import { UserError } from '../base/userError';
import { isModelCoder } from '../coding/study';
import type { SegmentsSetting, Sheet } from './sheet';
import { noneId, type LabelTask } from './task';
import type { Item } from './technique';

export interface Material {
  /** In the order of the text. */
  readonly items: readonly Item[];
  /** Items of the test part that are held back because it is not open. */
  readonly heldBack: number;
  /** Items that the sample left out. */
  readonly notDrawn: number;
}

/**
 * The stretches that a sheet asks about. Those of the test part are held back until it is open; then it is they alone.
 *
 * @throws UserError where a stretch was selected in another version of the text, or nothing is left to ask about
 */
export function materialOf({ segments, sample, test }: Sheet, study: StudyIndex): Material {
  requireTranscripts({ segments, test }, study);
  const isTest = (item: Item) => test.transcripts.includes(item.transcript);
  const all = itemsOf(segments, study);
  const part = test.openedAt === null ? all.filter((item) => !isTest(item)) : all.filter(isTest);
  if (part.length === 0) throw nothingLeft(all.length === 0, test);
  const items = sample && sample.size < part.length ? draw(part, sample.size, sample.seed) : part;
  return {
    items,
    heldBack: test.openedAt === null ? all.length - part.length : 0,
    notDrawn: part.length - items.length,
  };
}

/** A path with a slip in it would hold nothing back, and nobody would see it in the figures. */
function requireTranscripts({ segments, test }: Pick<Sheet, 'segments' | 'test'>, study: StudyIndex): void {
  const isGone = (path: string) => !study.transcripts.some((one) => one.path === path);
  const gone = test.transcripts.filter(isGone);
  if (gone.length > 0 && test.openedAt !== null) {
    throw new UserError(
      'badRequest',
      `The test part is open, but not in this study any more: ${gone.join(', ')}.`,
      'Put the file back where it was, or make a new sheet.',
    );
  }
  const chosenGone = segments.kind === 'stretches' ? [] : (segments.transcripts ?? []).filter(isGone);
  for (const [whose, paths] of [
    ['The test part', gone],
    ['The sheet’s choice of segments', chosenGone],
  ] as const) {
    if (paths.length === 0) continue;
    const what = paths.length === 1 ? 'a transcript that is' : 'transcripts that are';
    throw new UserError(
      'badRequest',
      `${whose} names ${what} not in this study: ${paths.join(', ')}.`,
      'Put the file back where it was, or open the sheet as text and correct or take out its path.',
    );
  }
}

function nothingLeft(isNoneFound: boolean, { openedAt }: Sheet['test']): UserError {
  const otherChoice = 'Choose other transcripts, another speaker or another code.';
  if (openedAt !== null)
    return new UserError('badRequest', 'The sheet’s choice of segments finds none in the test part.', otherChoice);
  return isNoneFound
    ? new UserError('badRequest', 'The sheet’s choice of segments finds none in this study.', otherChoice)
    : new UserError(
        'badRequest',
        'All of the sheet’s segments are in the test part, which is not open.',
        `${otherChoice} Or take a transcript out of the test part.`,
      );
}

/** Everything that a choice of segments finds, test part or not, in the order of the text. */
export function itemsOf(setting: SegmentsSetting, study: StudyIndex): Item[] {
  switch (setting.kind) {
    case 'turns':
      return chosen(study, setting.transcripts).flatMap((transcript) =>
        transcript.turns
          .filter(({ words, speaker }) => words.end > words.start && (setting.speakers?.includes(speaker) ?? true))
          .map(({ words }) => itemAt(transcript, words)),
      );
    case 'coded': {
      // What a model suggested is no code before a person accepts it.
      const isAskedFor = (coder: string) =>
        setting.coder === undefined ? !isModelCoder(coder) : coder === setting.coder;
      return chosen(study, setting.transcripts).flatMap((transcript) => {
        const stretches = transcript.segments.filter(
          ({ code, coder, moved }) => !moved && code === setting.code.toLowerCase() && isAskedFor(coder),
        );
        // Two coders on the same words ask the same question once.
        const byPlace = new Map(stretches.map((stretch) => [`${stretch.start}-${stretch.end}`, stretch]));
        return [...byPlace.values()].map((stretch) => itemAt(transcript, stretch));
      });
    }
    case 'stretches':
      return setting.stretches.map(({ transcript: path, start, end, sha256 }) => {
        const transcript = study.transcripts.find((one) => one.path === path);
        if (transcript?.sha256 === sha256 && end <= transcript.text.length)
          return itemAt(transcript, { start: utf16(start), end: utf16(end) });
        throw new UserError(
          'badRequest',
          transcript ? `${path} is not the text that was selected from: it has changed since.` : `${path} is missing.`,
          'Select the words again and make a new sheet.',
        );
      });
  }
}

/**
 * The label that a coder gave a stretch: of the codes on it, the one that covers most, the earlier one in a tie. Null
 * where the coder did not code the transcript, or a code may be on the stretch, at a place that nobody has confirmed;
 * `none`, where the task has it, or null, where no code is on the stretch.
 */
export function labelBy(
  study: StudyIndex,
  coder: string,
  task: LabelTask,
  item: Item,
  coded: ReadonlySet<string>,
): string | null {
  if (!coded.has(item.transcript) || hasGuess(study, coder, item)) return null;
  return codesBy(study, coder, task, item)[0] ?? (task.labels.some(({ id }) => id === noneId) ? noneId : null);
}

function hasGuess({ transcripts }: StudyIndex, coder: string, { transcript, start, end }: Item): boolean {
  const segments = transcripts.find(({ path }) => path === transcript)?.segments ?? [];
  return segments.some((one) => one.moved && one.coder === coder && one.start < end && start < one.end);
}

/** Those of the task's codes that a coder put on a stretch, the one that covers most first, in a tie the earlier one. */
export function codesBy(study: StudyIndex, coder: string, task: LabelTask, item: Item): string[] {
  const transcript = study.transcripts.find(({ path }) => path === item.transcript);
  const ids = task.labels.map(({ id }) => id);
  const own = segmentsOn(transcript, coder, ids, item);
  const stretch = { start: utf16(item.start), end: utf16(item.end) };
  const covered = new Map<string, number>();
  for (const [code, segments] of groupBy(own, (segment) => segment.code)) {
    // Words that carry the code twice count once.
    const runs = intersect(unite([segments]), [stretch]);
    covered.set(
      code,
      runs.reduce((sum, { start, end }) => sum + end - start, 0),
    );
  }
  return ids.filter((id) => covered.has(id)).sort((a, b) => covered.get(b)! - covered.get(a)!);
}

/** A coder's segments with some codes that share a character with a stretch; none at a guessed place. */
export function segmentsOn(
  transcript: IndexedTranscript | undefined,
  coder: string,
  codes: readonly string[],
  { start, end }: Pick<Item, 'start' | 'end'>,
): PlacedSegment[] {
  return (transcript?.segments ?? []).filter(
    (segment) =>
      segment.coder === coder &&
      codes.includes(segment.code) &&
      segment.start < end &&
      segment.end > start &&
      !segment.moved,
  );
}

function itemAt({ path, text, turns }: IndexedTranscript, { start, end }: RangeUtf16): Item {
  const turn = turns.findLast(({ range }) => range.start <= start);
  return {
    id: `${path}#${start}-${end}`,
    transcript: path,
    start,
    end,
    // A note after the words is nobody's.
    speaker: turn && start < Math.max(turn.words.end, turn.words.start + 1) ? turn.speaker : null,
    text: text.slice(start, end),
  };
}

function chosen({ transcripts }: StudyIndex, paths: readonly string[] | undefined): readonly IndexedTranscript[] {
  return paths === undefined ? transcripts : transcripts.filter(({ path }) => paths.includes(path));
}

/** So many of them without replacement, back in their order (Fisher–Yates on the indices). */
function draw<T>(all: readonly T[], size: number, seed: number): T[] {
  return shuffled(
    all.map((_, i) => i),
    seed,
  )
    .slice(0, size)
    .sort((a, b) => a - b)
    .map((i) => all[i]!);
}

/** A random order that follows from the seed. */
export function shuffled<T>(all: readonly T[], seed: number): T[] {
  const random = new SeededRandom(seed);
  const order = [...all];
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random.next() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}
