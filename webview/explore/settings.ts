import type { SamplingSettings } from '../../src/protocol/modelHost';

/** What the person chose here; survives a hidden tab and a reload. Never holds text. */
export interface ExploreSettings {
  readonly temperature: number;
  readonly topP: number;
  readonly seed: number;
  readonly showNumbers: boolean;
}

export const limits = {
  temperature: { min: 0, max: 2, step: 0.05 },
  topP: { min: 0.05, max: 1, step: 0.01 },
  /** Seeds are unsigned 32-bit integers. */
  seed: { min: 0, max: 0xffff_ffff, step: 1 },
} as const;

export const defaultSettings: ExploreSettings = { temperature: 1, topP: 1, seed: 1, showNumbers: false };

/** Saved settings, or the default in place of each that is missing or out of range. */
export function readSettings(saved: unknown): ExploreSettings {
  const values: Partial<Record<string, unknown>> = typeof saved === 'object' && saved !== null ? { ...saved } : {};
  const number = (name: keyof typeof limits, isValid: (n: number) => boolean) => {
    const value = values[name];
    return typeof value === 'number' && isValid(value) ? value : defaultSettings[name];
  };
  const inRange = (name: keyof typeof limits) => (n: number) => n >= limits[name].min && n <= limits[name].max;
  return {
    temperature: number('temperature', inRange('temperature')),
    topP: number('topP', inRange('topP')),
    seed: number('seed', isSeed),
    showNumbers: values['showNumbers'] === true,
  };
}

export function isSeed(n: number): boolean {
  return Number.isInteger(n) && n >= limits.seed.min && n <= limits.seed.max;
}

/** Whether the settings change the model's own probabilities. */
export function isReshaped({ temperature, topP }: Pick<SamplingSettings, 'temperature' | 'topP'>): boolean {
  return temperature !== 1 || topP !== 1;
}

/** "temperature 0.8, top-p 0.95, seed 7": what one needs to get the same words again. */
export function describeSampling({ temperature, topP, seed }: SamplingSettings): string {
  return `temperature ${temperature.toFixed(2)}, top-p ${topP.toFixed(2)}, seed ${seed}`;
}

/** Tells the panel that the person changed a setting. */
export function changeSettings(source: HTMLElement, detail: Partial<ExploreSettings>): void {
  source.dispatchEvent(new CustomEvent('settings-change', { detail, bubbles: true, composed: true }));
}
