import type { SaidTurn } from './fitContext';
import type { PartRange } from './promptParts';

const names = { user: 'Person', assistant: 'Model' } as const;

/** Where a model that writes on by itself begins the person's next turn. */
export const plainStops: readonly string[] = [`\n${names.user}:`];

/**
 * What a model without a chat template is given: the turns written out as a transcript that breaks off where the model's
 * turn begins, for it to continue.
 *
 * @param firstTurn the index that the first of `turns` has among all
 */
export function plainPrompt(
  system: string,
  turns: readonly SaidTurn[],
  firstTurn = 0,
): { readonly text: string; readonly ranges: readonly PartRange[] } {
  const ranges: PartRange[] = [];
  let text = '';
  const put = (part: PartRange['part'], words: string): void => {
    if (words === '') return;
    ranges.push({ part, start: text.length, end: text.length + words.length });
    text += words;
  };
  if (system.trim() !== '') {
    put('system', system.trim());
    text += '\n\n';
  }
  turns.forEach(({ role, content }, i) => {
    text += `${names[role]}: `;
    put(firstTurn + i, content.trim());
    text += '\n\n';
  });
  // A conversation that ends in the model's words is looked at, not asked.
  return turns.at(-1)?.role === 'user' ? { text: `${text}${names.assistant}:`, ranges } : { text, ranges };
}
