import { setImmediate } from 'node:timers/promises';
import { UserError } from '../../core/base/userError';
import type { LikelihoodsParams, LikelihoodsResult, PromptLikelihoods } from '../../protocol/likelihoods';
import type { TextPrompt } from '../../protocol/modelHost';

/** Prompts in one request to the model host. */
export const mostTogether = 32;
/** What one request may take: as much is lost when a batch is cancelled, and so often progress is told. */
const aimMs = 1000;

interface Asked {
  readonly prompt: TextPrompt;
  readonly labels: readonly string[];
  readonly signal: AbortSignal | undefined;
  readonly resolve: (scored: PromptLikelihoods) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Puts prompts about the same labels to the model host in one request, as many as take about a second. The numbers are
 * those of each prompt alone, and a prompt that is refused does not take the others with it.
 */
export class LikelihoodGatherer {
  readonly #waiting: Asked[] = [];
  #isAsking = false;
  #size = 1;

  constructor(
    private readonly host: (params: LikelihoodsParams, signal: AbortSignal | undefined) => Promise<LikelihoodsResult>,
  ) {}

  /** @throws UserError as the host for this prompt alone */
  ask(prompt: TextPrompt, labels: readonly string[], signal: AbortSignal | undefined): Promise<PromptLikelihoods> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ prompt, labels, signal, resolve, reject });
      if (!this.#isAsking) void this.#askAll();
    });
  }

  async #askAll(): Promise<void> {
    this.#isAsking = true;
    while (this.#waiting.length > 0) {
      // Others that begin, or go on, at the same moment may join.
      await setImmediate();
      const group = this.#take();
      const startedMs = performance.now();
      await this.#put(group);
      const eachMs = (performance.now() - startedMs) / group.length;
      this.#size = Math.max(1, Math.min(mostTogether, Math.floor(aimMs / eachMs)));
    }
    this.#isAsking = false;
  }

  /** The one that waits longest, and those that can go with it. */
  #take(): Asked[] {
    const { labels, signal } = this.#waiting[0]!;
    const key = JSON.stringify(labels);
    const group: Asked[] = [];
    for (let i = 0; i < this.#waiting.length && group.length < this.#size;) {
      const one = this.#waiting[i]!;
      if (one.signal === signal && (one.labels === labels || JSON.stringify(one.labels) === key)) {
        group.push(...this.#waiting.splice(i, 1));
      } else i++;
    }
    return group;
  }

  async #put(group: readonly Asked[]): Promise<void> {
    const { labels, signal } = group[0]!;
    try {
      const params: LikelihoodsParams = { prompts: group.map(({ prompt }) => prompt), labels, normalise: 'none' };
      const { prompts } = await this.host(params, signal);
      group.forEach(({ resolve }, i) => resolve(prompts[i]!));
    } catch (error) {
      if (group.length > 1 && isOfOnePrompt(error)) for (const one of group) await this.#put([one]);
      else for (const { reject } of group) reject(error);
    }
  }
}

/** One prompt that cannot be used makes the host refuse all of a request. */
function isOfOnePrompt(error: unknown): boolean {
  return error instanceof UserError && ['textTooLong', 'textEmpty', 'badRequest'].includes(error.code);
}
