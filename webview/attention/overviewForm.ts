// What the overview of a text will be like, known before it is there.
import { html } from 'lit';
import { tokensPerSmallCell } from '../../src/core/attention/pooling';
import type { AttentionContent } from '../../src/protocol/attention';
import { overviewCells } from '../../src/protocol/attentionOverview';
import type { HeadOverviewResult } from '../../src/protocol/headOverview';
import type { HeadRow } from './overviewMeasures';

export type OverviewForm = Pick<HeadOverviewResult, 'heads' | 'cells' | 'tokensPerCell'>;

export function formOf({ model, tokens }: AttentionContent): OverviewForm {
  const tokensPerCell = tokensPerSmallCell(tokens.length, model.layers * model.heads, overviewCells);
  return { heads: model.heads, tokensPerCell, cells: Math.ceil(tokens.length / tokensPerCell) };
}

/** Heads of which nothing is known but their place. */
export function awaitedHeads({ layers, heads }: AttentionContent['model']): HeadRow[] {
  return Array.from({ length: layers * heads }, (_, i) => ({
    layer: Math.floor(i / heads),
    head: i % heads,
    measures: undefined,
    loss: undefined,
    between: undefined,
  }));
}

/** @param done of 1 */
export function progressBar(label: string, done: number) {
  return html`<label class="row">${label} <progress max="1" value=${done}></progress></label>`;
}
