import type { TakenView } from '../../src/core/figures/takeAway';
import type { WordsViewState } from '../../src/protocol/words';
import type { Chances } from './chances';
import { lineOf } from './linePoints';
import type { LookedText } from './lookedText';
import { type PanelState, saidIds } from './panelState';
import { takeChances, takeSurprisal, takeTree } from './taken';
import { treeRows } from './treeModel';
import { caveatsFor } from './wording';

/** What is on screen, as it can be taken away; null while there is nothing. */
export function takeView(
  shown: PanelState,
  { view, sampling, breadth, points, along }: WordsViewState,
  looked: LookedText,
  { given, walked, chances }: { readonly given: string; readonly walked: string; readonly chances: Chances | null },
): TakenView | null {
  const caveats = shown.content ? caveatsFor(shown.content) : [];
  switch (view) {
    case 'chances':
      return chances && takeChances(chances, sampling, shown.texts, { given: given + walked, caveats });
    case 'tree': {
      const rows = treeRows(shown.tree, breadth, saidIds(shown));
      return rows.length === 0 ? null : takeTree(rows, shown.likeliest, { given, breadth, caveats });
    }
    case 'surprisal': {
      const kind = looked.summary.parts.length > 1 ? points : 'tokens';
      const reading = shown.scope === 'transcript' ? shown.reading : null;
      return takeSurprisal(looked, lineOf(looked, { points: kind, along }), reading, { caveats });
    }
  }
}

/** A function that makes its result anew only when one of the values that it depends on is another. */
export function remembered<T>(): (depends: object, make: () => T) => T {
  let last: { readonly values: readonly unknown[]; readonly made: T } | undefined;
  return (depends, make) => {
    const values: readonly unknown[] = Object.values(depends);
    if (!last?.values.every((value, i) => value === values[i])) last = { values, made: make() };
    return last.made;
  };
}
