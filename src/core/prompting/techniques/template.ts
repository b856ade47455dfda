import * as z from 'zod';
import { isLabelTask } from '../task';
import { generate, type Message, technique, type TechniqueInput } from '../technique';
import { listing, only, rules } from '../wording';
import { allTasks, answerIn, answerLength } from './plain';

/** What stands for each variable of a template. */
const variables = {
  text: ({ item }) => item.text,
  speaker: ({ item }) => item.speaker ?? '',
  question: ({ task }) => task.question,
  codes: ({ task }) => (isLabelTask(task) ? listing(task) : ''),
  definitions: ({ task }) => (isLabelTask(task) ? rules(task) : ''),
} as const satisfies Record<string, (input: TechniqueInput) => string>;
const templateVariables = Object.keys(variables);
const variable = /\{\{(.*?)\}\}/g;
const unclosed = new RegExp(`\\{\\{\\s*(${templateVariables.join('|')})\\b`);

/** Words of a message, in which every variable exists. */
const templateSchema = z.string().superRefine((template, context) => {
  for (const [, name] of template.matchAll(variable)) {
    if (Object.hasOwn(variables, name!)) continue;
    const message = `there is no variable {{${name}}}; there are ${templateVariables.join(', ')}`;
    context.addIssue({ code: 'custom', message });
  }
  const [, open] = unclosed.exec(template.replace(variable, '')) ?? [];
  if (open === undefined) return;
  context.addIssue({ code: 'custom', message: `there is {{${open} without its }}: it would be sent as it stands` });
});

const options = z.strictObject({
  name: z.string().trim().min(1),
  system: templateSchema.optional(),
  /** With {{text}} and other variables. */
  user: templateSchema.refine(
    (template) => template.includes('{{text}}'),
    'expected {{text}} where the segment belongs',
  ),
});

export const template = technique({
  kind: 'template',
  card: {
    name: 'Your own',
    what: `A prompt in your own words, with ${templateVariables.map((name) => `{{${name}}}`).join(', ')} where these belong.`,
    when: 'To try a prompt from a paper, or one that you use elsewhere.',
    source: 'yours',
  },
  tasks: allTasks,
  tellsRules: (given) => {
    const { system = '', user } = options.parse(given);
    return `${system}\n${user}`.includes('{{definitions}}');
  },
  options,
  run: function* (input, { system, user }) {
    const messages: Message[] = [{ role: 'user', content: fill(user, input) }];
    if (system !== undefined && system.trim() !== '')
      messages.unshift({ role: 'system', content: fill(system, input) });
    const reply = yield* generate({ purpose: 'answer', prompts: only(messages), maxNew: answerLength(input) });
    return { answer: answerIn(input, reply) };
  },
});

/** One pass: what is put in is not looked through for further variables, whatever the transcript says. */
function fill(text: string, input: TechniqueInput): string {
  return text.replace(variable, (_, name: string) => variables[name as keyof typeof variables](input));
}
