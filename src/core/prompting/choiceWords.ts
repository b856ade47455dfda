// What must be read beside figures of the lab, on screen and in reports.
import type { Figure } from '../agreement/figure';
import { counted, formatValue } from '../agreement/wording';
import type { LabelChoice, LabResults } from './labResults';
import type { Sheet } from './sheet';

/** How a segment came to the coder's one label, and how many it bears on. */
export function choiceWords({ labelled, none, several, mostGiven }: LabelChoice): string {
  return [
    'Of the codes that the coder put on a segment, the one that covers most of it counts, in a tie the earlier one of the codebook.',
    `Of ${counted(labelled, 'segment')}, ${several} carried several codes, of which one counts,`,
    `and ${none} carried none of them${none > 0 ? ', which counts as an answer of its own' : ''}.`,
    ...(mostGiven
      ? [
          `Always answering “${mostGiven.name}”, the coder’s most frequent answer, would agree on ${mostGiven.count} of ${counted(labelled, 'segment')} (${formatValue(alwaysFigure(mostGiven.count, labelled), 'percent')}).`,
        ]
      : []),
  ].join(' ');
}

/** How much of what answers are held against is a model's own. */
export function acceptedWords({ segments, models }: LabResults['accepted'], of: number): string {
  return `${segments.toLocaleString('en-US')} of ${counted(of, 'compared segment')} ${segments === 1 ? 'has' : 'have'} a code that the coder took over from a model’s suggestion (${models.join(', ')}): agreement with that model, or one like it, is probably too good.`;
}

/** Of an answer that is always the same: how often it is the coder's. */
export function alwaysFigure(count: number, of: number): Figure {
  return { value: count / of, n: of };
}

/** Why repeats that agree may say nothing; null where every setting draws, or nothing is repeated. */
export function repeatsNote({ repeats, sampling, samplings }: Sheet): string | null {
  const settings = samplings ?? [sampling];
  if (repeats < 2 || settings.every(({ temperature }) => temperature > 0)) return null;
  return 'At temperature 0 the model draws nothing: repeats with other seeds can only differ where the technique itself draws by the seed (few-shot its examples, self-consistency its answers). For all others, agreement from seed to seed is no sign of stability. Set a temperature above 0, or read other orders and wordings.';
}

/** What segments that were chosen by a code say little of; null where they were not. */
export function codedNote({ segments, task, reference }: Sheet): string | null {
  if (segments.kind !== 'coded' || task.kind !== 'codes' || reference === undefined) return null;
  return 'The segments were chosen because a coder gave them one and the same code. So nearly all have one right answer: kappa, alpha and precision say little here, and recall only of that code. Take turns to see how often the model gives the code where it does not belong.';
}
