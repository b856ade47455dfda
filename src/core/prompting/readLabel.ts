import { marker } from './wording';
import type { LabelTask, Label } from './task';
import type { Answer, Written } from './technique';

/**
 * The label that a reply gives, or why it gives none. Strict, since what it returns may become data: the reply is the
 * label and nothing else, says it in a set phrase (“The code is sleep.”), or has it after the last marker (“Code:”). A
 * label that is only mentioned is no answer: the sentence may deny it.
 */
export function readLabel(task: LabelTask, { text, isComplete }: Written): Answer {
  const said = text.trim();
  if (said === '') return noLabel(isComplete ? 'empty' : 'cut');
  const mark = marker(task);
  const at = said.toLowerCase().lastIndexOf(mark.toLowerCase());
  const answer = firstLine(at < 0 ? said : said.slice(at + mark.length));
  if (answer === '') return noLabel(isComplete ? 'empty' : 'cut');
  const label = labelIn(answer, task.labels);
  if (label) return { kind: 'label', label: label.id };
  const mentioned = labelsMentioned(answer, task.labels);
  if (mentioned > 1) return noLabel('several');
  if (!isComplete) return noLabel('cut');
  // A short answer that names no label names something that is none, such as a code that does not exist.
  return noLabel(mentioned === 0 && answer.split(/\s+/).length <= 4 ? 'unknown' : 'unclear');
}

/** What stands before the last marker: the reasons that the reply gives. Undefined where there are none. */
export function rationaleIn(task: LabelTask, { text }: Written): string | undefined {
  const at = text.toLowerCase().lastIndexOf(marker(task).toLowerCase());
  const before = (at < 0 ? text : text.slice(0, at)).trim();
  return before === '' ? undefined : before;
}

function firstLine(text: string): string {
  return text.trim().split('\n', 1)[0]!.trim();
}

const phrase =
  /^(?:the |my )?(?:best |right |most fitting )?(?:code|answer|label|number|rating) (?:is|would be|:)\s+/iu;

function labelIn(answer: string, labels: readonly Label[]): Label | undefined {
  const bare = key(answer.replace(phrase, ''));
  return labels.find(({ name }) => key(name) === bare);
}

/** How many labels are named, each as whole words; one that lies within a longer one that is named does not count. */
function labelsMentioned(answer: string, labels: readonly Label[]): number {
  let rest = ` ${key(answer)} `;
  let count = 0;
  for (const name of labels.map((label) => key(label.name)).sort((a, b) => b.length - a.length)) {
    if (name === '' || !rest.includes(` ${name} `)) continue;
    count++;
    rest = rest.replaceAll(` ${name} `, '  ');
  }
  return count;
}

/** Letters and digits in lower case, one space between words: quotation marks, full stops and brackets do not count. */
function key(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}+-]+/gu, ' ')
    .trim();
}

function noLabel(why: Extract<Answer, { kind: 'noLabel' }>['why']): Answer {
  return { kind: 'noLabel', why };
}
