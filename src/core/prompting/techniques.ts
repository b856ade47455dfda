import type { Technique } from './technique';
import { fewShot, retrieval } from './techniques/examples';
import { labelLikelihood } from './techniques/labelLikelihood';
import { chainOfThought, constrainedChoice, definitions, role, zeroShot } from './techniques/plain';
import { decomposition, generatedKnowledge, selfConsistency, selfCritique } from './techniques/severalSteps';
import { template } from './techniques/template';

/** All ways to prompt, simplest first. */
export const techniques: readonly Technique[] = [
  zeroShot,
  fewShot,
  role,
  definitions,
  chainOfThought,
  selfConsistency,
  decomposition,
  generatedKnowledge,
  retrieval,
  selfCritique,
  constrainedChoice,
  labelLikelihood,
  template,
];

export function findTechnique(kind: string): Technique | undefined {
  return techniques.find((technique) => technique.kind === kind);
}
