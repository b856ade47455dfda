import { exactPrompt } from '../../core/prompting/exactPrompt';
import type { PreparedSheet } from '../../core/prompting/prepare';
import { findTechnique } from '../../core/prompting/techniques';
import type { LabToPanel } from '../../protocol/lab';
import type { SheetModels } from './sheetModels';

/** Posts what a technique would send first about the first segment, and again with the exact prompt once it is known. */
export async function previewPrompt(
  { prepared, models }: { readonly prepared: PreparedSheet; readonly models: SheetModels },
  id: string,
  post: (message: LabToPanel) => void,
): Promise<void> {
  const setting = prepared.sheet.techniques.find((one) => one.id === id);
  const item = prepared.items[0];
  if (!setting || !item) return;
  const library = prepared.library.for(item);
  const input = { task: prepared.task, item, library, seed: prepared.sheet.sampling.seed };
  const first = findTechnique(setting.kind)!
    .begin(input, setting.options ?? {})
    .next();
  if (first.done) return;
  const { prompts } = first.value;
  const purpose = first.value.kind === 'draws' ? first.value.purposes[0]! : first.value.purpose;
  const labels = first.value.kind === 'likelihoods' ? first.value.labels : [];
  const { messages } = prompts[0]!;
  const { transcript, speaker } = item;
  const preview = { type: 'preview', technique: id, purpose, messages, labels, item: { transcript, speaker } } as const;
  post(preview);
  const model = models.models[0]!;
  // A server is sent nothing before the person runs the sheet.
  if (model.file === null || models.missing.length === models.models.length) return;
  const opened = await models.open(model, undefined);
  try {
    const exact = await exactPrompt(prompts, opened.engine);
    if (exact) post({ ...preview, exact });
  } finally {
    await opened.close();
  }
}
