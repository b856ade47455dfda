// What servers answer when a prompt does not fit into the model. They say it in words; only the numbers are taken over.
import * as z from 'zod';

export interface TooLong {
  /** Tokens that the model reads at most; null where the server does not say. */
  readonly contextLength: number | null;
  /** Tokens of the prompt; null where the server does not say. */
  readonly promptTokens: number | null;
  /** Whether they may be more: vLLM counts no further than to its limit. */
  readonly isAtLeast: boolean;
}

const said = z.object({
  message: z.string().optional().catch(undefined),
  type: z.string().optional().catch(undefined),
  code: z.unknown().optional(),
  /** llama.cpp has the numbers by themselves. */
  n_ctx: z.number().optional().catch(undefined),
  n_prompt_tokens: z.number().optional().catch(undefined),
});
const body = z.union([
  z.object({ error: z.string() }).transform(({ error }): z.output<typeof said> => ({ message: error })),
  z.object({ error: said }).transform(({ error }) => error),
  said,
]);

/** vLLM and OpenAI; llama.cpp; LM Studio; Ollama. */
const phrases = [
  /maximum context length/i,
  /max_tokens=\d+ cannot be greater than max_model_len/i,
  /exceeds the available context size/i,
  /greater than the context length|context length of only \d+/i,
  /input length exceeds (?:the )?(?:maximum )?context length|prompt is too long/i,
];
const limits = [
  /maximum context length (?:is |of )?(\d+)/i,
  /max_model_len=(\d+)/i,
  /context size \((\d+) tokens?\)/i,
  /context length of only (\d+)/i,
];
const counts = [
  /\((\d+) in (?:the messages|your prompt|the prompt)/i,
  /(?:prompt contains|request has)(?: at least)? (\d+) (?:input )?tokens?/i,
  /resulted in (\d+) tokens/i,
  /request \((\d+) tokens?\)/i,
  /keep the first (\d+) tokens/i,
];
/** What else a server writes may be the prompt. */
const maxMessage = 500;

/** @param reply the body of a refusal. @returns null when it refuses for another reason */
export function tooLongIn(reply: string): TooLong | null {
  let json: unknown;
  try {
    json = JSON.parse(reply);
  } catch {
    return null;
  }
  const parsed = body.safeParse(json);
  if (!parsed.success) return null;
  const { type, code, n_ctx, n_prompt_tokens } = parsed.data;
  const message = (parsed.data.message ?? '').slice(0, maxMessage);
  const isTold = type === 'exceed_context_size_error' || code === 'context_length_exceeded';
  if (!isTold && !phrases.some((phrase) => phrase.test(message))) return null;
  return {
    contextLength: count(n_ctx) ?? numberIn(limits, message),
    promptTokens: count(n_prompt_tokens) ?? numberIn(counts, message),
    isAtLeast: /(?:prompt contains|request has) at least \d/i.test(message),
  };
}

function numberIn(patterns: readonly RegExp[], message: string): number | null {
  for (const pattern of patterns) {
    const found = count(Number(pattern.exec(message)?.[1] ?? NaN));
    if (found !== null) return found;
  }
  return null;
}

function count(value: number | undefined): number | null {
  return value !== undefined && Number.isSafeInteger(value) && value > 0 ? value : null;
}
