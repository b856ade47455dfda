import * as z from 'zod';
import { softmax } from '../../generation/probabilities';
import { isLabelTask, type LabelTask } from '../task';
import { likelihoods, technique, type LabelScore } from '../technique';
import { namesOf, only, question, quoted, user } from '../wording';

/** Texts without content, whose answers show what the model would say to anything (Zhao et al. 2021, section 4.1). */
const contentFree = ['N/A', '[MASK]', '…'] as const;

const options = z.strictObject({
  /** Divides by what the model answers to a text without content. */
  calibrate: z.boolean().default(true),
  /** Means per token instead of sums, so that short labels are not favoured. */
  perToken: z.boolean().default(false),
});

export const labelLikelihood = technique({
  kind: 'labelLikelihood',
  card: {
    name: 'Label likelihood',
    what: 'Nothing is written: the probability of every whole code is computed, and the most probable one is the answer. Calibrated, what the model would say to an empty text is taken out.',
    when: 'The quickest way through thousands of segments, with a probability for every code. Always gives an answer, also where none fits.',
    source:
      'Brown et al. 2020, arXiv 2005.14165, section 2.4; Zhao et al. 2021, arXiv 2102.09690 (contextual calibration)',
  },
  tasks: ['codes', 'scale'],
  scoresOnly: true,
  options,
  run: function* ({ task, item }, { calibrate, perToken }) {
    if (!isLabelTask(task)) throw new TypeError('Likelihoods need labels.');
    const names = namesOf(task.labels);
    const ask = (purpose: string, text: string) =>
      likelihoods({ purpose, prompts: only(user(question(task), quoted({ text }))), labels: names });
    const own = yield* ask('the text', item.text);
    const empty: (readonly LabelScore[])[] = [];
    if (calibrate) for (const text of contentFree) empty.push(yield* ask(`a text without content: ${text}`, text));
    const probabilities = calibrated(own, empty, perToken);
    const best = probabilities.reduce((most, p, i) => (p > probabilities[most]! ? i : most), 0);
    return {
      answer: { kind: 'label', label: task.labels[best]!.id },
      probabilities: byLabel(task, probabilities),
    };
  },
});

/**
 * Contextual calibration: p(label | text) divided by the mean of p(label | content-free text), normalised to 1 (Zhao et
 * al. 2021, with W = diag(p_cf)⁻¹ and b = 0).
 *
 * @param own scores of the labels after the text
 * @param empty the same after each content-free text; none: no calibration
 * @param perToken compares means per token, which favour no short label
 */
export function calibrated(
  own: readonly LabelScore[],
  empty: readonly (readonly LabelScore[])[],
  perToken: boolean,
): number[] {
  const scores = logProbabilities(own, perToken);
  if (empty.length === 0) return [...softmax(scores)];
  const each = empty.map((one) => logProbabilities(one, perToken));
  const emptyMeans = own.map((_, i) => logSumExp(each.map((one) => one[i]!)) - Math.log(each.length));
  return [...softmax(scores.map((score, i) => score - emptyMeans[i]!))];
}

/** Logarithms of probabilities among the labels, so that small ones stay apart from 0. */
function logProbabilities(labels: readonly LabelScore[], perToken: boolean): Float64Array {
  const scores = labels.map(({ logprob, tokens }) => (perToken ? logprob / tokens : logprob));
  const total = logSumExp(scores);
  return Float64Array.from(scores, (score) => score - total);
}

function logSumExp(values: readonly number[]): number {
  const highest = Math.max(...values);
  return highest + Math.log(values.reduce((sum, value) => sum + Math.exp(value - highest), 0));
}

function byLabel({ labels }: LabelTask, probabilities: readonly number[]): Record<string, number> {
  return Object.fromEntries(labels.map(({ id }, i) => [id, probabilities[i]!]));
}
