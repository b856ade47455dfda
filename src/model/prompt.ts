import { UserError } from '../core/base/userError';
import type { Stretch } from '../core/tokenizer/textTokenizer';
import type { Token } from '../core/tokenizer/token';
import type { TextPrompt } from '../protocol/modelHost';
import { renderChat } from './chatPrompt';
import type { OpenModel } from './openModel';

/** A prompt as text, before it is cut into tokens. */
export interface PromptText {
  readonly text: string;
  readonly addSpecialTokens: boolean;
  /** What reads like a special token but is only text. */
  readonly plain: readonly Stretch[];
}

export interface EncodedPrompt {
  /** The exact prompt, special tokens included. */
  readonly prompt: string;
  readonly ids: readonly number[];
  /** How many of them close every text, such as EOS. */
  readonly closing: number;
}

/** @throws UserError 'textEmpty', or as `renderChat` */
export function promptText(prompt: TextPrompt, { folder, tokenizer }: OpenModel): PromptText {
  const result =
    'messages' in prompt
      ? // A template writes the special tokens itself.
        {
          ...renderChat(prompt.messages, folder, (text) => tokenizer.specialTokensIn(text)),
          addSpecialTokens: false,
        }
      : { ...prompt, plain: [] };
  if (result.text === '') throw new UserError('textEmpty', 'The text is empty.', 'Select or give some text.');
  return result;
}

export function encodePrompt({ text, ...options }: PromptText, { tokenizer }: OpenModel): EncodedPrompt {
  const tokens = tokenizer.encode(text, options);
  const first = tokens.findIndex(({ special }) => !special);
  const last = tokens.findLastIndex(({ special }) => !special);
  const names = (part: readonly Token[]): string => part.map((token) => token.text).join('');
  return {
    prompt: names(tokens.slice(0, first)) + text + names(tokens.slice(last + 1)),
    ids: tokens.map(({ id }) => id),
    closing: tokens.length - 1 - last,
  };
}
