import { speakersOf } from '../../core/agreement/agreementChoices';
import type { Code } from '../../core/codebook/codebook';
import type { LoadedStudy } from '../../core/coding/loadStudy';
import type { StudyOffer } from '../../protocol/agreement';

/** What a person may choose of a study. */
export function offerOf(loaded: LoadedStudy): StudyOffer {
  const { study, coders, codings, transcripts, codebook } = loaded;
  const byId = new Map(codebook.codes.map((code) => [code.id, code]));
  const depthOf = (code: Code): number => {
    const parent = code.parent === null ? undefined : byId.get(code.parent);
    return parent ? 1 + depthOf(parent) : 0;
  };
  const topOf = (code: Code): Code => {
    const parent = code.parent === null ? undefined : byId.get(code.parent);
    return parent ? topOf(parent) : code;
  };
  return {
    title: study.title,
    coders: coders.map(({ id, name, kind }) => ({
      id,
      name,
      kind,
      transcripts: codings.filter(({ coder }) => coder === id).length,
    })),
    transcripts: transcripts.map(({ path }) => path),
    speakers: speakersOf(loaded),
    codes: codebook.codes.map((code) => ({
      id: code.id,
      name: code.name,
      colour: code.colour,
      depth: depthOf(code),
      top: topOf(code).id,
    })),
  };
}
