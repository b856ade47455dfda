import { freeId, type Coder, type Study } from '../coding/study';
import { canonicalJson } from '../engine/batch';
import type { LabModel } from '../prompting/runItem';
import type { PlannedRun } from '../prompting/runSheet';
import { findTechnique } from '../prompting/techniques';

/** On a model among the study's coders: which model it is and how it was asked. */
const asksKey = 'introspect:asks';

/** What makes one model coder: another file, technique, option, sampling or seed is another coder. */
export interface Asks {
  readonly model: LabModel;
  readonly technique: string;
  readonly options: unknown;
  readonly sampling: PlannedRun['sampling'];
  readonly seed: number;
}

export function asksOf({ model, kind, options, sampling, seed }: PlannedRun): Asks {
  return { model, technique: kind, options, sampling, seed };
}

/**
 * The coder of the study that is this model, asked in this way; or a new one under an id that nobody has, so that what
 * one model said is never mixed with what another said, or with what it said to another prompt.
 *
 * @param taken ids that have files though study.json does not name them
 * @param title what the model is called for people; a coder that is known keeps its name
 */
export function modelCoder(
  { coders }: Pick<Study, 'coders'>,
  asks: Asks,
  taken: readonly string[],
  title = asks.model.name,
): Coder {
  const key = canonicalJson(asks);
  const known = coders.find((coder) => coder.kind === 'model' && canonicalJson(coder[asksKey]) === key);
  if (known) return known;
  const slug = asks.model.name.replace(/[^A-Za-z0-9._]+/g, '-').replace(/^[^A-Za-z0-9]+|-+$/g, '') || 'model';
  const id = freeId([...coders, ...taken.map((one) => ({ id: one }))], `model:${slug.toLowerCase()}`);
  const technique = findTechnique(asks.technique)?.card.name ?? asks.technique;
  const base = `${title}, ${technique.toLowerCase()}`;
  const names = new Set(coders.map(({ name }) => name));
  let name = base;
  for (let n = 2; names.has(name); n++) name = `${base} (${n})`;
  return { id, name, kind: 'model', [asksKey]: asks };
}
