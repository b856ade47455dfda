import { html, nothing } from 'lit';
import { diffWords } from '../../src/core/base/wordDiff';
import type { LabCell, LabResults } from '../../src/core/prompting/labResults';
import type { LabViewState } from '../../src/protocol/lab';
import { select } from './fields';

/** Whether any answer has words to compare. */
export function hasWords({ rows }: LabResults): boolean {
  return rows.some(({ cells }) => cells.some((cell) => cell !== null && wordsOf(cell) !== null));
}

/** The two columns that are compared, as places among the techniques; null where none are, or they are there no longer. */
export function comparedColumns({ report }: LabResults, compare: LabViewState['compare']): [number, number] | null {
  const places = compare?.map((id) => report.techniques.findIndex((one) => one.id === id)) ?? [];
  const [a = -1, b = -1] = places;
  return a >= 0 && b >= 0 && a !== b ? [a, b] : null;
}

/** Chooses two columns to compare word by word. */
export function renderCompareChoice(
  { report }: LabResults,
  names: ReadonlyMap<string, string>,
  compare: LabViewState['compare'],
  choose: (compare: LabViewState['compare']) => void,
) {
  const columns = report.techniques.map(({ id, name }) => [id, names.get(id) ?? name] as const);
  if (columns.length < 2) return nothing;
  const [first, second] = [compare?.[0] ?? '', compare?.[1] ?? ''];
  const other = (id: string) => columns.find(([one]) => one !== id)![0];
  return html`${select('Compare the words of', [['', 'nothing'] as const, ...columns], first, (id) =>
    choose(id === '' ? null : [id, second !== '' && second !== id ? second : other(id)]),
  )}
  ${
    first === ''
      ? nothing
      : select(
          'with',
          columns.filter(([id]) => id !== first),
          second,
          (id) => choose([first, id]),
        )
  }`;
}

/** What two answers have in common and what not, marked by lines and by words for screen readers, not by colour alone. */
export function renderDifference(a: LabCell | null, b: LabCell | null) {
  const [before, after] = [a && wordsOf(a), b && wordsOf(b)];
  if (!before || !after) return html`<span class="secondary">nothing to compare</span>`;
  const parts = diffWords(before.text, after.text);
  const what =
    before.isReasons || after.isReasons
      ? html`<span class="secondary">What the model gave as its reasons:</span><br />`
      : nothing;
  if (parts.every(({ kind }) => kind === 'same')) return html`${what}<span class="secondary">the same words</span>`;
  return html`${what}<span class="difference"
      >${parts.map(({ kind, text }) => {
        if (kind === 'same') return text;
        return kind === 'deleted'
          ? html`<del
              ><span class="visuallyHidden">[only in the first: </span>${text}<span class="visuallyHidden"
                >]
              </span></del
            >`
          : html`<ins
              ><span class="visuallyHidden">[only in the second: </span>${text}<span class="visuallyHidden"
                >]
              </span></ins
            >`;
      })}</span
    >`;
}

function wordsOf({ text, rationale }: LabCell): { readonly text: string; readonly isReasons: boolean } | null {
  if (text !== null) return { text, isReasons: false };
  return rationale === null ? null : { text: rationale, isReasons: true };
}
