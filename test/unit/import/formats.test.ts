import assert from 'node:assert/strict';
import fc from 'fast-check';
import { detectFormat, type TextFormat } from '../../../src/core/exchange/import/formats';
import { importOrRefuse } from '../../support/importOrRefuse';

const bytes = (text: string) => new TextEncoder().encode(text);

/** A small file of every format, to be found out and to be damaged. */
const samples: Record<TextFormat, string> = {
  plainText: 'Ana Lima  0:05\nHi.\n\nP01  0:07\n**Hello**: (12:30)\n 1 x\n',
  webVtt: 'WEBVTT\n\nNOTE x\n\n1\n00:01.000 --> 00:02.000 line:0\n<v.a P01>Hi &amp; <i>bye</i></v>\nAna: x\n',
  subRip: '1\n00:00:01,000 --> 00:00:02,000\nP01: <b>Hi</b>\n\n2\n00:00:02,000 --> 00:00:03,000\n- So\n',
  chat: '@UTF8\n@Begin\n@Participants:\tPAR Participant\n*PAR:\t<I> [/] I (.) &=laughs xxx . \x151_2\x15\n\tso +...\n%mor:\tx\n@End\n',
  elan: '<?xml version="1.0"?>\n<ANNOTATION_DOCUMENT A="1"><TIME_ORDER><TIME_SLOT TIME_SLOT_ID="t" TIME_VALUE="5"/></TIME_ORDER><TIER TIER_ID="P"><ANNOTATION><ALIGNABLE_ANNOTATION TIME_SLOT_REF1="t"><ANNOTATION_VALUE>a &lt; b</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION></TIER></ANNOTATION_DOCUMENT>',
  textGrid:
    'File type = "ooTextFile"\nObject class = "TextGrid"\n\n0\n1\n<exists>\n1\n"IntervalTier"\n"P"\n0\n1\n1\n0\n1\n"a ""b"" c"\n',
  whisper:
    '{"segments":[{"start":0,"end":1,"text":" Hi.","speaker":"S","words":[{"word":"Hi.","start":0,"speaker":"S"}]}]}',
  whatsApp:
    '\u200E[3/4/22, 2:08:18\u202FPM] ~ Ana: \u200Eimage omitted\n[3/4/22, 2:09:00\u202FPM] Ben: So\nP01: x\n[3/5/22, 1:00:00\u202FAM] Ben joined\n',
};
const formats = Object.keys(samples) as TextFormat[];

describe('detectFormat', () => {
  it('goes by the content, in any encoding, whatever the ending', () => {
    for (const format of formats) {
      if (format === 'plainText') continue;
      const utf16 = Buffer.from(`\uFEFF${samples[format]}`, 'utf16le');
      for (const content of [
        bytes(samples[format]),
        bytes(`\uFEFF${samples[format]}`),
        utf16,
        Buffer.from(utf16).swap16(),
      ]) {
        assert.equal(detectFormat('export.txt', content), format);
      }
    }
    assert.equal(detectFormat('x', bytes('00:00:05 --> 00:00:07\nHi')), 'subRip');
    assert.equal(detectFormat('x', bytes('<?xml version="1.0"?>\n<CodeBook origin="x">')), 'refiCodebook');
    assert.equal(detectFormat('x', bytes('PK\x03\x04....[Content_Types].xml')), 'word');
    assert.equal(detectFormat('x', bytes('PK\x03\x04....Sources/a.txt')), 'refiProject');
    assert.equal(detectFormat('x', bytes('[{"id":0,"transcription" : []')), 'whisper');
  });

  it('goes by the ending where the content does not tell, and gives null for what is unknown', () => {
    const endings = {
      'a.txt': 'plainText',
      'a.b/P.MD': 'plainText',
      'a.vtt': 'webVtt',
      'a.srt': 'subRip',
      'a.cha': 'chat',
      'a.eaf': 'elan',
      'a.TextGrid': 'textGrid',
      'a.json': 'whisper',
      'a.csv': 'csv',
      'a.tsv': 'csv',
      'a.qdc': 'refiCodebook',
      'a.docx': null,
      'a.mp3': null,
      'a.pdf': null,
      txt: null,
      'dir.txt/a': null,
    };
    for (const [name, format] of Object.entries(endings))
      assert.equal(detectFormat(name, bytes('words')), format, name);
    assert.equal(detectFormat('a.docx', bytes('PK\x03\x04....')), 'word');
    assert.equal(detectFormat('a.qdpx', bytes('PK\x03\x04....')), 'refiProject');
    const sheet = 'PK\x03\x04..[Content_Types].xmlPK\x03\x04..xl/workbook.xml';
    assert.equal(detectFormat('a.xlsx', bytes(sheet)), null);
    assert.equal(detectFormat('a.docx', bytes(`${sheet}PK\x03\x04..word/document.xml`)), 'word');
    assert.equal(detectFormat('a.zip', bytes('PK\x03\x04....')), null);
  });
});

describe('parsers of text formats', () => {
  for (const format of formats) {
    it(`${format}: gives turns that can be written, or a UserError, for any bytes and for damaged files`, () => {
      const good = bytes(samples[format]);
      const place = fc.nat({ max: good.length });
      const snippet = fc.oneof(
        fc.uint8Array({ maxLength: 4 }),
        fc
          .constantFrom('<', '>', '"', '[', '\n\n', '\t', '\x15', '-->', '99:99', ':', '\uFEFF', '{', 'e999')
          .map(bytes),
      );
      const damaged = fc
        .array(fc.tuple(place, fc.nat({ max: 9 }), snippet), { minLength: 1, maxLength: 3 })
        .map((edits) =>
          edits.reduce<Uint8Array>(
            (file, [at, cut, put]) => Uint8Array.from([...file.subarray(0, at), ...put, ...file.subarray(at + cut)]),
            good,
          ),
        );
      importOrRefuse(good, format);
      fc.assert(
        fc.property(fc.oneof({ weight: 4, arbitrary: damaged }, fc.uint8Array({ maxLength: 40 })), (content) => {
          importOrRefuse(content, format);
        }),
        { numRuns: 100 },
      );
    });
  }
});
