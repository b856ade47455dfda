import type { Annotation, Segment } from '../../core/coding/annotations';
import { OwnSegments, type SuggestionState } from '../../core/suggestions/lifecycle';
import { decisionOf } from '../../core/suggestions/suggestion';
import type { PlacedCoding } from './placedCoding';

export interface BookedSuggestion {
  /** The model coder. */
  readonly coder: string;
  readonly segment: Segment;
}

/** What models have coded on one transcript, and the rejections of this person that are not written yet. */
export class SuggestionBook {
  readonly #byCoder = new Map<string, readonly Segment[]>();
  readonly #byId = new Map<string, BookedSuggestion>();
  readonly #pending = new Map<string, boolean>();

  /** A model coder's file, as it was read. */
  take(coder: string, items: readonly Annotation[]): void {
    for (const { id } of this.#byCoder.get(coder) ?? []) this.#byId.delete(id);
    const segments = items.filter((item) => item.motivation === 'classifying');
    this.#byCoder.set(coder, segments);
    for (const segment of segments) this.#byId.set(segment.id, { coder, segment });
  }

  get all(): Iterable<BookedSuggestion> {
    return this.#byId.values();
  }

  get size(): number {
    return this.#byId.size;
  }

  find(id: string): BookedSuggestion | undefined {
    return this.#byId.get(id);
  }

  /** By id of the suggestion: rejected, or that taken back. Only what differs from the file. */
  get pending(): ReadonlyMap<string, boolean> {
    return this.#pending;
  }

  /** What had not been written when the window was closed; or nothing, to go back to what the files hold. */
  restore(rejected: Readonly<Record<string, boolean>>): void {
    this.#pending.clear();
    for (const [id, is] of Object.entries(rejected)) this.#pending.set(id, is);
  }

  reject(id: string, rejected: boolean, coder: string): void {
    if (this.#isRecorded(id, coder) === rejected) this.#pending.delete(id);
    else this.#pending.set(id, rejected);
  }

  /** What is in the file now need not be kept any more. */
  settle(coder: string): void {
    for (const [id, rejected] of this.#pending) if (this.#isRecorded(id, coder) === rejected) this.#pending.delete(id);
  }

  /**
   * What has become of each suggestion.
   *
   * @param me the person who decides; undefined while nobody has said who codes
   * @param own what that person has coded
   * @param placed where everybody's segments stand now
   */
  states(
    me: string | undefined,
    own: Iterable<Annotation>,
    placed: readonly PlacedCoding[],
  ): Map<string, SuggestionState> {
    const states = new Map<string, SuggestionState>();
    if (this.size === 0) return states;
    const placedOf = new Map(placed.map((one) => [one.coder, one]));
    const placeOf = (coder: string | undefined, id: string) =>
      (coder === undefined ? undefined : placedOf.get(coder))?.placeOf(id) ?? null;
    const mine = new OwnSegments(own, (id) => placeOf(me, id));
    for (const { coder, segment } of this.all) {
      const { id } = segment;
      const rejected = this.#pending.get(id) ?? (me !== undefined && this.#isRecorded(id, me));
      states.set(id, mine.stateOf(segment, placeOf(coder, id), rejected));
    }
    return states;
  }

  #isRecorded(id: string, coder: string): boolean {
    const booked = this.#byId.get(id);
    return booked !== undefined && decisionOf(booked.segment, coder)?.decision === 'rejected';
  }
}
