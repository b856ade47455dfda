// How sentence-transformers makes one vector of a text: modules.json lists its steps, Transformer and Pooling among them.
import path from 'node:path';
import { z } from 'zod';
import type { Pooling } from '../core/attribution/embedding';
import type { ModelInfo } from '../protocol/modelHost';
import { loadOptionalJson } from './modelFiles';

const modulesSchema = z.array(z.looseObject({ type: z.string(), path: z.string() }));

/** Its `pooling_mode…` flags, of older versions; newer ones name one mode. */
const poolingSchema = z.looseObject({ pooling_mode: z.string().optional() });

/** The one that is there is of the model's kind; the file is as the step of sentence-transformers that reads a text writes it. */
const readingConfigs = ['bert', 'roberta', 'distilbert', 'camembert', 'albert', 'xlm-roberta', 'xlnet'].map(
  (kind) => `sentence_${kind}_config.json`,
);
const readingSchema = z.looseObject({
  max_seq_length: z.int().positive().nullish(),
  do_lower_case: z.boolean().nullish(),
});

/** By the names of both versions. The mean over the root of the length has the direction of the mean. */
const known: Readonly<Record<string, Pooling>> = {
  mean: 'mean',
  mean_tokens: 'mean',
  mean_sqrt_len_tokens: 'mean',
  cls: 'cls',
  cls_token: 'cls',
  max: 'max',
  max_tokens: 'max',
};

/**
 * Reads what the folder says of an embedding; the mean over all tokens where it says nothing.
 * @throws UserError where a file of its is damaged
 */
export function loadPooling(dir: string): ModelInfo['embedding'] {
  const modules = loadModules(dir);
  // Normalising changes no angle.
  const other = modules.find(({ type }) => !/\.(Transformer|Pooling|Normalize)$/.test(type));
  if (other) {
    return cannot(`modules.json has a step after its states that its ONNX file lacks (${lastPart(other.type)})`);
  }
  const place = modules.find(({ type }) => type.endsWith('.Pooling'))?.path ?? '1_Pooling';
  // Not out of the folder.
  const config = path.join(dir, path.basename(place), 'config.json');
  const { pooling_mode: named, ...flags } = loadOptionalJson(config, poolingSchema) ?? {};
  const on = Object.entries(flags).flatMap(([flag, value]) =>
    value === true && flag.startsWith('pooling_mode_') ? [flag.slice('pooling_mode_'.length)] : [],
  );
  const modes = named === undefined ? on : [named];
  const pooling = modes.length === 0 ? 'mean' : modes.length === 1 ? known[modes[0]!] : undefined;
  return pooling
    ? { available: true, pooling, ...loadReading(dir) }
    : cannot(`its states are pooled in a way that is not known here (${modes.join(', ')})`);
}

function loadModules(dir: string) {
  return loadOptionalJson(path.join(dir, 'modules.json'), modulesSchema) ?? [];
}

/** What is done to a text before it is read; nothing where the folder says nothing. */
export function loadReading(dir: string): { readonly maxTokens?: number; readonly lowerCase?: true } {
  const place = loadModules(dir).find(({ type }) => type.endsWith('.Transformer'))?.path ?? '';
  for (const name of readingConfigs) {
    // Not out of the folder.
    const config = loadOptionalJson(path.join(dir, path.basename(place), name), readingSchema);
    if (!config) continue;
    const { max_seq_length: maxTokens, do_lower_case: lowerCase } = config;
    return { ...(maxTokens && { maxTokens }), ...(lowerCase && { lowerCase }) };
  }
  return {};
}

function cannot(why: string): ModelInfo['embedding'] {
  return { available: false, why };
}

function lastPart(type: string): string {
  return type.slice(type.lastIndexOf('.') + 1);
}
