import { snapToGraphemes } from '../../core/base/graphemes';
import { OffsetMap, type RangeUtf16 } from '../../core/base/offsets';
import { UserError } from '../../core/base/userError';
import {
  parseAnnotations,
  serializeAnnotations,
  type Annotation,
  type AnnotationCollection,
} from '../../core/coding/annotations';
import { targetAt } from '../../core/coding/codingActs';
import { withoutMarks, type PlacedAnnotation } from '../../core/coding/correctionMarks';
import { isSameAnnotation } from '../../core/coding/mergeAnnotations';
import { toWorkingText } from '../../core/transcript/transcript';
import type { StudyFiles } from '../../platform/study/studyFiles';
import { hashOf } from './liveText';
import type { ReviewItem } from './reviewList';

const format = { parse: parseAnnotations, serialize: serializeAnnotations };

/** What a person decides on segments whose words have changed; each is written at once, with an entry in the journal. */
export class ReviewActs {
  constructor(
    private readonly files: StudyFiles,
    private readonly who: () => string | undefined,
    private readonly now: () => Date = () => new Date(),
  ) {}

  /**
   * Confirms the words at which a segment stands now, or gives it others.
   *
   * @param range UTF-16, in the working text as saved
   * @throws UserError `badRequest`: an empty stretch, or the segment was changed meanwhile; `fileUnwritable`
   */
  async attach(item: ReviewItem, range: RangeUtf16, what: 'accept' | 'reattach'): Promise<void> {
    const text = toWorkingText(await this.files.loadText(item.transcript));
    const place = snapToGraphemes(text, range);
    if (!(place.start < place.end && place.end <= text.length)) {
      throw new UserError('badRequest', 'Nothing is selected.', 'Select the words in the transcript first.');
    }
    const source = { ...item.annotation.target.source, id: item.transcript, 'schema:sha256': hashOf(text) };
    const scene = { text, source, offsets: new OffsetMap(text) };
    await this.#change(item, (items) =>
      items.map((one) => (one.id === item.annotation.id ? this.#attached(item.annotation, place, scene) : one)),
    );
    await this.#journal(`review.${what}`, item);
  }

  /** Takes a segment or note away, with the notes on it. @returns what `restore` takes */
  async remove(item: ReviewItem): Promise<readonly Annotation[]> {
    const { id } = item.annotation;
    let removed: readonly Annotation[] = [];
    await this.#change(item, (items) => {
      removed = items.filter((one) => one.id === id || one.target === id);
      return items.filter((one) => !removed.includes(one));
    });
    await this.#journal('review.delete', item);
    return removed;
  }

  /** Puts back what was taken away. */
  async restore(item: ReviewItem, removed: readonly Annotation[]): Promise<void> {
    await this.files.update(item.file, format, (collection) => {
      if (!collection) return undefined;
      const known = new Set(collection.first.items.map(({ id }) => id));
      return withItems(collection, [...collection.first.items, ...removed.filter(({ id }) => !known.has(id))]);
    });
    await this.#journal('review.restore', item);
  }

  #attached(annotation: PlacedAnnotation, place: RangeUtf16, scene: Parameters<typeof targetAt>[0]): Annotation {
    const target = targetAt(scene, place, annotation.target);
    return { ...withoutMarks(annotation), modified: this.now().toISOString(), target };
  }

  async #change(
    { file, annotation }: ReviewItem,
    change: (items: readonly Annotation[]) => readonly Annotation[],
  ): Promise<void> {
    await this.files.update(file, format, (collection) => {
      const now = collection?.first.items.find(({ id }) => id === annotation.id);
      if (collection && now && isSameAnnotation(now, annotation)) {
        return withItems(collection, change(collection.first.items));
      }
      throw new UserError('badRequest', 'This segment was changed meanwhile.', 'Look at it again in the list.');
    });
  }

  #journal(what: string, { transcript, coder, annotation }: ReviewItem): Promise<void> {
    const who = this.who();
    return this.files.appendJournal({
      when: this.now().toISOString(),
      who: who === undefined ? [] : [who],
      what,
      transcript,
      coder,
      annotation: annotation.id,
    });
  }
}

function withItems(collection: AnnotationCollection, items: readonly Annotation[]): AnnotationCollection {
  return { ...collection, first: { ...collection.first, items: [...items] } };
}
