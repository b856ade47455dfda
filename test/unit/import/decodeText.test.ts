import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decodeText, textEncodings, type TextEncoding } from '../../../src/core/base/decodeText';
import { UserError } from '../../../src/core/base/userError';

const bytes = (...values: (number | string)[]) =>
  Uint8Array.from(values.flatMap((v) => (typeof v === 'number' ? [v] : [...Buffer.from(v, 'utf8')])));

function utf16(text: string, encoding: 'utf-16le' | 'utf-16be'): Uint8Array {
  const buffer = Buffer.from(text, 'utf16le');
  return Uint8Array.from(encoding === 'utf-16be' ? buffer.swap16() : buffer);
}

const refused = (content: Uint8Array, message: RegExp, encoding?: TextEncoding) =>
  assert.throws(
    () => decodeText(content, 'P01.txt', encoding),
    (e) => e instanceof UserError && e.code === 'fileInvalid' && message.test(e.message) && e.remedy !== '',
  );

describe('decodeText', () => {
  it('finds the encoding of a file with a byte order mark, and drops only that', () => {
    assert.deepEqual(decodeText(bytes(0xef, 0xbb, 0xbf, 'é\r\n'), 'f'), {
      text: 'é\r\n',
      encoding: 'utf-8',
      certain: true,
    });
    for (const encoding of ['utf-16le', 'utf-16be'] as const) {
      assert.deepEqual(decodeText(utf16('\uFEFFé😀', encoding), 'f'), { text: 'é😀', encoding, certain: true });
    }
  });

  it('takes UTF-8 where it is valid, and says when it guesses', () => {
    assert.deepEqual(decodeText(bytes('Señor 😀'), 'f'), { text: 'Señor 😀', encoding: 'utf-8', certain: true });
    assert.deepEqual(decodeText(bytes(0x53, 0x65, 0xf1, 0x6f, 0x72), 'f'), {
      text: 'Señor',
      encoding: 'windows-1252',
      certain: false,
    });
    for (const encoding of ['utf-16le', 'utf-16be'] as const) {
      assert.deepEqual(decodeText(utf16('I: Hi\nP: Привет\n', encoding), 'f'), {
        text: 'I: Hi\nP: Привет\n',
        encoding,
        certain: false,
      });
    }
  });

  it('reads quotation marks, dashes and the euro of Windows-1252, which some runtimes do not', () => {
    const typed = Uint8Array.from([0x80, 0x85, 0x91, 0x92, 0x93, 0x94, 0x96, 0x97, 0x99, 0x9f, 0x81]);
    assert.equal(decodeText(typed, 'f').text, '€…‘’“”–—™Ÿ\x81');
  });

  it('does as the person says', () => {
    const latin = Uint8Array.from([0xc3, 0xa9]);
    assert.equal(decodeText(latin, 'f').text, 'é');
    assert.deepEqual(decodeText(latin, 'f', 'windows-1252'), { text: 'Ã©', encoding: 'windows-1252', certain: true });
    assert.equal(decodeText(utf16('中文', 'utf-16be'), 'f', 'utf-16be').text, '中文');
    refused(bytes('a\nb', 0xff), /P01\.txt, line 2: not valid UTF-8/, 'utf-8');
    refused(Uint8Array.from([0x00, 0xd8, 0x41]), /not valid UTF-16/, 'utf-16le');
  });

  it('refuses what is no text, and names what people take for text', () => {
    refused(bytes('RIFF', 0, 0, 1, 2, 'WAVEfmt ', 0, 0, 0), /P01\.txt is not a text file/);
    refused(bytes(0x89, 'PNG\r\n', 0x1a, 0x0a, 0, 0, 0, 0x0d), /not a text file/);
    refused(bytes('a', 0, 'b'), /not a text file/, 'windows-1252');
    refused(bytes('%PDF-1.7'), /a PDF document/);
    refused(bytes('{\\rtf1\\ansi'), /RTF/);
    refused(bytes('PK', 3, 4, 20, 0), /zip file/);
  });

  it('gives back the text that was encoded, in every encoding and with every mark', () => {
    const character = fc.oneof(fc.integer({ min: 1, max: 0xd7ff }), fc.integer({ min: 0xe000, max: 0x10ffff }));
    const text = fc
      .array(character, { maxLength: 40 })
      .map((codes) => `I: ${String.fromCodePoint(...codes).replaceAll('\uFEFF', '')}\n`);
    fc.assert(
      fc.property(text, (s) => {
        for (const mark of ['', '\uFEFF']) {
          assert.equal(decodeText(bytes(mark + s), 'f').text, s);
          for (const encoding of ['utf-16le', 'utf-16be'] as const) {
            assert.equal(decodeText(utf16(mark + s, encoding), 'f', encoding).text, s);
          }
        }
        for (const encoding of ['utf-16le', 'utf-16be'] as const) {
          assert.equal(decodeText(utf16(`\uFEFF${s}`, encoding), 'f').text, s);
        }
      }),
    );
    const all = Uint8Array.from({ length: 255 }, (_, i) => i + 1);
    const seen = decodeText(all, 'f', 'windows-1252').text;
    assert.equal(new Set(seen).size, 255);
  });

  it('gives text or a UserError for any bytes', () => {
    const any = fc.oneof(fc.uint8Array({ maxLength: 64 }), fc.uint8Array({ max: 3, maxLength: 16 }));
    fc.assert(
      fc.property(any, fc.option(fc.constantFrom(...textEncodings), { nil: undefined }), (content, encoding) => {
        try {
          decodeText(content, 'f', encoding);
        } catch (e) {
          assert.ok(e instanceof UserError);
        }
      }),
    );
  });
});
