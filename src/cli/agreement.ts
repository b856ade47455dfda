// `introspect agreement` in its three forms (DESIGN 9), options already read.
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { toErrorInfo, UserError } from '../core/base/userError';
import {
  type AgreementReport,
  ratingsReport,
  segmentsReport,
  type TableReportOptions,
} from '../core/agreement/agreementReport';
import type { UnitKind } from '../core/agreement/units';
import { finish } from '../core/agreement/slices';
import { defaultChoices, studyAgreement } from '../core/agreement/studyAgreement';
import { loadStudy, type LoadedStudy } from '../core/coding/loadStudy';
import type { StudyFolder } from '../core/coding/studyFiles';
import { parseCsvRecords } from '../core/exchange/csv';
import { SeededRandom } from '../core/generation/random';

export interface Sampling {
  readonly samples: number;
  readonly seed: number;
}

/** The coefficients over all codes, then the same for each code and each pair of coders. */
export async function agreementOfStudy(
  dir: string,
  options: Sampling & { readonly unit: UnitKind | undefined; readonly coders: readonly string[] | undefined },
): Promise<AgreementReport & Record<string, unknown>> {
  const study = await loadStudy(folderOnDisk(dir));
  const defaults = defaultChoices(study);
  const { unit = defaults.unit, samples, seed } = options;
  const coders = options.coders?.map((given) => coderNamed(study, given)) ?? defaults.coders;
  const result = finish(studyAgreement(study, { ...defaults, unit, coders, samples, seed }));
  return {
    ...result.overall,
    unit,
    overallUnit: result.overallUnit,
    units: result.unitCount,
    coders: result.coders,
    transcripts: result.choices.transcripts,
    codes: result.codes.map(({ id, name, uses, figures }) => ({ id, name, uses, ...figures })),
    pairs: result.pairs.map(({ coders, figures }) => ({ coders, ...figures })),
    messages: [
      ...result.messages,
      ...result.codes.flatMap(({ name, warning }) =>
        warning === null ? [] : [{ about: 'prevalence', level: 'info', text: `${name}: ${warning}` }],
      ),
    ],
  };
}

export function agreementOfRatings(
  csv: string,
  file: string,
  { samples, seed, level }: Sampling & Pick<TableReportOptions, 'level'>,
): AgreementReport {
  const random = new SeededRandom(seed);
  const rows = parseCsvRecords(csv, file, ['unit', 'coder', 'value']);
  return finish(ratingsReport(rows, { level, samples, random: () => random.next() }));
}

export function agreementOfSegments(
  csv: string,
  file: string,
  { length, seed }: { readonly length: number; readonly seed: number },
): AgreementReport {
  const random = new SeededRandom(seed);
  const rows = parseCsvRecords(csv, file, ['coder', 'start', 'end', 'code']);
  return finish(segmentsReport(rows, { length, random: () => random.next() }));
}

/** A coder by id or by name. */
function coderNamed({ coders }: LoadedStudy, given: string): string {
  const found = coders.find(({ id }) => id === given) ?? coders.find(({ name }) => name === given);
  if (found) return found.id;
  throw new UserError(
    'badRequest',
    `The study has no coder "${given}".`,
    `Its coders are: ${coders.map(({ id }) => id).join(', ')}.`,
  );
}

function folderOnDisk(dir: string): StudyFolder {
  return {
    read: (file) => readFile(path.join(dir, file)).catch((error: unknown) => absent(error, file, undefined)),
    list: async (folder) => {
      const entries = await readdir(path.join(dir, folder), { withFileTypes: true }).catch((error: unknown) =>
        absent(error, folder, []),
      );
      return entries.map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() }));
    },
  };
}

/** @throws UserError unless the file is simply not there. */
function absent<T>(error: unknown, file: string, otherwise: T): T {
  const code = error instanceof Error && 'code' in error ? String(error.code) : toErrorInfo(error).code;
  if (code === 'ENOENT') return otherwise;
  throw new UserError('fileUnreadable', `${file} cannot be read (${code}).`, 'Check the path and its permissions.');
}
