import type { CodingSegment } from '../../src/protocol/coding';
import type { Block } from './blocks';
import { mostLines, underlines, type Paint } from './patterns';
import { cutPieces, type Piece } from './pieces';

/** Where a segment runs within a block, in CSS pixels from the block's top. */
export interface Run {
  readonly top: number;
  readonly bottom: number;
}

/** What a block shows beside its words. */
export interface BlockContent {
  readonly speaker: string;
  readonly time: string;
  /** Index of the speaker among those who speak, for a mark of their own; null outside the turns. */
  readonly voice: number | null;
  readonly segments: readonly CodingSegment[];
}

export interface BlockPainter {
  readonly text: string;
  contentOf(block: Block): BlockContent;
  paintOf(segment: CodingSegment): Paint;
  /** Whether it is a model's, which nobody has accepted: marked apart. */
  isSuggestion(segment: CodingSegment): boolean;
  /** "start Sleep problems", for people who listen. */
  spoken(segments: readonly CodingSegment[], edge: 'start' | 'end'): string;
}

/** The place in the text that a node of a block begins at. */
const starts = new WeakMap<Node, number>();

/**
 * One block on the page: its words in spans, cut where segments begin and end. Names of speakers and of segments are
 * generated content: read aloud, but no part of the words, so that no offset and no copied text knows them.
 */
export class BlockView {
  readonly element = document.createElement('div');
  readonly #words = document.createElement('div');
  #pieces: { readonly piece: Piece<CodingSegment>; readonly span: HTMLElement; readonly node: Text }[] = [];
  #runs: ReadonlyMap<CodingSegment, Run> = new Map();
  #top = -1;
  #height = 0;

  constructor(
    readonly index: number,
    readonly block: Block,
  ) {
    this.element.className = 'block';
    this.#words.className = 'words';
    this.#words.dir = block.dir;
    this.element.append(this.#words);
    views.set(this.element, this);
  }

  draw(painter: BlockPainter): void {
    const { block, element } = this;
    const { speaker, time, voice, segments } = painter.contentOf(block);
    element.classList.toggle('opens', block.opens);
    if (voice !== null) element.dataset['voice'] = String(voice % 4);
    if (block.opens) {
      element.dataset['speaker'] = speaker;
      element.dataset['time'] = time;
    }
    this.#pieces = cutPieces(block, segments).map((piece) => {
      const node = document.createTextNode(painter.text.slice(piece.start, piece.end));
      const span = document.createElement('span');
      span.append(node);
      starts.set(node, piece.start);
      if (piece.segments.length > 0) dress(span, piece, painter);
      return { piece, span, node };
    });
    const children = block.start < block.end ? this.#pieces.map(({ span }) => span) : [document.createElement('br')];
    this.#words.replaceChildren(...children);
  }

  /** Reads the height and where segments run; all blocks are drawn before any is measured. */
  measure(lineHeight: number): number {
    const { top } = this.element.getBoundingClientRect();
    const runs = new Map<CodingSegment, Run>();
    for (const { piece, span } of this.#pieces) {
      if (piece.segments.length === 0) continue;
      const rects = span.getClientRects();
      const [first, last] = [rects[0], rects[rects.length - 1]];
      if (!first || !last) continue;
      const line = (rect: DOMRect) => Math.round((rect.top + rect.bottom - lineHeight) / 2 - top);
      for (const segment of piece.segments) {
        const from = runs.get(segment)?.top ?? line(first);
        runs.set(segment, { top: from, bottom: line(last) + lineHeight });
      }
    }
    this.#runs = runs;
    this.#height = this.element.offsetHeight;
    return this.#height;
  }

  get height(): number {
    return this.#height;
  }

  get runs(): ReadonlyMap<CodingSegment, Run> {
    return this.#runs;
  }

  get top(): number {
    return this.#top;
  }

  place(top: number): boolean {
    if (top === this.#top) return false;
    this.#top = top;
    this.element.style.top = `${top}px`;
    return true;
  }

  /** The node and place in it of an offset in or at an end of this block. */
  pointAt(offset: number): { node: Node; offset: number } {
    const found = this.#pieces.find(({ piece }) => offset < piece.end) ?? this.#pieces.at(-1);
    if (!found || this.block.start === this.block.end) return { node: this.#words, offset: 0 };
    const inside = Math.max(0, Math.min(offset, found.piece.end) - found.piece.start);
    return { node: found.node, offset: inside };
  }

  /** A child's or the words' own place, for a selection that the browser hangs on an element. */
  offsetOfChild(node: Node, child: number): number {
    if (node === this.element) return child === 0 ? this.block.start : this.block.end;
    if (node === this.#words) return this.#pieces[child]?.piece.start ?? this.block.end;
    const piece = this.#pieces.find(({ span }) => span === node)?.piece;
    return piece ? (child === 0 ? piece.start : piece.end) : this.block.start;
  }

  segmentsUnder(span: EventTarget | null): readonly CodingSegment[] {
    return this.#pieces.find((piece) => piece.span === span)?.piece.segments ?? [];
  }
}

const views = new WeakMap<Node, BlockView>();

/** The block on the page that a node belongs to. */
export function viewOf(node: Node | null): BlockView | undefined {
  const element = node instanceof Element ? node : node?.parentElement;
  const block = element?.closest('.block');
  return block ? views.get(block) : undefined;
}

/** The place in the text of a point in the page, or null outside the words. */
export function offsetOf(node: Node, offset: number): number | null {
  const start = starts.get(node);
  if (start !== undefined) return start + offset;
  return viewOf(node)?.offsetOfChild(node, offset) ?? null;
}

function dress(span: HTMLElement, piece: Piece<CodingSegment>, painter: BlockPainter): void {
  const suggested = piece.segments.some((segment) => painter.isSuggestion(segment));
  span.className = suggested ? 'coded suggestedWords' : 'coded';
  const own = piece.segments.filter((segment) => !painter.isSuggestion(segment));
  const codes = new Map(own.map((segment) => [segment.code, segment]));
  const { image, position, size } = underlines([...codes.values()].slice(-mostLines).map((s) => painter.paintOf(s)));
  span.style.backgroundImage = image;
  span.style.backgroundPosition = position;
  span.style.backgroundSize = size;
  if (piece.starting.length > 0) span.dataset['starts'] = painter.spoken(piece.starting, 'start');
  if (piece.ending.length > 0) span.dataset['ends'] = painter.spoken(piece.ending, 'end');
}
