import { codersInScope, type Scope } from './query';
import { shortPath } from './queryText';
import type { StudyIndex } from './studyIndex';

/**
 * Where figures come from, for the foot of a table or picture: study, coders, transcripts, speakers, day.
 *
 * @param day such as `2026-03-02`
 */
export function provenance(
  { title, coders, transcripts, orphans, moved }: StudyIndex,
  scope: Scope,
  day: string,
): string {
  const counted = codersInScope(scope, coders);
  const names = coders
    .filter(({ id }) => counted.has(id))
    .map(({ name, kind }) => (kind === 'model' ? `${name} (model)` : name));
  const lost = orphans > 0 ? [`${orphans} segments whose words are no longer in the transcript are not counted`] : [];
  const guessed =
    moved > 0 ? [`${moved} segments stand at a place that nobody has confirmed since the text changed`] : [];
  return [
    `Study: ${title}`,
    `Coders: ${names.join(', ') || 'none'}`,
    `Transcripts: ${scope.transcripts ? scope.transcripts.map(shortPath).join(', ') || 'none' : `all ${transcripts.length}`}`,
    `Speakers: ${scope.speakers ? scope.speakers.join(', ') || 'none' : 'all'}`,
    ...lost,
    ...guessed,
    `${day}, Introspect`,
  ].join('. ');
}
