import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { LoadedModel } from '../../src/model/loadedModel';
import { tiny } from '../support/tinyDecoder';
import { temporaryFolder } from './support';

/** The tokens of the tiny models. */
const letters = 'abcdefghijklmnopqrstuvwxyz012345';

/** As the tiny models read it. */
export function textOf(ids: readonly number[]): string {
  return ids.map((id) => letters[id]).join('');
}

/** A folder around a model of `tiny`'s shape. @param config what its config.json says besides */
export function tinyFolder(bytes: Uint8Array, config: object = {}): string {
  const dir = temporaryFolder();
  const { vocabulary, heads, hidden } = tiny;
  const vocab = Object.fromEntries([...letters].map((letter, id) => [letter, id]));
  const write = (name: string, content: object) => writeFileSync(path.join(dir, name), JSON.stringify(content));
  write('config.json', {
    architectures: ['TinyForCausalLM'],
    num_hidden_layers: 1,
    num_attention_heads: heads,
    hidden_size: hidden,
    vocab_size: vocabulary,
    ...config,
  });
  write('tokenizer.json', { model: { type: 'BPE', vocab, merges: [] } });
  writeFileSync(path.join(dir, 'model.onnx'), bytes);
  return dir;
}

export function loadTiny(bytes: Uint8Array, config: object = {}): Promise<LoadedModel> {
  return LoadedModel.load({ dir: tinyFolder(bytes, config) }, () => undefined);
}
