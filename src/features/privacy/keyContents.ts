import { fold } from '../../core/privacy/identifiers';
import type { Pass, PrivacyKey } from '../../core/privacy/privacyKey';
import { entityKey, type Entity } from '../../core/privacy/pseudonyms';

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

/** As entities are compared now: earlier keys hold Hangul in single letters. */
function refolded<T extends Entity>(one: T): T {
  return { ...one, entity: fold(one.entity) };
}

/** Lines of both, each once. */
export function joined(first: string, second: string): string {
  return [...new Set(`${first}\n${second}`.split('\n').filter((line) => line.trim() !== ''))].join('\n');
}
