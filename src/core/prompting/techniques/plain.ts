import * as z from 'zod';
import { isLabelTask } from '../task';
import {
  generate,
  type Dialogue,
  type Outcome,
  type Step,
  technique,
  type TechniqueInput,
  type Written,
} from '../technique';
import { rationaleIn, readLabel } from '../readLabel';
import { listing, maxNew, only, question, quoted, rules, user } from '../wording';

export const allTasks = ['codes', 'scale', 'quotes', 'summary', 'question'] as const;
export const labelTasks = ['codes', 'scale'] as const;

/** How many tokens an answer to the task may take. */
export function answerLength({ task }: TechniqueInput): number {
  return isLabelTask(task) ? maxNew.label : maxNew.sentence;
}

/** The answer in a reply: a label, or for a task in words the words. */
export function answerIn({ task }: TechniqueInput, reply: Written): Outcome['answer'] {
  if (isLabelTask(task)) return readLabel(task, reply);
  const text = reply.text.trim();
  return text === '' ? { kind: 'noLabel', why: reply.isComplete ? 'empty' : 'cut' } : { kind: 'text', text };
}

/** Question and text, nothing else. */
function* ask(input: TechniqueInput, step?: Partial<Extract<Step, { kind: 'generate' }>>): Dialogue {
  const messages = user(question(input.task), quoted(input.item));
  const reply = yield* generate({ purpose: 'answer', prompts: only(messages), maxNew: answerLength(input), ...step });
  return { answer: answerIn(input, reply) };
}

export const zeroShot = technique({
  kind: 'zeroShot',
  card: {
    name: 'Zero-shot',
    what: 'The question and the text, nothing more: the model answers with what it learned before.',
    when: 'To begin with, and to compare everything else against. Wording matters more here than anywhere.',
    source: 'Brown et al. 2020, arXiv 2005.14165',
  },
  tasks: allTasks,
  options: z.strictObject({}),
  run: (input) => ask(input),
});

const roleOptions = z.strictObject({
  role: z.string().trim().min(1).default('You are an experienced qualitative researcher in mental health.'),
});

export const role = technique({
  kind: 'role',
  card: {
    name: 'Role',
    what: 'A first sentence tells the model whom it should answer as.',
    when: 'It changes tone and choice of words more than it changes what is right; check that it helps on your own text.',
    source: 'Zheng et al. 2024, arXiv 2311.10054 (roles do not reliably help)',
  },
  tasks: allTasks,
  options: roleOptions,
  run: function* (input, options) {
    const messages = [
      { role: 'system', content: options.role } as const,
      ...user(question(input.task), quoted(input.item)),
    ];
    const reply = yield* generate({ purpose: 'answer', prompts: only(messages), maxNew: answerLength(input) });
    return { answer: answerIn(input, reply) };
  },
});

export const definitions = technique({
  kind: 'definitions',
  card: {
    name: 'Definitions and decision rules',
    what: 'Every code comes with its definition, when to use it and when not, as in your codebook.',
    when: 'When codes are close to each other, or mean something else than the everyday word. Long codebooks may not fit.',
    source: 'Xiao et al. 2023, arXiv 2304.10548 (codebook-centred prompts)',
  },
  tasks: labelTasks,
  tellsRules: () => true,
  options: z.strictObject({}),
  run: function* (input) {
    const { task, item } = input;
    if (!isLabelTask(task)) throw new TypeError('Definitions need labels.');
    const withRules = (lines: string) =>
      user(task.question, task.kind === 'scale' ? listing(task) : '', lines, quoted(item));
    const [all, definitionsOnly] = [rules(task), rules(task, false)];
    const prompts = [
      { messages: withRules(all) },
      ...(definitionsOnly === all
        ? []
        : [{ messages: withRules(definitionsOnly), leftOut: 'all rules on when to use a code' }]),
      { messages: user(question(task), quoted(item)), leftOut: 'all definitions' },
    ];
    const reply = yield* generate({ purpose: 'answer', prompts, maxNew: answerLength(input) });
    return { answer: answerIn(input, reply) };
  },
});

export const chainOfThought = technique({
  kind: 'chainOfThought',
  card: {
    name: 'Chain of thought',
    what: 'The model is asked to think step by step before it answers.',
    when: 'When the answer needs more than one step. What it writes reads like reasons, but need not be what led to the answer.',
    source:
      'Wei et al. 2022, arXiv 2201.11903; Kojima et al. 2022, arXiv 2205.11916; Turpin et al. 2023, arXiv 2305.04388 (unfaithful reasons)',
  },
  tasks: allTasks,
  options: z.strictObject({}),
  run: function* (input) {
    return outcomeOfThought(input, yield* generate({ purpose: 'thoughts and answer', ...askToThink(input) }));
  },
});

/** How one train of thought and its answer are asked for. */
export function askToThink({
  task,
  item,
}: TechniqueInput): Pick<Extract<Step, { kind: 'generate' }>, 'prompts' | 'maxNew'> {
  const asked = isLabelTask(task)
    ? question({ ...task, question: `${task.question} Think step by step.` })
    : `${task.question} Think step by step.`;
  return { prompts: only(user(asked, quoted(item))), maxNew: maxNew.thought };
}

export function outcomeOfThought(input: TechniqueInput, reply: Written): Outcome {
  const { task } = input;
  const rationale = isLabelTask(task) ? rationaleIn(task, reply) : undefined;
  return { answer: answerIn(input, reply), ...(rationale === undefined ? {} : { rationale }) };
}

export const constrainedChoice = technique({
  kind: 'constrainedChoice',
  card: {
    name: 'Constrained choice',
    what: 'The model can write nothing but one of your codes; for quotes, nothing but words of the text.',
    when: 'Whenever you need an answer that can be counted, or a quote that is one. It does not make the choice right: a model that knows nothing of it must choose, too.',
    source: 'Willard & Louf 2023, arXiv 2307.09702 (guided generation)',
  },
  tasks: ['codes', 'scale', 'quotes'],
  options: z.strictObject({}),
  run(input) {
    const { task, item } = input;
    return ask(input, {
      constraint: isLabelTask(task)
        ? { kind: 'choice', choices: task.labels.map(({ name }) => name) }
        : { kind: 'quotation', source: item.text },
    });
  },
});
