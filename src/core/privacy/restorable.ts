import { groupBy } from '../base/groupBy';
import { spelledAs } from '../base/spelling';
import type { Pass, PrivacyKey } from './privacyKey';

/** A transcript whose passes a key can take back. */
export interface Restorable {
  readonly transcript: string;
  /** Oldest first. */
  readonly passes: readonly Pass[];
  /** `own`: made in this study. `unknown`: of an older key, which does not say in which. `other`: made elsewhere. */
  readonly of: 'own' | 'unknown' | 'other';
  /** Title of the study in which they were made, where the key says it. */
  readonly title: string | null;
}

/**
 * What a key can bring back in a study. A key may be of several studies, whose transcripts have the same paths: passes of
 * others are offered only where the key has none of this one, as when the study's file was made anew.
 *
 * @param study its id; undefined where it has none
 * @param hashes SHA-256 of the transcripts that are there, by path: a text that a pass made is that pass's for certain
 */
export function restorable(
  key: Pick<PrivacyKey, 'passes'>,
  study: string | undefined,
  hashes: ReadonlyMap<string, string>,
): Restorable[] {
  const there = [...hashes.keys()];
  // The key may have been made on a computer that spells a transcript's name otherwise.
  const passesOf = groupBy(key.passes, ({ transcript }) => spelledAs(transcript, there) ?? transcript);
  const ofPath = (transcript: string) => passesOf.get(transcript) ?? [];
  const proven = new Set([...hashes].flatMap(([transcript, sha256]) => provenBy(ofPath(transcript), sha256)));
  // The study may have had another id before.
  const ids = new Set([study, ...[...proven].map((pass) => pass.study?.id)]);
  ids.delete(undefined);
  const all = [...hashes.keys()].sort().flatMap((transcript): Restorable[] => {
    const passes = ofPath(transcript);
    const ofStudy = new Map(passes.map((pass) => [pass, whose(pass, ids, proven)]));
    return (['own', 'unknown', 'other'] as const).flatMap((of) => {
      const those = passes.filter((pass) => ofStudy.get(pass) === of);
      return those.length === 0 ? [] : [{ transcript, passes: those, of, title: those.at(-1)?.study?.title ?? null }];
    });
  });
  const own = all.filter(({ of }) => of !== 'other');
  return own.length > 0 ? own : all;
}

function whose(pass: Pass, ids: ReadonlySet<string | undefined>, proven: ReadonlySet<Pass>): Restorable['of'] {
  if (proven.has(pass) || (pass.study && ids.has(pass.study.id))) return 'own';
  return pass.study ? 'other' : 'unknown';
}

/** The passes that made a text, one on the result of the other. */
function provenBy(passes: readonly Pass[], sha256: string): Pass[] {
  const proven: Pass[] = [];
  let made = sha256;
  for (const pass of [...passes].reverse()) {
    if (pass.after !== made) continue;
    proven.push(pass);
    made = pass.before;
  }
  return proven;
}
