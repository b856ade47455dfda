import type { Annotation, AnnotationCollection, SegmentTarget } from './annotations';
import { isPlaced } from './correctionMarks';

/** A copy for another transcript: the same annotations under ids of their own. @param transcript its path in the study */
export function copyCollection(
  collection: AnnotationCollection,
  transcript: string,
  newId: () => string,
): AnnotationCollection {
  const { items } = collection.first;
  const idOf = new Map(items.map(({ id }) => [id, `urn:uuid:${newId()}`]));
  const copies = items.map((item): Annotation => {
    const id = idOf.get(item.id)!;
    if (item.motivation === 'classifying' || typeof item.target !== 'string') return { ...item, id };
    return { ...item, id, target: idOf.get(item.target) ?? item.target };
  });
  const first = { ...collection.first, id: `urn:uuid:${newId()}`, items: copies };
  return withSource({ ...collection, id: `urn:uuid:${newId()}`, first }, transcript);
}

/** The same annotations, said to be on another transcript. @param transcript its path in the study */
export function withSource(collection: AnnotationCollection, transcript: string): AnnotationCollection {
  const items = collection.first.items.map((item) => {
    if (!isPlaced(item) || item.target.source.id === transcript) return item;
    const target: SegmentTarget = item.target;
    return { ...item, target: { ...target, source: { ...target.source, id: transcript } } };
  });
  return { ...collection, first: { ...collection.first, items } };
}
