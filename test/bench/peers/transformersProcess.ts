// Runs transformers.js, the peer that runs the same file on the same runtime. Its package is installed for benches only,
// so what is used of it is typed here.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { Precision } from '../benchShape';
import { serve } from './serve';

interface TokenStreamer {
  put(value: readonly (readonly bigint[])[]): void;
  end(): void;
}

interface PeerModel {
  generate(options: Readonly<Record<string, unknown>>): Promise<unknown>;
}

interface Transformers {
  readonly env: { readonly version: string; allowRemoteModels: boolean };
  readonly AutoModelForCausalLM: {
    from_pretrained(dir: string, options: Readonly<Record<string, unknown>>): Promise<PeerModel>;
  };
  readonly Tensor: new (type: string, data: BigInt64Array, dims: readonly number[]) => object;
}

const names: Readonly<Record<Precision, string>> = { fp32: 'fp32', int8: 'q8', q4: 'q4' };

serve(async ({ model: dir, precision }) => {
  const file = createRequire(import.meta.url).resolve('@huggingface/transformers');
  const { env, AutoModelForCausalLM, Tensor } = (await import(pathToFileURL(file).href)) as Transformers;
  env.allowRemoteModels = false;
  const model = await AutoModelForCausalLM.from_pretrained(dir, { dtype: names[precision], local_files_only: true });
  const tensor = (values: BigInt64Array): object => new Tensor('int64', values, [1, values.length]);
  return {
    version: env.version,
    async generate(ids, maxNew, onToken) {
      let calls = 0;
      const streamer: TokenStreamer = {
        // The first call brings the prompt.
        put: (value) => void (calls++ > 0 && onToken(Number(value[0]![0]))),
        end: () => undefined,
      };
      await model.generate({
        input_ids: tensor(BigInt64Array.from(ids, BigInt)),
        attention_mask: tensor(new BigInt64Array(ids.length).fill(1n)),
        max_new_tokens: maxNew,
        do_sample: false,
        streamer,
      });
    },
  };
});
