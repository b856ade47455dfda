import type { LabelTask } from '../prompting/task';
import { noneId } from '../prompting/task';
import { findTechnique } from '../prompting/techniques';

/** What a model is told of the codes that it chooses from, in words for who is about to ask it. */
export function wordsOfTold({ labels }: Pick<LabelTask, 'labels'>, kind: string, options: unknown): string {
  const tellsRules = findTechnique(kind)?.tellsRules?.(options ?? {}) ?? false;
  if (!tellsRules) return 'The model is told the names of your codes, not their definitions.';
  const codes = labels.filter(({ id }) => id !== noneId);
  const bare = codes.filter((code) =>
    [code.definition, code.whenToUse, code.whenNotToUse].every((words) => words.trim() === ''),
  );
  const told = 'The model is told the names of your codes with their definitions and when to use them.';
  if (bare.length === 0) return told;
  const named = bare.slice(0, 3).map(({ name }) => `“${name}”`);
  const more = bare.length > named.length ? ` and ${bare.length - named.length} more` : '';
  const [have, go] = bare.length === 1 ? ['has', 'goes'] : ['have', 'go'];
  return `${told} ${bare.length} of ${codes.length} ${have} no definition, and ${go} by the name alone: ${named.join(', ')}${more}.`;
}
