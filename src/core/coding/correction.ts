import type { RangeUtf16 } from '../base/offsets';
import { targetAt, type CodingScene } from './codingActs';
import { confirmedQuote, movedFromKey, orphanedInKey, withoutMarks, type PlacedAnnotation } from './correctionMarks';

/**
 * An annotation as it is after a correction of the text. Where its own words have changed, the old ones are kept for
 * review; where they are gone, it keeps its target. That it moved along is no act of its coder: `modified` stays.
 *
 * @param place null when its words are gone
 */
export function correctAnnotation(
  annotation: PlacedAnnotation,
  place: RangeUtf16 | null,
  scene: Pick<CodingScene, 'text' | 'source' | 'offsets'>,
): PlacedAnnotation {
  if (!place) return { ...annotation, [orphanedInKey]: scene.source['schema:sha256'] };
  const target = targetAt(scene, place, annotation.target);
  const confirmed = confirmedQuote(annotation);
  const marks = target.selector[1].exact === confirmed ? {} : { [movedFromKey]: confirmed };
  return { ...withoutMarks(annotation), target, ...marks };
}
