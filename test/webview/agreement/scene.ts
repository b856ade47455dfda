import { finish } from '../../../src/core/agreement/slices';
import { type AgreementChoices, defaultChoices, speakersOf } from '../../../src/core/agreement/agreementChoices';
import { studyAgreement } from '../../../src/core/agreement/studyAgreement';
import { loadStudy, type LoadedStudy } from '../../../src/core/coding/loadStudy';
import type { AgreementFromPanel, AgreementToPanel, StudyOffer } from '../../../src/protocol/agreement';
import { memoryFolder, sampleStudyTexts } from '../../support/memoryStudy';
import { openPanel, type OpenOptions, type PanelPage } from '../harness';

export type AgreementPage = PanelPage<AgreementToPanel, AgreementFromPanel>;

export const folder = 'file:///studies/sample-study';

let loaded: Promise<LoadedStudy> | undefined;
/** The study that ships. */
export function sampleStudy(): Promise<LoadedStudy> {
  return (loaded ??= loadStudy(memoryFolder(sampleStudyTexts())));
}

/** The messages that the host sends for a study and choices, intervals included. */
export async function messagesFor(
  change: Partial<AgreementChoices> = {},
  study?: LoadedStudy,
): Promise<AgreementToPanel[]> {
  const of = study ?? (await sampleStudy());
  const choices = { ...defaultChoices(of), samples: 100, ...change };
  const result = finish(studyAgreement(of, choices));
  return [
    { type: 'study', folder, study: offer(of), choices },
    { type: 'result', result },
  ];
}

function offer(loaded: LoadedStudy): StudyOffer {
  const { study, coders, codings, transcripts, codebook } = loaded;
  return {
    title: study.title,
    coders: coders.map((coder) => ({
      ...coder,
      transcripts: codings.filter((coding) => coding.coder === coder.id).length,
    })),
    transcripts: transcripts.map(({ path }) => path),
    speakers: speakersOf(loaded),
    codes: codebook.codes.map(({ id, name, colour, parent }) => ({
      id,
      name,
      colour,
      depth: parent === null ? 0 : 1,
      top: parent ?? id,
    })),
  };
}

/** The sample study with Ben's codings once more as a model's, and without some of them. */
export async function withModel(): Promise<LoadedStudy> {
  const study = await sampleStudy();
  const ofBen = study.codings.filter(({ coder }) => coder === 'ben');
  const ofModel = ofBen.map((coding) => ({
    ...coding,
    coder: 'model:tiny',
    collection: {
      ...coding.collection,
      first: { ...coding.collection.first, items: coding.collection.first.items.filter((_, i) => i % 3 > 0) },
    },
  }));
  return {
    ...study,
    coders: [...study.coders, { id: 'model:tiny', name: 'tiny', kind: 'model' }],
    codings: [...study.codings, ...ofModel],
  };
}

export async function openAgreement(options?: OpenOptions): Promise<AgreementPage> {
  return openPanel('agreement', { width: 1000, ...options });
}
