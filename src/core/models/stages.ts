/** The bundled family in the order of training: one small network at four points of it. */
export const stages = ['untrained', 'pretrained', 'instructed', 'aligned'] as const;
export type Stage = (typeof stages)[number];

/** For people. */
export const stageNames: { readonly [S in Stage]: string } = {
  untrained: 'Practice model, untrained',
  pretrained: 'Practice model, pretrained',
  instructed: 'Practice model, instructed',
  aligned: 'Practice model, aligned',
};

/** A stage as reports name it: for people, and by the name of its folder, which runs record. */
export function stageTitle(stage: Stage): string {
  return `Introspect practice model, ${stage}`;
}

/** The stage that is used unless the person chooses otherwise. */
export const practiceStage: Stage = 'instructed';
