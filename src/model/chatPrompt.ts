import { Template } from '@huggingface/jinja';
import { UserError } from '../core/base/userError';
import type { Stretch } from '../core/tokenizer/textTokenizer';
import type { ChatMessage } from '../protocol/modelHost';
import type { ModelFolder } from './modelFolder';

export interface ChatPrompt {
  /** The exact prompt, up to where the answer begins. */
  readonly text: string;
  /** What reads like a special token but stands in a message: it must stay text. */
  readonly plain: readonly Stretch[];
}

/** Characters that Unicode leaves to private use. */
const privateUse = Array.from({ length: 0xf900 - 0xe000 }, (_, i) => String.fromCharCode(0xe000 + i));

/**
 * What the model's own chat template makes of a conversation.
 * @param specialTokensIn where a text holds what the tokenizer would read as special tokens
 * @throws UserError when the model has no template, or one that does not take these messages.
 */
export function renderChat(
  messages: readonly ChatMessage[],
  { name, chatTemplate, tokenizerConfig }: Pick<ModelFolder, 'name' | 'chatTemplate' | 'tokenizerConfig'>,
  specialTokensIn: (text: string) => readonly Stretch[],
): ChatPrompt {
  const remedy = 'Give the prompt as plain text, or choose a model that was tuned for chat.';
  if (chatTemplate === undefined) {
    throw new UserError('modelUnsupported', `The model ${name} has no chat template.`, remedy);
  }
  if (messages.length === 0) throw new UserError('textEmpty', 'The conversation has no message.', 'Give a message.');
  // A template may trim, drop or repeat what is in a message: what must stay text goes through it as a stand-in.
  const standIns = new StandIns(messages, chatTemplate);
  const text = (token: string | { content: string } | null | undefined): string | undefined =>
    typeof token === 'string' ? token : token?.content;
  const variables = {
    messages: messages.map(({ role, content }) => ({ role, content: standIns.put(content, specialTokensIn(content)) })),
    add_generation_prompt: true,
    // Qwen3 and SmolLM3; Granite and DeepSeek. Reasoning would use up the room for an answer, and be taken for it. Like the
    // day below it has no setting, so that a prompt can be made again from its messages and the model's file alone: README.
    enable_thinking: false,
    thinking: false,
    [dayFunction]: formatDay,
    bos_token: text(tokenizerConfig.bos_token),
    eos_token: text(tokenizerConfig.eos_token),
    unk_token: text(tokenizerConfig.unk_token),
    pad_token: text(tokenizerConfig.pad_token),
  };
  try {
    return standIns.take(withReasoningClosed(new Template(withFixedDay(chatTemplate)).render(variables)));
  } catch {
    // What the template engine says may quote the messages.
    throw new UserError(
      'modelUnsupported',
      `The chat template of the model ${name} could not be rendered for these ${messages.length} messages.`,
      'Some models take no system message, or want user and assistant in turns: try one message of the user. Else give the prompt as plain text.',
    );
  }
}

/**
 * Some templates begin the reasoning themselves and know no way to leave it out. An empty one is what DeepSeek-R1 writes
 * where it skips its reasoning (https://huggingface.co/deepseek-ai/DeepSeek-R1, usage recommendations).
 */
function withReasoningClosed(rendered: string): string {
  return /<think>\s*$/.test(rendered) ? `${rendered.trimEnd()}\n\n</think>\n\n` : rendered;
}

const dayFunction = 'introspect_day';

/** Some templates state today's date: with the same messages the prompt, and so the reply, would be another tomorrow. */
function withFixedDay(template: string): string {
  return template.includes('strftime_now') ? `{% set strftime_now = ${dayFunction} %}\n${template}` : template;
}

/** The day that Llama 3.2's template states where it is told none, as C's strftime writes it. */
function formatDay(format: string): string {
  const parts: Readonly<Record<string, string>> = {
    '%': '%',
    Y: '2024',
    y: '24',
    m: '07',
    d: '26',
    e: '26',
    B: 'July',
    b: 'Jul',
    A: 'Friday',
    a: 'Fri',
    H: '00',
    I: '12',
    M: '00',
    S: '00',
    p: 'AM',
    F: '2024-07-26',
  };
  return format.replace(/%(.)/g, (whole, code: string) => parts[code] ?? whole);
}

/** Characters that occur nowhere in a conversation, each for one wording that must stay text. */
class StandIns {
  readonly #unused: string[];
  readonly #byWording = new Map<string, string>();

  constructor(messages: readonly ChatMessage[], template: string) {
    const used = new Set(messages.map(({ content }) => content).join('') + template);
    this.#unused = privateUse.filter((char) => !used.has(char));
  }

  put(content: string, stretches: readonly Stretch[]): string {
    let replaced = '';
    let done = 0;
    for (const { start, end } of stretches) {
      replaced += content.slice(done, start) + this.#for(content.slice(start, end));
      done = end;
    }
    return replaced + content.slice(done);
  }

  take(rendered: string): ChatPrompt {
    const wordings = new Map(Array.from(this.#byWording, ([wording, char]) => [char, wording]));
    const plain: Stretch[] = [];
    let text = '';
    for (const char of rendered) {
      const wording = wordings.get(char);
      if (wording !== undefined) plain.push({ start: text.length, end: text.length + wording.length });
      text += wording ?? char;
    }
    return { text, plain };
  }

  #for(wording: string): string {
    const char = this.#byWording.get(wording) ?? this.#unused.pop();
    if (char === undefined) {
      throw new UserError('badRequest', 'The conversation uses every private character of Unicode.', '');
    }
    this.#byWording.set(wording, char);
    return char;
  }
}
