import { coefficientNotes, type CoefficientName } from '../../src/core/agreement/coefficients';
import { unitKinds } from '../../src/core/agreement/units';
import type { AgreementChoices } from '../../src/core/agreement/studyAgreement';
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
  const { coders, transcripts, codes, unit, scale, samples, seed } = fieldsOf(saved);
  const knownUnit = unitKinds.find((kind) => kind === unit);
  const knownScale = scales.find((kind) => kind === scale);
  if (!isStrings(coders) || !isStrings(transcripts) || !isStrings(codes)) return null;
  if (!knownUnit || !knownScale || !isWhole(samples) || !isWhole(seed)) return null;
  return { coders, transcripts, codes, unit: knownUnit, scale: knownScale, samples, seed };
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

function isWhole(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 100_000;
}
