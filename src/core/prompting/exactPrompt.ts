import { UserError } from '../base/userError';
import type { LabEngine } from './runItem';
import type { Prompt } from './technique';

/** A prompt as the model would get it. */
export interface ExactPrompt {
  readonly prompt: string;
  readonly promptTokens: number;
  /** What does not fit in the context window, in words; null for the whole prompt. */
  readonly leftOut: string | null;
}

/**
 * What a step would send: the first of its prompts that fits, after the model's chat template. Nothing is written.
 * @returns null where the engine does not show its prompts
 * @throws UserError as the engine; 'textTooLong' when not even the shortest fits
 */
export async function exactPrompt(
  prompts: readonly Prompt[],
  engine: Pick<LabEngine, 'generate'>,
  signal?: AbortSignal,
): Promise<ExactPrompt | null> {
  let tooLong: unknown;
  for (const { messages, leftOut = null } of prompts) {
    try {
      const sampling = { temperature: 0, topP: 1, topK: 0, minP: 0, seed: 0 };
      const { prompt, promptTokens } = await engine.generate({ messages, maxNew: 0, sampling }, signal);
      return prompt === null || promptTokens === null ? null : { prompt, promptTokens, leftOut };
    } catch (error) {
      if (!(error instanceof UserError) || error.code !== 'textTooLong') throw error;
      tooLong = error;
    }
  }
  throw tooLong;
}
