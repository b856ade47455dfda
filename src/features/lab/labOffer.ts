import { UserError } from '../../core/base/userError';
import type { LoadedStudy } from '../../core/coding/loadStudy';
import { techniques } from '../../core/prompting/techniques';
import { parseTranscript } from '../../core/transcript/transcript';
import type { Services } from '../../platform/services';
import type { LabOffer } from '../../protocol/lab';
import { titleInUse } from './labModel';

/** What a person may choose of a study. */
export function offerOf(
  { study, codebook, coders, transcripts }: LoadedStudy,
  { models }: Pick<Services, 'models'>,
  only: string | null,
  offered: LabOffer['models'] = [],
): LabOffer {
  const above = new Set(codebook.codes.map(({ parent }) => parent));
  const speakers = transcripts.flatMap(({ text }) => parseTranscript(text).turns.map(({ speaker }) => speaker));
  return {
    study: study.title,
    codes: codebook.codes.map(({ id, name }) => ({ id: id.toLowerCase(), name, isAbove: above.has(id) })),
    speakers: [...new Set(speakers)].sort(),
    coders: coders.filter(({ id }) => only === null || id === only).map(({ id, name, kind }) => ({ id, name, kind })),
    transcripts: transcripts.map(({ path }) => path),
    techniques: techniques.map(({ kind, tasks, card }) => ({ kind, tasks, ...card })),
    model: modelInUse(models),
    models: offered,
    blind: only !== null,
  };
}

function modelInUse(models: Services['models']): LabOffer['model'] {
  return {
    name: titleInUse(models) ?? models.name,
    bundled: !models.endpoint && models.choice.bundled,
    server: models.endpoint?.name ?? null,
  };
}

/** @throws UserError where the model in use is not the one that the page named: the words are sent to no other */
export function requireShown(
  shown: Pick<LabOffer['model'], 'name' | 'server'>,
  { models }: Pick<Services, 'models'>,
): void {
  const now = modelInUse(models);
  if (shown.name === now.name && shown.server === now.server) return;
  const what = 'Another model came into use before Run was pressed, so nothing was asked.';
  throw new UserError('badRequest', what, 'Look which model is named here, then press Run.');
}
