/**
 * A computation that hands back control often. It yields the share done, 0 to 1, and returns its result, so that one
 * piece of code serves scripts (`finish`), the extension host (`runInSlices`) and progress bars.
 */
export type Sliced<Result> = Generator<number, Result, void>;

/** Runs to the end without a pause. */
export function finish<Result>(work: Sliced<Result>): Result {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

/**
 * Runs in slices of about `sliceMs`, awaiting `pause(shareDone)` between them: report progress there, let others run,
 * and throw to cancel.
 */
export async function runInSlices<Result>(
  work: Sliced<Result>,
  pause: (shareDone: number) => Promise<void>,
  sliceMs = 15,
): Promise<Result> {
  let sliceEndMs = Date.now() + sliceMs;
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
    if (Date.now() < sliceEndMs) continue;
    await pause(step.value);
    sliceEndMs = Date.now() + sliceMs;
  }
}

/** The same work, which yields `shareDone` all along: for a step of a longer computation. */
export function* asStep<Result>(work: Sliced<Result>, shareDone: number): Sliced<Result> {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
    yield shareDone;
  }
}
