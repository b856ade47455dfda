import { coefficientNotes, type CoefficientName } from '../../src/core/agreement/coefficients';
import { unitKinds } from '../../src/core/agreement/units';
import { type AgreementChoices, greatestSeed, mostSamples } from '../../src/core/agreement/agreementChoices';
import { distanceWeights } from '../../src/core/agreement/kappa';
import { chanceModels } from '../../src/core/agreement/randomContinuum';
import { scales } from '../../src/core/agreement/studyTables';
import type { AgreementViewState } from '../../src/protocol/agreement';

/** What an earlier page saved, where it is sound, with defaults for the rest. */
export function readViewState(saved: unknown): AgreementViewState {
  const { folder, choices, coefficient } = fieldsOf(saved);
  return {
    folder: typeof folder === 'string' ? folder : null,
    choices: readChoices(choices),
    coefficient: isCoefficient(coefficient) ? coefficient : 'alpha',
  };
}

function readChoices(saved: unknown): AgreementChoices | null {
  const { coders, transcripts, speakers, codes, rollUp, unit, scale, weights, chance, samples, seed } = fieldsOf(saved);
  const known = <Kind extends string>(kinds: readonly Kind[], value: unknown) => kinds.find((kind) => kind === value);
  const [of, as, by, against] = [
    known(unitKinds, unit),
    known(scales, scale),
    known(distanceWeights, weights),
    known(chanceModels, chance),
  ];
  if (!isStrings(coders) || !isStrings(transcripts) || !isStrings(codes)) return null;
  if (!(speakers === null || isStrings(speakers)) || typeof rollUp !== 'boolean') return null;
  if (!of || !as || !by || !against) return null;
  if (!isWhole(samples, mostSamples) || !isWhole(seed, greatestSeed)) return null;
  const kinds = { unit: of, scale: as, weights: by, chance: against };
  return { coders, transcripts, speakers, codes, rollUp, ...kinds, samples, seed };
}

export function isCoefficient(value: unknown): value is CoefficientName {
  return typeof value === 'string' && Object.hasOwn(coefficientNotes, value);
}

function fieldsOf(value: unknown): Partial<Record<Field, unknown>> {
  return typeof value === 'object' && value !== null ? value : {};
}
type Field = keyof AgreementViewState | keyof AgreementChoices;

function isStrings(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}

function isWhole(value: unknown, most: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most;
}
