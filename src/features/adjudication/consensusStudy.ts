import { createHash } from 'node:crypto';
import { compareCodings, placeSegments, type CodedStretch, type Comparison } from '../../core/adjudication/differences';
import type { ConsensusText } from '../../core/adjudication/settlements';
import { OffsetMap } from '../../core/base/offsets';
import { UserError } from '../../core/base/userError';
import { parseCodebook, type Code } from '../../core/codebook/codebook';
import type { AnnotationCollection } from '../../core/coding/annotations';
import { codingPath, consensusCoder, parseStudy, type Coder, type Study } from '../../core/coding/study';
import { parseTranscript, toWorkingText } from '../../core/transcript/transcript';
import { nameUuid } from '../../platform/nameUuid';
import type { Stored, StudyFiles } from '../../platform/study/studyFiles';
import type { AdjudicationContent, AdjudicationPlace, CodeView, CoderView } from '../../protocol/adjudication';

export const studyPath = 'introspect/study.json';
const codebookPath = 'introspect/codebook.json';

/** What was read for one round of settling, and how the panel is told of it. */
export interface ConsensusStudy {
  readonly content: AdjudicationContent;
  readonly comparison: Comparison;
  readonly text: ConsensusText;
  readonly offsets: OffsetMap;
  readonly coder: Coder;
  readonly file: string;
  readonly stored: Stored<AnnotationCollection>;
}

export async function loadStudy(files: StudyFiles): Promise<Study> {
  const { value } = await files.load(studyPath, parseStudy);
  if (value) return value;
  throw new UserError('fileUnreadable', `${studyPath} is not there.`, 'Open the folder of a study.');
}

/**
 * Reads what the coders marked on a transcript, and what was settled before.
 *
 * @throws UserError naming the file that is missing or cannot be read, or the coder who coded nothing
 */
export async function loadConsensusStudy(files: StudyFiles, place: AdjudicationPlace): Promise<ConsensusStudy> {
  const study = await loadStudy(files);
  const text = toWorkingText(await files.loadText(place.transcript));
  const { value: codebook } = await files.load(codebookPath, parseCodebook);
  const sha256 = createHash('sha256').update(text).digest('hex');
  const offsets = new OffsetMap(text);
  const codings = await Promise.all(
    place.coders.map(async (id) => {
      const coder = study.coders.find((known) => known.id === id);
      if (!coder) {
        const remedy = 'Settle differences again, and choose the coders anew.';
        throw new UserError('badRequest', `The study has no coder ${id} any more.`, remedy);
      }
      const { value } = await files.loadAnnotations(codingPath(place.transcript, id));
      const placed = value ? placeSegments({ text, sha256 }, id, value, offsets) : { stretches: [], unplaced: 0 };
      return { coder, ...placed };
    }),
  );
  const stretches = codings.flatMap((coding) => coding.stretches);
  const comparison = compareCodings(place.coders, stretches, nameUuid);
  const coder = consensusCoder(study);
  const file = codingPath(place.transcript, coder.id);
  const { turns } = parseTranscript(text);
  return {
    content: {
      place,
      document: place.transcript.slice(place.transcript.lastIndexOf('/') + 1),
      turns: (turns.length > 0 ? turns : [wholeText(text)]).map(({ speaker, startMs, words }) => ({
        speaker,
        startMs,
        start: words.start,
        words: text.slice(words.start, words.end),
      })),
      codes: toCodeViews(codebook?.codes ?? [], stretches),
      coders: codings.map(({ coder: { id, name, kind }, unplaced, ...coding }): CoderView => {
        return { id, name, isModel: kind === 'model', segments: coding.stretches.length, unplaced };
      }),
      deciders: study.coders
        .filter(({ kind, role }) => kind === 'person' && role !== 'consensus')
        .map(({ id, name }) => ({ id, name })),
      differences: comparison.differences,
      agreed: comparison.agreed.length,
      consensusFile: file,
    },
    comparison,
    text: {
      text,
      source: { id: place.transcript, type: 'Text', format: 'text/plain', 'schema:sha256': sha256 },
      coder: coder.id,
      nameUuid,
    },
    offsets,
    coder,
    file,
    stored: await loadConsensus(files, file),
  };
}

/** The consensus coder's own file cannot be read: it may be set aside, for the coders' files hold what it was made from. */
export class ConsensusUnreadable extends UserError {
  constructor(
    readonly file: string,
    { message, remedy }: UserError,
  ) {
    super('fileInvalid', message, remedy);
  }
}

async function loadConsensus(files: StudyFiles, file: string): Promise<Stored<AnnotationCollection>> {
  try {
    return await files.loadAnnotations(file);
  } catch (error) {
    throw error instanceof UserError && error.code === 'fileInvalid' ? new ConsensusUnreadable(file, error) : error;
  }
}

function wholeText(text: string) {
  return { speaker: '', startMs: null, words: { start: 0, end: text.length } };
}

function toCodeViews(codes: readonly Code[], stretches: readonly CodedStretch[]): CodeView[] {
  const known = codes.map(({ id, name, definition, whenToUse, whenNotToUse, colour }): CodeView => {
    return { id: `urn:uuid:${id}`, name, definition, whenToUse, whenNotToUse, colour, deleted: false };
  });
  const ids = new Set(known.map(({ id }) => id));
  const deleted = [...new Set(stretches.map(({ code }) => code))].filter((id) => !ids.has(id));
  return [
    ...known,
    ...deleted.map((id, i): CodeView => {
      const name = `Deleted code ${i + 1}`;
      const definition = 'This code is no longer in the codebook.';
      return { id, name, definition, whenToUse: '', whenNotToUse: '', colour: '#808080', deleted: true };
    }),
  ];
}
