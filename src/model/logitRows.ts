import path from 'node:path';
import { UserError } from '../core/base/userError';
import type { Tensor } from './onnxruntime';
import { floats, type ModelSession } from './session';

/** @throws UserError `modelUnsupported` where the file gives the logits of the last token alone */
export function requireAllLogits({ file, lastLogitsOnly }: Pick<ModelSession, 'file' | 'lastLogitsOnly'>): void {
  if (!lastLogitsOnly) return;
  throw new UserError(
    'modelUnsupported',
    `${path.basename(file)} tells the chances only of what follows a whole text, not of the words within it.`,
    'Texts can be continued and labels compared with it. For the rest take an ONNX file of the same model that gives the logits of all tokens (onnxruntime-genai’s builder makes one without prune_lm_head).',
  );
}

/**
 * The logits after each of a run's tokens.
 * @returns gives those after the token at `index`, shape [vocabulary], as a view
 * @throws UserError as {@link requireAllLogits}
 */
export function logitRows(session: ModelSession, logits: Tensor, tokens: number): (index: number) => Float32Array {
  if (logits.dims[1] !== tokens) requireAllLogits({ file: session.file, lastLogitsOnly: true });
  const values = floats(logits);
  const width = logits.dims.at(-1)!;
  return (index) => values.subarray(index * width, (index + 1) * width);
}
