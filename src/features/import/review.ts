import type { Codebook } from '../../core/codebook/codebook';
import type { Study } from '../../core/coding/study';
import { reviewTurns, type TurnChoices } from '../../core/exchange/review/reviewedDocument';
import { countTurns } from '../../core/exchange/review/documentOutline';
import { takeCoders } from '../../core/exchange/review/takenCoders';
import { counted } from '../../core/exchange/counted';
import { describeConvention, isStandard } from '../../core/exchange/refi/positions';
import type { SourceContent } from '../../platform/import/readSource';
import type { DocumentReview, FileReview, ProjectReview, RemarksReview, SpeakerReview } from '../../protocol/import';
import type { PickedFile } from './pickedFile';

/** More than a person looks through; a table may hold thousands. */
const shownDocuments = 50;
const shownTurns = 12;

/** What the study has already. */
export interface StudyParts {
  readonly study: Study;
  readonly codebook: Codebook;
}

/** Decisions about speakers as the core takes them; a name that cannot be taken yet leaves the speaker as in the file. */
export function turnChoices(speakers: readonly SpeakerReview[], mergeGapMs: number | null): TurnChoices {
  const renamed = speakers.filter(({ name, newName, problem }) => problem === null && name !== newName);
  return { names: new Map(renamed.map(({ name, newName }) => [name, newName])), mergeGapMs };
}

/** @param paths of all documents of the file, in their order; empty when it is left out */
export function reviewFile(
  file: PickedFile,
  paths: readonly string[],
  choices: TurnChoices,
  parts: StudyParts,
): FileReview {
  const { id, source, content, documents, error, isIncluded, alreadyThere, isEmpty } = file;
  return {
    id,
    name: source.name,
    size: source.size,
    isIncluded,
    state: file.state,
    error,
    format: content?.format ?? file.choices.format ?? null,
    encoding: content?.encoding ?? null,
    table: content?.table ? tableReview(content.table) : null,
    project: content ? projectReview(content, parts) : null,
    documents: documents.slice(0, shownDocuments).map((_, i) => reviewDocument(file, i, paths[i] ?? null, choices)),
    documentCount: documents.length,
    warnings: content?.warnings ?? [],
    alreadyThere,
    isEmpty,
  };
}

export function remarksReview(
  files: readonly PickedFile[],
  isKept: boolean,
  coder: string | null,
): RemarksReview | null {
  const kinds = files.flatMap(({ documents }) => documents.flatMap(({ remarks }) => remarks));
  const comments = kinds.filter((kind) => kind === 'comment').length;
  return kinds.length === 0 ? null : { comments, footnotes: kinds.length - comments, isKept, coder };
}

function reviewDocument(file: PickedFile, index: number, path: string | null, choices: TurnChoices): DocumentReview {
  const { name, outline, warnings } = file.documents[index]!;
  return {
    name: file.names.get(index) ?? name,
    path,
    turns: countTurns(outline, choices),
    words: outline.words,
    segments: outline.segments,
    speakers: outline.speakers.map((speaker) => speaker.name),
    firstTurns: reviewTurns(outline.firstTurns, choices).slice(0, shownTurns),
    firstText: outline.firstText,
    warnings,
  };
}

function tableReview({ columns, rows, form, columnsUsed, guess, wordColumns }: NonNullable<SourceContent['table']>) {
  const persons = columnsUsed?.persons ?? guess?.persons ?? wordColumns;
  return { columns, rows: rows.slice(0, 6), hasHeader: form.hasHeader, persons, used: columnsUsed };
}

function projectReview({ project, codes }: SourceContent, { study, codebook }: StudyParts): ProjectReview | null {
  if (!project && codes.length === 0) return null;
  const known = new Set(codebook.codes.map(({ id }) => id.toLowerCase()));
  const segments = (project?.documents ?? []).flatMap(({ content }) =>
    content.kind === 'text' ? content.segments : [],
  );
  const memos = project?.memos ?? [];
  const names = new Set([...segments, ...memos].map(({ coder }) => coder));
  const { coders } = takeCoders(study, project?.coders ?? [], names);
  const here = new Set(study.coders.map(({ id }) => id));
  return {
    codes: codes.map(({ name }) => name),
    newCodes: codes.filter(({ guid }) => guid === null || !known.has(guid.toLowerCase())).length,
    coders: [...coders].map(([name, coder]) => ({
      name: coder.name,
      segments: segments.filter((segment) => segment.coder === name).length,
      isKnown: here.has(coder.id),
    })),
    segments: segments.length,
    memos: memos.length + segments.filter(({ memo }) => memo !== null).length,
    positions: (project?.positions ?? []).map(({ document, convention, selections, onQuote }) => {
      const name = project?.documents[document]?.name ?? '';
      const way = isStandard(convention) ? 'as the standard says' : describeConvention(convention);
      return `${name}: counted ${way}; ${onQuote} of ${counted(selections, 'selection')} stand on their own words.`;
    }),
  };
}
