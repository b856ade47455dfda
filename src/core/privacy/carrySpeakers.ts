import type { Study } from '../coding/study';
import { parseTranscript } from '../transcript/transcript';

type Speakers = NonNullable<Study['speakers']>;

/** What speakers of one text are called in another with the same turns; nothing where the turns are not the same. */
export function renamedSpeakers(before: string, after: string): Map<string, string> {
  const [old, now] = [parseTranscript(before).turns, parseTranscript(after).turns];
  if (old.length !== now.length) return new Map();
  return new Map(
    old.flatMap(({ speaker }, i) => (speaker === now[i]!.speaker ? [] : [[speaker, now[i]!.speaker] as const])),
  );
}

/**
 * What the study knows of who speaks, under the names that they have now.
 *
 * @param elsewhere speakers whom transcripts still name so: of these the old entry stays beside the new one
 * @returns the same list where nobody in it was renamed
 */
export function carrySpeakers(
  speakers: Speakers,
  renamed: ReadonlyMap<string, string>,
  elsewhere: ReadonlySet<string>,
): Speakers {
  if (!speakers.some(({ name }) => renamed.has(name))) return speakers;
  const names = new Set(speakers.map(({ name }) => name));
  return speakers.flatMap((speaker) => {
    const name = renamed.get(speaker.name);
    if (name === undefined) return [speaker];
    const isNews = !names.has(name);
    names.add(name);
    return [...(elsewhere.has(speaker.name) ? [speaker] : []), ...(isNews ? [{ ...speaker, name }] : [])];
  });
}
