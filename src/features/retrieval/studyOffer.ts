import { speakersOf } from '../../core/retrieval/matrices';
import type { IndexedCode, StudyIndex } from '../../core/retrieval/studyIndex';
import type { RetrievalStudy } from '../../protocol/retrieval';

/** @param inCodebook ids of the codebook's codes, in lower case */
export function offerOf(index: StudyIndex, inCodebook: ReadonlySet<string>, blind: boolean): RetrievalStudy {
  const byId = new Map(index.codes.map((code) => [code.id, code]));
  const depthOf = ({ parent }: IndexedCode): number => {
    const above = parent === null ? undefined : byId.get(parent);
    return above ? 1 + depthOf(above) : 0;
  };
  const counts = new Map<string, number>();
  for (const { segments } of index.transcripts) {
    for (const { code } of segments) counts.set(code, (counts.get(code) ?? 0) + 1);
  }
  return {
    title: index.title,
    codes: index.codes.map((code) => ({
      id: code.id,
      name: code.name,
      colour: code.colour,
      pattern: code.pattern,
      depth: depthOf(code),
      segments: counts.get(code.id) ?? 0,
      deleted: !inCodebook.has(code.id),
    })),
    coders: index.coders.map(({ id, name, kind, role }) => ({ id, name, kind, role })),
    transcripts: index.transcripts.map(({ path }) => path),
    speakers: speakersOf(index.transcripts, null),
    blind,
    orphans: index.orphans,
    moved: index.moved,
  };
}
