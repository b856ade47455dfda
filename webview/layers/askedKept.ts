import type { LayersViewState, TargetChoice } from '../../src/protocol/layers';
import type { PanelHost } from '../shared/host';

/** Which tokens were asked about. */
export interface Asked {
  readonly target: TargetChoice | null;
  readonly against: TargetChoice | null;
}

export const nothingAsked: Asked = { target: null, against: null };
type Source = LayersViewState['source'];
type TypedFields = Pick<PanelHost<never, unknown, unknown>, 'typed' | 'keepTyped'>;
const field = 'asked';

/** With the extension, in memory: what was chosen or typed is text, which the page saves none of. */
export function keepAsked(fields: TypedFields, { target, against }: Asked, source: Source): void {
  fields.keepTyped(field, JSON.stringify([target, against, source]));
}

/** What was asked about the same words before the tab was hidden. */
export function keptAsked(fields: TypedFields, source: Source): Asked {
  const kept = fields.typed(field);
  if (kept === undefined || source === null) return nothingAsked;
  // What keepAsked wrote, in this panel's life.
  const [target, against, about] = JSON.parse(kept) as [Asked['target'], Asked['against'], Source];
  return JSON.stringify(about) === JSON.stringify(source) ? { target, against } : nothingAsked;
}
