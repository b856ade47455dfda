// What a run is known by in a journal, before it is hashed: all that the reply depends on.
import { canonicalJson } from '../engine/batch';
import type { PlannedRun } from './runSheet';
import { itemSpelledAlike } from './spelledSheet';
import type { Task } from './task';
import type { Item } from './technique';
import { findTechnique } from './techniques';

/**
 * By the words of its segment, wherever they stand: a correction at the start of a transcript moves all that follows, and
 * changes no prompt. Of a technique that looks things up, by the place too, since nothing that overlaps it is shown.
 */
export function textOfRun(run: PlannedRun): string {
  if (findTechnique(run.kind)?.looksUp) return placeTextOfRun(run);
  const { item, nth, ...rest } = askedBy(run);
  return textOf({ ...rest, words: wordsOf(item), ...(nth > 0 ? { nth } : {}) });
}

/** By the place of its segment: how runs were known before, and how suggestions are, which stand at places. */
export function placeTextOfRun(run: PlannedRun): string {
  const { nth: _, ...rest } = askedBy(run);
  return textOf(rest);
}

function askedBy({ column: _, options, task, item, ...asked }: PlannedRun) {
  const tellsRules = findTechnique(asked.kind)?.tellsRules?.(options) ?? false;
  return {
    ...asked,
    item: itemSpelledAlike(item),
    task: tellsRules ? task : ruleless(task),
    options: asked.kind === 'template' ? nameless(options) : options,
  };
}

function textOf(parts: object): string {
  const entries = Object.entries(parts).filter(([, value]) => value !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, value]) => `${JSON.stringify(key)}:${partText(value)}`).join(',')}}`;
}

/** As `canonicalJson`; the runs of a sheet share their task, item, model and settings, which are written once. */
function partText(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  let text = partTexts.get(value);
  if (text === undefined) partTexts.set(value, (text = canonicalJson(value)));
  return text;
}
const partTexts = new WeakMap<object, string>();

function wordsOf(item: Item): object {
  const { transcript, speaker, text } = item;
  let words = itemWords.get(item);
  if (!words) itemWords.set(item, (words = { transcript, speaker, text }));
  return words;
}
const itemWords = new WeakMap<Item, object>();

/** A code whose definition is not told may be defined otherwise: it is the same run. What a scale's ends mean is told. */
function ruleless(task: Task): object {
  if (task.kind !== 'codes') return task;
  let bare = rulelessTasks.get(task);
  if (!bare) rulelessTasks.set(task, (bare = { ...task, labels: task.labels.map(({ id, name }) => ({ id, name })) }));
  return bare;
}
const rulelessTasks = new WeakMap<Task, object>();

/** The model is not told what a person calls a prompt of their own: under another name it is the same run. */
function nameless(options: unknown): unknown {
  if (typeof options !== 'object' || options === null) return options;
  let without = unnamed.get(options);
  if (without === undefined) {
    const { name: _, ...rest } = options as { readonly name?: unknown };
    unnamed.set(options, (without = rest));
  }
  return without;
}
const unnamed = new WeakMap<object, object>();
