import { html, nothing, type TemplateResult } from 'lit';
import type { HitDecision, HitView, ReviewText, TurnView } from '../../src/protocol/privacy';

interface Piece {
  readonly start: number;
  readonly end: number;
  readonly hit: number | null;
  readonly byModel: boolean;
}

/**
 * A transcript with what was found in it.
 *
 * @param hits of this transcript, with their indices, in order
 */
export function renderText(
  { text, turns }: ReviewText,
  hits: readonly { readonly index: number; readonly hit: HitView }[],
  decisions: readonly HitDecision[],
  choose: (hit: number) => void,
): TemplateResult[] {
  const blocks = toBlocks(text, turns);
  let next = 0;
  return blocks.map(({ start, end }) => {
    const pieces: Piece[] = [];
    let at = start;
    while (next < hits.length && hits[next]!.hit.start < end) {
      const { index, hit } = hits[next++]!;
      if (hit.start > at) pieces.push({ start: at, end: hit.start, hit: null, byModel: false });
      pieces.push({
        start: Math.max(at, hit.start),
        end: Math.min(end, hit.end),
        hit: index,
        byModel: hit.proposed !== null,
      });
      at = hit.end;
    }
    if (at < end) pieces.push({ start: at, end, hit: null, byModel: false });
    return html`<p class="turn">${pieces.map((piece) => renderPiece(text, piece, decisions, choose))}</p>`;
  });
}

function renderPiece(
  text: string,
  { start, end, hit, byModel }: Piece,
  decisions: readonly HitDecision[],
  choose: (hit: number) => void,
) {
  const words = text.slice(start, end);
  if (hit === null) return html`<span data-start=${start}>${words}</span>`;
  return html`<mark
    class="${decisions[hit] ?? 'open'} ${byModel ? 'byModel' : ''}"
    title=${byModel ? 'Proposed by the model' : nothing}
    data-start=${start}
    data-mark=${hit}
    @click=${() => choose(hit)}
    >${words}</mark
  >`;
}

/** Turns of a text, without marks: what was found must not lead the eye of who marks a sample. */
export function renderPlain(text: string, turns: readonly TurnView[]) {
  if (turns.length === 0) return nothing;
  return turns.map(
    ({ start, end }) => html`<p class="turn"><span data-start=${start}>${text.slice(start, end)}</span></p>`,
  );
}

function toBlocks(text: string, turns: readonly TurnView[]): { readonly start: number; readonly end: number }[] {
  const first = turns[0]?.start ?? text.length;
  const preamble = first > 0 ? [{ start: 0, end: first }] : [];
  return [...preamble, ...turns];
}

/** The stretch selected within a pane, in offsets of its text; null when nothing is. */
export function selectedStretch(root: ShadowRoot): { start: number; end: number; pane: HTMLElement } | null {
  // Chromium's; the standard's getComposedRanges is not in every VS Code that we run in.
  const selection = (root as ShadowRoot & { getSelection?: () => Selection | null }).getSelection?.();
  if (!selection || selection.isCollapsed || selection.rangeCount === 0) return null;
  const range = selection.getRangeAt(0);
  const start = offsetOf(range.startContainer, range.startOffset);
  const end = offsetOf(range.endContainer, range.endOffset);
  const pane = elementOf(range.startContainer)?.closest<HTMLElement>('[data-transcript]');
  return start === null || end === null || end <= start || !pane ? null : { start, end, pane };
}

function elementOf(node: Node): Element | null {
  return node instanceof Element ? node : node.parentElement;
}

function offsetOf(node: Node, offset: number): number | null {
  if (!(node instanceof Text)) return null;
  const start = node.parentElement?.dataset['start'];
  return start === undefined ? null : Number(start) + offset;
}
