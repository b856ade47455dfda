// The words of the text as running text: paragraphs of turns, with what can be chosen in them.
import { parseTranscript } from '../../src/core/transcript/transcript';
import { directionOf as directionOfText } from '../shared/direction';
import type { ShownUnit } from './shownHead';

export interface TextPart {
  /** Which row and column it is; null for what stands between them, and for what is left out. */
  readonly unit: number | null;
  readonly text: string;
  /** A token that the model adds, or a further piece of a character: there are no words of the text to show for it. */
  readonly added: boolean;
}

/** Which way the words of a paragraph run. */
export function directionOf(parts: readonly TextPart[]): 'ltr' | 'rtl' {
  return directionOfText(parts.find(({ text, added }) => !added && /\p{L}/u.test(text))?.text ?? '');
}

/** Every character of the text in exactly one part; a paragraph begins where a turn does. */
export function paragraphsOf(text: string, units: readonly ShownUnit[], tokens: readonly string[]): TextPart[][] {
  const { turns } = parseTranscript(text);
  const starts: number[] = turns.map(({ range }) => range.start).filter((start) => start > 0);
  const paragraphs: TextPart[][] = [[]];
  let at = 0;
  const between = (end: number) => {
    while (at < end) {
      const next = starts[0] !== undefined && starts[0] < end ? starts[0] : end;
      if (next > at) paragraphs.at(-1)!.push({ unit: null, text: text.slice(at, next), added: false });
      at = next;
      breakAt(at);
    }
  };
  const breakAt = (offset: number) => {
    while (starts[0] !== undefined && starts[0] <= offset) {
      starts.shift();
      paragraphs.push([]);
    }
  };
  for (const [unit, { start, end }] of units.entries()) {
    between(start);
    if (end <= at) {
      paragraphs.at(-1)!.push({ unit, text: tokens[unit] ?? '', added: true });
      continue;
    }
    const own = text.slice(at, end);
    const space = own.length - own.trimStart().length;
    if (space > 0 && space < own.length) between(at + space);
    breakAt(at);
    paragraphs.at(-1)!.push({ unit, text: text.slice(at, end), added: false });
    at = end;
  }
  between(text.length);
  return paragraphs.filter((parts) => parts.length > 0);
}
