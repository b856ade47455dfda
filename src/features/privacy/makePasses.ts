import { UserError } from '../../core/base/userError';
import { sha256Hex } from '../../core/base/sha256';
import { makePass, type Pass } from '../../core/privacy/privacyKey';
import { parseTranscript, toWorkingText } from '../../core/transcript/transcript';
import { withFields, type PrivacyStudy } from './applyPass';
import { hashOf } from './hashOf';
import type { Review } from './review';

/**
 * The passes that do what was said in a review; nothing is written.
 *
 * @param of the study, as the key names it
 * @throws UserError `badRequest` when a transcript has changed since, or its turns would
 */
export async function makePasses(
  study: PrivacyStudy,
  review: Review,
  of: Pass['study'],
  when: string,
): Promise<Pass[]> {
  const passes: Pass[] = [];
  for (const [i, { path: file, text, turns }] of review.texts.entries()) {
    const replacements = review.replacements(i);
    if (replacements.length === 0) continue;
    const again = 'Find identifiers again; nothing was changed.';
    const now = toWorkingText(await study.files.loadText(file));
    if (now !== text) throw new UserError('badRequest', `${file} has changed since.`, again);
    const source = { id: file, type: 'Text', format: 'text/plain', 'schema:sha256': hashOf(text) } as const;
    const made = await makePass(text, source, replacements, when, sha256Hex);
    if (parseTranscript(made.text).turns.length !== turns.length) {
      const remedy =
        'Look for a replacement that reads like the name of a speaker, and change it; nothing was changed.';
      throw new UserError('badRequest', `${file} would have other turns than before.`, remedy);
    }
    passes.push(await withFields(study, { ...made.pass, study: of }, text));
  }
  return passes;
}
