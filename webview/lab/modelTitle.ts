import type { ModelSetting, Sheet } from '../../src/core/prompting/sheet';
import type { LabOffer } from '../../src/protocol/lab';

export function isOffered(setting: ModelSetting, { name, file }: LabOffer['models'][number]): boolean {
  return setting.name === name && (setting.file ?? file) === file;
}

/** A model that the sheet names, as people call it; by its own name where it is not here. */
export function modelTitle(setting: ModelSetting, { models }: Pick<LabOffer, 'models'>): string {
  return models.find((offered) => isOffered(setting, offered))?.label ?? setting.name;
}

/** The model that gave an answer of the sheet, named as the page names it, with its file. */
export function askedTitle(asked: ModelSetting, sheet: Sheet, offer: Pick<LabOffer, 'model' | 'models'>): string {
  const title = sheet.models ? modelTitle(asked, offer) : offer.model.name;
  return asked.file ? `${title} (${asked.file})` : title;
}
