import type { Placement } from './anchor';
import type { Annotation, SegmentTarget } from './annotations';

/** The words that the coder marked, kept while a correction of them is not yet confirmed. */
export const movedFromKey = 'introspect:movedFrom';
/** SHA-256 of the text from which the words were deleted, so that they are not looked for in it. */
export const orphanedInKey = 'introspect:orphanedIn';

/** An annotation on a stretch of text. */
export type PlacedAnnotation = Annotation & { readonly target: SegmentTarget };

export function isPlaced(annotation: Annotation): annotation is PlacedAnnotation {
  return typeof annotation.target !== 'string';
}

/** The words as the coder marked or confirmed them last. */
export function confirmedQuote(annotation: PlacedAnnotation): string {
  const kept = annotation[movedFromKey];
  return typeof kept === 'string' ? kept : annotation.target.selector[1].exact;
}

/** Where an annotation stands, with what an earlier correction of the text noted on it. */
export function judgePlacement(annotation: Annotation, placement: Placement, sha256: string): Placement {
  if (annotation[orphanedInKey] === sha256) return { state: 'orphaned' };
  if (placement.state === 'orphaned' || typeof annotation[movedFromKey] !== 'string') return placement;
  return { state: 'moved', range: placement.range, score: placement.state === 'moved' ? placement.score : 1 };
}

/** Without the marks of a correction: what it quotes is confirmed. */
export function withoutMarks<T extends Annotation>(annotation: T): T {
  if (!(movedFromKey in annotation) && !(orphanedInKey in annotation)) return annotation;
  const { [movedFromKey]: _moved, [orphanedInKey]: _orphaned, ...rest } = annotation;
  return rest as T;
}
