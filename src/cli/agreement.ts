// `introspect agreement` in its three forms (DESIGN 9), options already read.
import { UserError } from '../core/base/userError';
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
import { parseCsvRecords } from '../core/exchange/parseCsv';
import { SeededRandom } from '../core/generation/random';
import { folderOnDisk } from './studyOnDisk';

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
