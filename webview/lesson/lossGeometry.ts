import type { LossPoint } from '../../src/core/lesson/lossPoints';
import { type Stage, stages } from '../../src/core/models/stages';

export interface Line {
  /** SVG path. */
  readonly path: string;
}

export interface LossGeometry {
  readonly width: number;
  readonly height: number;
  readonly loss: readonly Line[];
  readonly heldOut: readonly Line[];
  /** Places of the held-out points. */
  readonly marks: readonly { readonly x: number; readonly y: number }[];
  readonly yTicks: readonly { readonly y: number; readonly value: number }[];
  /** Where each stage's part is. */
  readonly parts: readonly { readonly stage: Stage; readonly from: number; readonly to: number }[];
}

export const margin = { left: 44, right: 12, top: 8, bottom: 24 } as const;

/** A chart of the losses: steps across, all stages one after the other, nats per token upwards from 0. */
export function lossGeometry(points: readonly LossPoint[], width: number, height: number): LossGeometry {
  const lastStep = Math.max(1, ...points.map(({ step }) => step));
  const highest = Math.max(1, Math.ceil(Math.max(...points.flatMap(({ loss, heldOut }) => [loss, heldOut]))));
  const x = (step: number) => margin.left + (step / lastStep) * (width - margin.left - margin.right);
  const y = (loss: number) => height - margin.bottom - (loss / highest) * (height - margin.top - margin.bottom);
  const lines = (of: (point: LossPoint) => number): Line[] => {
    const runs: string[] = [];
    for (const point of points) {
      const at = `${x(point.step).toFixed(1)} ${y(of(point)).toFixed(1)}`;
      if (point.startsLine || runs.length === 0) runs.push(`M${at}`);
      else runs[runs.length - 1] += `L${at}`;
    }
    return runs.map((path) => ({ path }));
  };
  const parts = stages.flatMap((stage) => {
    const own = points.filter((point) => point.stage === stage);
    if (own.length === 0) return [];
    const before = own[0]!.step - own[0]!.stageStep;
    return [{ stage, from: x(before), to: x(own.at(-1)!.step) }];
  });
  return {
    width,
    height,
    loss: lines(({ loss }) => loss),
    heldOut: lines(({ heldOut }) => heldOut),
    marks: points.map(({ step, heldOut }) => ({ x: x(step), y: y(heldOut) })),
    yTicks: Array.from({ length: highest + 1 }, (_, value) => ({ y: y(value), value })),
    parts,
  };
}
