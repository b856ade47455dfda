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
    model: {
      name: titleInUse(models) ?? models.name,
      bundled: !models.endpoint && models.choice.bundled,
      server: models.endpoint?.name ?? null,
    },
    models: offered,
    blind: only !== null,
  };
}
