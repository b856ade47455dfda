import assert from 'node:assert/strict';
import { parseCommonNames } from '../../../src/core/privacy/commonNames';
import { detectIdentifiers } from '../../../src/core/privacy/detect';
import type { TextFormat } from '../../../src/core/exchange/import/formats';
import { parseTranscript } from '../../../src/core/transcript/transcript';
import { importOrRefuse } from '../../support/importOrRefuse';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('parsers of text formats, on long texts', () => {
  // A quadratic step takes minutes or hours at these lengths.
  const lines: Record<TextFormat, [before: string, repeated: string]> = {
    plainText: ['**a', ' '],
    webVtt: ['WEBVTT\n\n00:01.000 --> 00:02.000\n', '<v  '],
    subRip: ['1\n00:00:01,000 --> 00:00:02,000\n', '{\\<b  '],
    chat: ['*A:\t', '['],
    elan: ['<ANNOTATION_DOCUMENT><TIER><ANNOTATION_VALUE>', 'a b '],
    textGrid: ['"ooTextFile" "TextGrid" 0 1 <exists> 1 "IntervalTier" "A" 0 1 1 0 1 "', '"" '],
    whisper: ['{"segments":[{"text":"', 'a b '],
    whatsApp: ['24.12.19, 17:08 - Ana: x\n', '24.12.19, 1'],
  };
  it('take time linear in a line of 5 MB', () => {
    for (const format of Object.keys(lines) as TextFormat[]) {
      const [before, repeated] = lines[format];
      const length = format === 'plainText' ? 5_000_000 : 1_000_000;
      importOrRefuse(bytes(before + repeated.repeat(length / repeated.length)), format);
    }
  });
});

describe('parseTranscript, on long texts', () => {
  it('reads long texts of any shape', () => {
    // Quadratic time would take minutes here and run into mocha's limit.
    const shapes = ['A: x\n', '\n', '[00:00:01] ', 'a '.repeat(20) + '\n', 'A', ' ', '[', 'A:\r'];
    for (const shape of shapes) {
      const text = shape.repeat(100_000 / shape.length);
      const { turns, preamble } = parseTranscript(text);
      assert.ok((turns.at(-1)?.range ?? preamble ?? { end: 0 }).end <= text.length);
    }
  });
});

describe('detectIdentifiers, on long texts', () => {
  it('takes time linear in the text', () => {
    // Quadratic time would take minutes here and run into mocha's limit.
    const lists = { names: [['Anna Berg']], places: [] };
    const common = parseCommonNames({
      given: 'Anna\n',
      surnames: 'Berg\n',
      wordSurnames: '',
      places: 'Anna Anna Anna Anna Bad\n',
    });
    for (const unit of [
      'a',
      'Xx-',
      'Xx ',
      'Anna-',
      'Dr. Xx Anna ',
      '1 ',
      '1-',
      'A. ',
      'x@',
      'Anna ',
      '1.1',
      'www.',
      'My name is ',
    ]) {
      const hits = detectIdentifiers([unit.repeat(200_000 / unit.length)], lists, undefined, common)[0]!;
      assert.ok(
        hits.every(({ range }) => range.start < range.end && range.end <= 200_000),
        `“${unit}” repeated`,
      );
    }
  });
});
