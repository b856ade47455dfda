import type { RangeUtf16 } from '../base/offsets';
import { UserError } from '../base/userError';
import type { Annotation, Segment } from '../coding/annotations';
import { codeStretch, type CodingScene } from '../coding/codingActs';
import type { Edit } from '../coding/codingModel';
import { acceptedFromKey, readAcceptedFrom, readSuggestion, type AcceptedFrom } from './suggestion';

/**
 * `open`: nobody has decided. `accepted`, `changed`: the person's own coding has it, as it was or with another code or
 * other words. `same`: the person coded the same words so by themselves.
 */
export type SuggestionStatus = 'open' | 'accepted' | 'changed' | 'same' | 'rejected';

export interface SuggestionState {
  readonly status: SuggestionStatus;
  /** The person's segments that it rests on. */
  readonly own: readonly string[];
}

/** A person's coding, prepared for looking suggestions up in it. */
export class OwnSegments {
  readonly #bySuggestion = new Map<string, Segment[]>();
  readonly #byPlace = new Map<string, string[]>();

  /** @param placeOf where a segment stands now; null when its words are not found */
  constructor(
    annotations: Iterable<Annotation>,
    private readonly placeOf: (id: string) => RangeUtf16 | null,
  ) {
    for (const item of annotations) {
      if (item.motivation !== 'classifying') continue;
      const from = readAcceptedFrom(item)?.suggestion;
      if (from !== undefined) this.#bySuggestion.set(from, [...(this.#bySuggestion.get(from) ?? []), item]);
      const place = placeOf(item.id);
      if (!place) continue;
      const key = placeKey(place, item.body.source);
      this.#byPlace.set(key, [...(this.#byPlace.get(key) ?? []), item.id]);
    }
  }

  /**
   * What has become of a suggestion. It follows from the person's coding, so that undoing, deleting or changing what was
   * accepted counts at once; only a rejection has to be kept.
   *
   * @param place where the suggestion stands now; null when its words are not found
   */
  stateOf(suggestion: Segment, place: RangeUtf16 | null, isRejected: boolean): SuggestionState {
    const taken = this.#bySuggestion.get(suggestion.id) ?? [];
    const own = taken.map(({ id }) => id);
    if (taken.length > 0) {
      const [only] = taken;
      const same = taken.length === 1 && this.#isAsSuggested(only!, suggestion, place);
      return { status: same ? 'accepted' : 'changed', own };
    }
    const alike = place ? (this.#byPlace.get(placeKey(place, suggestion.body.source)) ?? []) : [];
    if (alike.length > 0) return { status: 'same', own: alike };
    return { status: isRejected ? 'rejected' : 'open', own: [] };
  }

  #isAsSuggested(segment: Segment, { body, target }: Segment, place: RangeUtf16 | null): boolean {
    if (segment.body.source.toLowerCase() !== body.source.toLowerCase()) return false;
    const own = this.placeOf(segment.id);
    if (own && place) return own.start === place.start && own.end === place.end;
    return segment.target.selector[1].exact === target.selector[1].exact;
  }
}

/**
 * Puts a suggestion into the person's own coding, with where it came from. The model's file is not part of it.
 *
 * @param suggestion as the model coder's file has it
 * @param coder the model coder
 * @param range the words that the person accepts it for
 * @param code UUID of the code that the person accepts
 * @throws UserError `badRequest`: the person has this coding already, or nothing is left of the words
 */
export function acceptSuggestion(
  scene: CodingScene,
  suggestion: Segment,
  coder: string,
  range: RangeUtf16,
  code: string,
): Edit {
  const edit = codeStretch(scene, range, code);
  const [change] = edit.changes;
  if (!change?.after) {
    throw new UserError(
      'badRequest',
      'Your own coding has this code on these words already.',
      'Reject the suggestion, or go on to the next one.',
    );
  }
  const said = readSuggestion(suggestion);
  const from: AcceptedFrom = {
    suggestion: suggestion.id,
    coder,
    model: said?.model ?? { name: coder, file: null, sha256: null },
    technique: said?.technique ?? { id: '', kind: '', sheet: null },
    run: said?.run ?? '',
    seed: said?.seed ?? 0,
    probability: said?.probability ?? null,
    suggested: { code: suggestion.body.source, exact: suggestion.target.selector[1].exact },
    decidedAt: scene.now().toISOString(),
  };
  return {
    ...edit,
    label: 'Accept Suggestion',
    changes: [{ ...change, after: { ...change.after, [acceptedFromKey]: from } }],
  };
}

function placeKey({ start, end }: RangeUtf16, code: string): string {
  return `${start}-${end} ${code.toLowerCase()}`;
}
