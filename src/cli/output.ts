import { once } from 'node:events';
import { UserError } from '../core/base/userError';
import type { Token } from '../core/tokenizer/token';
import type { LoadedModel } from '../model/loadedModel';

export function place({ id, text, start, end }: Token): Pick<Token, 'id' | 'text' | 'start' | 'end'> {
  return { id, text, start, end };
}

/** Tokens past the context length are told twice: to the person, and to the program that reads the JSON. */
export function omitted({ info }: LoadedModel, omittedTokens: number): { omittedTokens?: number } {
  if (omittedTokens === 0) return {};
  diagnose(
    `The text is longer than the model's ${info.contextLength} tokens: the last ${omittedTokens} tokens were left out.`,
  );
  return { omittedTokens };
}

export function tooLong({ info }: LoadedModel, tokens: number): UserError {
  return new UserError(
    'textTooLong',
    `The text has ${tokens} tokens; the model ${info.name} reads at most ${info.contextLength}.`,
    'Use a shorter text, or a model with a longer context.',
  );
}

export function json(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}

export async function write(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain');
}

export function diagnose(message: string): void {
  process.stderr.write(`introspect: ${message}\n`);
}
