// The words of the prompts. They are those that the bundled practice model was trained on, and plain enough for others.
import { isLabelTask, type Label, type LabelTask, type Task } from './task';
import type { Example, Item, Message, Passage, Prompt } from './technique';

/** Tokens that a label, a sentence or a train of thought may take. */
export const maxNew = { label: 24, sentence: 80, thought: 160 } as const;

/** How many other wordings of its question every task has. */
export const paraphraseCount = 4;

/** The task's question in other words, which ask for the same. A question of the person's own keeps its words. */
export function paraphrases({ kind, question: own }: Task): string[] {
  switch (kind) {
    case 'codes':
      return [
        'Choose the code that describes the text best.',
        'Which of these codes would you give this text?',
        'Read the text and name the one code that fits it.',
        'What is the text about? Name one code.',
      ];
    case 'summary':
      return [
        'Sum the text up in one sentence.',
        'Say in one sentence what the text says.',
        'Write one sentence that gives the gist of the text.',
        'What does the text say, in a single sentence?',
      ];
    case 'scale':
    case 'quotes':
    case 'question':
      return [
        `Read the text, then answer this: ${own}`,
        `Here is a question about the text. ${own}`,
        `${own} Go by the text alone.`,
        `Please answer for the text that follows: ${own}`,
      ];
  }
}

/** The question and the answers to choose from. */
export function question(task: Task): string {
  if (!isLabelTask(task)) return task.question;
  return `${task.question} ${listing(task)}`;
}

/** “Codes: sleep, mood.”, or “Answer with a number from 1 to 5 (1 = not at all; 5 = very much).” */
export function listing({ kind, labels }: LabelTask): string {
  if (kind === 'codes') return `Codes: ${namesOf(labels).join(', ')}.`;
  const ends = labels.filter(({ definition }) => definition !== '');
  const meanings = ends.map(({ name, definition }) => `${name} = ${definition}`).join('; ');
  const range = `a number from ${labels[0]!.name} to ${labels.at(-1)!.name}`;
  return `Answer with ${range}${meanings === '' ? '' : ` (${meanings})`}.`;
}

/** Every label with its definition and, unless they are to be left out, its decision rules, one a line. */
export function rules({ labels }: LabelTask, withDecisionRules = true): string {
  return labels
    .map(({ name, definition, whenToUse, whenNotToUse }) => {
      const parts = [
        definition.trim(),
        withDecisionRules && whenToUse.trim() && `Use it when: ${whenToUse.trim()}`,
        withDecisionRules && whenNotToUse.trim() && `Not when: ${whenNotToUse.trim()}`,
      ].filter((part) => part !== false && part !== '');
      return parts.length > 0 ? `${name}: ${parts.join(' ')}` : name;
    })
    .join('\n');
}

export function quoted({ text }: Pick<Item, 'text'>): string {
  return `Text: ${text}`;
}

/** The word before an answer. */
export function marker({ kind }: Task): string {
  return kind === 'codes' ? 'Code:' : 'Answer:';
}

export function exampleLines(task: LabelTask, examples: readonly Example[]): string {
  return examples.map(({ item, label }) => `${quoted(item)}\n${marker(task)} ${label.name}`).join('\n');
}

export function passageLines(passages: readonly Passage[]): string {
  return passages
    .map(({ speaker, text }, i) => `[${i + 1}] ${speaker === null ? '' : `${speaker}: `}${text}`)
    .join('\n');
}

export function user(...lines: readonly string[]): readonly Message[] {
  return [{ role: 'user', content: lines.filter((line) => line !== '').join('\n') }];
}

/**
 * Prompts with ever fewer of some parts, the last with none: where all do not fit in the context window, as many as fit
 * are sent, and what was left out is said.
 */
export function withFewer<T>(
  parts: readonly T[],
  what: string,
  messages: (kept: readonly T[]) => readonly Message[],
): Prompt[] {
  return Array.from({ length: parts.length + 1 }, (_, dropped): Prompt => {
    const kept = parts.length - dropped;
    const prompt = { messages: messages(parts.slice(0, kept)), kept };
    return dropped === 0 ? prompt : { ...prompt, leftOut: `${dropped} of ${parts.length} ${what}` };
  });
}

export function only(messages: readonly Message[]): readonly Prompt[] {
  return [{ messages }];
}

export function namesOf(labels: readonly Label[]): string[] {
  return labels.map(({ name }) => name);
}
