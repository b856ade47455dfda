import { isInView, type Line, lineStroke, rowHeight } from './linesGeometry';
import type { Palette } from './palette';

export interface LinesScene {
  readonly lines: readonly Line[];
  /** The weight drawn in full width. */
  readonly largest: number;
  /** Opacity of a line of weight 0: lines that stand alone need not make way for others. */
  readonly faintest: number;
  readonly palette: Palette;
  /** Size of the part in view, and how far it is scrolled, in CSS pixels. */
  readonly width: number;
  readonly height: number;
  readonly scrollTop: number;
  readonly devicePixelRatio: number;
}

export function drawLines(context: CanvasRenderingContext2D, scene: LinesScene): void {
  const { lines, largest, faintest, palette, width, height, scrollTop, devicePixelRatio: ratio } = scene;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  context.strokeStyle = palette.line;
  const first = Math.floor(scrollTop / rowHeight);
  const last = Math.ceil((scrollTop + height) / rowHeight);
  for (const line of lines) {
    if (!isInView(line, first, last)) continue;
    const from = (line.query + 0.5) * rowHeight - scrollTop;
    const to = (line.key + 0.5) * rowHeight - scrollTop;
    const stroke = lineStroke(line.weight, largest, faintest);
    context.lineWidth = stroke.width;
    context.globalAlpha = stroke.opacity;
    context.beginPath();
    context.moveTo(0, from);
    context.bezierCurveTo(width / 2, from, width / 2, to, width, to);
    context.stroke();
  }
  context.globalAlpha = 1;
}
