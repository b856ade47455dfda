import * as z from 'zod';
import { isLabelTask, noneId, type Label } from '../task';
import { rationaleIn } from '../readLabel';
import {
  draws,
  generate,
  type Answer,
  type Message,
  type NoLabel,
  type Step,
  type StepReply,
  technique,
} from '../technique';
import { listing, marker, maxNew, only, question, quoted, user, withFewer } from '../wording';
import { allTasks, answerIn, answerLength, askToThink, labelTasks, outcomeOfThought } from './plain';

const selfConsistencyOptions = z.strictObject({
  samples: z.int().min(2).max(40).default(5),
  /** Below this the draws would be nearly alike. */
  temperature: z.number().min(0.1).max(2).default(0.7),
});

export const selfConsistency = technique({
  kind: 'selfConsistency',
  card: {
    name: 'Self-consistency',
    what: 'The model thinks several times, each time a little differently, and the answers are put to the vote.',
    when: 'To see how sure an answer is: the share of votes says how stable it is, not how right. Costs as many runs as votes.',
    source: 'Wang et al. 2023, arXiv 2203.11171',
  },
  tasks: labelTasks,
  options: selfConsistencyOptions,
  leastTemperature: (options) => selfConsistencyOptions.parse(options).temperature,
  run: function* (input, { samples, temperature }) {
    const votes = new Map<string, number>();
    let rationale: string | undefined;
    const rationales = new Map<string, string>();
    const purposes = Array.from({ length: samples }, (_, i) => `vote ${i + 1} of ${samples}`);
    for (const written of yield* draws({ purposes, ...askToThink(input), minTemperature: temperature })) {
      const outcome = outcomeOfThought(input, written);
      const vote = voteOf(outcome.answer);
      votes.set(vote, (votes.get(vote) ?? 0) + 1);
      if (outcome.rationale !== undefined && !rationales.has(vote)) rationales.set(vote, outcome.rationale);
    }
    const answer = winner(votes);
    if (answer.kind === 'label') rationale = rationales.get(answer.label);
    return { answer, votes: Object.fromEntries(votes), ...(rationale === undefined ? {} : { rationale }) };
  },
});

function voteOf(answer: Answer): string {
  return answer.kind === 'label' ? answer.label : answer.kind === 'noLabel' ? answer.why : 'unclear';
}

/** The label with most votes; no label where two have as many, or where most draws gave none. */
function winner(votes: ReadonlyMap<string, number>): Answer {
  const sorted = [...votes].sort((a, b) => b[1] - a[1]);
  const [first, second] = sorted;
  if (!first) return { kind: 'noLabel', why: 'empty' };
  if (second && second[1] === first[1]) return { kind: 'noLabel', why: 'several' };
  return isNoLabel(first[0]) ? { kind: 'noLabel', why: first[0] } : { kind: 'label', label: first[0] };
}

const noLabels: { readonly [W in NoLabel]: true } = {
  empty: true,
  cut: true,
  unknown: true,
  several: true,
  unclear: true,
};

function isNoLabel(vote: string): vote is NoLabel {
  return vote in noLabels;
}

export const decomposition = technique({
  kind: 'decomposition',
  card: {
    name: 'Decomposition',
    what: 'One question becomes many small ones: for every code, is the text about it, yes or no? Then a choice among those with yes.',
    when: 'When several codes seem to fit, or a long list makes the model take the first. Costs a run for each code.',
    source: 'Khot et al. 2023, arXiv 2210.02406',
  },
  tasks: ['codes'],
  options: z.strictObject({}),
  run: function* (input) {
    const { task, item } = input;
    if (!isLabelTask(task)) throw new TypeError('Decomposition needs labels.');
    const yes: Label[] = [];
    const codes = task.labels.filter(({ id }) => id !== noneId);
    for (const label of codes) {
      const reply = yield* generate({
        purpose: `is it about ${label.name}?`,
        prompts: only(user(`Is the text about ${label.name}? Answer yes or no.`, quoted(item))),
        maxNew: maxNew.label,
        constraint: { kind: 'choice', choices: ['Yes', 'No'], onlyHelps: true },
      });
      if (/^\W*yes\b/iu.test(reply.text)) yes.push(label);
    }
    const none = task.labels.find(({ id }) => id === noneId);
    const votes = Object.fromEntries(codes.map((label) => [label.id, yes.includes(label) ? 1 : 0]));
    if (yes.length === 1) return { answer: { kind: 'label', label: yes[0]!.id }, votes };
    if (yes.length === 0 && none) return { answer: { kind: 'label', label: none.id }, votes };
    // Nothing, or more than one: a choice among what is left.
    const left = { ...task, labels: yes.length === 0 ? codes : yes };
    const reply = yield* generate({
      purpose: yes.length === 0 ? 'choice among all' : 'choice among those with yes',
      prompts: only(user(question(left), quoted(item))),
      maxNew: maxNew.label,
    });
    return { answer: answerIn({ ...input, task: left }, reply), votes };
  },
});

export const generatedKnowledge = technique({
  kind: 'generatedKnowledge',
  card: {
    name: 'Generated knowledge',
    what: 'First the model writes down what it takes each code to mean; for a task in words, what the text is about. Then these notes stand in the prompt when it answers.',
    when: 'To see whether the model understands your codes as you do: read its notes before you trust its answers. They may be wrong, and are shown to you as the model’s.',
    source: 'Liu et al. 2022, arXiv 2110.08387',
  },
  tasks: ['codes', 'quotes', 'summary', 'question'],
  options: z.strictObject({}),
  run: function* (input) {
    const { task, item } = input;
    const notes: string[] = [];
    if (isLabelTask(task)) {
      for (const { name } of task.labels.filter(({ id }) => id !== noneId)) {
        const note = yield* sentence(`what ${name} means`, user(`What does the code ${name} mean?`));
        if (note !== '') notes.push(`Note: ${note}`);
      }
    } else {
      const note = yield* sentence('what the text is about', user('What is the text about?', quoted(item)));
      if (note !== '') notes.push(`Note: ${note}`);
    }
    const prompts = withFewer(notes, 'notes', (kept) => user(...kept, question(task), quoted(item)));
    const reply = yield* generate({ purpose: 'answer', prompts, maxNew: answerLength(input) });
    return { answer: answerIn(input, reply), ...(notes.length === 0 ? {} : { rationale: notes.join('\n') }) };
  },
});

/** One sentence of the model, on one line. */
function* sentence(purpose: string, messages: readonly Message[]): Generator<Step, string, StepReply> {
  const { text } = yield* generate({ purpose, prompts: only(messages), maxNew: maxNew.sentence });
  return text.trim().split('\n', 1)[0]!.trim();
}

export const selfCritique = technique({
  kind: 'selfCritique',
  card: {
    name: 'Self-critique and revision',
    what: 'The model answers, then is shown its answer and asked to check it, and answers once more.',
    when: 'With larger models and tasks in words. Models also talk themselves out of right answers: compare with zero-shot.',
    source: 'Madaan et al. 2023, arXiv 2303.17651; Huang et al. 2024, arXiv 2310.01798 (limits)',
  },
  tasks: allTasks,
  options: z.strictObject({}),
  run: function* (input) {
    const { task, item } = input;
    const first = yield* generate({
      purpose: 'first answer',
      prompts: only(user(question(task), quoted(item))),
      maxNew: answerLength(input),
    });
    const proposed = first.text.trim().split('\n', 1)[0]!;
    const check = isLabelTask(task)
      ? user(
          `Check the proposed ${task.kind === 'codes' ? 'code' : 'answer'}. ${listing(task)}`,
          quoted(item),
          `Proposed ${marker(task).toLowerCase()} ${proposed}`,
        )
      : user(
          `Check the proposed answer and correct it. ${question(task)}`,
          quoted(item),
          `Proposed answer: ${proposed}`,
        );
    const last = yield* generate({ purpose: 'check and final answer', prompts: only(check), maxNew: maxNew.thought });
    const rationale = isLabelTask(task) ? rationaleIn(task, last) : undefined;
    return { answer: answerIn(input, last), ...(rationale === undefined ? {} : { rationale }) };
  },
});
