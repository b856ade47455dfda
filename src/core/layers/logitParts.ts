/** Parts of one logit, or of the difference of two: `logit` = `constant` + `embeddings` + all layers' parts + `rounding`. */
export interface LogitParts {
  readonly logit: number;
  readonly constant: number;
  readonly embeddings: number;
  readonly layers: readonly { readonly attention: number; readonly mlp: number }[];
  readonly rounding: number;
}

/** What the parts add up to: the logit, but for rounding. */
export function sumOfParts({ constant, embeddings, layers }: LogitParts): number {
  return layers.reduce((sum, { attention, mlp }) => sum + attention + mlp, constant + embeddings);
}

/**
 * Why one token rather than another: each part's difference. Both are taken apart at the same position with the same
 * scale of the last norm, so that the differences sum to the difference of the logits.
 */
export function contrastParts(target: LogitParts, against: LogitParts): LogitParts {
  return {
    logit: target.logit - against.logit,
    constant: target.constant - against.constant,
    embeddings: target.embeddings - against.embeddings,
    layers: target.layers.map(({ attention, mlp }, i) => ({
      attention: attention - (against.layers[i]?.attention ?? 0),
      mlp: mlp - (against.layers[i]?.mlp ?? 0),
    })),
    rounding: target.rounding - against.rounding,
  };
}
