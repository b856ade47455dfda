import * as z from 'zod';
import { UserError } from '../../base/userError';
import { isLabelTask, isPlainlyAsked } from '../task';
import { generate, type Example, technique, type TechniqueInput } from '../technique';
import { exampleLines, listing, marker, passageLines, question, quoted, user, withFewer } from '../wording';
import { allTasks, answerIn, answerLength } from './plain';

const fewShotOptions = z.strictObject({
  count: z.int().min(1).max(32).default(4),
  choose: z.enum(['balanced', 'similar', 'picked']).default('balanced'),
  /** Ids of items, for `picked`. */
  picked: z.array(z.string()).default([]),
});
type FewShotOptions = z.infer<typeof fewShotOptions>;

export const fewShot = technique({
  kind: 'fewShot',
  card: {
    name: 'Few-shot',
    what: 'Examples that people have coded come before the text: some of every code, those most like the text, or the ones you pick. They are never taken from the test part.',
    when: 'Often the largest gain for the least work. Which examples, and in which order, changes the answers: try more than one choice.',
    source: 'Brown et al. 2020, arXiv 2005.14165; Lu et al. 2022, arXiv 2104.08786 (order)',
  },
  // Nobody rates segments: there are no examples of ratings.
  tasks: ['codes'],
  looksUp: true,
  options: fewShotOptions,
  run: function* (input, options) {
    const { task, item } = input;
    if (!isLabelTask(task)) throw new TypeError('Examples need labels.');
    const examples = chooseExamples(input, options);
    const prompts = withFewer(examples, 'examples', (kept) =>
      user(
        `${isPlainlyAsked(task) ? 'Choose one code.' : task.question} ${listing(task)}`,
        exampleLines(task, kept),
        quoted(item),
        marker(task),
      ),
    );
    const reply = yield* generate({ purpose: 'answer', prompts, maxNew: answerLength(input) });
    const used = examples.slice(0, reply.sent.kept);
    return { answer: answerIn(input, reply), examples: used.map((example) => example.item.id) };
  },
});

/** @throws UserError where there is none: the question would be put as zero-shot puts it, and reported as few-shot */
function chooseExamples(
  { library, item, seed }: TechniqueInput,
  { choose, count, picked }: FewShotOptions,
): readonly Example[] {
  const chosen = {
    balanced: () => library.balanced(count, seed),
    similar: () => library.similar(item.text, count),
    picked: () => library.picked(picked),
  }[choose]();
  // Of many coded segments none need be like this one.
  if (chosen.length > 0 || (choose === 'similar' && library.balanced(1, seed).length > 0)) return chosen;
  throw new UserError(
    'badRequest',
    'Few-shot has no coded segment to show as an example.',
    'Choose whose codes are compared with, let that coder code transcripts outside the test part, and pick among these.',
  );
}

const retrievalOptions = z.strictObject({ count: z.int().min(1).max(10).default(2) });

export const retrieval = technique({
  kind: 'retrieval',
  card: {
    name: 'Retrieval',
    what: 'Passages of your study that share words with the text are shown to the model, numbered, so that an answer can be traced to them.',
    when: 'When the text alone does not say enough. A passage that is only alike can mislead; look at what was shown.',
    source: 'Lewis et al. 2020, arXiv 2005.11401; Robertson & Zaragoza 2009 (BM25)',
  },
  tasks: allTasks,
  looksUp: true,
  options: retrievalOptions,
  run: function* (input, { count }) {
    const { task, item, library } = input;
    const passages = library.passages(item.text, count);
    const prompts = withFewer(passages, 'passages', (kept) =>
      user(kept.length === 0 ? '' : `Passages:\n${passageLines(kept)}`, question(task), quoted(item)),
    );
    const reply = yield* generate({ purpose: 'answer', prompts, maxNew: answerLength(input) });
    return { answer: answerIn(input, reply), passages: passages.slice(0, reply.sent.kept) };
  },
});
