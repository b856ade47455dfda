import { z } from 'zod';

const tokenId = z.int().nonnegative();
const tokenIds = z.union([tokenId, z.array(tokenId)]).nullish();
const count = z.int().positive().optional();

/** The same quantity goes by different names in different families. */
const sizes = {
  num_hidden_layers: count,
  n_layer: count,
  n_layers: count,
  num_layers: count,
  num_attention_heads: count,
  n_head: count,
  n_heads: count,
  num_heads: count,
  max_position_embeddings: count,
  n_positions: count,
  n_ctx: count,
  vocab_size: count,
  head_dim: count,
  hidden_size: count,
  n_embd: count,
};

/** config.json, as far as it is used. */
export const configSchema = z.looseObject({
  architectures: z.array(z.string()).nullish(),
  model_type: z.string().optional(),
  is_decoder: z.boolean().optional(),
  eos_token_id: tokenIds,
  ...sizes,
  /** Models of several modalities describe their language part here. */
  text_config: z.looseObject(sizes).optional(),
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
  readonly endOfTextIds: ReadonlySet<number>;
}

export function modelConfig(
  config: Config,
  generation: GenerationConfig | undefined,
  tokenizer: TokenizerConfig | undefined,
): ModelConfig {
  const s = config.text_config ?? config;
  const architecture = config.architectures?.[0];
  const endOfText = generation?.eos_token_id ?? config.eos_token_id ?? [];
  // Some families reserve positions (RoBERTa has 514 for 512 tokens): then the tokenizer's limit is the smaller one.
  // Files without a limit carry a number like 1e30 here.
  const limits = [s.max_position_embeddings ?? s.n_positions ?? s.n_ctx, tokenizer?.model_max_length ?? undefined]
    .filter((n) => n !== undefined)
    .filter((n) => n >= 1 && n < 1e9);
  const heads = s.num_attention_heads ?? s.n_head ?? s.n_heads ?? s.num_heads;
  return {
    architecture: architecture ?? config.model_type ?? 'unknown',
    causal: architecture === undefined ? config.is_decoder : /(CausalLM|LMHeadModel)$/.test(architecture),
    layers: s.num_hidden_layers ?? s.n_layer ?? s.n_layers ?? s.num_layers,
    heads,
    headWidth: s.head_dim ?? shareOf(s.hidden_size ?? s.n_embd, heads),
    vocabularySize: s.vocab_size ?? config.vocab_size,
    contextLength: limits.length === 0 ? null : Math.floor(Math.min(...limits)),
    endOfTextIds: new Set(typeof endOfText === 'number' ? [endOfText] : endOfText),
  };
}

function shareOf(width: number | undefined, heads: number | undefined): number | undefined {
  return width !== undefined && heads !== undefined && width % heads === 0 ? width / heads : undefined;
}
