// `introspect agreement` in its three forms (DESIGN 9), options already read.
import { spellingKey } from '../core/base/spelling';
import { UserError } from '../core/base/userError';
import {
  type AgreementReport,
  ratingsReport,
  segmentsReport,
  type TableReportOptions,
} from '../core/agreement/agreementReport';
import { type AgreementChoices, defaultChoices, speakersOf } from '../core/agreement/agreementChoices';
import type { GammaOptions } from '../core/agreement/gamma';
import { finish } from '../core/agreement/slices';
import { studyAgreement } from '../core/agreement/studyAgreement';
import { loadStudy } from '../core/coding/loadStudy';
import { parseCsvRecords } from '../core/exchange/parseCsv';
import { SeededRandom } from '../core/generation/random';
import { folderOnDisk } from './studyOnDisk';

export interface Sampling {
  readonly samples: number;
  readonly seed: number;
}

/** What the person chose on the command line; coders and codes by id or name. Without a choice the study's defaults. */
export type StudyOptions = Sampling & {
  readonly [Key in 'coders' | 'codes' | 'speakers']: readonly string[] | undefined;
} & { readonly [Key in 'unit' | 'scale' | 'weights' | 'chance']: AgreementChoices[Key] | undefined } & {
  readonly rollUp: boolean;
};

/** The coefficients over all codes, then the same for each code and each pair of coders. */
export async function agreementOfStudy(
  dir: string,
  options: StudyOptions,
): Promise<AgreementReport & Record<string, unknown>> {
  const study = await loadStudy(folderOnDisk(dir));
  const defaults = defaultChoices(study);
  const { unit, scale, weights, chance, rollUp, samples, seed } = options;
  const speakers = speakersOf(study).map(({ name }) => ({ id: name, name }));
  const result = finish(
    studyAgreement(study, {
      ...defaults,
      unit: unit ?? defaults.unit,
      scale: scale ?? defaults.scale,
      weights: weights ?? defaults.weights,
      chance: chance ?? defaults.chance,
      coders: options.coders?.map((given) => named('coder', study.coders, given)) ?? defaults.coders,
      codes: options.codes?.map((given) => named('code', study.codebook.codes, given)) ?? defaults.codes,
      speakers: options.speakers?.map((given) => named('speaker', speakers, given)) ?? null,
      rollUp,
      samples,
      seed,
    }),
  );
  const { choices } = result;
  return {
    ...result.overall,
    unit: choices.unit,
    overallUnit: result.overallUnit,
    units: result.unitCount,
    scale: choices.scale,
    ...(choices.scale === 'ordered' && { weights: choices.weights }),
    speakers: choices.speakers,
    rollUp,
    ...(result.overall.gamma && { chance: choices.chance }),
    bootstrap: samples,
    ...(samples > 0 && { drawn: result.drawn }),
    seed,
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
  { samples, seed, level, weights }: Sampling & Pick<TableReportOptions, 'level' | 'weights'>,
): AgreementReport {
  const random = new SeededRandom(seed);
  const rows = parseCsvRecords(csv, file, ['unit', 'coder', 'value']);
  return finish(ratingsReport(rows, { level, weights, samples, random: () => random.next() }));
}

export function agreementOfSegments(
  csv: string,
  file: string,
  { length, chance, samples, seed }: Sampling & Pick<GammaOptions, 'chance'> & { readonly length: number },
): AgreementReport {
  const random = new SeededRandom(seed);
  const rows = parseCsvRecords(csv, file, ['coder', 'start', 'end', 'code']);
  return finish(segmentsReport(rows, { length, chance, samples, random: () => random.next() }));
}

/** The id of what was given by id or by name. @throws UserError when the study has none such */
function named(what: string, all: readonly { readonly id: string; readonly name: string }[], given: string): string {
  const isIt = (name: string) => spellingKey(name) === spellingKey(given);
  const found = all.find(({ id }) => isIt(id)) ?? all.find(({ name }) => isIt(name));
  if (found) return found.id;
  const names = all.map(({ id, name }) => (what === 'coder' ? id : name));
  throw new UserError(
    'badRequest',
    `The study has no ${what} "${given}".`,
    names.length === 0 ? `It has none at all.` : `Its ${what}s are: ${names.join(', ')}.`,
  );
}
