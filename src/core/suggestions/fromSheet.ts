// A technique that was tried in the lab, put to use on a transcript.
import { spelledAs } from '../base/spelling';
import { columnsOf, samplingsOf } from '../prompting/columns';
import type { LabModel } from '../prompting/runItem';
import type { Sheet } from '../prompting/sheet';

/** A technique of a sheet for people, without models and settings. */
export function techniqueName(sheet: Sheet, technique: string): string {
  const { models: _models, samplings: _samplings, ...plain } = sheet;
  return columnsOf(plain).find(({ id }) => id === technique)?.name ?? technique;
}

export interface TranscriptOffer {
  readonly path: string;
  /** In words, for a transcript of the test part. */
  readonly part: string | null;
}

/** The transcripts that a sheet's technique may be used on: those of its test part only once that is open. */
export function transcriptsFor(
  { test }: Pick<Sheet, 'test'>,
  all: readonly string[],
): { readonly offered: readonly TranscriptOffer[]; readonly heldBack: number } {
  const { openedAt } = test;
  const held = new Set(test.transcripts.map((path) => spelledAs(path, all)));
  const isTest = (path: string) => held.has(path);
  const opened = openedAt === null ? null : `test part, opened on ${openedAt.slice(0, 10)}`;
  const offered = all
    .filter((path) => openedAt !== null || !isTest(path))
    .map((path) => ({ path, part: isTest(path) ? opened : null }));
  return { offered, heldBack: all.length - offered.length };
}

/** How a sheet's technique is asked for suggestions, in words, and whether its figures are about this model. */
export function wordsOfAsking(sheet: Sheet, technique: string, model: LabModel): string {
  const [first] = samplingsOf(sheet);
  const { temperature, seed } = first!.sampling;
  const setting = first!.name === '' ? '' : `its setting “${first!.name}”, `;
  const asked = `It is asked by “${techniqueName(sheet, technique)}” of the lab sheet “${sheet.title}”, with ${setting}temperature ${temperature} and seed ${seed}.`;
  const { models = [] } = sheet;
  const isMeant = ({ name, sha256 = null }: (typeof models)[number]) =>
    sha256 === null ? name === model.name : sha256 === model.sha256;
  if (models.length === 0 || models.some(isMeant)) return asked;
  const names = models.map(({ name }) => name).join(', ');
  return `${asked} The sheet’s figures are about ${names}, not about this model.`;
}
