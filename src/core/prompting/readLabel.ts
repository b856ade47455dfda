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
  const answer = firstLine(said.slice(lastMarker(task, said)?.end ?? 0));
  if (answer === '') return noLabel(isComplete ? 'empty' : 'cut');
  // A name may hold the very word before an answer: “Code: red”.
  const whole = task.labels.filter(({ name }) => plain(name) === plain(said));
  const named = [...new Set([...whole, ...labelsIn(answer, task.labels)])];
  if (named.length === 1) return { kind: 'label', label: named[0]!.id };
  if (named.length > 1) return noLabel('several');
  const mentioned = labelsMentioned(answer, task.labels);
  if (mentioned > 1) return noLabel('several');
  if (!isComplete) return noLabel('cut');
  // A short answer that names no label names something that is none, such as a code that does not exist.
  return noLabel(mentioned === 0 && answer.split(/\s+/).length <= 4 ? 'unknown' : 'unclear');
}

/** What stands before the last marker: the reasons that the reply gives. Undefined where there are none. */
export function rationaleIn(task: LabelTask, { text }: Written): string | undefined {
  const before = text.slice(0, lastMarker(task, text)?.start).trim();
  return before === '' ? undefined : before;
}

function firstLine(text: string): string {
  return text.trim().split('\n', 1)[0]!.trim();
}

const phrase =
  /^(?:the |my )?(?:best |right |most fitting )?(?:code|answer|label|number|rating) (?:is|would be|:)\s+/iu;

/** The last “Code:”, in any case. Not by `toLowerCase`, in which letters such as İ grow. */
function lastMarker(task: LabelTask, text: string): { readonly start: number; readonly end: number } | undefined {
  const found = [...text.matchAll(new RegExp(marker(task), 'giu'))].at(-1);
  return found && { start: found.index, end: found.index + found[0].length };
}

/** The label that the answer is; several where it may be either of two whose names differ in signs alone. */
function labelsIn(answer: string, labels: readonly Label[]): readonly Label[] {
  const bare = answer.replace(phrase, '');
  const exactly = labels.filter(({ name }) => plain(name) === plain(bare));
  return exactly.length > 0 ? exactly : labels.filter(({ name }) => key(name) === key(bare));
}

/** How many labels are named, each as whole words; one that lies within a longer one that is named does not count. */
function labelsMentioned(answer: string, labels: readonly Label[]): number {
  let rest = ` ${key(answer)} `;
  let count = labels.filter(({ name }) => !hasWords(name) && plain(answer).includes(plain(name))).length;
  const names = labels.map(({ name }) => name).filter(hasWords);
  for (const name of names.map(key).sort((a, b) => b.length - a.length)) {
    if (!rest.includes(` ${name} `)) continue;
    count++;
    rest = rest.replaceAll(` ${name} `, '  ');
  }
  return count;
}

/** Lower case, one space for several, and one sign for what a model may write as hyphen or minus. */
function plain(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\u2010/gu, '-')
    .replace(/(?<![\p{L}\p{N}])[\u2012-\u2015\u2212](?=\p{N})/gu, '-')
    .replace(/\s+/gu, ' ')
    .trim();
}

/** Letters and digits alone, one space between words: quotation marks, full stops and brackets do not count. */
function key(text: string): string {
  if (!hasWords(text)) return plain(text);
  return plain(text)
    .replace(/[^\p{L}\p{M}\p{N}+-]+/gu, ' ')
    .trim();
}

/** Not so where a code is called “😢”. */
function hasWords(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text);
}

function noLabel(why: Extract<Answer, { kind: 'noLabel' }>['why']): Answer {
  return { kind: 'noLabel', why };
}
