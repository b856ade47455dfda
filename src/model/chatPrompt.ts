import { Template } from '@huggingface/jinja';
import { UserError } from '../core/base/userError';
import type { ModelFolder } from './modelFolder';

/**
 * What the model's own chat template makes of one message of the user, up to where the answer begins.
 * @throws UserError when the model has no template, or one that cannot be rendered.
 */
export function renderChat(
  message: string,
  { name, chatTemplate, tokenizerConfig }: Pick<ModelFolder, 'name' | 'chatTemplate' | 'tokenizerConfig'>,
): string {
  const remedy = 'Give the prompt as plain text, or choose a model that was tuned for chat.';
  if (chatTemplate === undefined) {
    throw new UserError('modelUnsupported', `The model ${name} has no chat template.`, remedy);
  }
  const text = (token: string | { content: string } | null | undefined): string | undefined =>
    typeof token === 'string' ? token : token?.content;
  const variables = {
    messages: [{ role: 'user', content: message }],
    add_generation_prompt: true,
    bos_token: text(tokenizerConfig.bos_token),
    eos_token: text(tokenizerConfig.eos_token),
    unk_token: text(tokenizerConfig.unk_token),
    pad_token: text(tokenizerConfig.pad_token),
  };
  try {
    return new Template(chatTemplate).render(variables);
  } catch {
    // What the template engine says may quote the message.
    throw new UserError('modelUnsupported', `The chat template of the model ${name} could not be rendered.`, remedy);
  }
}
