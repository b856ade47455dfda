// Runs llama.cpp through node-llama-cpp, on the processor alone and as it comes: float16 cache, batches of up to 512
// tokens, its choice of attention kernel. Its package is installed for benches only, so what is used of it is typed here.
import { availableParallelism } from 'node:os';
import { serve } from './serve';

interface Sequence {
  clearHistory(): Promise<void>;
  evaluate(
    ids: readonly number[],
    options: { readonly temperature: number; readonly yieldEogToken: boolean },
  ): AsyncGenerator<number, void, void>;
}

interface NodeLlamaCpp {
  readonly getLlama: (options: Readonly<Record<string, unknown>>) => Promise<{
    readonly llamaCppRelease: { readonly release: string };
    loadModel(options: { readonly modelPath: string }): Promise<{
      createContext(options: { readonly contextSize: number; readonly threads: number }): Promise<{
        getSequence(): Sequence;
      }>;
    }>;
  }>;
}

const contextTokens = 2048;

serve(async ({ model: modelPath }) => {
  // A variable, for without its package there are no types to be found.
  const name: string = 'node-llama-cpp';
  const { getLlama } = (await import(name)) as NodeLlamaCpp;
  // The binary of the npm package, or none: nothing is downloaded or compiled.
  const llama = await getLlama({ gpu: false, build: 'never', skipDownload: true, logLevel: 'error' });
  const model = await llama.loadModel({ modelPath });
  const context = await model.createContext({ contextSize: contextTokens, threads: availableParallelism() });
  const sequence = context.getSequence();
  return {
    version: llama.llamaCppRelease.release,
    async generate(ids, maxNew, onToken) {
      // All of it, or what a prompt shares with the one before would be used again.
      await sequence.clearHistory();
      let count = 0;
      for await (const id of sequence.evaluate(ids, { temperature: 0, yieldEogToken: true })) {
        onToken(id);
        if (++count === maxNew) break;
      }
    },
  };
});
