// The models that a panel offers to look at beside one another.
import { type Stage, stageNames, stages } from '../core/models/stages';
import type { InstalledModels } from './installedModels';
import type { Models } from './models';
import type { HeldModel, SideModel, SideModels } from './sideModels';

export interface OfferedModel extends SideModel {
  /** The stage's name, or the folder. */
  readonly id: string;
  /** For people. */
  readonly name: string;
  readonly isStage: boolean;
  readonly inUse: boolean;
  /** Why it cannot be used; null when it can. */
  readonly problem: string | null;
}

export function offeredStage(models: Pick<Models, 'choice' | 'endpoint' | 'stageDir'>, stage: Stage): OfferedModel {
  const dir = models.stageDir(stage);
  const inUse = !models.endpoint && models.choice.dir === dir;
  return { id: stage, name: stageNames[stage], dir, isStage: true, inUse, problem: null };
}

/** The four stages of the bundled family, then what else this machine has. */
export async function offeredModels(
  models: Pick<Models, 'bundledDir' | 'choice' | 'endpoint' | 'stageDir'>,
  installed: Pick<InstalledModels, 'list'>,
): Promise<OfferedModel[]> {
  const list = await installed.list();
  const ofFamily = stages.map((stage) => offeredStage(models, stage));
  const family = new Set(ofFamily.map(({ dir }) => dir));
  const others = list
    .filter(({ dir }) => !family.has(dir))
    .map(({ dir, onnxFile, name, inUse, problem }): OfferedModel => {
      return {
        id: dir,
        name,
        dir,
        onnxFile: onnxFile || undefined,
        isStage: false,
        inUse,
        problem: problem?.message ?? null,
      };
    });
  return [...ofFamily, ...others];
}

/** The model in use is asked where it is loaded already, every other one beside it. */
export function holdOffered(
  { models, sideModels }: { readonly models: Models; readonly sideModels: SideModels },
  offered: OfferedModel,
): HeldModel {
  if (!offered.inUse) return sideModels.hold(offered);
  return {
    info: (signal) => models.info(signal),
    request: (method, params, signal) => models.request(method, params, signal),
    dispose: () => undefined,
  };
}
