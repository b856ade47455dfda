// Where things are in the matrix picture. Lengths are CSS pixels; the picture may be larger than the part in view.

/** A cell: the token that looks (row) and the token looked at (column). */
export interface Cell {
  readonly query: number;
  readonly key: number;
}

export interface MatrixLayout {
  /**
   * Side of a token's cell: a whole number of device pixels, or a half, a quarter, … of one, so that every cell, or every
   * two, four, … of them together, is drawn equally large.
   */
  readonly cell: number;
  /** Whether the margins have room for the tokens, or only for their numbers. */
  readonly labels: 'words' | 'numbers';
  /** Margins that stay in view while the cells scroll under them. */
  readonly left: number;
  readonly top: number;
  /** Room for the slanted label of the last column. */
  readonly right: number;
  readonly rows: number;
  readonly firstKey: number;
  /** Size of the whole picture. */
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}
export interface Size {
  readonly width: number;
  readonly height: number;
}

export type Zoom = 'fit' | 'words' | number;

export interface LayoutRequest {
  readonly rows: number;
  readonly firstKey: number;
  /** The space there is. */
  readonly available: Size;
  readonly devicePixelRatio: number;
  /** Width of the widest token as drawn. */
  readonly widestLabel: number;
  /** `fit` shows the whole text; `words` makes cells large enough for labels, and scrolls; else device pixels on a side of a cell. */
  readonly zoom: Zoom;
}

/** Smallest cell whose slanted label does not touch its neighbour's. */
const wordCell = 18;
const largestCell = 44;
const longestLabel = 96;
const numberHeight = 24;
/** Of a number's digit, and beside a number. */
const digitWidth = 8;
const besideNumber = 12;
const gap = 8;
/** Column labels stand at 45°. */
export const slant = Math.SQRT1_2;

export function layoutMatrix(request: LayoutRequest): MatrixLayout {
  const words = withLabels('words', request);
  if (request.zoom === 'words' || words.cell >= wordCell - 1e-9) return words;
  return withLabels('numbers', request);
}

function withLabels(labels: MatrixLayout['labels'], request: LayoutRequest): MatrixLayout {
  const { rows, firstKey, available, devicePixelRatio: ratio, zoom } = request;
  const label = Math.min(longestLabel, Math.ceil(request.widestLabel));
  const slanted = Math.ceil((label + gap) * slant);
  const left = labels === 'words' ? label + gap : Math.max(34, String(rows).length * digitWidth + besideNumber);
  const top = labels === 'words' ? slanted + gap : numberHeight;
  const right = labels === 'words' ? slanted : gap;
  const columns = Math.max(1, rows - firstKey);
  const room = Math.min((available.width - left - right) / columns, (available.height - top) / rows);
  const wanted = zoom === 'fit' ? room : zoom === 'words' ? Math.max(room, wordCell) : zoom / ratio;
  const cell = wholeDots(Math.min(wanted, largestCell) * ratio) / ratio;
  return {
    cell,
    labels,
    left,
    top,
    right,
    rows,
    firstKey,
    width: left + columns * cell + right,
    height: top + rows * cell,
  };
}

/** The next smaller whole number of dots, or of dots' halves, quarters, … */
function wholeDots(dots: number): number {
  return dots >= 1 ? Math.floor(dots + 1e-9) : 2 ** Math.max(-12, Math.floor(Math.log2(Math.max(dots, 1e-9)) + 1e-9));
}

/** Device pixels on a side of a cell. */
const zoomSteps = [
  ...[12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1].map((n) => 2 ** -n),
  1,
  2,
  3,
  4,
  6,
  8,
  11,
  15,
  20,
  27,
  36,
];

/** One step in (1) or out (-1) from cells of `dots` device pixels; null at the end. */
export function zoomStep(dots: number, step: 1 | -1, devicePixelRatio: number): number | null {
  const most = Math.floor(largestCell * devicePixelRatio);
  const steps = [...zoomSteps.filter((one) => one < most), most];
  const next = step > 0 ? steps.find((one) => one > dots + 1e-9) : steps.findLast((one) => one < dots - 1e-9);
  return next ?? null;
}

/** How far to scroll so that what was at `point` of the part in view is there again after a change of zoom. */
export function scrollToKeep(before: MatrixLayout, after: MatrixLayout, point: Point, scroll: Point): Point {
  const keep = (at: number, from: number, marginBefore: number, marginAfter: number) =>
    Math.max(0, ((at + from - marginBefore) / before.cell) * after.cell + marginAfter - at);
  return {
    x: keep(point.x, scroll.x, before.left, after.left),
    y: keep(point.y, scroll.y, before.top, after.top),
  };
}

/** Upper left corner of a cell in the whole picture. */
export function cellCorner(layout: MatrixLayout, { query, key }: Cell): Point {
  return { x: layout.left + (key - layout.firstKey) * layout.cell, y: layout.top + query * layout.cell };
}

export interface Hit {
  readonly query: number;
  /** Null on a row's label. */
  readonly key: number | null;
}

/** What is under `point` of the part in view, when the picture is scrolled by `scroll`. */
export function hitTest(layout: MatrixLayout, point: Point, scroll: Point): Hit | null {
  if (point.y < layout.top) return null;
  const query = Math.floor((point.y + scroll.y - layout.top) / layout.cell);
  if (query >= layout.rows) return null;
  if (point.x < layout.left) return { query, key: null };
  const key = Math.floor((point.x + scroll.x - layout.left) / layout.cell) + layout.firstKey;
  return key < layout.rows ? { query, key } : null;
}

/** The scroll position, nearest to `scroll`, at which the cell and its labels are in view. */
export function scrollToShow(layout: MatrixLayout, cell: Cell, scroll: Point, view: Size): Point {
  const { x, y } = cellCorner(layout, cell);
  const nearest = (start: number, margin: number, extent: number, now: number) =>
    Math.max(0, Math.min(start - margin, Math.max(now, start + layout.cell - extent)));
  return {
    x: nearest(x, layout.left, view.width - layout.right, scroll.x),
    y: nearest(y, layout.top, view.height, scroll.y),
  };
}

/** The cell an arrow, Home, End or Page key leads to; null for any other key. Home and End stay in the row, with Ctrl they go to the corners. */
export function moveCell(
  { query, key }: Cell,
  pressed: { readonly key: string; readonly ctrlKey: boolean },
  { rows, firstKey }: { readonly rows: number; readonly firstKey: number },
): Cell | null {
  const last = rows - 1;
  const page = 10;
  const at = (q: number, k: number): Cell => ({
    query: Math.min(last, Math.max(0, q)),
    key: Math.min(last, Math.max(firstKey, k)),
  });
  switch (pressed.key) {
    case 'ArrowUp':
      return at(query - 1, key);
    case 'ArrowDown':
      return at(query + 1, key);
    case 'ArrowLeft':
      return at(query, key - 1);
    case 'ArrowRight':
      return at(query, key + 1);
    case 'PageUp':
      return at(query - page, key);
    case 'PageDown':
      return at(query + page, key);
    case 'Home':
      return at(pressed.ctrlKey ? 0 : query, firstKey);
    case 'End':
      return at(pressed.ctrlKey ? last : query, last);
    default:
      return null;
  }
}

/** Every how many tokens a ruler carries a number, so that numbers stand at least `apart` pixels apart: 1, 2, 5, 10, 20, 50, … */
export function tickStep(cell: number, apart: number): number {
  for (let decade = 1; ; decade *= 10) {
    for (const digit of [1, 2, 5]) if (decade * digit * cell >= apart) return decade * digit;
  }
}
