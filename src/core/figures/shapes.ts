import { escapeMarkup } from '../exchange/markup';

/** What a shape means; print and screen give it a colour each. */
export type Tone = 'ink' | 'muted' | 'grid' | 'accent' | 'people';

/** The parts of a chart, in CSS pixels from the upper left corner, drawn alike for print and on screen. */
export type Shape =
  | {
      readonly kind: 'line';
      readonly x1: number;
      readonly y1: number;
      readonly x2: number;
      readonly y2: number;
      readonly tone: Tone;
      readonly width?: number;
      readonly dashed?: true;
    }
  | { readonly kind: 'dot'; readonly x: number; readonly y: number; readonly r: number; readonly tone: Tone }
  | {
      readonly kind: 'box';
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
      readonly tone: Tone;
      /** Strength of the tone, 0 to 1; text on it stays readable at any. */
      readonly level: number;
    }
  | {
      readonly kind: 'text';
      readonly x: number;
      readonly y: number;
      readonly text: string;
      readonly tone: Tone;
      readonly anchor?: 'start' | 'middle' | 'end';
      readonly bold?: true;
      /** Turned so many degrees about its own place. */
      readonly turn?: number;
    };

const print: Readonly<Record<Tone, string>> = {
  ink: '#111',
  muted: '#555',
  grid: '#ddd',
  accent: '#0b5cad',
  people: '#9a4a00',
};
/** Boxes at their strongest: black text on them has a contrast of 8. */
const boxes: Partial<Readonly<Record<Tone, readonly [number, number, number]>>> = {
  people: [233, 176, 122],
};
const box = [116, 173, 229] as const;

/** SVG elements for print, dark on white. */
export function printShapes(shapes: readonly Shape[]): string {
  return shapes.map(printShape).join('\n');
}

function printShape(shape: Shape): string {
  switch (shape.kind) {
    case 'line': {
      const { x1, y1, x2, y2, tone, width = 1, dashed } = shape;
      return `<line x1="${at(x1)}" y1="${at(y1)}" x2="${at(x2)}" y2="${at(y2)}" stroke="${print[tone]}" stroke-width="${width}"${dashed ? ' stroke-dasharray="5 3"' : ''}/>`;
    }
    case 'dot':
      return `<circle cx="${at(shape.x)}" cy="${at(shape.y)}" r="${shape.r}" fill="${print[shape.tone]}"/>`;
    case 'box': {
      const { x, y, width, height, tone, level } = shape;
      const full = boxes[tone] ?? box;
      const fill = full.map((channel) => Math.round(255 + (channel - 255) * level)).join(',');
      return `<rect x="${at(x)}" y="${at(y)}" width="${at(width)}" height="${at(height)}" fill="rgb(${fill})"/>`;
    }
    case 'text': {
      const { x, y, text, tone, anchor = 'start', bold, turn } = shape;
      const turned = turn === undefined ? '' : ` transform="rotate(${turn} ${at(x)} ${at(y)})"`;
      return `<text x="${at(x)}" y="${at(y)}" fill="${print[tone]}" text-anchor="${anchor}"${bold ? ' font-weight="bold"' : ''}${turned}>${escapeMarkup(text)}</text>`;
    }
  }
}

function at(value: number): string {
  return String(Math.round(value * 10) / 10);
}
