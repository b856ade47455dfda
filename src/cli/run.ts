// `introspect run`: makes the runs of a lab sheet that are not made yet, and says what came of them.
import { createHash } from 'node:crypto';
import path from 'node:path';
import { countMessages } from '../core/base/countMessages';
import { UserError } from '../core/base/userError';
import { loadStudy } from '../core/coding/loadStudy';
import { prepareSheet } from '../core/prompting/prepare';
import { labFacts } from '../core/prompting/labReport/facts';
import { limitWords } from '../core/prompting/labReport/words';
import type { SheetReport } from '../core/prompting/report';
import type { LabModel } from '../core/prompting/runItem';
import { runModels } from '../core/prompting/runModels';
import { planRuns } from '../core/prompting/runSheet';
import { readRuns, unreadableWords } from '../core/prompting/runsFile';
import { parseSheet, runsPath, serializeSheet, type Sheet } from '../core/prompting/sheet';
import { JournalFile } from '../platform/journalFile';
import { otherSheets } from '../platform/lab/otherSheets';
import { holdRuns } from '../platform/lab/runsLock';
import { StudyFiles } from '../platform/study/studyFiles';
import { programName } from '../platform/programName';
import type { SheetModels } from './labModels';
import { checkOutputs, writeOutputs, type LabOutputs, type WrittenOutputs } from './labOutputs';
import { diagnose } from './output';
import { readText } from './options';
import { folderOnDisk } from './studyOnDisk';

export interface RunOptions {
  /** Goes on with runs that are there. */
  readonly resume: boolean;
  /** Opens the sheet's test part, for good. */
  readonly openTest: boolean;
  /** Folder of the study; undefined: the one that the sheet lies in. */
  readonly study: string | undefined;
  readonly samples: number;
  readonly seed: number;
  readonly outputs: LabOutputs;
}

export interface RunResult extends SheetReport {
  readonly sheet: string;
  /** Where the runs are: every exact prompt and reply. */
  readonly runsFile: string;
  /** The first of the models. */
  readonly model: LabModel;
  readonly models: readonly LabModel[];
  /** Models of the sheet that are not there, whose runs wait: a sentence each. */
  readonly missing: readonly string[];
  /** Whether the figures are of the development or of the test part. */
  readonly part: 'development' | 'test';
  readonly segments: { readonly asked: number; readonly heldBack: number; readonly notDrawn: number };
  readonly runs: {
    readonly planned: number;
    readonly made: number;
    readonly fromJournal: number;
    readonly failed: number;
  };
  /** The first failures, by kind. */
  readonly errors: readonly { readonly message: string; readonly count: number }[];
  /** What was written beside the runs. */
  readonly written?: WrittenOutputs;
}

/**
 * @returns failure: null when every run of the sheet is there
 * @throws UserError for a sheet or study that cannot be read, or runs that are there without `resume`
 */
export async function runSheetFile(
  sheetFile: string,
  modelsOf: (sheet: Sheet) => Promise<SheetModels>,
  options: RunOptions,
): Promise<{ readonly result: RunResult; readonly failure: UserError | null }> {
  checkOutputs(options.outputs, path.basename(sheetFile));
  const file = path.resolve(sheetFile);
  const dir = options.study ?? studyOf(file);
  const name = path.basename(file);
  const asked = asAsked(parseSheet(readText(file), name), name, options.openTest);
  const { sheet, models, missing, titles, limits, open } = await modelsOf(asked);
  missing.forEach(diagnose);
  const runsFile = runsPath(file);
  const journal = new JournalFile(runsFile);
  const before = await journal.read();
  if (!options.resume && before !== '') {
    throw new UserError(
      'badRequest',
      `${path.basename(runsFile)} has runs of this sheet already.`,
      'Give --resume to go on where they end (finished runs are not made again), or copy the sheet under another name.',
    );
  }
  const prepared = prepareSheet(sheet, await loadStudy(folderOnDisk(dir)), null, sha256);
  const { task, items, heldBack, notDrawn, library, libraryHash } = prepared;
  const runs = planRuns(sheet, task, items, models, libraryHash);
  const { planned, unreadable } = readRuns(runs, before, sha256, journal.name);
  const unread = unreadableWords(journal.name, unreadable);
  if (unread !== null) diagnose(unread);
  const isAllMade = planned.every((record) => record !== undefined);
  const lock = isAllMade ? undefined : await holdRuns(runsFile);
  const abort = new AbortController();
  const cancel = () => abort.abort();
  process.once('SIGINT', cancel);
  lock?.lost.addEventListener('abort', cancel);
  try {
    if (options.openTest) await openTest(file, asked, missing.length === models.length ? missing : []);
    const outcomes = await runModels(runs, {
      open,
      library,
      journal,
      hash: sha256,
      program: programName,
      signal: abort.signal,
      now: () => new Date().toISOString(),
      onDone: progress(),
    });
    const failed = outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome.error]));
    const errors = countMessages(failed, 10);
    const servers = await limits();
    const facts = labFacts({
      prepared,
      runs,
      journal: await journal.read(),
      hash: sha256,
      sheetFile: path.basename(file),
      runsFile: path.basename(runsFile),
      program: programName,
      date: new Date().toISOString().slice(0, 10),
      samples: options.samples,
      seed: options.seed,
      failures: countMessages(
        failed.filter(({ code }) => code !== 'cancelled'),
        10,
      ),
      otherSheets: await otherSheets(file),
      titles,
      servers,
    });
    limitWords(facts.models).forEach(diagnose);
    const { report, csv } = options.outputs;
    const written = report === undefined && csv === undefined ? undefined : await writeOutputs(facts, options.outputs);
    const result = {
      sheet: path.basename(file),
      runsFile: path.basename(runsFile),
      model: models[0]!,
      models,
      missing,
      part: facts.results.part,
      segments: { asked: items.length, heldBack, notDrawn },
      runs: {
        planned: runs.length,
        made: outcomes.filter((outcome) => outcome.ok && !outcome.fromJournal).length,
        fromJournal: outcomes.filter((outcome) => outcome.ok && outcome.fromJournal).length,
        failed: failed.length,
      },
      errors,
      ...facts.results.report,
      ...(written ? { written } : {}),
    };
    return { result, failure: failureOf(result) };
  } finally {
    process.removeListener('SIGINT', cancel);
    await lock?.release();
  }
}

function failureOf({ runs, errors, runsFile }: Pick<RunResult, 'runs' | 'errors' | 'runsFile'>): UserError | null {
  if (runs.failed === 0) return null;
  for (const { message, count } of errors) diagnose(`${count} ${count === 1 ? 'run' : 'runs'}: ${message}`);
  return new UserError(
    'badRequest',
    `${runs.failed} of ${runs.planned} runs were not made.`,
    runs.failed === runs.planned
      ? 'Remove the reason, then give --resume to go on.'
      : `The others are in ${runsFile} and are not made or paid for twice: remove the reason, then give --resume to go on.`,
  );
}

/** The sheet as it is to be run: with its test part open where that is asked for, which is not written yet. */
function asAsked(sheet: Sheet, name: string, isToOpen: boolean): Sheet {
  if (!isToOpen) return sheet;
  if (sheet.test.transcripts.length === 0) {
    throw new UserError('badRequest', `${name} has no test part.`, 'Name its transcripts under test.transcripts.');
  }
  if (sheet.test.openedAt !== null) {
    throw new UserError(
      'badRequest',
      `The test part of ${name} was opened on ${sheet.test.openedAt.slice(0, 10)}; it opens once.`,
      'Go on with --resume alone. A figure from prompts that were changed after the test is no test.',
    );
  }
  return { ...sheet, test: { ...sheet.test, openedAt: new Date().toISOString() } };
}

/**
 * Writes into the sheet that its test part is open: after all that could be wrong with the sheet, the study and the models
 * has been looked for, and before anything of the test part is asked about.
 * @param missing why none of the models is there; empty where one is
 */
async function openTest(file: string, { test }: Sheet, missing: readonly string[]): Promise<void> {
  if (missing.length > 0) {
    const what = `The test part stays closed: no model of the sheet is there. ${missing.join(' ')}`;
    throw new UserError('modelFolderMissing', what, 'Name its folder with --model.');
  }
  const formats = { parse: parseSheet, serialize: serializeSheet };
  await new StudyFiles(path.dirname(file)).update(path.basename(file), formats, (now) =>
    now ? { ...now, test: { ...now.test, openedAt: test.openedAt } } : undefined,
  );
}

/** STUDY/introspect/lab/NAME.lab.json lies in STUDY. */
function studyOf(file: string): string {
  const folder = path.dirname(file);
  const isThere = path.basename(folder) === 'lab' && path.basename(path.dirname(folder)) === 'introspect';
  if (isThere) return path.dirname(path.dirname(folder));
  throw new UserError(
    'badRequest',
    `${path.basename(file)} does not lie in the introspect/lab folder of a study.`,
    'Name the study’s folder with --study.',
  );
}

function progress(): (done: number, total: number) => void {
  let told = Date.now();
  return (done, total) => {
    if (Date.now() - told < 2000) return;
    told = Date.now();
    diagnose(`${done} of ${total} runs`);
  };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
