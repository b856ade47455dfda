interface Matrix {
  /** Row-major [query][key], shape [size, size]. */
  readonly weights: Float32Array;
  readonly size: number;
}

export interface Target {
  readonly key: number;
  readonly weight: number;
}

/** What a token looks at most, strongest first. */
export function strongest({ weights, size }: Matrix, query: number, count: number): Target[] {
  const row = Array.from(weights.subarray(query * size, (query + 1) * size), (weight, key) => ({ key, weight }));
  return row
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight)
    .slice(0, count);
}

/**
 * Paints one pixel a weight, the theme's foreground over its background, darker or lighter in proportion to the weight;
 * the row of `query` is marked at both ends.
 */
export function paintMatrix(canvas: HTMLCanvasElement, { weights, size }: Matrix, query: number): void {
  // A whole number of pixels a cell, so that none is wider than another.
  const cell = Math.max(1, Math.floor(560 / (size + 2)));
  canvas.width = canvas.height = cell * (size + 2);
  const context = canvas.getContext('2d');
  if (!context) return;
  const style = getComputedStyle(canvas);
  const colour = (name: string): string => style.getPropertyValue(`--vscode-${name}`).trim();
  context.fillStyle = colour('editor-background');
  context.fillRect(0, 0, canvas.width, canvas.height);
  const largest = weights.reduce((most, weight) => Math.max(most, weight), 0);
  context.fillStyle = colour('foreground') || colour('editor-foreground');
  for (let row = 0; row < size; row++) {
    for (let key = 0; key < size; key++) {
      const weight = weights[row * size + key]!;
      if (weight === 0) continue;
      context.globalAlpha = weight / largest;
      context.fillRect((key + 1) * cell, (row + 1) * cell, cell, cell);
    }
  }
  context.globalAlpha = 1;
  context.fillStyle = colour('focusBorder');
  for (const x of [0, size + 1]) context.fillRect(x * cell, (query + 1) * cell, cell, cell);
}
