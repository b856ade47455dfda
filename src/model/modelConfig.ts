import { z } from 'zod';

/** Some files write -1 or null for none. */
const tokenIds = z.union([z.int(), z.array(z.int())]).nullish();
const count = z.int().positive().nullish();
/** No published model has a tenth of it; a list of so many would fill the memory. */
const countOfParts = z.int().positive().max(10_000).nullish();

/** The same quantity goes by different names in different families. */
const sizes = {
  num_hidden_layers: countOfParts,
  n_layer: countOfParts,
  n_layers: countOfParts,
  num_layers: countOfParts,
  num_attention_heads: countOfParts,
  n_head: countOfParts,
  n_heads: countOfParts,
  num_heads: countOfParts,
  max_position_embeddings: count,
  n_positions: count,
  n_ctx: count,
  vocab_size: count,
  head_dim: count,
  hidden_size: count,
  n_embd: count,
};

const rotation = z
  .looseObject({
    type: z.unknown().optional(),
    rope_type: z.unknown().optional(),
    original_max_position_embeddings: count.catch(null),
  })
  .nullish()
  .catch(null);

/** What the language part of a model is described by. */
const language = {
  ...sizes,
  eos_token_id: tokenIds,
  rope_scaling: rotation,
  rope_parameters: rotation,
  original_max_position_embeddings: count.catch(null),
};

/** config.json, as far as it is used. */
export const configSchema = z.looseObject({
  architectures: z.array(z.string()).nullish(),
  model_type: z.string().nullish(),
  is_decoder: z.boolean().nullish(),
  causal: z.unknown().optional(),
  ...language,
  /** Models of several modalities describe their language part here. */
  text_config: z.looseObject(language).nullish(),
});

export const generationConfigSchema = z.looseObject({ eos_token_id: tokenIds });

const specialToken = z.union([z.string(), z.looseObject({ content: z.string() })]).nullish();

export const tokenizerConfigSchema = z.looseObject({
  bos_token: specialToken,
  eos_token: specialToken,
  unk_token: specialToken,
  pad_token: specialToken,
  mask_token: specialToken,
  model_max_length: z.number().nullish(),
  chat_template: z.union([z.string(), z.array(z.looseObject({ name: z.string(), template: z.string() }))]).nullish(),
});

export type Config = z.infer<typeof configSchema>;
export type GenerationConfig = z.infer<typeof generationConfigSchema>;
export type TokenizerConfig = z.infer<typeof tokenizerConfigSchema>;

export interface ModelConfig {
  readonly architecture: string;
  /** Whether config.json says that the network predicts the next token; undefined when it does not say. */
  readonly causal: boolean | undefined;
  readonly layers: number | undefined;
  readonly heads: number | undefined;
  /** Of the keys and values of one head. */
  readonly headWidth: number | undefined;
  readonly vocabularySize: number | undefined;
  /** Tokens; null when no file says. */
  readonly contextLength: number | null;
  /** What config.json states, where the context ends before it: see {@link shortRotation}. */
  readonly statedContextLength: number | null;
  readonly endOfTextIds: ReadonlySet<number>;
}

export function modelConfig(
  config: Config,
  generation: GenerationConfig | undefined,
  tokenizer: TokenizerConfig | undefined,
): ModelConfig {
  const s = config.text_config ?? config;
  const architecture = config.architectures?.[0];
  const endOfText = generation?.eos_token_id ?? config.eos_token_id ?? s.eos_token_id ?? [];
  // Some families reserve positions (RoBERTa has 514 for 512 tokens): then the tokenizer's limit is the smaller one.
  // Files without a limit carry a number like 1e30 here.
  const limits = [s.max_position_embeddings ?? s.n_positions ?? s.n_ctx, tokenizer?.model_max_length]
    .filter((n) => n !== undefined && n !== null)
    .filter((n) => n >= 1 && n < 1e9);
  const stated = limits.length === 0 ? null : Math.floor(Math.min(...limits));
  const short = shortRotation(s);
  const isCut = short !== null && (stated === null || short < stated);
  const heads = s.num_attention_heads ?? s.n_head ?? s.n_heads ?? s.num_heads ?? undefined;
  return {
    architecture: architecture ?? config.model_type ?? 'unknown',
    causal: architecture === undefined ? (config.is_decoder ?? undefined) : isCausal(architecture, config),
    layers: s.num_hidden_layers ?? s.n_layer ?? s.n_layers ?? s.num_layers ?? undefined,
    heads,
    headWidth: s.head_dim ?? shareOf(s.hidden_size ?? s.n_embd, heads),
    vocabularySize: s.vocab_size ?? config.vocab_size ?? undefined,
    contextLength: isCut ? short : stated,
    statedContextLength: isCut ? stated : null,
    endOfTextIds: new Set([endOfText].flat().filter((id) => id >= 0)),
  };
}

/** By the class that the weights belong to; undefined where its name does not tell, as Gemma 3's, which BART's half has too. */
function isCausal(architecture: string, { causal, is_decoder }: Config): boolean | undefined {
  // XLM and FlauBERT guess hidden words by default, XLNet all words in any order.
  if (architecture.endsWith('WithLMHeadModel')) return causal === true || is_decoder === true;
  if (architecture === 'XLNetLMHeadModel') return false;
  if (/(CausalLM|LMHeadModel)$/.test(architecture)) return true;
  return /For(MaskedLM|PreTraining|\w*Classification|QuestionAnswering|MultipleChoice)$/.test(architecture)
    ? false
    : undefined;
}

/**
 * With LongRoPE (Ding et al. 2024, arXiv:2402.13753; Phi-3 and Phi-4) every key of a text longer than this is turned by
 * other factors than those of a shorter one: a cache that was filled before would be wrong after it.
 */
function shortRotation(s: Pick<Config, 'rope_scaling' | 'rope_parameters' | 'original_max_position_embeddings'>) {
  const rope = s.rope_scaling ?? s.rope_parameters;
  const kind = rope?.rope_type ?? rope?.type;
  if (kind !== 'longrope' && kind !== 'su') return null;
  return rope?.original_max_position_embeddings ?? s.original_max_position_embeddings ?? null;
}

function shareOf(width: number | null | undefined, heads: number | undefined): number | undefined {
  return typeof width === 'number' && heads !== undefined && width % heads === 0 ? width / heads : undefined;
}
