import { finish } from '../agreement/slices';
import { spellingKey } from '../base/spelling';
import { UserError } from '../base/userError';
import type { LoadedStudy } from '../coding/loadStudy';
import { canonicalJson } from '../engine/batch';
import { indexStudy, type StudyIndex } from '../retrieval/studyIndex';
import { readAcceptedFrom } from '../suggestions/suggestion';
import { StudyLibrary } from './library';
import { materialOf, type Material } from './material';
import { examplesOf, passagesOf, type CodedBy } from './report';
import type { Sheet } from './sheet';
import { itemSpelledAlike, spelledSheet } from './spelledSheet';
import { taskOf, type Task } from './task';
import type { Example } from './technique';

/** A sheet on a study: what is asked about, and what may be shown beside it. */
export interface PreparedSheet extends Material {
  readonly sheet: Sheet;
  readonly study: StudyIndex;
  readonly task: Task;
  readonly coded: CodedBy;
  readonly library: StudyLibrary;
  /** What few-shot may show, none of it of the test part. */
  readonly examples: readonly Example[];
  /** Codings of people that a model had suggested: by their ids, the model. */
  readonly accepted: ReadonlyMap<string, string>;
  /** Of all that techniques can look up. */
  readonly libraryHash: string;
}

/**
 * @param only the one coder whose segments are looked at, for somebody who codes blind; null for everyone
 * @param hash of a text, such as SHA-256 in hex
 * @throws UserError for a reference coder that the study does not have, and as `materialOf`
 */
export function prepareSheet(
  given: Sheet,
  loaded: LoadedStudy,
  only: string | null,
  hash: (text: string) => string,
): PreparedSheet {
  const study = finish(indexStudy(loaded, only));
  const sheet = spelledSheet(
    given,
    study.transcripts.map(({ path }) => path),
  );
  const task = taskOf(sheet.task, loaded.codebook.codes);
  requireReference(sheet, study);
  const coded = codedBy(loaded, only);
  const material = materialOf(sheet, study);
  const sources = { examples: examplesOf(sheet, study, coded, task), passages: passagesOf(sheet, study) };
  return {
    ...material,
    sheet,
    study,
    task,
    coded,
    library: new StudyLibrary(sources),
    examples: sources.examples,
    libraryHash: hash(
      canonicalJson({
        examples: sources.examples.map(named),
        passages: sources.passages.map((one) => {
          return { ...one, id: spellingKey(one.id), transcript: spellingKey(one.transcript) };
        }),
      }),
    ),
    accepted: acceptedIn(loaded),
  };
}

function requireReference({ reference }: Sheet, { coders }: StudyIndex): void {
  if (reference === undefined || coders.some(({ id }) => id === reference)) return;
  throw new UserError(
    'badRequest',
    `The sheet’s reference is “${reference}”, and the study has no such coder, or you code blind.`,
    `Choose another reference: ${coders.map(({ id }) => id).join(', ') || 'nobody has coded'}.`,
  );
}

/** As an example is shown: its label by its name. */
function named({ item, label: { id, name } }: Example) {
  return { item: itemSpelledAlike(item), label: { id, name } };
}

function acceptedIn({ codings }: LoadedStudy): ReadonlyMap<string, string> {
  const all = codings.flatMap(({ collection }) => collection.first.items);
  return new Map(
    all.flatMap((one) => {
      const from = readAcceptedFrom(one);
      return from ? [[one.id, from.model.title ?? from.model.name]] : [];
    }),
  );
}

/** Who has a file on which transcripts: a coder without a segment there found nothing, which is an answer. */
function codedBy({ codings }: LoadedStudy, only: string | null): CodedBy {
  const by = new Map<string, Set<string>>();
  for (const { coder, transcript } of codings) {
    if (only === null || coder === only) by.set(coder, (by.get(coder) ?? new Set()).add(transcript));
  }
  return by;
}
