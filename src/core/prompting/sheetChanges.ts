// What is known of sheets without reading their files: panels use it too.
import type { ModelSetting, Sheet } from './sheet';

/** Equal for the same model: its name, and file and hash where the sheet records them. */
export function modelKey({ name, file = null, sha256 = null }: ModelSetting): string {
  return JSON.stringify([name, file, sha256]);
}

export function hasModel({ models = [] }: Pick<Sheet, 'models'>, setting: ModelSetting): boolean {
  const key = modelKey(setting);
  return models.some((one) => modelKey(one) === key);
}

/** The sheet as it was changed, its test part not closed again by a change made before one knew that it is open. */
export function keepOpened(changed: Sheet, before: Pick<Sheet, 'test'>): Sheet {
  return before.test.openedAt === null ? changed : { ...changed, test: before.test };
}
