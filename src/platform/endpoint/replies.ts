// What model servers reply, read defensively: every field that is used is checked, all others are ignored.
import * as z from 'zod';

/** One token of a reply with what the server says of it. */
export interface ReplyToken {
  readonly text: string;
  /** Nats. */
  readonly logprob: number | null;
  /** The most probable tokens in its place, in no order. */
  readonly alternatives: readonly { readonly text: string; readonly logprob: number }[];
}

export interface ReplyPiece {
  /** The model that answered, if the server says. */
  readonly model: string | null;
  /** Null in pieces that carry only counts. */
  readonly choice: {
    readonly text: string;
    /** It holds reasoning, which servers give beside the answer and is no part of its text. */
    readonly reasons: boolean;
    /** That reasoning; '' where there is none. */
    readonly thought: string;
    /** Null where the server gives none. */
    readonly tokens: readonly ReplyToken[] | null;
    readonly finish: string | null;
    /** The stop string that ended the reply; null when it was another end; undefined when the server does not say. */
    readonly stopString: string | null | undefined;
  } | null;
  readonly promptTokens: number | null;
  /** Of the whole reply so far, its end mark and its reasoning included. */
  readonly completionTokens: number | null;
}

/** Rounding may lift the logarithm of a certainty a little above 0. */
const logprob = z.number().max(1e-3);
const alternative = z.object({ token: z.string(), logprob });
const listForm = z.object({
  // Columns that are not as they should be are no list.
  tokens: z.undefined().optional(),
  content: z.array(alternative.extend({ top_logprobs: z.array(alternative).nullish() })).nullish(),
});
const columnForm = z
  .object({
    tokens: z.array(z.string()),
    token_logprobs: z.array(logprob.nullable()),
    top_logprobs: z.array(z.record(z.string(), logprob).nullable()).nullish(),
  })
  .refine(({ tokens, token_logprobs }) => tokens.length === token_logprobs.length);
const message = z.object({
  content: z.string().nullish(),
  /** llama.cpp, LM Studio and vLLM up to 0.11; Ollama and later vLLM. */
  reasoning_content: z.unknown().optional(),
  reasoning: z.unknown().optional(),
});
const replySchema = z.object({
  model: z.string().nullish(),
  choices: z.array(
    z.object({
      text: z.string().nullish(),
      delta: message.nullish(),
      message: message.nullish(),
      logprobs: z.union([columnForm, listForm]).nullish(),
      finish_reason: z.string().nullish(),
      stop_reason: z.union([z.string(), z.number()]).nullish(),
    }),
  ),
  usage: z.object({ prompt_tokens: z.unknown(), completion_tokens: z.unknown().optional() }).nullish().catch(null),
});

const modelsSchema = z.object({ data: z.array(z.object({ id: z.string() })) });

/** A whole reply or one event of a stream, of /completions (vLLM's columns, llama.cpp's list) or /chat/completions; undefined if it is none. */
export function parsePiece(value: unknown): ReplyPiece | undefined {
  const parsed = replySchema.safeParse(value);
  if (!parsed.success) return undefined;
  const { model, choices, usage } = parsed.data;
  const [choice] = choices;
  const said = choice?.delta ?? choice?.message;
  const thought = [said?.reasoning_content, said?.reasoning].find((one) => typeof one === 'string' && one !== '');
  return {
    model: model ?? null,
    choice: choice
      ? {
          text: choice.text ?? choice.delta?.content ?? choice.message?.content ?? '',
          reasons: thought !== undefined,
          thought: typeof thought === 'string' ? thought : '',
          tokens: choice.logprobs ? replyTokens(choice.logprobs) : null,
          finish: choice.finish_reason ?? null,
          stopString: typeof choice.stop_reason === 'number' ? null : choice.stop_reason,
        }
      : null,
    promptTokens: countIn(usage?.prompt_tokens),
    completionTokens: countIn(usage?.completion_tokens),
  };
}

function countIn(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

/** The names of the models that a server offers; undefined if the reply is no list of models. */
export function parseModels(value: unknown): string[] | undefined {
  const parsed = modelsSchema.safeParse(value);
  return parsed.success ? parsed.data.data.map(({ id }) => id) : undefined;
}

function replyTokens(logprobs: z.output<typeof columnForm> | z.output<typeof listForm>): readonly ReplyToken[] | null {
  if (logprobs.tokens === undefined) {
    return (
      logprobs.content?.map((entry) => ({
        text: entry.token,
        logprob: entry.logprob,
        alternatives: (entry.top_logprobs ?? []).map((other) => ({ text: other.token, logprob: other.logprob })),
      })) ?? null
    );
  }
  return logprobs.tokens.map((text, i) => ({
    text,
    logprob: logprobs.token_logprobs[i] ?? null,
    alternatives: Object.entries(logprobs.top_logprobs?.[i] ?? {}).map(([other, value]) => ({
      text: other,
      logprob: value,
    })),
  }));
}
