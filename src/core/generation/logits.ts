import { UserError } from '../base/userError';

/** Logits from which no probability can be computed: NaN or +Infinity among them, or none above -Infinity. */
export function unusableLogits(): UserError {
  return new UserError(
    'modelFileInvalid',
    'The model gave scores that are not numbers, or ruled out every token, so there are no probabilities to show.',
    'Try another model, or another file of this one: low-precision files (fp16, 4-bit) can overflow.',
  );
}

/** @throws UserError 'badRequest' when `id` is not an index into a vocabulary of `size` tokens. */
export function checkId(id: number, size: number): void {
  if (Number.isInteger(id) && id >= 0 && id < size) return;
  throw new UserError('badRequest', `There is no token ${id} in a vocabulary of ${size}.`, '');
}

/** Largest logit and its lowest id, in one pass. @throws UserError 'modelFileInvalid' when it is not finite or any logit is NaN. */
export function findBest(logits: ArrayLike<number>): { readonly id: number; readonly logit: number } {
  let id = -1;
  let logit = -Infinity;
  for (let i = 0; i < logits.length; i++) {
    const value = logits[i]!;
    if (value > logit) {
      logit = value;
      id = i;
    } else if (Number.isNaN(value)) throw unusableLogits();
  }
  if (!Number.isFinite(logit)) throw unusableLogits();
  return { id, logit };
}
