import type { Capabilities } from '../../protocol/engine';

/** What samples and repeats from a server cannot be taken for, as its test found; for figures and reports. */
export function samplingLimits({ samples, repeats }: Pick<Capabilities, 'samples' | 'repeats'>): string[] {
  return [samples, repeats].flatMap((ability) => (ability.available ? [] : [ability.why]));
}
