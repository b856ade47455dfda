import { UserError } from '../core/base/userError';
import type { Subject, SubjectTracker } from '../platform/subject';
import type { ModelInfo, TextParams } from '../protocol/modelHost';
import type { SubjectLabel } from '../protocol/panel';

/** Tokens a panel shows at once: about five minutes of talk, and what a person can look at token by token. */
export const panelTokenLimit = 512;

/** UTF-16 units; a longer selection is not even cut into tokens: it could not be shown, and counting it would take seconds. */
const textLimit = 100_000;

/** The subject as a request to the model host. @throws UserError 'textTooLong' */
export function subjectRequest({ text }: Subject, limit = panelTokenLimit): TextParams {
  if (text.length > textLimit) {
    throw new UserError(
      'textTooLong',
      `The selection has ${text.length.toLocaleString('en')} characters; a panel shows at most ${limit.toLocaleString('en')} tokens, about ${(limit * 4).toLocaleString('en')} characters.`,
      'Select a shorter passage, such as one turn.',
    );
  }
  return { text, addSpecialTokens: true, maxTokens: limit };
}

export function subjectLabel(
  subjects: SubjectTracker,
  subject: Subject,
  subjectId: number,
  omittedTokens: number,
  { contextLength }: Pick<ModelInfo, 'contextLength'>,
  panelLimit = panelTokenLimit,
): SubjectLabel {
  const byModel = contextLength !== null && contextLength < panelLimit;
  return {
    subjectId,
    document: subject.uri.path.slice(subject.uri.path.lastIndexOf('/') + 1),
    line: subjects.line,
    omittedTokens,
    limit: byModel ? { tokens: contextLength, by: 'model' } : { tokens: panelLimit, by: 'panel' },
  };
}
