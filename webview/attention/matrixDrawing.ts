import { cellCorner, type Hit, type MatrixLayout, type Point, type Size, slant, tickStep } from './matrixGeometry';
import { type CellSheet, type Level, levelFor, type Shades } from './matrixPyramid';
import type { Palette } from './palette';

export interface MatrixScene {
  readonly layout: MatrixLayout;
  readonly levels: readonly Level[];
  readonly shades: Shades;
  /** Keeps the cells in view. */
  readonly sheet: CellSheet;
  /** Their numbers, counted from 1, shape [rows]. */
  readonly numbers: readonly number[];
  /** The tokens as they are written along the margins, shape [rows]. */
  readonly labels: readonly string[];
  /** The cell or row under the pointer or the keyboard. */
  readonly current: Hit | null;
  /** The token at the editor's cursor. */
  readonly cursor: number | null;
  readonly palette: Palette;
  readonly scroll: Point;
  readonly view: Size;
  readonly devicePixelRatio: number;
}

const labelSize = 12;
/** Device pixels from which cells are set apart by a line. */
const gapFrom = 8;
const numbersApart = 28;

export function labelFont(palette: Palette, strong: boolean): string {
  return `${strong ? '600 ' : ''}${labelSize}px ${palette.font}`;
}

export function drawMatrix(context: CanvasRenderingContext2D, scene: MatrixScene): void {
  const { layout, palette, view, devicePixelRatio: ratio } = scene;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.fillStyle = palette.background;
  context.fillRect(0, 0, view.width, view.height);
  within(context, { x: layout.left, y: layout.top, width: view.width, height: view.height }, () => {
    context.translate(-scene.scroll.x, -scene.scroll.y);
    drawCells(context, scene);
    drawMarks(context, scene);
  });
  drawMargins(context, scene);
}

function drawCells(context: CanvasRenderingContext2D, scene: MatrixScene): void {
  const { layout, levels, shades, sheet, palette, scroll, view, devicePixelRatio: ratio } = scene;
  const { left, top, cell } = layout;
  const level = levelFor(levels, cell * ratio);
  const side = level.span * cell;
  const part = (from: number, extent: number, count: number) => {
    const first = Math.min(count - 1, Math.max(0, Math.floor(from / side)));
    return { first, count: Math.max(1, Math.min(count, Math.ceil((from + extent) / side)) - first) };
  };
  const columns = part(scroll.x, view.width - left, level.width);
  const rows = part(scroll.y, view.height - top, level.height);
  const area = { x: columns.first, y: rows.first, width: columns.count, height: rows.count };
  sheet.show(level, area, shades);
  context.imageSmoothingEnabled = false;
  const [x, y] = [left + area.x * side, top + area.y * side];
  const [width, height] = [area.width * side, area.height * side];
  context.drawImage(sheet.canvas, 0, 0, area.width, area.height, x, y, width, height);
  if (cell * ratio < gapFrom) return;
  const line = 1 / ratio;
  context.fillStyle = palette.background;
  for (let row = 1; row <= area.height; row++) context.fillRect(x, y + row * cell - line, width, line);
  for (let column = 1; column <= area.width; column++) context.fillRect(x + column * cell - line, y, line, height);
}

function drawMarks(context: CanvasRenderingContext2D, scene: MatrixScene): void {
  const { layout, current, cursor, palette } = scene;
  const { left, top, cell } = layout;
  const width = Math.max(1, layout.rows - layout.firstKey) * cell;
  const height = layout.rows * cell;
  if (cursor !== null) {
    context.setLineDash([3, 3]);
    outline(context, palette.cursor, 1, left, top + cursor * cell, width, cell);
    context.setLineDash([]);
  }
  if (!current) return;
  outline(context, palette.focus, 1, left, top + current.query * cell, width, cell);
  if (current.key === null || current.key < layout.firstKey) return;
  const { x, y } = cellCorner(layout, { query: current.query, key: current.key });
  outline(context, palette.focus, 1, x, top, cell, height);
  // Two tones, so that the mark shows on every shade.
  outline(context, palette.background, 4, x, y, cell, cell);
  outline(context, palette.foreground, 2, x, y, cell, cell);
}

/** A frame around, not over, a rectangle. */
function outline(
  context: CanvasRenderingContext2D,
  colour: string,
  thickness: number,
  x: number,
  y: number,
  width: number,
  height: number,
): void {
  context.strokeStyle = colour;
  context.lineWidth = thickness;
  context.strokeRect(x - thickness / 2, y - thickness / 2, width + thickness - 1, height + thickness - 1);
}

function drawMargins(context: CanvasRenderingContext2D, scene: MatrixScene): void {
  const { layout, numbers, view, scroll, cursor, current, palette } = scene;
  const { left, top, cell, rows, firstKey } = layout;
  const words = layout.labels === 'words';
  context.font = labelFont(palette, false);
  // Side by side, numbers of four digits need more room than one above the other.
  const across = Math.max(numbersApart, context.measureText(`${numbers[rows - 1] ?? rows}`).width + 10);
  const isTick = (token: number, apart: number) => (numbers[token] ?? token + 1) % tickStep(cell, apart) === 0;
  const isMarked = (token: number) => token === current?.query || token === cursor;
  context.textBaseline = 'middle';

  context.textAlign = 'right';
  within(context, { x: 0, y: top, width: left, height: view.height - top }, () => {
    for (const row of tokensInView(scroll.y, view.height - top, cell, rows)) {
      if (!words && !isTick(row, numbersApart) && !isMarked(row)) continue;
      if (!words && !isMarked(row) && isNear(row, current?.query, numbersApart / cell)) continue;
      const y = top + (row + 0.5) * cell - scroll.y;
      writeLabel(context, scene, row, isMarked(row), left - 8, y, left - 8);
      if (row === cursor) drawPointer(context, palette.cursor, left - 5, y);
    }
  });

  context.textAlign = words ? 'left' : 'center';
  within(context, { x: left, y: 0, width: view.width - left, height: top }, () => {
    for (const column of tokensInView(scroll.x, view.width - left, cell, rows - firstKey)) {
      const key = column + firstKey;
      const marked = key === current?.key;
      if (!words && !isTick(key, across) && !marked) continue;
      if (!words && !marked && isNear(key, current?.key, across / cell)) continue;
      const x = left + (column + 0.5) * cell - scroll.x;
      context.save();
      context.translate(x, words ? top - 6 : top - 9);
      if (words) context.rotate(-Math.PI / 4);
      writeLabel(context, scene, key, marked, 0, 0, words ? (top - 8) / slant - 8 : cell);
      context.restore();
    }
  });
}

/** Whether a number would run into that of the current token. @param apart in tokens */
function isNear(token: number, current: number | null | undefined, apart: number): boolean {
  return current !== null && current !== undefined && Math.abs(token - current) < apart * 0.8;
}

function* tokensInView(scroll: number, extent: number, cell: number, count: number): Generator<number> {
  const last = Math.min(count - 1, Math.floor((scroll + extent) / cell));
  // A slanted label reaches beyond its own column.
  for (let i = Math.max(0, Math.floor(scroll / cell) - 8); i <= last; i++) yield i;
}

function writeLabel(
  context: CanvasRenderingContext2D,
  { layout, labels, numbers, palette }: MatrixScene,
  token: number,
  marked: boolean,
  x: number,
  y: number,
  room: number,
): void {
  context.font = labelFont(palette, marked);
  context.fillStyle = marked ? palette.foreground : palette.secondary;
  const text =
    layout.labels === 'words' ? shorten(context, labels[token] ?? '', room) : String(numbers[token] ?? token + 1);
  context.fillText(text, x, y);
}

function shorten(context: CanvasRenderingContext2D, text: string, room: number): string {
  if (context.measureText(text).width <= room) return text;
  const characters = Array.from(text);
  while (characters.length > 1 && context.measureText(`${characters.join('')}…`).width > room) characters.pop();
  return `${characters.join('')}…`;
}

function drawPointer(context: CanvasRenderingContext2D, colour: string, x: number, y: number): void {
  context.fillStyle = colour;
  context.beginPath();
  context.moveTo(x, y - 4);
  context.lineTo(x + 5, y);
  context.lineTo(x, y + 4);
  context.fill();
}

function within(context: CanvasRenderingContext2D, area: Point & Size, draw: () => void): void {
  context.save();
  context.beginPath();
  context.rect(area.x, area.y, area.width, area.height);
  context.clip();
  draw();
  context.restore();
}
