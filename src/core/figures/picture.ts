import { escapeMarkup } from '../exchange/markup';

/** A picture for print: dark on white, in a sans-serif face that every machine has. */
export interface Picture {
  /** Part of the file's name. */
  readonly name: string;
  readonly title: string;
  /** What is to be seen, in words, for those who cannot see it. */
  readonly description: string;
  /** Of `body`, in CSS pixels. */
  readonly width: number;
  readonly height: number;
  /** SVG elements, origin in the upper left corner; text in them is escaped already. */
  readonly body: string;
  /** Small print below: what the colours mean, where it comes from. */
  readonly notes: readonly string[];
}

const margin = 12;
const titleHeight = 30;
const lineHeight = 15;
/** Of small print, on average, in CSS pixels. */
const characterWidth = 5.6;

/** The picture as an SVG file of its own, with title and small print. */
export function framePicture({ title, description, width, height, body, notes }: Picture): string {
  const lineLength = Math.max(40, Math.floor(width / characterWidth));
  const lines = notes.flatMap((note) => linesOf(note, lineLength));
  const full = { width: width + 2 * margin, height: titleHeight + height + 2 * margin + lines.length * lineHeight };
  const below = margin + titleHeight + height;
  return `<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" width="${full.width}" height="${full.height}" viewBox="0 0 ${full.width} ${full.height}" font-family="Helvetica, Arial, sans-serif" font-size="12" fill="#111" role="img">
<title>${escapeMarkup(title)}</title>
<desc>${escapeMarkup(description)}</desc>
<rect width="${full.width}" height="${full.height}" fill="#fff"/>
<text x="${margin}" y="${margin + 14}" font-size="15" font-weight="bold">${escapeMarkup(title)}</text>
<g transform="translate(${margin} ${margin + titleHeight})">
${body}
</g>
${lines
  .map(
    (line, i) =>
      `<text x="${margin}" y="${below + (i + 1) * lineHeight}" font-size="11" fill="#444">${escapeMarkup(line)}</text>`,
  )
  .join('\n')}
</svg>
`;
}

function linesOf(text: string, length: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > length) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
