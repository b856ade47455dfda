import { fold } from '../../core/privacy/identifiers';
import type { Pass, PrivacyKey } from '../../core/privacy/privacyKey';
import { entityKey, type Entity } from '../../core/privacy/pseudonyms';
import type { PendingRun } from './pendingRun';

/** What earlier runs called people, by `entityKey`. */
export function knownNames(key: PrivacyKey | null): Map<string, string> {
  return new Map(key?.pseudonyms.map((one) => [entityKey(refolded(one)), one.pseudonym]));
}

/** The key with what a run adds to it. */
export function extendKey(
  key: PrivacyKey,
  named: PrivacyKey['pseudonyms'],
  passes: readonly Pass[],
  lists: PrivacyKey['lists'],
  shiftDays: number,
): PrivacyKey {
  const pseudonyms = new Map(key.pseudonyms.map(refolded).map((one) => [entityKey(one), one]));
  for (const one of named) pseudonyms.set(entityKey(one), one);
  return { ...key, lists, shiftDays, pseudonyms: [...pseudonyms.values()], passes: [...key.passes, ...passes] };
}

/**
 * Passes of a study: those that say so, and those of earlier versions, which do not say whose they are.
 *
 * @param study its id; undefined where it has none yet
 */
export function passesOf(key: PrivacyKey, study: string | undefined): Pass[] {
  return key.passes.filter((pass) => pass.study === undefined || pass.study.id === study);
}

/** The passes of a run that was cut off. */
export function passesOfRun(key: PrivacyKey, { when }: PendingRun): Pass[] {
  // Only an earlier version notes no time, and its passes name no study.
  const at = when ?? key.passes.findLast(({ study }) => study === undefined)?.when;
  return key.passes.filter((pass) => pass.when === at && (when !== null || pass.study === undefined));
}

/** As entities are compared now: earlier keys hold Hangul in single letters. */
function refolded<T extends Entity>(one: T): T {
  return { ...one, entity: fold(one.entity) };
}

/** Lines of both, each once. */
export function joined(first: string, second: string): string {
  return [...new Set(`${first}\n${second}`.split('\n').filter((line) => line.trim() !== ''))].join('\n');
}
