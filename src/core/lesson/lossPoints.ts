import type { TrainingLog } from '../models/family';
import type { Stage } from '../models/stages';

export interface LossPoint {
  readonly stage: Stage;
  /** Over all stages, one after the other. */
  readonly step: number;
  /** Of that stage alone. */
  readonly stageStep: number;
  /** Nats per token: on the text of training, and on two novels that were held out. */
  readonly loss: number;
  readonly heldOut: number;
  /** Another run, or another stage, goes on from here: its line is not joined to the one before. */
  readonly startsLine: boolean;
}

export interface LossCurve {
  readonly points: readonly LossPoint[];
  /** What was special about a run, and of what its loss is. */
  readonly notes: readonly { readonly stage: Stage; readonly note: string }[];
}

/** The log as one row of points. */
export function lossCurve(log: TrainingLog): LossCurve {
  const notes = log.stages.flatMap(({ id, runs }) =>
    runs.flatMap(({ note }) => (note === undefined ? [] : [{ stage: id, note }])),
  );
  return { points: lossPoints(log), notes };
}

function lossPoints({ stages }: TrainingLog): LossPoint[] {
  const points: LossPoint[] = [];
  let before = 0;
  for (const { id, runs } of stages) {
    for (const run of runs) {
      run.points.forEach(({ step, loss, heldOut }, i) =>
        points.push({ stage: id, step: before + step, stageStep: step, loss, heldOut, startsLine: i === 0 }),
      );
    }
    before = points.at(-1)?.step ?? before;
  }
  return points;
}
