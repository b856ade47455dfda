// transformers.js, the peer that runs the same file on the same runtime. Its package is installed for benches only, so
// what is used of it is typed here.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { Precision } from './makeModel';

interface TokenStreamer {
  put(value: unknown): void;
  end(): void;
}

interface PeerModel {
  generate(options: Readonly<Record<string, unknown>>): Promise<unknown>;
  dispose(): Promise<unknown>;
}

interface Transformers {
  readonly env: { allowRemoteModels: boolean };
  readonly AutoModelForCausalLM: {
    from_pretrained(dir: string, options: Readonly<Record<string, unknown>>): Promise<PeerModel>;
  };
  readonly Tensor: new (type: string, data: BigInt64Array, dims: readonly number[]) => object;
}

const names: Readonly<Record<Precision, string>> = { fp32: 'fp32', int8: 'q8', q4: 'q4' };

const require = createRequire(import.meta.url);

export class Peer {
  static readonly version = (require('@huggingface/transformers/package.json') as { version: string }).version;

  private constructor(
    private readonly package_: Transformers,
    private readonly model: PeerModel,
  ) {}

  static async load(dir: string, precision: Precision): Promise<Peer> {
    const file = require.resolve('@huggingface/transformers');
    const transformers = (await import(pathToFileURL(file).href)) as Transformers;
    transformers.env.allowRemoteModels = false;
    const options = { dtype: names[precision], local_files_only: true };
    return new Peer(transformers, await transformers.AutoModelForCausalLM.from_pretrained(dir, options));
  }

  /** Continues greedily; `onToken` hears of each new token. */
  async generate(ids: readonly number[], maxNew: number, onToken: () => void): Promise<void> {
    let calls = 0;
    const streamer: TokenStreamer = {
      // The first call brings the prompt.
      put: () => void (calls++ > 0 && onToken()),
      end: () => undefined,
    };
    const tensor = (values: BigInt64Array): object => new this.package_.Tensor('int64', values, [1, values.length]);
    await this.model.generate({
      input_ids: tensor(BigInt64Array.from(ids, BigInt)),
      attention_mask: tensor(new BigInt64Array(ids.length).fill(1n)),
      max_new_tokens: maxNew,
      do_sample: false,
      streamer,
    });
  }

  async dispose(): Promise<void> {
    await this.model.dispose();
  }
}
