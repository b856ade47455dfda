// Runs transformers.js for the bench. Its package is installed for benches only, so what is used of it is typed here.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { Precision } from './makeModel';
import type { PeerReply, PeerRequest } from './peer';
import { timed } from './turn';

interface TokenStreamer {
  put(value: unknown): void;
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

const file = createRequire(import.meta.url).resolve('@huggingface/transformers');
const transformers = (await import(pathToFileURL(file).href)) as Transformers;
transformers.env.allowRemoteModels = false;
let model: PeerModel | undefined;

async function answer(request: PeerRequest): Promise<PeerReply> {
  if (request.kind === 'load') {
    const options = { dtype: names[request.precision], local_files_only: true };
    model = await transformers.AutoModelForCausalLM.from_pretrained(request.dir, options);
    return { version: transformers.env.version };
  }
  return { turn: await timed(process.pid, (onToken) => generate(request.ids, request.maxNew, onToken)) };
}

/** Continues greedily; `onToken` hears of each new token. */
async function generate(ids: readonly number[], maxNew: number, onToken: () => void): Promise<void> {
  let calls = 0;
  const streamer: TokenStreamer = {
    // The first call brings the prompt.
    put: () => void (calls++ > 0 && onToken()),
    end: () => undefined,
  };
  const tensor = (values: BigInt64Array): object => new transformers.Tensor('int64', values, [1, values.length]);
  await model!.generate({
    input_ids: tensor(BigInt64Array.from(ids, BigInt)),
    attention_mask: tensor(new BigInt64Array(ids.length).fill(1n)),
    max_new_tokens: maxNew,
    do_sample: false,
    streamer,
  });
}

process.on('message', (request: PeerRequest) => {
  void answer(request).then((reply) => process.send!(reply));
});
