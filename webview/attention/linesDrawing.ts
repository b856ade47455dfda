import { type CurvePart, curvePart, isInView, type Line, lineStroke, rowHeight } from './linesGeometry';
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

/** Beyond the edges of what is in view, in CSS pixels: no end of a line that is cut off is seen. */
const margin = 6;

export function drawLines(context: CanvasRenderingContext2D, scene: LinesScene): void {
  const { lines, largest, faintest, palette, width, height, scrollTop, devicePixelRatio: ratio } = scene;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  context.strokeStyle = palette.line;
  const first = Math.floor(scrollTop / rowHeight);
  const last = Math.ceil((scrollTop + height) / rowHeight);
  const part: CurvePart = new Float64Array(8);
  for (const line of lines) {
    if (!isInView(line, first, last)) continue;
    const from = (line.query + 0.5) * rowHeight - scrollTop;
    const to = (line.key + 0.5) * rowHeight - scrollTop;
    // To draw a long curve takes as long where nobody sees it.
    if (!curvePart(part, { width, from, to }, -margin, height + margin)) continue;
    const stroke = lineStroke(line.weight, largest, faintest);
    context.lineWidth = stroke.width;
    context.globalAlpha = stroke.opacity;
    context.beginPath();
    context.moveTo(part[0]!, part[1]!);
    context.bezierCurveTo(part[2]!, part[3]!, part[4]!, part[5]!, part[6]!, part[7]!);
    context.stroke();
  }
  context.globalAlpha = 1;
}
