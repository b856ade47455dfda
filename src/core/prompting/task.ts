import * as z from 'zod';
import { UserError } from '../base/userError';
import type { Code } from '../codebook/codebook';
import { codeNameKey } from '../codebook/codeRules';

/** What is asked about each segment, as a lab sheet keeps it. */
export const taskSchema = z.discriminatedUnion('kind', [
  z.looseObject({
    kind: z.literal('codes'),
    /** Ids of the codes to choose from; absent: all that are not above others. */
    codes: z.array(z.guid()).min(2, 'expected at least two codes to choose from').optional(),
    /** The name of the answer that no code fits; absent: every segment gets a code. */
    none: z.string().trim().min(1).optional(),
  }),
  z
    .looseObject({
      kind: z.literal('scale'),
      question: z.string().trim().min(1),
      low: z.int(),
      high: z.int(),
      /** What the ends mean, in words. */
      lowMeans: z.string().optional(),
      highMeans: z.string().optional(),
    })
    .refine(({ low, high }) => high > low && high - low <= 20, {
      path: ['high'],
      message: 'expected an end above `low`, and at most 21 steps',
    }),
  z.looseObject({ kind: z.literal('quotes'), question: z.string().trim().min(1) }),
  z.looseObject({ kind: z.literal('summary') }),
  z.looseObject({ kind: z.literal('question'), question: z.string().trim().min(1) }),
]);
export type TaskSetting = z.infer<typeof taskSchema>;

/** One of the answers to choose from. */
export interface Label {
  /** A code's id, the number of a step, or `none`. */
  readonly id: string;
  /** As the model reads and writes it. */
  readonly name: string;
  readonly definition: string;
  readonly whenToUse: string;
  readonly whenNotToUse: string;
}

/** A choice among labels, or an answer in words. */
export type Task =
  | { readonly kind: 'codes' | 'scale'; readonly question: string; readonly labels: readonly Label[] }
  | { readonly kind: 'quotes' | 'summary' | 'question'; readonly question: string };
export type LabelTask = Extract<Task, { labels: readonly Label[] }>;

export const noneId = 'none';
const codeQuestion = 'Which code fits the text?';

/**
 * The task with its labels. Codes that the codebook lost are left out.
 * @throws UserError where fewer than two answers are left, or two have one name
 */
export function taskOf(setting: TaskSetting, codebook: readonly Code[]): Task {
  switch (setting.kind) {
    case 'codes': {
      const above = new Set(codebook.map(({ parent }) => parent));
      const asked = setting.codes && [...new Set(setting.codes.map((id) => id.toLowerCase()))];
      const chosen = asked
        ? asked.flatMap((id) => codebook.filter((code) => code.id.toLowerCase() === id))
        : codebook.filter(({ id }) => !above.has(id));
      const labels = chosen.map((code): Label => ({
        id: code.id.toLowerCase(),
        // A list of codes has them on one line.
        name: code.name.trim().replace(/\s+/gu, ' '),
        definition: code.definition,
        whenToUse: code.whenToUse,
        whenNotToUse: code.whenNotToUse,
      }));
      const none = setting.none === undefined ? [] : [bareLabel(noneId, setting.none, 'No other code fits the text.')];
      requireChoice(labels, none[0]);
      return { kind: 'codes', question: codeQuestion, labels: [...labels, ...none] };
    }
    case 'scale': {
      const { question, low, high, lowMeans, highMeans } = setting;
      const labels = Array.from({ length: high - low + 1 }, (_, i) => {
        const meaning = i === 0 ? lowMeans : low + i === high ? highMeans : undefined;
        return bareLabel(String(low + i), String(low + i), meaning ?? '');
      });
      return { kind: 'scale', question, labels };
    }
    case 'quotes':
    case 'question':
      return { kind: setting.kind, question: setting.question };
    case 'summary':
      return { kind: 'summary', question: 'Summarise in one sentence.' };
  }
}

function requireChoice(labels: readonly Label[], none: Label | undefined): void {
  if (labels.length + (none ? 1 : 0) < 2) {
    const there = labels.length === 0 ? 'none of its codes is' : 'only one of its codes is';
    throw new UserError(
      'badRequest',
      `The model must choose from at least two answers, and ${there} in the codebook.`,
      'Choose the codes of the sheet again, or complete the codebook.',
    );
  }
  if (none && labels.some(({ name }) => codeNameKey(name) === codeNameKey(none.name))) {
    throw new UserError(
      'badRequest',
      'The sheet’s “none of these” answer has the name of a code: nobody could tell which of the two is meant.',
      'Give that answer another name, or take the code out of the sheet.',
    );
  }
}

export function isLabelTask(task: Task): task is LabelTask {
  return 'labels' in task;
}

/** Whether the question is the usual one for codes, and not another wording of it. */
export function isPlainlyAsked({ question }: Task): boolean {
  return question === codeQuestion;
}

function bareLabel(id: string, name: string, definition: string): Label {
  return { id, name, definition, whenToUse: '', whenNotToUse: '' };
}
