import type { StageId } from './family';

/** A stage of the bundled family: one small network at four points of its training. */
export type Stage = StageId;

/** For people, in the order of training. */
export const stageNames: { readonly [S in Stage]: string } = {
  untrained: 'Practice model, untrained',
  pretrained: 'Practice model, pretrained',
  instructed: 'Practice model, instructed',
  aligned: 'Practice model, aligned',
};

export const stages = Object.keys(stageNames) as readonly Stage[];

/** The stage that is used unless the person chooses otherwise. */
export const practiceStage: Stage = 'instructed';
