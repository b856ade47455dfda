import { randomUUID } from 'node:crypto';
import { OffsetMap, type RangeUtf16 } from '../../core/base/offsets';
import { sha256Hex } from '../../core/base/sha256';
import { UserError } from '../../core/base/userError';
import { placeTargets } from '../../core/coding/anchor';
import { makeCollection, type AnnotationCollection, type Segment } from '../../core/coding/annotations';
import { codeStretch, type CodingScene } from '../../core/coding/codingActs';
import { CodingModel } from '../../core/coding/codingModel';
import { isSameAnnotation } from '../../core/coding/mergeAnnotations';
import { codingPath } from '../../core/coding/study';
import { toWorkingText } from '../../core/transcript/transcript';
import type { Stored, StudyFiles } from '../../platform/study/studyFiles';

/** Stretches of one transcript that a search has found. */
export interface HitsIn {
  readonly transcript: string;
  /** Of the text that was searched. */
  readonly sha256: string;
  readonly stretches: readonly RangeUtf16[];
}

interface Made {
  readonly transcript: string;
  readonly sha256: string;
  readonly segments: readonly Segment[];
}

/** Codes hits in a person's own files, and takes the segments made last away again. */
export class HitCoder {
  #last: { readonly coder: string; readonly made: readonly Made[] } | undefined;

  constructor(
    private readonly files: StudyFiles,
    private readonly now: () => Date = () => new Date(),
    private readonly newId: () => string = randomUUID,
  ) {}

  /**
   * Gives stretches a code, as this coder. What carries the code from them already stays as it is.
   *
   * @throws UserError `badRequest` when a transcript has changed since it was searched, before anything is written;
   * `fileInvalid`, `fileUnwritable`
   */
  async code(hits: readonly HitsIn[], code: string, coder: string): Promise<{ added: number; already: number }> {
    const planned = await Promise.all(hits.map((one) => this.#plan(one, code, coder)));
    const made: Made[] = [];
    // What was written before a failure can be taken away again as well.
    if (planned.some(({ segments }) => segments.length > 0)) this.#last = { coder, made };
    for (const { file, stored, collection, ...rest } of planned) {
      if (rest.segments.length === 0) continue;
      await this.files.saveAnnotations(file, stored, collection);
      made.push(rest);
      await this.#journal('retrieval.code', coder, rest, code);
    }
    const added = made.reduce((sum, { segments }) => sum + segments.length, 0);
    return { added, already: hits.reduce((sum, { stretches }) => sum + stretches.length, 0) - added };
  }

  /**
   * Takes the segments made last away. Those that were changed since, or that somebody put a memo on, stay.
   *
   * @throws UserError `fileInvalid`, `fileUnwritable`
   */
  async undo(): Promise<{ removed: number; kept: number }> {
    const last = this.#last;
    let removed = 0;
    let kept = 0;
    for (const one of last?.made ?? []) {
      const file = codingPath(one.transcript, last!.coder);
      const stored = await this.files.loadAnnotations(file);
      const items = stored.value?.first.items ?? [];
      const now = new Map(items.map((item) => [item.id, item]));
      const targets = new Set(items.map(({ target }) => (typeof target === 'string' ? target : undefined)));
      const going = one.segments.filter((segment) => {
        const found = now.get(segment.id);
        return found && isSameAnnotation(found, segment) && !targets.has(segment.id);
      });
      kept += one.segments.filter(({ id }) => now.has(id)).length - going.length;
      removed += going.length;
      if (!stored.value || going.length === 0) continue;
      const ids = new Set(going.map(({ id }) => id));
      const first = { ...stored.value.first, items: items.filter(({ id }) => !ids.has(id)) };
      await this.files.saveAnnotations(file, stored, { ...stored.value, first });
      await this.#journal('retrieval.uncode', last!.coder, { ...one, segments: going });
    }
    this.#last = undefined;
    return { removed, kept };
  }

  async #plan({ transcript, sha256, stretches }: HitsIn, code: string, coder: string) {
    const text = toWorkingText(await this.files.loadText(transcript));
    if ((await sha256Hex(text)) !== sha256) {
      const remedy = 'Search again, then choose the hits; nothing was coded.';
      throw new UserError('badRequest', `${transcript} has changed since it was searched.`, remedy);
    }
    const file = codingPath(transcript, coder);
    const stored: Stored<AnnotationCollection> = await this.files.loadAnnotations(file);
    const label = `${coder} on ${transcript}`;
    const before = stored.value ?? makeCollection({ collection: this.newId(), page: this.newId() }, label);
    const model = new CodingModel(coder, before);
    const offsets = new OffsetMap(text);
    const places = placesOf(before, text, sha256, offsets);
    const scene: CodingScene = {
      model,
      text,
      source: { id: transcript, type: 'Text', format: 'text/plain', 'schema:sha256': sha256 },
      offsets,
      placeOf: (id) => places.get(id) ?? null,
      now: this.now,
      newId: this.newId,
    };
    const segments: Segment[] = [];
    for (const stretch of stretches) {
      for (const { after } of model.apply(codeStretch(scene, stretch, code))) {
        if (after?.motivation !== 'classifying') continue;
        places.set(after.id, stretch);
        segments.push(after);
      }
    }
    return { transcript, sha256, file, stored, collection: model.toCollection(), segments };
  }

  /** Ids alone: what was searched for is the person's text. */
  #journal(what: string, coder: string, { transcript, sha256, segments }: Made, code?: string): Promise<void> {
    const annotations = segments.map(({ id }) => id);
    const when = this.now().toISOString();
    const ofCode = code === undefined ? {} : { code };
    return this.files.appendJournal({ when, who: [coder], what, transcript, sha256, ...ofCode, annotations });
  }
}

function placesOf(
  collection: AnnotationCollection,
  text: string,
  sha256: string,
  offsets: OffsetMap,
): Map<string, RangeUtf16> {
  const segments = collection.first.items.filter((item): item is Segment => item.motivation === 'classifying');
  const targets = segments.map(({ target }) => target);
  const placements = placeTargets(text, sha256, targets, offsets);
  return new Map(
    segments.flatMap(({ id }, i) => {
      const placement = placements[i]!;
      return placement.state === 'orphaned' ? [] : [[id, placement.range]];
    }),
  );
}
